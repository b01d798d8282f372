#include "probes/measurements/monte_carlo.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "tensor/kernels/exponential_sum.hpp"

namespace regsweep {

MonteCarlo::MonteCarlo(const Dataset& data, const EvaluationOptions& options, std::string part)
    : data_(data), options_(options), part_(std::move(part)), K_(data.outputs) {}

void MonteCarlo::see(const Seen& seen) {
  if (!seen.noisy_pass || *seen.noisy_pass >= options_.passes()) return;
  if (*seen.noisy_pass == 0) begin(seen.piece);
  add(*seen.noisy_pass, seen.piece.targets, seen.outputs);
  if (*seen.noisy_pass + 1 == options_.passes()) finish(seen.piece.targets);
}

void MonteCarlo::begin(const Piece& piece) {
  rows_ = piece.output_rows();
  sum_.assign(static_cast<std::size_t>(rows_ * K_), 0);
  squares_.assign(sum_.size(), 0);
  logs_.assign(static_cast<std::size_t>(rows_ * options_.passes()), 0);
  row_.resize(static_cast<std::size_t>(K_));
}

void MonteCarlo::add(std::int64_t pass, const Targets& targets, const real* outputs) {
  for (std::int64_t b = 0; b < rows_; ++b) {
    for (std::int64_t k = 0; k < K_; ++k) {
      row_[static_cast<std::size_t>(k)] = static_cast<double>(outputs[b * K_ + k]);
    }
    double& log = logs_[static_cast<std::size_t>(b * options_.passes() + pass)];
    log = data_.task == Task::regression ? add_prediction(b, targets.values + b * K_)
                                         : add_distribution(b, targets.labels[b]);
  }
}

void MonteCarlo::finish(const Targets& targets) {
  const std::int64_t passes = options_.passes();
  for (std::int64_t b = 0; b < rows_; ++b) {
    if (data_.task != Task::regression && targets.labels[b] < 0) continue;
    const double log_mean =
        kernels::exponential_sum(passes, logs_.data() + b * passes).log_of_sum() -
        std::log(static_cast<double>(passes));
    ++sums_.count;
    if (data_.task == Task::regression) {
      finish_prediction(b, targets.values + b * K_, log_mean);
    } else {
      const double* p = sum_.data() + b * K_;
      sums_.loss -= log_mean;
      sums_.errors += std::max_element(p, p + K_) - p != targets.labels[b];
    }
  }
}

// Adds softmax(row_) and returns the logarithm of the label's probability.
double MonteCarlo::add_distribution(std::int64_t b, std::int32_t label) {
  const double normalizer = kernels::exponential_sum(K_, row_.data()).log_of_sum();
  for (std::int64_t k = 0; k < K_; ++k) {
    sum_[static_cast<std::size_t>(b * K_ + k)] +=
        std::exp(row_[static_cast<std::size_t>(k)] - normalizer);
  }
  return label < 0 ? 0 : row_[static_cast<std::size_t>(label)] - normalizer;
}

// Adds row_ and returns -precision / 2 times the squared distance from the target, in units of the
// data.
double MonteCarlo::add_prediction(std::int64_t b, const real* target) {
  double distance = 0;
  for (std::int64_t k = 0; k < K_; ++k) {
    const double y = row_[static_cast<std::size_t>(k)];
    const double away = static_cast<double>(target[k]) - y;
    sum_[static_cast<std::size_t>(b * K_ + k)] += y;
    squares_[static_cast<std::size_t>(b * K_ + k)] += y * y;
    distance += away * away;
  }
  return -options_.precision.value_or(0) / 2 * distance * data_.target_scale * data_.target_scale;
}

void MonteCarlo::finish_prediction(std::int64_t b, const real* target, double log_mean) {
  const double n = static_cast<double>(options_.passes());
  const double scale = data_.target_scale * data_.target_scale;
  const auto K = static_cast<double>(K_);
  for (std::int64_t k = 0; k < K_; ++k) {
    const auto at = static_cast<std::size_t>(b * K_ + k);
    const double y = sum_[at] / n;
    const double away = static_cast<double>(target[k]) - y;
    sums_.squared_error += away * away * scale / K;
    sums_.variance += std::max(0.0, squares_[at] / n - y * y) * scale / K;
  }
  if (!options_.precision) return;
  sums_.variance += 1 / *options_.precision;
  sums_.log_likelihood += log_mean + K / 2 * std::log(*options_.precision / (2 * std::numbers::pi));
}

void MonteCarlo::record(MetricRow& row) const {
  const double n = sums_.count == 0 ? std::numeric_limits<double>::quiet_NaN()
                                    : static_cast<double>(sums_.count);
  const auto set = [&](const std::string& measure, double value) {
    row.set(part_ + ".monte_carlo_" + measure, value);
  };
  if (data_.task == Task::regression) {
    set("rmse", std::sqrt(sums_.squared_error / n));
    set("deviation", std::sqrt(sums_.variance / n));
    if (options_.precision) set("log_likelihood", sums_.log_likelihood / n);
    return;
  }
  set("loss", sums_.loss / n);
  set("error", sums_.errors / n);
  if (data_.task == Task::next_token) set("bits", sums_.loss / n / std::numbers::ln2);
}

ProbeEntry probe_entry_monte_carlo() {
  ProbeEntry entry;
  entry.name = "monte_carlo";
  entry.summary = "Loss and error of the mean prediction of passes with noise (MC dropout)";
  entry.equation = "p = mean_k softmax(z_k); loss = -log p[label]; of a regression y = mean_k y_k";
  entry.source = "Gal & Ghahramani 2016, arXiv 1506.02142";
  entry.fields = {"evaluation.monte_carlo", "evaluation.precision"};
  entry.needs = {.parts = {"validation", "test"}, .each_part = true, .passes = true};
  for (const Measure& measure : measures()) {
    if (!measure.of_passes) continue;
    const bool of_classes = !measure.units.empty();
    entry.records.push_back({"curves/<part>." + measure.name,
                             {"step"},
                             of_classes ? measure.units : measure.regression_units,
                             measure.meaning});
  }
  entry.small_case = {{"evaluation.monte_carlo", Value(3)}};
  entry.wanted = [](const EvaluationOptions& options) { return options.passes() > 0; };
  entry.make = [](const ProbedPart& probed) {
    return std::make_unique<MonteCarlo>(probed.data, probed.options, probed.part);
  };
  return entry;
}

}  // namespace regsweep
