// Successive halving: which points go on, as which trials, and which are chosen from in the end.
#include "sweep/halving.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "sweep/tuning.hpp"
#include "tuned_grammar.hpp"

namespace regsweep::halving_test {

const std::string rungs = "  halving: {rungs: {data.train: [10, 50]}, keep: 0.5}\n";

// The generation after a plan whose point numbers (from 1) are worse the nearer they are to 2.
std::optional<Plan> after(const Plan& plan) {
  return next_generation(plan, [&](std::size_t trial) {
    const std::string& label = plan.variants[plan.trials[trial].variant].label;
    const double number = std::stod(label.substr(label.find('#') + 1));
    return TrialOutcome{TrialOutcome::End::done,
                        {{"validation.error", -std::abs(number - 2)}, {"validation.loss", 1}}};
  });
}

std::vector<std::string> labels_from(const Plan& plan, std::size_t first) {
  std::vector<std::string> labels = fake::labels(plan);
  return {labels.begin() + static_cast<std::ptrdiff_t>(first), labels.end()};
}

std::string message_of(const std::string& tune) {
  try {
    fake::tuned_plan(tune);
  } catch (const ConfigurationError& error) {
    return error.what();
  }
  return "no error";
}

// Li et al. 2018, "Hyperband", table 1: R = 81, eta = 3, the bracket s = 4.
TEST_CASE("each rung keeps a share of the points of an arm, and at least one") {
  using Counts = std::vector<std::int64_t>;
  REQUIRE(points_at_rungs(81, 4, 1.0 / 3) == Counts{81, 27, 9, 3, 1});
  REQUIRE(points_at_rungs(5, 2, 0.5) == Counts{5, 3, 2});
  REQUIRE(points_at_rungs(2, 3, 0.1) == Counts{2, 1, 1, 1});
}

TEST_CASE("points go on within their arm, the last ones whole, and one of these is chosen") {
  const Plan whole = fake::tuned_plan();
  const Plan first = fake::tuned_plan(rungs);
  REQUIRE(labels_from(first, 0) ==
          std::vector<std::string>{"none #1, train 10", "none #2, train 10", "none #3, train 10",
                                   "dropout #1, train 10", "dropout #2, train 10",
                                   "dropout #3, train 10"});
  REQUIRE(first.variants[4].configuration.at("data").at("train") == Value(10));
  REQUIRE(halving_text(first.growth) == "3 at train 10, 2 at train 50, 1 whole");
  const auto second = after(first);
  REQUIRE(second);
  REQUIRE(labels_from(*second, 6) ==
          std::vector<std::string>{"none #1, train 50", "none #3, train 50", "dropout #1, train 50",
                                   "dropout #3, train 50"});
  REQUIRE(second->trials.size() == 2 * (6 + 4));
  REQUIRE(second->growth.at("stage") == Value(1));
  const auto third = after(*second);
  REQUIRE(third);
  REQUIRE(labels_from(*third, 10) == std::vector<std::string>{"none #1", "dropout #1"});
  REQUIRE(third->variants[11].configuration == whole.variants[3].configuration);
  const auto judged = after(*third);
  REQUIRE(judged);
  REQUIRE(labels_from(*judged, 12) == std::vector<std::string>{"none", "dropout"});
  REQUIRE(judged->variants[13].configuration == whole.variants[3].configuration);
  REQUIRE(judged->growth.at("chosen").list()[1].at("point") == Value(0));
  REQUIRE_FALSE(after(*judged));
}

TEST_CASE("searches halve their own points with their own seeds") {
  const Plan first = fake::tuned_plan(rungs + "  repeats: 2\n");
  const auto second = after(first);
  REQUIRE(second);
  REQUIRE(second->trials.size() == 2 * (12 + 8));
  for (std::size_t i = first.trials.size(); i < second->trials.size(); ++i) {
    const PlannedTrial& trial = second->trials[i];
    REQUIRE((trial.seed - first_tuning_seed) / 2 == (trial.variant >= 16 ? 1u : 0u));
  }
}

TEST_CASE("rungs are one setting with a list of values, which nothing else searches") {
  REQUIRE_THAT(message_of("  halving: {keep: 0.5}\n"),
               Catch::Contains("tune.halving.rungs is missing, but it must be one setting"));
  REQUIRE_THAT(message_of("  halving: {rungs: {data.train: []}}\n"),
               Catch::Contains("write halving: {rungs: {training.epochs: [5, 10]}, keep: 0.5}"));
  REQUIRE_THAT(message_of("  halving: {rungs: {optimizer.learning_rate: [0.1]}}\n"),
               Catch::Contains("tune.halving sets optimizer.learning_rate for its rungs, and tune "
                               "searches it for the arm 'none'"));
  REQUIRE_THAT(message_of("  halving: {rungs: {data.train: [10]}, keep: 1}\n"),
               Catch::Contains("keep"));
}

}  // namespace regsweep::halving_test
