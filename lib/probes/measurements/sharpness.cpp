#include "probes/measurements/sharpness.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/fields.hpp"
#include "probes/measured.hpp"
#include "probes/probed.hpp"
#include "random/draws.hpp"

namespace regsweep {
namespace {

double length_of(const std::vector<double>& v) {
  double squares = 0;
  for (const double each : v) squares += each * each;
  return std::sqrt(squares);
}

double product_of(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace

double Curvature::trusted() const {
  return error < std::abs(value) ? value : std::numeric_limits<double>::quiet_NaN();
}

std::vector<double> hessian_product(const GradientAt& gradient, const std::vector<double>& v,
                                    double step) {
  std::vector<double> ahead = gradient(v, step);
  const std::vector<double> behind = gradient(v, -step);
  for (std::size_t i = 0; i < ahead.size(); ++i) ahead[i] = (ahead[i] - behind[i]) / (2 * step);
  return ahead;
}

Curvature largest_eigenvalue(const GradientAt& gradient, std::vector<double> start, double step,
                             std::int64_t iterations) {
  Curvature found;
  std::vector<double> v = std::move(start);
  for (std::int64_t i = 0; i < iterations; ++i) {
    const double length = length_of(v);
    if (!(length > 0)) return found;  // H v = 0: there is no curvature to follow
    for (double& each : v) each /= length;
    std::vector<double> product = hessian_product(gradient, v, step);
    found.value = product_of(v, product);
    if (i + 1 == iterations) {
      const std::vector<double> wider = hessian_product(gradient, v, 2 * step);
      found.error = std::abs(product_of(v, wider) - found.value);
    }
    v = std::move(product);
  }
  return found;
}

TraceEstimate trace_estimate(const GradientAt& gradient,
                             const std::vector<std::vector<double>>& vectors, double step) {
  std::vector<double> found;
  for (std::vector<double> v : vectors) {
    const double length = length_of(v);
    for (double& each : v) each /= length;
    found.push_back(product_of(v, hessian_product(gradient, v, step)) * length * length);
  }
  const auto n = static_cast<double>(found.size());
  TraceEstimate estimate;
  for (const double each : found) estimate.mean += each / n;
  for (const double each : found) {
    estimate.standard_error += (each - estimate.mean) * (each - estimate.mean) / (n - 1) / n;
  }
  estimate.standard_error = std::sqrt(estimate.standard_error);
  return estimate;
}

namespace {

struct SharpnessOptions {
  double step = 0.05, radius = 0.05, noise = 0.01;
  std::int64_t iterations = 20, vectors = 10, draws = 5;
};

const Fields<SharpnessOptions>& sharpness_fields() {
  using O = SharpnessOptions;
  static const Fields<O> fields =
      Fields<O>("sharpness", "Curvature of the loss, and its rise around the weights")
          .add("step", &O::step, "length of the steps whose gradients differ", above(0))
          .add("iterations", &O::iterations, "power iterations for the largest eigenvalue",
               at_least(1))
          .add("vectors", &O::vectors, "random vectors for the trace", at_least(2))
          .add("radius", &O::radius, "length of the step up the gradient (SAM's rho)", above(0))
          .add("noise", &O::noise, "deviation of random moves, relative to each weight's size",
               above(0))
          .add("draws", &O::draws, "random moves", at_least(1));
  return fields;
}

// Entries -1 and 1 where there are parameters, 0 in the padding.
std::vector<double> signs_of(Probed& probed, std::int64_t number) {
  std::vector<double> v(probed.weights().size());
  for (const ParameterInfo& each : probed.model().layout().all()) {
    std::vector<double> drawn(each.size);
    uniforms(stream_key(probed.trial().seed, "probe/sharpness/" + each.name),
             static_cast<std::uint32_t>(number), 0, static_cast<std::int64_t>(each.size),
             drawn.data());
    for (std::size_t i = 0; i < each.size; ++i) v[each.offset + i] = drawn[i] < 0.5 ? -1 : 1;
  }
  return v;
}

// The weights moved by `step` times a direction.
Flat moved_by(const Flat& weights, const std::vector<double>& direction, double step) {
  Flat moved = weights;
  for (std::size_t i = 0; i < moved.size(); ++i) {
    moved[i] = static_cast<real>(static_cast<double>(moved[i]) + step * direction[i]);
  }
  return moved;
}

double mean_loss_at(Probed& probed, const Flat& weights) {
  ProbePass how;
  how.weights = &weights;
  const LossSums sums = probed.pass(how);
  return sums.loss / static_cast<double>(sums.count);
}

// The mean rise under gaussian moves in proportion to each weight.
double random_rise_of(Probed& probed, const SharpnessOptions& options, double loss) {
  double rise = 0;
  for (std::int64_t draw = 0; draw < options.draws; ++draw) {
    Flat moved = probed.weights();
    for (const ParameterInfo& each : probed.model().layout().all()) {
      std::vector<double> drawn(each.size);
      normals(stream_key(probed.trial().seed, "probe/sharpness/noise/" + each.name),
              static_cast<std::uint32_t>(draw), 0, static_cast<std::int64_t>(each.size),
              drawn.data());
      real* w = data(moved, each);
      for (std::size_t i = 0; i < each.size; ++i) {
        w[i] = static_cast<real>(static_cast<double>(w[i]) * (1 + options.noise * drawn[i]));
      }
    }
    rise += (mean_loss_at(probed, moved) - loss) / static_cast<double>(options.draws);
  }
  return rise;
}

void measure_sharpness(const Value& given, Probed& probed, Measured& out) {
  const SharpnessOptions options = sharpness_fields().take(given);
  const GradientAt gradient_at = [&](const std::vector<double>& direction, double step) {
    const Flat moved = moved_by(probed.weights(), direction, step);
    ProbePass how;
    how.weights = &moved;
    std::vector<double> gradient;
    probed.gradient(how, 0, probed.examples(), gradient);
    return gradient;
  };
  const Curvature largest = largest_eigenvalue(gradient_at, signs_of(probed, options.vectors),
                                               options.step, options.iterations);
  std::vector<std::vector<double>> vectors;
  for (std::int64_t i = 0; i < options.vectors; ++i) vectors.push_back(signs_of(probed, i));
  const TraceEstimate trace = trace_estimate(gradient_at, vectors, options.step);
  std::vector<double> gradient;
  const LossSums sums = probed.gradient({}, 0, probed.examples(), gradient);
  const double loss = sums.loss / static_cast<double>(sums.count), length = length_of(gradient);
  const double climb = length > 0 ? options.radius / length : 0;
  out.set("largest_eigenvalue", largest.trusted());
  out.set("largest_eigenvalue_error", largest.error);
  out.set("trace", trace.mean);
  out.set("trace_error", trace.standard_error);
  out.set("worst_case_rise",
          mean_loss_at(probed, moved_by(probed.weights(), gradient, climb)) - loss);
  out.set("random_rise", random_rise_of(probed, options, loss));
}

ProbeCost cost_of_sharpness(const Value& given, const ProbedSize& size) {
  const SharpnessOptions options = sharpness_fields().take(given);
  const auto examples = static_cast<double>(size.examples);
  ProbeCost cost;
  cost.backward =
      examples * static_cast<double>(2 * options.iterations + 2 + 2 * options.vectors + 1);
  cost.forward = cost.backward + examples * static_cast<double>(1 + options.draws);
  cost.bytes = (options.vectors + 8) *
               static_cast<std::int64_t>(size.model.layout().size() * sizeof(double));
  return cost;
}

}  // namespace

ProbeEntry probe_entry_sharpness() {
  ProbeEntry entry;
  entry.name = "sharpness";
  entry.summary = sharpness_fields().schema().doc;
  entry.equation =
      "H v = (g(w + e v) - g(w - e v)) / 2e, |v| = 1; largest eigenvalue: power iteration, absent "
      "where it changes by more than itself with 2e; trace: mean of v'Hv, v of -1 and 1; worst "
      "case: "
      "L(w + rho g / |g|) - L; random: mean L(w + s |w| n) - L, n normal";
  entry.source =
      "Yao et al. 2020 arXiv 1912.07145 (PyHessian); Foret et al. 2021 arXiv 2010.01412 (SAM); "
      "Andriushchenko et al. 2023 arXiv 2302.07011 (sharpness tells little of generalization)";
  entry.needs = {.parts = {"train"}};
  entry.records = {
      {"largest_eigenvalue", {}, "1", "eigenvalue of the loss's Hessian of the largest size"},
      {"largest_eigenvalue_error", {}, "1", "its change when the step is doubled"},
      {"trace", {}, "1", "trace of the loss's Hessian"},
      {"trace_error", {}, "1", "standard error of the trace over random vectors"},
      {"worst_case_rise", {}, "1", "rise of the loss after a step up its gradient"},
      {"random_rise", {}, "1", "mean rise of the loss under random moves of the weights"}};
  entry.schema = sharpness_fields().schema();
  entry.small_options = {Value(Map{{"iterations", 3, {}}, {"vectors", 2, {}}, {"draws", 2, {}}})};
  entry.cost = cost_of_sharpness;
  entry.measure = measure_sharpness;
  return entry;
}

}  // namespace regsweep
