// What became of every example: the mean of it is the evaluation's, and interruptions do not change
// it.
#include "probes/measurements/example_results.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/json.hpp"
#include "models/registry.hpp"
#include "support/small_trial.hpp"

namespace regsweep::example_results_test {

using namespace testing;

const Value asked(true);

std::vector<double> numbers(const Group& records, const std::string& name) {
  const Group* examples = records.group("examples");
  REQUIRE(examples != nullptr);
  REQUIRE(examples->array(name) != nullptr);
  REQUIRE(examples->array(name)->dimensions == std::vector<std::string>{"example"});
  return std::get<std::vector<double>>(examples->array(name)->data);
}

double mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double each : values) sum += each;
  return sum / static_cast<double>(values.size());
}

TEST_CASE("of classes: loss, correctness and confidence in the order of the part") {
  const auto data = small_classes();
  const auto model = make_model(small_trial().at("model"), 3, 3, {});
  Flat weights(model->layout().size());
  model->initialize(3, weights);
  ExampleResults all(*data, "test");
  Observer* const observers[] = {&all};
  const LossSums sums = evaluate(*model, weights, {*data, data->test, 70}, observers);
  REQUIRE(all.loss.size() == 70);
  REQUIRE(mean(all.loss) == Approx(sums.loss / 70));
  std::int64_t wrong = 0;
  for (const std::int64_t each : all.correct) wrong += each == 0;
  REQUIRE(wrong == static_cast<std::int64_t>(sums.errors));
  REQUIRE(wrong > 5);
  REQUIRE(wrong < 65);
  const real* z = model->forward({1, data->test.features.data() + 3 * 37}, weights, {});
  double total = 0;
  for (int k = 0; k < 3; ++k) total += std::exp(static_cast<double>(z[k]));
  const double likeliest = std::exp(static_cast<double>(std::max({z[0], z[1], z[2]}))) / total;
  REQUIRE(all.confidence[37] == Approx(likeliest).epsilon(1e-5));
  const double own = std::exp(static_cast<double>(z[data->test.labels[37]])) / total;
  REQUIRE(all.loss[37] == Approx(-std::log(own)).epsilon(1e-5));
  REQUIRE(all.correct[37] == (own == likeliest));
}

TEST_CASE(
    "a trial keeps them if asked, whatever interrupts it, and of the weights that are evaluated") {
  for (const auto& rule : {std::string(), std::string("regularizers.weight_averaging")}) {
    std::vector<std::pair<std::string, Value>> changes{{"evaluation.per_example", asked}};
    if (!rule.empty()) changes.push_back({rule, Value("ema")});
    const Value configuration = small_trial(changes);
    const Group records = trained(configuration, 1, small_classes());
    REQUIRE(mean(numbers(records, "test.loss")) == Approx(final_number(records, "test.loss")));
    Trainer first(trial_of(configuration), 1, small_classes()),
        second(trial_of(configuration), 1, small_classes());
    first.run([](const Progress& progress) { return progress.step < 34; });
    second.restore(first.checkpoint());
    second.run([](const Progress&) { return true; });
    REQUIRE(digest(second.records()) == digest(records));
  }
  REQUIRE(trained(small_trial(), 1, small_classes()).group("examples") == nullptr);
}

TEST_CASE("not asking is the trial that it always was") {
  const std::string text = canonical_text(small_trial());
  REQUIRE(text.find("evaluation") == std::string::npos);
  REQUIRE(canonical_text(small_trial({{"evaluation.per_example", Value(false)}})) == text);
  const Value configuration = small_trial({{"evaluation.per_example", asked}});
  REQUIRE(canonical_text(configuration) != text);
  REQUIRE(canonical_text(resolve_trial(configuration)) == canonical_text(configuration));
  REQUIRE_THROWS_WITH(check_against_data(configuration, {Task::classification, 3, 3, 100, 0, 0}),
                      Catch::Contains("neither a test nor a validation part"));
}

TEST_CASE("of a regression: squared errors, and nothing about classes") {
  const Group records =
      trained(small_trial({{"evaluation.per_example", asked}}), 1, small_regression());
  REQUIRE(numbers(records, "test.loss").size() == 70);
  REQUIRE(mean(numbers(records, "test.loss")) == Approx(final_number(records, "test.loss")));
  REQUIRE(records.group("examples")->array("test.correct") == nullptr);
}

TEST_CASE(
    "of sequences: means over what is asked; of a text: windows of the validation part, which is "
    "all there is") {
  const Value configuration = small_transformer_trial({{"evaluation.per_example", asked}});
  const Group recall = trained(configuration, 1, small_sequences());
  REQUIRE(numbers(recall, "test.loss").size() == 30);
  REQUIRE(mean(numbers(recall, "test.loss")) == Approx(final_number(recall, "test.loss")));
  const Group text = trained(configuration, 1, small_text());
  const std::vector<double> losses = numbers(text, "validation.loss");
  REQUIRE(losses.size() == 15);  // 14 windows of 7 and one of 2
  double sum = 2 * losses.back();
  for (std::size_t i = 0; i < 14; ++i) sum += 7 * losses[i];
  REQUIRE(sum / 100 == Approx(final_number(text, "validation.loss")));
}

TEST_CASE("a trial that diverges has no results of examples") {
  const Group records = trained(
      small_trial({{"evaluation.per_example", asked}, {"optimizer.learning_rate", Value(1e9)}}), 1,
      small_regression());
  REQUIRE(*records.attribute("status") == Value("diverged"));
  REQUIRE(records.group("examples") == nullptr);
}

}  // namespace regsweep::example_results_test
