#include "probes/measurements/ablation_curve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/fields.hpp"
#include "probes/ascending.hpp"
#include "probes/layers.hpp"
#include "probes/measured.hpp"
#include "probes/probed.hpp"
#include "random/draws.hpp"

namespace regsweep {

std::int64_t removed_count(double fraction, std::int64_t n) {
  return static_cast<std::int64_t>(std::floor(fraction * static_cast<double>(n) + 0.5));
}

double mean_height(const std::vector<double>& fractions, const std::vector<double>& values) {
  if (fractions.size() < 2) return std::numeric_limits<double>::quiet_NaN();
  double area = 0;
  for (std::size_t i = 1; i < fractions.size(); ++i) {
    area += (fractions[i] - fractions[i - 1]) * (values[i] + values[i - 1]) / 2;
  }
  return area / (fractions.back() - fractions.front());
}

namespace {

struct AblationOptions {
  std::vector<double> fractions{0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9};
  std::int64_t draws = 5;
};

const Fields<AblationOptions>& ablation_fields() {
  using O = AblationOptions;
  static const Fields<O> fields =
      Fields<O>("ablation_curve",
                "Loss and error when a share of a layer's units, or of its heads, is removed")
          .add("fractions", &O::fractions, "shares that are removed, ascending", between(0, 1))
          .add("draws", &O::draws, "random choices of what is removed", at_least(1))
          .finish([](Value& normalized, const Value&, const std::string& path) {
            check_ascending(normalized, "fractions", path);
            if (normalized.at("fractions").list().empty()) {
              throw ConfigurationError(normalized.at("fractions").where(),
                                       path + ".fractions is empty; write for example [0, 0.5]");
            }
          });
  return fields;
}

// Removes parts of one layer: sets a factor for each, and says where it acts.
struct Parts {
  std::string name;  // of the layer
  std::int64_t count = 0;
  std::function<const SiteOverride*(const std::vector<real>& factors)> instead;
};

struct Point {
  double loss = 0, error = 0;
};

Point point_without(Probed& probed, const Parts& parts, const std::vector<std::int64_t>& order,
                    std::int64_t removed, bool rescaled) {
  const double kept = static_cast<double>(parts.count - removed);
  const double scale = rescaled && kept > 0 ? static_cast<double>(parts.count) / kept : 1;
  std::vector<real> factors(static_cast<std::size_t>(parts.count), static_cast<real>(scale));
  for (std::int64_t i = 0; i < removed; ++i) {
    factors[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])] = 0;
  }
  const LossSums sums = probed.pass({{}, parts.instead(factors)});
  const auto n = static_cast<double>(sums.count);
  return {sums.loss / n, sums.errors / n};
}

struct Curve {
  std::vector<double> loss, error;  // one per fraction
};

// Over random orders; order number `draw` is the trial's own.
Curve random_curve(Probed& probed, const Parts& parts, const AblationOptions& options,
                   bool rescaled) {
  const StreamKey key =
      stream_key(probed.trial().seed, fmt::format("probe/ablation_curve/{}", parts.name));
  Curve curve;
  for (const double fraction : options.fractions) {
    Point mean;
    for (std::int64_t draw = 0; draw < options.draws; ++draw) {
      const Point point = point_without(
          probed, parts, permutation(key, static_cast<std::uint32_t>(draw), parts.count),
          removed_count(fraction, parts.count), rescaled);
      mean.loss += point.loss / static_cast<double>(options.draws);
      mean.error += point.error / static_cast<double>(options.draws);
    }
    curve.loss.push_back(mean.loss);
    curve.error.push_back(mean.error);
  }
  return curve;
}

// E|h_j| times the norm of the weights that read unit j: the most important first.
std::vector<std::int64_t> order_of_importance(Probed& probed, const UnitLayer& layer) {
  std::vector<double> importance(static_cast<std::size_t>(layer.units));
  probed.pass({}, [&](const SeenPiece& seen) {
    const SiteView view = seen.model.view_at(layer.site, seen.weights);
    for (std::int64_t i = 0; i < view.count(); ++i) {
      importance[static_cast<std::size_t>(i % layer.units)] +=
          std::abs(static_cast<double>(view.values[i]));
    }
  });
  for (const Site& site : probed.model().sites()) {
    const ParameterInfo* reads =
        site.name == layer.site ? probed.model().layout().find(site.feeds) : nullptr;
    if (reads == nullptr) continue;
    const real* W = data(probed.weights(), *reads);
    for (std::int64_t j = 0; j < layer.units; ++j) {
      double squares = 0;
      for (std::int64_t o = 0; o < reads->shape[0]; ++o) {
        const auto w = static_cast<double>(W[o * layer.units + j]);
        squares += w * w;
      }
      importance[static_cast<std::size_t>(j)] *= std::sqrt(squares);
    }
  }
  std::vector<std::int64_t> order(importance.size());
  std::iota(order.begin(), order.end(), std::int64_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
    return importance[static_cast<std::size_t>(a)] > importance[static_cast<std::size_t>(b)];
  });
  return order;
}

Curve curve_by_importance(Probed& probed, const Parts& parts, const UnitLayer& layer,
                          const AblationOptions& options) {
  const std::vector<std::int64_t> order = order_of_importance(probed, layer);
  Curve curve;
  for (const double fraction : options.fractions) {
    const Point point =
        point_without(probed, parts, order, removed_count(fraction, parts.count), false);
    curve.loss.push_back(point.loss);
    curve.error.push_back(point.error);
  }
  return curve;
}

