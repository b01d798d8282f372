#include "probes/measurements/weights.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "core/fields.hpp"
#include "probes/measured.hpp"
#include "probes/probed.hpp"
#include "tensor/eigenvalues.hpp"

namespace regsweep {
namespace {

// W W' of the shorter side, [n, n].
std::vector<double> gram_of(const MatrixView& W) {
  const bool wide = W.rows <= W.columns;
  const std::int64_t n = std::min(W.rows, W.columns), length = std::max(W.rows, W.columns);
  std::vector<double> vectors(static_cast<std::size_t>(n * length));
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t k = 0; k < length; ++k) {
      const real w = wide ? *W.at(i, k) : *W.at(k, i);
      vectors[static_cast<std::size_t>(i * length + k)] = static_cast<double>(w);
    }
  }
  std::vector<double> gram(static_cast<std::size_t>(n * n));
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t j = 0; j <= i; ++j) {
      double sum = 0;
      for (std::int64_t k = 0; k < length; ++k) {
        sum += vectors[static_cast<std::size_t>(i * length + k)] *
               vectors[static_cast<std::size_t>(j * length + k)];
      }
      gram[static_cast<std::size_t>(i * n + j)] = gram[static_cast<std::size_t>(j * n + i)] = sum;
    }
  }
  return gram;
}

}  // namespace

MatrixNumbers numbers_of_matrix(const MatrixView& W, double threshold) {
  double squares = 0, small = 0;
  for (std::int64_t i = 0; i < W.rows; ++i) {
    for (std::int64_t j = 0; j < W.columns; ++j) {
      const auto w = static_cast<double>(*W.at(i, j));
      squares += w * w;
      small += std::abs(w) <= threshold ? 1 : 0;
    }
  }
  const double largest = symmetric_eigenvalues(std::min(W.rows, W.columns), gram_of(W)).back();
  return {std::sqrt(squares),
          largest > 0 ? squares / largest : std::numeric_limits<double>::quiet_NaN(),
          small / static_cast<double>(W.rows * W.columns)};
}

namespace {

struct WeightsOptions {
  double threshold = 0.001;
};

const Fields<WeightsOptions>& weights_fields() {
  static const Fields<WeightsOptions> fields =
      Fields<WeightsOptions>("weights",
                             "Norm, rank, and distance from the start of weight matrices")
          .add("threshold", &WeightsOptions::threshold,
               "weights of at most this size are near zero", at_least(0));
  return fields;
}

void measure_weights(const Value& given, Probed& probed, Measured& out) {
  const double threshold = weights_fields().take(given).threshold;
  const Flat start = probed.initial_weights();
  std::vector<std::string> names;
  std::vector<double> norm, stable_rank, near_zero, distance, relative;
  for (const ParameterInfo& each : probed.model().layout().all()) {
    if (!each.matrix()) continue;
    const std::int64_t columns = each.shape.back();
    const std::int64_t rows = static_cast<std::int64_t>(each.size) / columns;
    const real *W = data(probed.weights(), each), *W_0 = data(start, each);
    const MatrixNumbers numbers = numbers_of_matrix({W, rows, columns}, threshold);
    double moved = 0, began = 0;
    for (std::size_t i = 0; i < each.size; ++i) {
      const double away = static_cast<double>(W[i]) - static_cast<double>(W_0[i]);
      moved += away * away;
      began += static_cast<double>(W_0[i]) * static_cast<double>(W_0[i]);
    }
    names.push_back(each.name);
    norm.push_back(numbers.norm);
    stable_rank.push_back(numbers.stable_rank);
    near_zero.push_back(numbers.near_zero_share);
    distance.push_back(std::sqrt(moved));
    relative.push_back(std::sqrt(moved / began));
  }
  out.coordinate("matrix", names);
  out.set("norm", norm);
  out.set("stable_rank", stable_rank);
  out.set("near_zero_share", near_zero);
  out.set("distance_from_start", distance);
  out.set("relative_distance_from_start", relative);
}

ProbeCost cost_of_weights(const Value&, const ProbedSize& size) {
  ProbeCost cost;
  for (const ParameterInfo& each : size.model.layout().all()) {
    if (!each.matrix()) continue;
    const std::int64_t shorter =
        std::min(each.shape.back(), static_cast<std::int64_t>(each.size) / each.shape.back());
    const auto elements = static_cast<std::int64_t>(each.size) + 2 * shorter * shorter;
    cost.bytes = std::max(cost.bytes, elements * std::int64_t{sizeof(double)});
  }
  cost.bytes += static_cast<std::int64_t>(size.model.layout().size() * sizeof(real));
  return cost;
}

}  // namespace

ProbeEntry probe_entry_weights() {
  const std::vector<std::string> of_matrix{"matrix"};
  ProbeEntry entry;
  entry.name = "weights";
  entry.summary = weights_fields().schema().doc;
  entry.equation =
      "norm ||W||_F; stable rank ||W||_F^2 / ||W||_2^2; distance ||W - W_0||_F, relative to "
      "||W_0||_F; near zero: |w| <= threshold";
  entry.source = "Rudelson & Vershynin 2007, J. ACM 54 (stable rank)";
  entry.needs = {.parts = {"validation", "test", "train"}};
  entry.records = {
      {"norm", of_matrix, "1", "Frobenius norm"},
      {"stable_rank", of_matrix, "1", "stable rank"},
      {"near_zero_share", of_matrix, "1", "share of weights near zero"},
      {"distance_from_start", of_matrix, "1", "distance from the initial weights"},
      {"relative_distance_from_start", of_matrix, "1", "that distance by the norm at the start"}};
  entry.schema = weights_fields().schema();
  entry.small_options = {Value(Map{})};
  entry.cost = cost_of_weights;
  entry.measure = measure_weights;
  return entry;
}

}  // namespace regsweep
