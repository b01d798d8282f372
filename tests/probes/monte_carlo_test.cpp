// Monte-Carlo evaluation: its numbers from the passes themselves, computed in another way.
#include "probes/measurements/monte_carlo.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "evaluation/site_noises.hpp"
#include "models/registry.hpp"
#include "support/small_trial.hpp"

namespace regsweep::monte_carlo_test {

using namespace testing;

// The numbers that passes over a part record, by their names.
std::map<std::string, double> recorded(Model& model, const Flat& weights, const EvaluatedPart& part,
                                       const EvaluationOptions& options) {
  MonteCarlo observer(part.data, options, "test");
  Observer* const observers[] = {&observer};
  evaluate(model, weights, part, observers);
  std::vector<Metric> metrics;
  for (const Metric& metric : metrics_of(part.data.task, options)) {
    if (metric.name.starts_with("test.monte_carlo_")) metrics.push_back(metric);
  }
  MetricRow row(metrics);
  observer.record(row);
  std::map<std::string, double> numbers;
  const std::vector<double> values = row.values();
  for (std::size_t i = 0; i < metrics.size(); ++i) numbers[metrics[i].name] = values[i];
  return numbers;
}

MonteCarloSums sums_of(Model& model, const Flat& weights, const EvaluatedPart& part,
                       const EvaluationOptions& options) {
  MonteCarlo observer(part.data, options, "test");
  Observer* const observers[] = {&observer};
  evaluate(model, weights, part, observers);
  return observer.sums();
}

struct Fixture {
  Fixture(const Value& trial, std::shared_ptr<const Dataset> of)
      : data(std::move(of)),
        model(make_model(trial.at("model"), data->features, data->outputs,
                         noises_for(trial, 4, 100))) {
    weights.resize(model->layout().size());
    model->initialize(4, weights);
  }

  // Outputs of pass k for the first `rows` examples, all at once.
  std::vector<double> outputs(std::int64_t rows, std::uint32_t step, std::int64_t k) {
    const real* z = model->forward({rows, data->test.features.data()}, weights,
                                   {true, step, static_cast<std::uint32_t>(2 + k)});
    return {z, z + rows * data->outputs};
  }

  MonteCarloSums sums(std::int64_t count, std::uint32_t step, const EvaluationOptions& options) {
    return sums_of(*model, weights, {*data, data->test, count, step}, options);
  }

