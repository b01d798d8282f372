// Tensors at sites: after = before * multiplier + addend, for every site of both kinds of model.
#include "training/site_inspection.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "evaluation/site_noises.hpp"
#include "models/registry.hpp"
#include "support/small_trial.hpp"

namespace regsweep::site_inspection_test {

using namespace testing;

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

TEST_CASE("inspection: a mixed batch is shown as the model saw it, and of what it is mixed") {
  const Value mixed =
      small_trial({{"regularizers.mixup", Value(0.4)}, {"dropout.input", Value(0)}});
  const auto input = chosen_sites(mixed.at("model"), {"input"});
  const auto data = small_classes();
  const Group group = inspected(mixed, data, {input, 9, 16});
  Trainer trainer(trial_of(mixed), 2, data);  // its batch has 16 rows
  Batches batches(data, 0, 16, 2);
  const Batch& batch = batches.at(9);
  const auto& partner = std::get<std::vector<std::int64_t>>(group.array("mixing_partner")->data);
  const double share = std::get<std::vector<double>>(group.array("mixing_share")->data).at(0);
  REQUIRE(partner.size() == 16);
  for (std::size_t i = 0; i < 16; ++i) {
    for (std::size_t c = 0; c < 3; ++c) {
      const auto j = static_cast<std::size_t>(partner[i]);
      REQUIRE(
          values(group, "features")[3 * i + c] ==
          Approx(share * batch.features(i, c) + (1 - share) * batch.features(j, c)).margin(1e-6));
    }
  }
  REQUIRE(values(group, "features") == values(group.groups[0], "after"));
  const Group few = inspected(mixed, data, {input, 9, 2});
  REQUIRE(values(few, "features") == std::vector<real>(values(group, "features").begin(),
                                                       values(group, "features").begin() + 6));
}

TEST_CASE("inspection: the first examples of a batch have the masks that the whole batch gives") {
  const auto [noise, size] = GENERATE(std::pair{"regular", 0}, std::pair{"block", 5});
  std::vector<std::pair<std::string, Value>> changes{
      {"dropout.hidden.noise", Value(noise)},
      {"dropout.hidden.share", Value(List{Value("feature")})}};
  if (size > 0) changes.emplace_back("dropout.hidden.size", Value(size));
  const Value trial = small_trial(changes);
  const auto hidden = chosen_sites(trial.at("model"), {"hidden.1"});
  const auto multiplier = [&](std::int64_t examples) {
    return values(inspected(trial, small_classes(), {hidden, 9, examples}).groups[0], "multiplier");
  };
  const std::vector<real> whole = multiplier(16), few = multiplier(3);
  REQUIRE(whole.size() == 16 * 5);
  REQUIRE(few == std::vector<real>(whole.begin(), whole.begin() + 15));
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

}  // namespace regsweep::site_inspection_test
