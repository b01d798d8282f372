// Tensors at sites: after = before * multiplier + addend, for every site of both kinds of model.
#include "training/site_inspection.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "evaluation/site_noises.hpp"
#include "models/registry.hpp"
#include "support/small_trial.hpp"

using namespace regsweep;
using namespace regsweep::testing;

namespace {

const std::vector<real>& values(const Group& group, const std::string& name) {
  REQUIRE(group.array(name) != nullptr);
  return std::get<std::vector<real>>(group.array(name)->data);
}

Group inspected(const Value& configuration, std::shared_ptr<const Dataset> data,
                const InspectionRequest& request) {
  const auto model = make_model(configuration.at("model"), data->features, data->outputs, {});
  Flat weights(model->layout().size());
  model->initialize(2, weights);
  return inspect_sites(trial_of(configuration), 2, data, weights, request);
}

// Branches are differences of sums, so they carry the rounding of the sum.
void require_consistent(const Group& site) {
  INFO(site.name);
  const auto &before = values(site, "before"), &after = values(site, "after"),
             &multiplier = values(site, "multiplier");
  int dropped = 0;
  for (std::size_t i = 0; i < before.size(); ++i) {
    REQUIRE(after[i] == Approx(before[i] * multiplier[i]).margin(1e-5));
    if (multiplier[i] == 0) REQUIRE(after[i] == Approx(0).margin(1e-6));
    dropped += multiplier[i] == 0;
  }
  REQUIRE(dropped > 0);
  REQUIRE(dropped < static_cast<int>(before.size()));
}

}  // namespace

TEST_CASE("inspection: every site of a transformer, one at a time") {
  const std::vector<Site> all = model_sites(small_transformer_trial().at("model"));
  for (const Site& site : all) {
    if (site.name.ends_with("attention_logits")) continue;  // takes no Bernoulli noise
    Value configuration = small_transformer_trial({{"dropout." + site.name, Value(0.37)}});
    const Group group = inspected(configuration, small_text(), {{site}, 3, 4});
    require_consistent(group.groups.at(0));
    REQUIRE(group.groups[0].array("after")->dimensions == site.axes);
  }
}

TEST_CASE("inspection: attention before its noise is a distribution over the past") {
  const Group group =
      inspected(small_transformer_trial(), small_text(),
                {chosen_sites(small_transformer_trial().at("model"), {"attention"}), 3, 2});
  REQUIRE(group.groups.size() == 2);
  REQUIRE(group.groups[1].array("before")->shape == std::vector<std::int64_t>{2, 2, 7, 7});
  const auto& A = values(group.groups[1], "before");
  for (std::size_t row = 0; row < 2 * 2 * 7; ++row) {
    double sum = 0;
    for (std::size_t j = 0; j < 7; ++j) {
      sum += static_cast<double>(A[7 * row + j]);
      if (j > row % 7) REQUIRE(A[7 * row + j] == 0);
    }
    REQUIRE(sum == Approx(1).margin(1e-5));
  }
  REQUIRE(std::get<std::vector<std::int64_t>>(group.array("tokens")->data).size() == 14);
}

TEST_CASE("inspection: every site of a perceptron, and what a site without noise shows") {
  for (const Site& site : model_sites(small_trial().at("model"))) {
    const char* weights =
        site.name.starts_with("example_weights") ? "dropout.example_weights" : "dropout.weights";
    const Value configuration = small_trial({{weights, Value(0.37)}});
    require_consistent(inspected(configuration, small_classes(), {{site}, 3, 16}).groups.at(0));
  }
  const Value plain = small_trial({{"dropout.input", Value(0)}});
  const Group group =
      inspected(plain, small_classes(), {chosen_sites(plain.at("model"), {"input"}), 0, 3});
  REQUIRE(values(group.groups[0], "before") == values(group.groups[0], "after"));
  REQUIRE(group.groups[0].array("multiplier") == nullptr);
  REQUIRE(values(group, "features") == values(group.groups[0], "after"));
}
