#include "probes/measurements/gradients.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "core/fields.hpp"
#include "probes/measured.hpp"
#include "probes/probed.hpp"

namespace regsweep {
namespace {

double inner_product(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace

double direction_distance(const std::vector<double>& a, const std::vector<double>& b) {
  const double lengths = std::sqrt(inner_product(a, a) * inner_product(b, b));
  if (!(lengths > 0)) return std::numeric_limits<double>::quiet_NaN();
  return (1 - inner_product(a, b) / lengths) / 2;
}

double direction_variance(const std::vector<std::vector<double>>& gradients) {
  double sum = 0, pairs = 0;
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      sum += direction_distance(gradients[i], gradients[j]);
      pairs += 1;
    }
  }
  return sum / pairs;
}

double direction_error(const std::vector<std::vector<double>>& gradients,
                       const std::vector<double>& whole) {
  double sum = 0;
  for (const std::vector<double>& each : gradients) sum += direction_distance(each, whole);
  return sum / static_cast<double>(gradients.size());
}

namespace {

struct GradientsOptions {
  std::int64_t batches = 10;
};

const Fields<GradientsOptions>& gradients_fields() {
  static const Fields<GradientsOptions> fields =
      Fields<GradientsOptions>(
          "gradients",
          "How much gradients of batches differ, with the noise of training and "
          "without")
          .add("batches", &GradientsOptions::batches,
               "batches of the training's size, the first of the part; fewer where there are fewer "
               "examples",
               at_least(2));
  return fields;
}

// As many whole batches as there are, at least one.
struct BatchesOfPart {
  std::int64_t count, size;
};

BatchesOfPart batches_of(const Value& options, std::int64_t examples, std::int64_t batch) {
  const std::int64_t size = std::min(batch, examples);
  return {std::min(gradients_fields().take(options).batches, examples / size), size};
}

void measure_gradients(const Value& options, Probed& probed, Measured& out) {
  const BatchesOfPart batches = batches_of(options, probed.examples(), probed.trial().batch);
  std::vector<double> whole, variance, error, norm;
  probed.gradient({}, 0, probed.examples(), whole);
  for (const bool with_noise : {false, true}) {
    std::vector<std::vector<double>> gradients(static_cast<std::size_t>(batches.count));
    double sum = 0;
    for (std::int64_t i = 0; i < batches.count; ++i) {
      ProbePass how;
      if (with_noise) how.noisy = i;
      std::vector<double>& gradient = gradients[static_cast<std::size_t>(i)];
      probed.gradient(how, i * batches.size, batches.size, gradient);
      sum += std::sqrt(inner_product(gradient, gradient));
    }
    variance.push_back(direction_variance(gradients));
    error.push_back(direction_error(gradients, whole));
    norm.push_back(sum / static_cast<double>(batches.count));
  }
  const Flat start = probed.initial_weights();
  double moved = 0;
  for (std::size_t i = 0; i < start.size(); ++i) {
    const double away = static_cast<double>(probed.weights()[i]) - static_cast<double>(start[i]);
    moved += away * away;
  }
  out.coordinate("noise", std::vector<std::string>{"without", "with"});
  out.set("direction_variance", variance);
  out.set("direction_error", error);
  out.set("norm", norm);
  out.set("noisy_direction_variance", variance[1]);
  out.set("noisy_direction_error", error[1]);
  out.set("whole_norm", std::sqrt(inner_product(whole, whole)));
  out.set("distance_from_start", std::sqrt(moved));
}

ProbeCost cost_of_gradients(const Value& options, const ProbedSize& size) {
  const BatchesOfPart batches = batches_of(options, size.examples, size.batch);
  ProbeCost cost;
  cost.forward = cost.backward =
      static_cast<double>(size.examples + 2 * batches.count * batches.size);
  cost.bytes =
      (batches.count + 1) * static_cast<std::int64_t>(size.model.layout().size() * sizeof(double));
  return cost;
}

}  // namespace

ProbeEntry probe_entry_gradients() {
  ProbeEntry entry;
  entry.name = "gradients";
  entry.summary = gradients_fields().schema().doc;
  entry.equation =
      "of gradients g_i of n batches, g of all examples without noise: direction variance: mean "
      "over "
      "i < j of (1 - cos(g_i, g_j)) / 2; direction error: mean of (1 - cos(g_i, g)) / 2; norm: "
      "mean "
      "||g_i||; distance: ||w - w_0||";
  entry.source = "Liu et al. 2023 arXiv 2303.01500";
  entry.needs = {.parts = {"train"}};
  entry.records = {
      {"direction_variance", {"noise"}, "1", "mean distance between directions of gradients"},
      {"direction_error", {"noise"}, "1", "mean distance from the direction of the whole gradient"},
      {"norm", {"noise"}, "1", "mean norm of a batch's gradient"},
      {"noisy_direction_variance", {}, "1", "direction variance with the noise of training"},
      {"noisy_direction_error", {}, "1", "direction error with the noise of training"},
      {"whole_norm", {}, "1", "norm of the gradient of all examples, without noise"},
      {"distance_from_start", {}, "1", "distance from the initial weights"}};
  entry.schema = gradients_fields().schema();
  entry.small_options = {Value(Map{{"batches", 3, {}}})};
  entry.cost = cost_of_gradients;
  entry.measure = measure_gradients;
  return entry;
}

}  // namespace regsweep
