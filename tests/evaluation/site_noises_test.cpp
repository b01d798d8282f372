// Placements and the sites that they mean; the noise of a configuration at its sites.
#include "evaluation/site_noises.hpp"

#include <catch2/catch.hpp>

#include "models/registry.hpp"
#include "support/small_trial.hpp"

namespace regsweep::site_noises_test {

using namespace testing;

TEST_CASE("a placement is a site or a family") {
  const std::vector<Site> sites{{"input", {"batch", "feature"}, {}, 0, 1},
                                {"hidden.0", {"batch", "feature"}, {"hidden"}, 0, 1}};
  CHECK(sites_of(sites, "hidden").size() == 1);
  CHECK(sites_of(sites, "input").at(0).name == "input");
  CHECK(sites_of(sites, "").empty());
  CHECK(placements_of(sites[1]) == std::vector<std::string>{"hidden.0", "hidden"});
}

TEST_CASE("sites are chosen by name, family or all; a slip is told") {
  const Value model = small_transformer_trial().at("model");
  REQUIRE(chosen_sites(model, {"block.1.ffn"}).size() == 1);
  REQUIRE(chosen_sites(model, {"residual", "attention"}).size() == 6);
  REQUIRE(chosen_sites(model, {"all"}).size() == model_sites(model).size());
  REQUIRE_THROWS_WITH(chosen_sites(model, {"attentoin"}),
                      "the model has no site 'attentoin'; did you mean 'attention'?");
}

TEST_CASE("noise stands where the configuration has some; a pass can replace that of a site") {
  const Value trial = small_trial({{"dropout.input", Value(0)}});
  const std::vector<Site> sites = model_sites(trial.at("model"));
  const SiteNoises noises = noises_for(trial, 1, 10);
  const SiteOverride none{"hidden.1", {}};
  REQUIRE(noises.size() == sites.size());
  for (std::size_t i = 0; i < sites.size(); ++i) {
    INFO(sites[i].name);
    CHECK((noises[i] != nullptr) == sites[i].name.starts_with("hidden"));
    if (noises[i] == nullptr) continue;
    const std::int64_t shape[] = {4, 5};
    NoisePass pass{true, 0, 0};
    CHECK_FALSE(noises[i]->draw(pass, shape).identity());
    pass.instead = &none;
    CHECK(noises[i]->draw(pass, shape).identity() == (sites[i].name == none.site));
  }
}

}  // namespace regsweep::site_noises_test