  std::shared_ptr<const Dataset> data;
  std::unique_ptr<Model> model;
  Flat weights;
};

std::shared_ptr<const Dataset> many_classes() {
  auto data = std::make_shared<Dataset>(*small_classes());
  data->test = blobs(1203, "data/c");  // three pieces, the last one smaller
  return data;
}

TEST_CASE(
    "monte carlo: classes get the mean of the probabilities of k passes, whatever the pieces") {
  Fixture f(small_trial(), many_classes());
  const std::int64_t rows = 1203, passes = 7;
  std::vector<double> p(static_cast<std::size_t>(rows * 3));
  double single = 0;
  for (std::int64_t k = 0; k < passes; ++k) {
    const std::vector<double> z = f.outputs(rows, 31, k);
    for (std::size_t b = 0; b < static_cast<std::size_t>(rows); ++b) {
      const double total = std::exp(z[3 * b]) + std::exp(z[3 * b + 1]) + std::exp(z[3 * b + 2]);
      for (std::size_t c = 0; c < 3; ++c) {
        p[3 * b + c] += std::exp(z[3 * b + c]) / total / static_cast<double>(passes);
      }
      single -=
          std::log(std::exp(z[3 * b + static_cast<std::size_t>(f.data->test.labels[b])]) / total) /
          static_cast<double>(passes);
    }
  }
  double loss = 0, errors = 0;
  for (std::size_t b = 0; b < static_cast<std::size_t>(rows); ++b) {
    const auto label = static_cast<std::size_t>(f.data->test.labels[b]);
    loss -= std::log(p[3 * b + label]);
    errors += std::max_element(&p[3 * b], &p[3 * b] + 3) - &p[3 * b] !=
              static_cast<std::ptrdiff_t>(label);
  }
  const MonteCarloSums sums = f.sums(rows, 31, {false, passes, {}});
  CHECK(sums.count == rows);
  CHECK(sums.errors == errors);
  CHECK(sums.loss == Approx(loss).epsilon(1e-6));
  CHECK(sums.loss < single);  // Jensen
  CHECK(sums.loss != f.sums(rows, 32, {false, passes, {}}).loss);
  CHECK(f.sums(rows, 31, {false, passes, {}}).loss == sums.loss);
}

TEST_CASE("monte carlo: without noise every pass is the evaluation") {
  Fixture f(small_trial({{"dropout.hidden", Value(0)}, {"dropout.input", Value(0)}}),
            many_classes());
  const LossSums plain = evaluate(*f.model, f.weights, {*f.data, f.data->test, 77, 3});
  const MonteCarloSums sums = f.sums(77, 3, {false, 3, {}});
  CHECK(sums.loss == Approx(plain.loss).epsilon(1e-6));
  CHECK(sums.errors == plain.errors);
}

TEST_CASE(
    "monte carlo: a regression gets predictive variance and log-likelihood in units of the data "
    "(Gal & Ghahramani 2016)") {
  Fixture f(small_trial(), small_regression());
  const std::int64_t rows = 70, passes = 5;
  const double tau = 0.37, scale = 2;
  std::vector<std::vector<double>> y;
  for (std::int64_t k = 0; k < passes; ++k) y.push_back(f.outputs(rows, 9, k));
  double squares = 0, variance = 0, likelihood = 0;
  for (std::size_t b = 0; b < static_cast<std::size_t>(rows); ++b) {
    const double answer = scale * static_cast<double>(f.data->test.targets(b, 0));
    double mean = 0, spread = 0, density = 0;
    for (const auto& each : y) mean += scale * each[b] / passes;
    for (const auto& each : y) {
      spread += std::pow(scale * each[b] - mean, 2) / passes;
      density += std::sqrt(tau / (2 * M_PI)) *
                 std::exp(-tau / 2 * std::pow(answer - scale * each[b], 2)) / passes;
    }
    squares += std::pow(answer - mean, 2);
    variance += spread + 1 / tau;
    likelihood += std::log(density);
  }
  const MonteCarloSums sums = f.sums(rows, 9, {false, passes, tau});
  CHECK(sums.count == rows);
  CHECK(sums.squared_error == Approx(squares).epsilon(1e-6));
  CHECK(sums.variance == Approx(variance).epsilon(1e-6));
  CHECK(sums.log_likelihood == Approx(likelihood).epsilon(1e-6));
  CHECK(f.sums(rows, 9, {false, passes, {}}).variance ==
        Approx(variance - rows / tau).epsilon(1e-5));
  const auto numbers =
      recorded(*f.model, f.weights, {*f.data, f.data->test, rows, 9}, {false, passes, tau});
  CHECK(numbers.at("test.monte_carlo_rmse") == Approx(std::sqrt(squares / rows)).epsilon(1e-6));
  CHECK(numbers.at("test.monte_carlo_deviation") ==
        Approx(std::sqrt(variance / rows)).epsilon(1e-6));
  CHECK(numbers.at("test.monte_carlo_log_likelihood") == Approx(likelihood / rows).epsilon(1e-6));
}

TEST_CASE("monte carlo: every token of a text is a target once, and masked targets do not count") {
  const auto text = small_text();
  const Value trial = small_transformer_trial();
  const auto model = make_model(trial.at("model"), 0, 5, noises_for(trial, 4, 100));
  Flat weights(model->layout().size());
  model->initialize(4, weights);
  const MonteCarloSums sums = sums_of(
      *model, weights, {*text, text->validation, text->count(text->validation), 3}, {false, 4, {}});
  CHECK(sums.count == 100);
  const auto sequences = small_sequences();
  const auto recall = make_model(trial.at("model"), 0, 4, noises_for(trial, 4, 100));
  Flat start(recall->layout().size());
  recall->initialize(4, start);
  CHECK(sums_of(*recall, start, {*sequences, sequences->test, 30, 3}, {false, 4, {}}).count == 30);
  const auto numbers = recorded(*model, weights, {*text, text->validation, 100, 3}, {false, 4, {}});
  REQUIRE(numbers.size() == 3);
  CHECK(numbers.at("test.monte_carlo_loss") == Approx(sums.loss / 100));
  CHECK(numbers.at("test.monte_carlo_bits") == Approx(sums.loss / 100 / std::log(2)));
}

}  // namespace regsweep::monte_carlo_test