// Curves of several layers, one after the other.
struct Curves {
  std::vector<double> loss, error, area;
  void add(const Curve& curve, const std::vector<double>& fractions) {
    loss.insert(loss.end(), curve.loss.begin(), curve.loss.end());
    error.insert(error.end(), curve.error.begin(), curve.error.end());
    area.push_back(mean_height(fractions, curve.error));
  }
};

void measure_units(Probed& probed, const AblationOptions& options, Measured& out) {
  Curves plain, rescaled, by_importance;
  for (const UnitLayer& layer : unit_layers(probed.model(), probed.time())) {
    UnitMask mask = removal_of_units(probed, layer);
    const Parts parts{layer.name, layer.units, [&](const std::vector<real>& factors) {
                        mask.set(factors);
                        return mask.instead();
                      }};
    plain.add(random_curve(probed, parts, options, false), options.fractions);
    rescaled.add(random_curve(probed, parts, options, true), options.fractions);
    by_importance.add(curve_by_importance(probed, parts, layer, options), options.fractions);
  }
  out.set("loss", plain.loss);
  out.set("error", plain.error);
  out.set("area", plain.area);
  out.set("rescaled_loss", rescaled.loss);
  out.set("rescaled_error", rescaled.error);
  out.set("rescaled_area", rescaled.area);
  out.set("importance_loss", by_importance.loss);
  out.set("importance_error", by_importance.error);
  out.set("importance_area", by_importance.area);
}

void measure_heads(Probed& probed, const AblationOptions& options, Measured& out) {
  const std::vector<AttentionLayer> layers = attention_layers(probed.model(), probed.time());
  if (layers.empty()) return;
  Curves plain;
  for (const AttentionLayer& layer : layers) {
    for (const Site& site : probed.model().sites()) {
      if (site.name != layer.outputs()) continue;
      const CallShape largest{probed.largest_rows() / probed.time(), probed.time()};
      HeadMask mask(layer.outputs(), probed.model().shape_at(site, largest),
                    probed.evaluated_factor(layer.outputs()));
      const Parts parts{layer.name + "/heads", layer.heads, [&](const std::vector<real>& factors) {
                          mask.set(factors);
                          return mask.instead();
                        }};
      plain.add(random_curve(probed, parts, options, false), options.fractions);
    }
  }
  out.set("head_loss", plain.loss);
  out.set("head_error", plain.error);
  out.set("head_area", plain.area);
}

void measure_ablation(const Value& given, Probed& probed, Measured& out) {
  const AblationOptions options = ablation_fields().take(given);
  out.coordinate("layer", names_of(unit_layers(probed.model(), probed.time())));
  out.coordinate("fraction", options.fractions);
  measure_units(probed, options, out);
  measure_heads(probed, options, out);
}

ProbeCost cost_of_ablation(const Value& given, const ProbedSize& size) {
  const AblationOptions options = ablation_fields().take(given);
  const auto points = static_cast<double>(options.fractions.size());
  const auto draws = static_cast<double>(options.draws);
  ProbeCost cost;
  double passes = 0;
  for (const UnitLayer& layer : unit_layers(size.model, size.time)) {
    passes += 2 * points * draws + points + 1;
    cost.bytes = std::max(cost.bytes, size.rows * layer.units * std::int64_t{sizeof(real)});
  }
  passes += points * draws * static_cast<double>(attention_layers(size.model, size.time).size());
  cost.forward = passes * static_cast<double>(size.examples);
  return cost;
}

}  // namespace

ProbeEntry probe_entry_ablation_curve() {
  const std::vector<std::string> curve{"layer", "fraction"}, layer{"layer"};
  ProbeEntry entry;
  entry.name = "ablation_curve";
  entry.summary = ablation_fields().schema().doc;
  entry.equation =
      "loss and error with round(f n) of n units set to 0, mean over random choices; rescaled: the "
      "others times n / kept; by importance: E|h_j| ||w_j||, w_j the weights that read unit j, the "
      "most important first; area: mean height of the error's curve, by the trapezoidal rule";
  entry.source = "Morcos et al. 2018 arXiv 1803.06959";
  entry.needs = {.parts = {"validation", "test"}, .units = true};
  entry.records = {{"loss", curve, "1", "loss with a random share of the units removed"},
                   {"error", curve, "1", "error with a random share of the units removed"},
                   {"area", layer, "1", "mean of that error over the fractions"},
                   {"rescaled_loss", curve, "1", "the same loss, what is left scaled up"},
                   {"rescaled_error", curve, "1", "the same error, what is left scaled up"},
                   {"rescaled_area", layer, "1", "mean of that error over the fractions"},
                   {"importance_loss", curve, "1", "loss with the most important units removed"},
                   {"importance_error", curve, "1", "error with the most important units removed"},
                   {"importance_area", layer, "1", "mean of that error over the fractions"},
                   {"head_loss", curve, "1", "loss with a random share of the heads removed"},
                   {"head_error", curve, "1", "error with a random share of the heads removed"},
                   {"head_area", layer, "1", "mean of that error over the fractions"}};
  entry.schema = ablation_fields().schema();
  entry.small_options = {
      Value(Map{{"fractions", Value(List{0.0, 0.4, 1.0}), {}}, {"draws", 2, {}}})};
  entry.cost = cost_of_ablation;
  entry.measure = measure_ablation;
  return entry;
}

}  // namespace regsweep
