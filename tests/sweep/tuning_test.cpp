// The first stage of a tuned comparison: points, replicates, what arms share.
#include "sweep/tuning.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "tuned_grammar.hpp"

namespace regsweep::tuning_test {

double learning_rate(const Variant& variant) {
  return variant.configuration.at("optimizer").at("learning_rate").number();
}

TEST_CASE("each arm has its budget of points, each point its replicates with seeds of tuning") {
  const Plan plan = fake::tuned_plan();
  REQUIRE(fake::labels(plan) == std::vector<std::string>{"none #1", "none #2", "none #3",
                                                         "dropout #1", "dropout #2", "dropout #3"});
  REQUIRE(plan.trials.size() == 2 * 6);
  for (const Variant& variant : plan.variants) REQUIRE(variant.stage == tuning_stage);
  std::set<std::uint32_t> seeds;
  for (const PlannedTrial& trial : plan.trials) seeds.insert(trial.seed);
  REQUIRE(seeds == std::set<std::uint32_t>{2147483648u, 2147483649u});
  REQUIRE(plan.growth.at("baseline_arm") == Value(1));
  REQUIRE(plan.analysis.find("baseline_variant") == nullptr);
}

TEST_CASE("arms share the points of a key, and a larger budget begins with those of a smaller") {
  const Plan plan = fake::tuned_plan();
  for (std::size_t point = 0; point < 3; ++point) {
    REQUIRE(learning_rate(plan.variants[point]) == learning_rate(plan.variants[3 + point]));
  }
  Plan larger = make_plan(
      read_yaml("sweep: tuned\nbase: {data: {name: moons}, model: {kind: mlp}}\n"
                "axes: {variants: {none: {}}}\nseeds: 1\n"
                "tune: {budget: 5, by: validation.error, search: {optimizer.learning_rate: {log: "
                "[0.01, 1]}}}\n",
                "x.yaml"),
      fake::tuned_grammar());
  for (std::size_t point = 0; point < 3; ++point) {
    REQUIRE(larger.variants[point].configuration == plan.variants[point].configuration);
  }
}

TEST_CASE("equal points of two arms are trained once") {
  const Plan plan = make_plan(
      read_yaml("sweep: tuned\nbase: {data: {name: moons}, model: {kind: mlp}}\n"
                "axes: {variants: {none: {}, dropout: {}}}\nseeds: 1\n"
                "tune: {budget: 2, by: validation.error, search: {optimizer.learning_rate: {log: "
                "[0.01, 1]}}, also: {dropout: {dropout.hidden: [0]}}}\n",
                "x.yaml"),
      fake::tuned_grammar());
  REQUIRE(fake::labels(plan) == std::vector<std::string>{"none #1", "none #2"});
  REQUIRE(plan.variants[0].cells == 2);
}

TEST_CASE("seeds of tuning are not those of the sweep, and no arm sets what is searched") {
  const auto message = [](const std::string& arms, const std::string& seeds) {
    try {
      make_plan(read_yaml("sweep: tuned\nbase: {data: {name: moons}, model: {kind: mlp}}\n"
                          "axes: {variants: " +
                              arms + "}\nseeds: " + seeds +
                              "\ntune: {budget: 2, by: validation.error, search: "
                              "{optimizer.learning_rate: {log: [0.01, 1]}}}\n",
                          "x.yaml"),
                fake::tuned_grammar());
    } catch (const ConfigurationError& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  REQUIRE(message("{none: {}}", "[3, 2147483649]") ==
          "x.yaml:5:7: seeds has 2147483649, but seeds from 2147483648 on belong to tuning; use "
          "smaller ones");
  REQUIRE(message("{fast: {optimizer.learning_rate: 0.5}}", "2") ==
          "x.yaml:3:26: the arm 'fast' sets optimizer.learning_rate to 0.5, and tune searches it; "
          "take it out of one of them");
}

TEST_CASE("repeated searches have points and seeds of their own, shared by the arms of a search") {
  const Plan plan = fake::tuned_plan("  repeats: 2\n");
  REQUIRE(fake::labels(plan) ==
          std::vector<std::string>{"none, search 1 #1", "none, search 1 #2", "none, search 1 #3",
                                   "dropout, search 1 #1", "dropout, search 1 #2",
                                   "dropout, search 1 #3", "none, search 2 #1", "none, search 2 #2",
                                   "none, search 2 #3", "dropout, search 2 #1",
                                   "dropout, search 2 #2", "dropout, search 2 #3"});
  REQUIRE(searches_of(plan) == 2);
  REQUIRE(plan.axes == std::vector<std::string>{"variants", "search"});
  REQUIRE(plan.trials.size() == 2 * 12);
  for (std::size_t point = 0; point < 3; ++point) {
    REQUIRE(learning_rate(plan.variants[6 + point]) == learning_rate(plan.variants[9 + point]));
    REQUIRE(learning_rate(plan.variants[point]) != learning_rate(plan.variants[6 + point]));
  }
  for (const PlannedTrial& trial : plan.trials) {
    const bool is_second = trial.variant >= 6;
    REQUIRE((trial.seed - first_tuning_seed) / 2 == (is_second ? 1u : 0u));
  }
  // the second search is that of the next search seed
  const Plan other = fake::tuned_plan("  search_seed: 1\n");
  REQUIRE(other.variants[4].configuration == plan.variants[10].configuration);
  REQUIRE(searches_of(other) == 1);
}

}  // namespace regsweep::tuning_test
