#include "training/monte_carlo.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace regsweep {

namespace {

double log_of_sum_of_exponentials(const double* x, std::int64_t n) {
  const double largest = *std::max_element(x, x + n);
  double sum = 0;
  for (std::int64_t i = 0; i < n; ++i) sum += std::exp(x[i] - largest);
  return largest + std::log(sum);
}

// What the passes over one piece say; buffers are kept between pieces.
class Passes {
 public:
  Passes(const Dataset& data, const EvaluationOptions& options)
      : data_(data), options_(options), K_(data.outputs) {}

  void begin(std::int64_t rows) {
    rows_ = rows;
    sum_.assign(static_cast<std::size_t>(rows * K_), 0);
    squares_.assign(sum_.size(), 0);
    logs_.assign(static_cast<std::size_t>(rows * options_.passes()), 0);
    row_.resize(static_cast<std::size_t>(K_));
  }

  void add(std::int64_t pass, const Answers& answers, const real* outputs) {
    for (std::int64_t b = 0; b < rows_; ++b) {
      for (std::int64_t k = 0; k < K_; ++k) {
        row_[static_cast<std::size_t>(k)] = static_cast<double>(outputs[b * K_ + k]);
      }
      double& log = logs_[static_cast<std::size_t>(b * options_.passes() + pass)];
      log = data_.task == Task::regression ? add_prediction(b, answers.targets + b * K_)
                                           : add_distribution(b, answers.labels[b]);
    }
  }

  void finish(const Answers& answers, MonteCarloSums& sums) const {
    for (std::int64_t b = 0; b < rows_; ++b) {
      if (data_.task != Task::regression && answers.labels[b] < 0) continue;
      const std::int64_t passes = options_.passes();
      const double log_mean = log_of_sum_of_exponentials(logs_.data() + b * passes, passes) -
                              std::log(static_cast<double>(passes));
      ++sums.count;
      if (data_.task == Task::regression) {
        add_regression(b, answers.targets + b * K_, log_mean, sums);
      } else {
        const double* p = sum_.data() + b * K_;
        sums.loss -= log_mean;
        sums.errors += std::max_element(p, p + K_) - p != answers.labels[b];
      }
    }
  }

 private:
  // Adds softmax(row_) and returns the logarithm of the label's probability.
  double add_distribution(std::int64_t b, std::int32_t label) {
    const double normalizer = log_of_sum_of_exponentials(row_.data(), K_);
    for (std::int64_t k = 0; k < K_; ++k) {
      sum_[static_cast<std::size_t>(b * K_ + k)] +=
          std::exp(row_[static_cast<std::size_t>(k)] - normalizer);
    }
    return label < 0 ? 0 : row_[static_cast<std::size_t>(label)] - normalizer;
  }

  // Adds row_ and returns -precision / 2 times the squared distance from the answer, in units of
  // the data.
  double add_prediction(std::int64_t b, const real* answer) {
    double distance = 0;
    for (std::int64_t k = 0; k < K_; ++k) {
      const double y = row_[static_cast<std::size_t>(k)], away = static_cast<double>(answer[k]) - y;
      sum_[static_cast<std::size_t>(b * K_ + k)] += y,
          squares_[static_cast<std::size_t>(b * K_ + k)] += y * y;
      distance += away * away;
    }
    return -options_.precision.value_or(0) / 2 * distance * data_.target_scale * data_.target_scale;
  }

  void add_regression(std::int64_t b, const real* answer, double log_mean,
                      MonteCarloSums& sums) const {
    const double n = static_cast<double>(options_.passes()),
                 scale = data_.target_scale * data_.target_scale;
    const auto K = static_cast<double>(K_);
    for (std::int64_t k = 0; k < K_; ++k) {
      const auto at = static_cast<std::size_t>(b * K_ + k);
      const double y = sum_[at] / n, away = static_cast<double>(answer[k]) - y;
      sums.squared_error += away * away * scale / K;
      sums.variance += std::max(0.0, squares_[at] / n - y * y) * scale / K;
    }
    if (!options_.precision) return;
    sums.variance += 1 / *options_.precision;
    sums.log_likelihood +=
        log_mean + K / 2 * std::log(*options_.precision / (2 * std::numbers::pi));
  }

  const Dataset& data_;
  const EvaluationOptions& options_;
  std::int64_t K_, rows_ = 0;
  std::vector<double> sum_, squares_, logs_, row_;  // [rows, K], [rows, K], [rows, passes], [K]
};

}  // namespace

MonteCarloSums evaluate_monte_carlo(Model& model, const Flat& weights, const Dataset& data,
                                    const Split& part, std::int64_t count, std::uint32_t step,
                                    const EvaluationOptions& options) {
  MonteCarloSums sums;
  Passes passes(data, options);
  in_pieces(model.context(), data, part, count, [&](const Piece& piece) {
    passes.begin(piece.inputs.rows * piece.inputs.time);
    for (std::int64_t k = 0; k < options.passes(); ++k) {
      const NoisePass moment{true, step, static_cast<std::uint32_t>(2 + k), piece.first_row};
      passes.add(k, piece.answers, model.forward(piece.inputs, weights, moment));
    }
    passes.finish(piece.answers, sums);
  });
  return sums;
}

std::vector<Metric> monte_carlo_metrics(Task task, const EvaluationOptions& options) {
  std::vector<Metric> metrics;
  if (options.passes() == 0) return metrics;
  for (const std::string part : {"validation", "test"}) {
    const auto add = [&](const std::string& measure, const std::string& units,
                         const std::string& words) {
      metrics.push_back({part + ".monte_carlo_" + measure, units, part + " " + words});
    };
    if (task == Task::regression) {
      add("rmse", "1", "root mean squared error of the mean of passes with noise");
      add("deviation", "1", "root of the mean predictive variance of passes with noise");
      if (options.precision) {
        add("log_likelihood", "nats", "mean predictive log-likelihood of passes with noise");
      }
      continue;
    }
    add("loss", "nats", "loss of the mean probabilities of passes with noise");
    add("error", "1", "error of the mean probabilities of passes with noise");
    if (task == Task::next_token) {
      add("bits", "bits", "loss of the mean probabilities of passes with noise, in bits per token");
    }
  }
  return metrics;
}

void add_monte_carlo(Task task, const EvaluationOptions& options, const MonteCarloSums& sums,
                     std::vector<double>& row) {
  const double n =
      sums.count == 0 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(sums.count);
  if (task == Task::regression) {
    row.insert(row.end(), {std::sqrt(sums.squared_error / n), std::sqrt(sums.variance / n)});
    if (options.precision) row.push_back(sums.log_likelihood / n);
    return;
  }
  row.insert(row.end(), {sums.loss / n, sums.errors / n});
  if (task == Task::next_token) row.push_back(sums.loss / n / std::numbers::ln2);
}

}  // namespace regsweep
