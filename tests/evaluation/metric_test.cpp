// The registry of metrics: what a trial records, and rows that are filled by name.
#include "evaluation/metric.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "core/error.hpp"

namespace regsweep::metric_test {

std::vector<std::string> names(Task task, const EvaluationOptions& options = {}) {
  std::vector<std::string> all;
  for (const Metric& metric : metrics_of(task, options)) all.push_back(metric.name);
  return all;
}

TEST_CASE("metrics of a task carry units; regression has rmse in place of error") {
  REQUIRE(metrics_of(Task::classification)[3].name == "validation.loss");
  REQUIRE(metrics_of(Task::classification)[3].units == "nats");
  REQUIRE(metrics_of(Task::regression)[6].name == "test.rmse");
}

TEST_CASE("the order in which files store the metrics of a task") {
  CHECK(names(Task::next_token, {false, 4, {}}) ==
        std::vector<std::string>{
            "train.loss_noisy", "train.loss", "train.error", "train.bits", "validation.loss",
            "validation.error", "validation.bits", "test.loss", "test.error", "test.bits",
            "learning_rate", "gradient_norm", "validation.monte_carlo_loss",
            "validation.monte_carlo_error", "validation.monte_carlo_bits", "test.monte_carlo_loss",
            "test.monte_carlo_error", "test.monte_carlo_bits"});
  const auto texts = names(Task::next_token, {false, {}, {}, true});
  CHECK(std::vector<std::string>(texts.begin() + 1, texts.begin() + 5) ==
        std::vector<std::string>{"train.loss", "train.error", "train.bits", "train.perplexity"});
  EvaluationOptions per_character;
  per_character.per_character = true;
  const auto words = names(Task::next_token, per_character);
  CHECK(
      std::vector<std::string>(words.begin() + 1, words.begin() + 5) ==
      std::vector<std::string>{"train.loss", "train.character_loss", "train.error", "train.bits"});
  CHECK(names(Task::classification, {false, {}, {}, true}) == names(Task::classification, {}));
  CHECK(names(Task::regression, {false, 4, 0.37}) ==
        std::vector<std::string>{"train.loss_noisy", "train.loss", "train.rmse", "validation.loss",
                                 "validation.rmse", "test.loss", "test.rmse", "learning_rate",
                                 "gradient_norm", "validation.monte_carlo_rmse",
                                 "validation.monte_carlo_deviation",
                                 "validation.monte_carlo_log_likelihood", "test.monte_carlo_rmse",
                                 "test.monte_carlo_deviation", "test.monte_carlo_log_likelihood"});
}

TEST_CASE("every recorded metric of a part can be named by an analysis, and has a meaning") {
  const std::vector<std::string> known = metric_names();
  for (const Task task : {Task::classification, Task::regression, Task::next_token}) {
    for (const Metric& metric : metrics_of(task, {false, 4, 0.37, true})) {
      INFO(metric.name);
      CHECK(!metric.units.empty());
      CHECK(!metric.long_name.empty());
      if (metric.name.find('.') == std::string::npos) continue;
      CHECK(std::find(known.begin(), known.end(), metric.name) != known.end());
    }
  }
  for (const Measure& measure : measures()) {
    const bool likelihood = measure.name.ends_with("likelihood");
    CHECK((measure.better == Better::higher) == likelihood);
  }
}

TEST_CASE("a row takes each metric once, by its name, in any order") {
  const std::vector<Metric> metrics{{"a", "1", ""}, {"b", "1", ""}};
  MetricRow row(metrics);
  row.set("b", 2);
  CHECK_THROWS_AS(row.values(), ContractError);
  CHECK_THROWS_AS(row.set("b", 2), ContractError);
  CHECK_THROWS_AS(row.set("c", 2), ContractError);
  row.set("a", 1);
  CHECK(row.values() == std::vector<double>{1, 2});
}

}  // namespace regsweep::metric_test
