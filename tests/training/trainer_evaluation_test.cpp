// What a trial measures on the way: Monte-Carlo columns beside the others, the same whatever
// interrupts.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "support/small_trial.hpp"

namespace regsweep::trainer_evaluation_test {

using namespace testing;

const std::pair<std::string, Value> monte_carlo{"evaluation.monte_carlo", Value(6)};

// Equal numbers, or both none.
bool same(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

TEST_CASE("monte carlo columns stand beside those without noise, which stay the same bits") {
  const Group with = trained(small_trial({monte_carlo}), 2, small_classes()),
              without = trained(small_trial(), 2, small_classes());
  for (const Array& each : without.group("curves")->arrays) {
    INFO(each.name);
    if (each.name != "step") CHECK(same(column(with, each.name), column(without, each.name)));
  }
  for (const char* name : {"validation.monte_carlo_loss", "validation.monte_carlo_error",
                           "test.monte_carlo_loss", "test.monte_carlo_error"}) {
    INFO(name);
    CHECK(without.group("curves")->array(name) == nullptr);
    for (const double each : column(with, name)) CHECK(std::isfinite(each));
    CHECK(final_number(with, name) == column(with, name).back());
    CHECK(std::isfinite(final_number(with, std::string("best.") + name)));
  }
  CHECK(column(with, "test.monte_carlo_loss") != column(with, "test.loss"));
  CHECK(with.group("curves")->array("test.monte_carlo_loss")->units == "nats");
}

TEST_CASE("monte carlo: an interrupted trial has the records of one that was not") {
  const Value configuration = small_trial({monte_carlo});
  Trainer first(trial_of(configuration), 2, small_classes());
  REQUIRE(first.run([](const Progress& progress) { return progress.step < 11; }) ==
          Outcome::interrupted);
  Trainer second(trial_of(configuration), 2, small_classes());
  second.restore(first.checkpoint());
  REQUIRE(second.run([](const Progress&) { return true; }) == Outcome::finished);
  CHECK(digest(second.records()) == digest(trained(configuration, 2, small_classes())));
}

TEST_CASE("monte carlo of a regression and of a text has the measures of its task") {
  const Value regression = small_trial({monte_carlo, {"evaluation.precision", Value(4)}});
  const Group records = trained(regression, 2, small_regression());
  CHECK(final_number(records, "test.monte_carlo_deviation") > 0.5);  // 1 / sqrt(precision) and more
  CHECK(std::isfinite(final_number(records, "test.monte_carlo_log_likelihood")));
  CHECK(records.group("final")->array("test.monte_carlo_error") == nullptr);
  const Group text = trained(small_transformer_trial({monte_carlo}), 2, small_text());
  CHECK(final_number(text, "validation.monte_carlo_bits") ==
        Approx(final_number(text, "validation.monte_carlo_loss") / std::log(2)));
  CHECK(std::isnan(final_number(text, "test.monte_carlo_loss")));  // there is no test part
}

TEST_CASE(
    "a learned rate is recorded, moves as its penalty asks, and leaves the pairing of initial "
    "weights alone") {
  const auto concrete = [](double entropy_penalty) {
    return small_trial({{"dropout.hidden.noise", Value("concrete")},
                        {"dropout.hidden.entropy_penalty", Value(entropy_penalty)},
                        {"dropout.hidden.temperature", Value(0.2)},
                        {"training.epochs", Value(20)}});
  };
  const Group records = trained(concrete(1), 2, small_classes()),
              quiet = trained(concrete(0), 2, small_classes());
  for (const char* site : {"learned_rate.hidden.0", "learned_rate.hidden.1"}) {
    CHECK(column(records, site).front() == Approx(0.37).epsilon(1e-6));
    CHECK(std::abs(column(records, site).back() - 0.5) < 0.05);  // the entropy is largest there
    CHECK(column(quiet, site).back() < 0.36);                    // without it noise only costs
    CHECK(final_number(records, site) == column(records, site).back());
  }
  CHECK(records.attribute("pairing_initialization")->text() ==
        trained(small_trial(), 2, small_classes()).attribute("pairing_initialization")->text());
  Trainer first(trial_of(concrete(1)), 2, small_classes());
  REQUIRE(first.run([](const Progress& progress) { return progress.step < 11; }) ==
          Outcome::interrupted);
  Trainer second(trial_of(concrete(1)), 2, small_classes());
  second.restore(first.checkpoint());
  REQUIRE(second.run([](const Progress&) { return true; }) == Outcome::finished);
  CHECK(digest(second.records()) == digest(records));
}

TEST_CASE(
    "no passes mean the trial without the section; precision is a regression's; passes cost") {
  CHECK(small_trial({{"evaluation.monte_carlo", Value(0)}, {"evaluation.precision", Value(4)}})
            .shown() == small_trial().shown());
  const DatasetFacts classes{Task::classification, 3, 3, 103, 50, 70};
  const Value precise = small_trial({monte_carlo, {"evaluation.precision", Value(4)}});
  CHECK_THROWS_WITH(
      check_against_data(precise, classes),
      Catch::Contains(
          "evaluation.precision is that of a regression's answers, but the data are classes"));
  CHECK_NOTHROW(check_against_data(precise, {Task::regression, 3, 1, 103, 50, 70}));
  const double more = estimate_trial(small_trial({monte_carlo}), classes).flops -
                      estimate_trial(small_trial(), classes).flops;
  const double parameters = static_cast<double>(estimate_trial(small_trial(), classes).parameters);
  CHECK(more == Approx(6 * 6 * 120 * 2 * parameters));  // evaluations, passes, examples
}

}  // namespace regsweep::trainer_evaluation_test
