// Early stopping: when it stops, and when it does not.
#include <catch2/catch.hpp>
#include <limits>

#include "support/rules.hpp"

namespace regsweep::early_stopping_test {

using namespace testing;

// After how many evaluations training stops; -1: never.
int stops_after(const Value& options, const std::vector<double>& losses,
                const std::vector<double>& errors = {}) {
  const auto rule = make_rule("early_stopping", options);
  for (std::size_t seen = 0; seen <= losses.size(); ++seen) {
    const auto count = static_cast<std::ptrdiff_t>(seen);
    const std::vector<double> some_errors =
        errors.empty() ? errors : std::vector<double>(errors.begin(), errors.begin() + count);
    if (rule->should_stop({losses.begin(), losses.begin() + count}, some_errors)) {
      return static_cast<int>(seen);
    }
  }
  return -1;
}

TEST_CASE("training stops after `patience` evaluations without an improvement") {
  CHECK(stops_after(2, {5, 4, 4.5, 4.2, 3}) == 4);
  CHECK(stops_after(3, {5, 4, 4.5, 4.2, 3, 2}) == -1);  // the third brings one
  CHECK(stops_after(1, {5, 6}) == 2);
  CHECK(stops_after(1, {5, 4, 3, 2, 1}) == -1);
  CHECK(stops_after(2, {5, 5, 5}) == 3);  // equal is no improvement
}

TEST_CASE("an improvement must exceed minimum_improvement, counted from the best") {
  const Value options(Map{{"patience", 2, {}}, {"minimum_improvement", 0.5, {}}});
  CHECK(stops_after(options, {5, 4.75, 4.625, 3}) == 3);
  CHECK(stops_after(options, {5, 4.75, 4.25, 4, 3.5}) == -1);  // 4.25 is 0.75 below 5
}

TEST_CASE("the metric may be the error") {
  const Value options(Map{{"patience", 2, {}}, {"metric", "error", {}}});
  CHECK(stops_after(options, {1, 2, 3, 4, 5}, {0.5, 0.4, 0.3, 0.2, 0.1}) == -1);
  CHECK(stops_after(options, {5, 4, 3, 2, 1}, {0.1, 0.2, 0.3, 0.4, 0.5}) == 3);
}

TEST_CASE("a value that is no number is no improvement") {
  const double none = std::numeric_limits<double>::quiet_NaN();
  CHECK(stops_after(2, {5, none, none}) == 3);
  CHECK(stops_after(2, {none, 5, 4}) == -1);
}

TEST_CASE("the best evaluation is restored if asked for, by the metric that is watched") {
  CHECK_FALSE(make_rule("early_stopping", 2)->restores());
  const auto restores = [](const char* metric) {
    return make_rule(
               "early_stopping",
               Value(Map{{"patience", 2, {}}, {"metric", metric, {}}, {"restore", "best", {}}}))
        ->restores();
  };
  CHECK(restores("loss") == Watched::loss);
  CHECK(restores("error") == Watched::error);
}

TEST_CASE("early stopping refuses a patience of none, and unknown metrics") {
  CHECK_THROWS_WITH(make_rule("early_stopping", 0),
                    "regularizers.early_stopping.patience = 0 violates patience >= 1; give an "
                    "integer with patience >= 1");
  CHECK_THROWS_WITH(
      make_rule("early_stopping", Value(Map{{"patience", 5, {}}, {"metric", "accuracy", {}}})),
      "regularizers.early_stopping.metric = 'accuracy' is unknown; allowed: loss, error");
}

}  // namespace regsweep::early_stopping_test
