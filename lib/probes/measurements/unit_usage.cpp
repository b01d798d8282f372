#include "probes/measurements/unit_usage.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/fields.hpp"
#include "probes/layers.hpp"
#include "probes/measured.hpp"
#include "probes/probed.hpp"

namespace regsweep {
namespace {

constexpr double undefined_usage = std::numeric_limits<double>::quiet_NaN();

double share_of(const std::vector<double>& numbers, const std::function<bool(double)>& holds) {
  return static_cast<double>(std::count_if(numbers.begin(), numbers.end(), holds)) /
         static_cast<double>(numbers.size());
}

}  // namespace

double hoyer_of(std::span<const double> x) {
  double sum = 0, squares = 0;
  for (const double each : x) {
    sum += std::abs(each);
    squares += each * each;
  }
  const double root = std::sqrt(static_cast<double>(x.size()));
  if (squares == 0 || x.size() < 2) return undefined_usage;
  return (root - sum / std::sqrt(squares)) / (root - 1);
}

UnitSums::UnitSums(std::int64_t units) {
  for (std::vector<double>* each : {&sums_, &absolute_, &largest_, &positive_}) {
    each->assign(static_cast<std::size_t>(units), 0);
  }
}

void UnitSums::add(std::int64_t rows, const real* h) {
  const std::size_t units = sums_.size();
  std::vector<double> row(units);
  for (std::int64_t b = 0; b < rows; ++b, h += units) {
    for (std::size_t j = 0; j < units; ++j) {
      row[j] = static_cast<double>(h[j]);
      const double size = std::abs(row[j]);
      sums_[j] += row[j];
      absolute_[j] += size;
      largest_[j] = std::max(largest_[j], size);
      positive_[j] += row[j] > 0 ? 1 : 0;
      zeros_ += size < 1e-6 ? 1 : 0;
    }
    if (const double hoyer = hoyer_of(row); !std::isnan(hoyer)) {
      hoyer_ += hoyer;
      ++sparse_rows_;
    }
  }
  rows_ += rows;
}

double UnitSums::dead_share() const {
  return share_of(largest_, [](double largest) { return largest == 0; });
}

double UnitSums::dormant_share(double tau) const {
  const double mean = std::accumulate(absolute_.begin(), absolute_.end(), 0.0) /
                      static_cast<double>(absolute_.size());
  return share_of(absolute_, [&](double sum) { return sum <= tau * mean; });
}

double UnitSums::always_on_share() const {
  const double most = 0.99 * static_cast<double>(rows_);
  return share_of(positive_, [&](double count) { return count > most; });
}

double UnitSums::mean_activation() const {
  return std::accumulate(sums_.begin(), sums_.end(), 0.0) /
         (static_cast<double>(rows_) * static_cast<double>(sums_.size()));
}

double UnitSums::zero_share() const {
  return zeros_ / (static_cast<double>(rows_) * static_cast<double>(sums_.size()));
}

double UnitSums::hoyer_sparsity() const {
  return sparse_rows_ == 0 ? undefined_usage : hoyer_ / static_cast<double>(sparse_rows_);
}

Dominance dominance_of(const std::vector<double>& x, const std::vector<double>& ranked_by) {
  const std::size_t n = x.size();
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return ranked_by[a] < ranked_by[b]; });
  const double sum = std::accumulate(x.begin(), x.end(), 0.0);
  Dominance found;
  found.negative = share_of(x, [](double each) { return each < 0; });
  if (!(sum > 0)) {
    found.gini = found.top_share = found.largest = undefined_usage;
    return found;
  }
  const auto count = static_cast<double>(n);
  const std::size_t top = (n + 99) / 100;
  for (std::size_t i = 0; i < n; ++i) {
    found.gini += (2 * static_cast<double>(i + 1) - count - 1) * x[order[i]] / (count * sum);
    if (i + top >= n) found.top_share += x[order[i]] / sum;
  }
  found.largest = x[order.back()] / sum;
  return found;
}

namespace {

struct UnitUsageOptions {
  std::vector<double> tau{0, 0.025, 0.1};
  bool dominance = false;
};

const Fields<UnitUsageOptions>& unit_usage_fields() {
  using O = UnitUsageOptions;
  static const Fields<O> fields =
      Fields<O>("unit_usage",
                "How the units of hidden layers are used: dead, dormant, sparse, "
                "dominant")
          .add("tau", &O::tau, "thresholds of a dormant unit's score", at_least(0))
          .add("dominance", &O::dominance,
               "measure how much the loss rises without each single unit: one pass for each");
  return fields;
}

// Sums of the loss over the first and the second half of the examples.
struct Halves {
  double first = 0, second = 0;
};

Halves halves_of_loss(Probed& probed, const SiteOverride* instead) {
  Halves sums;
  const std::int64_t half = probed.examples() / 2 * probed.time();
  std::int64_t row = 0;
  probed.pass({{}, instead}, [&](const SeenPiece& seen) {
    for (const double loss : seen.losses) (row++ < half ? sums.first : sums.second) += loss;
  });
  return sums;
}

// Units in the order of their importance for one half, with their importance for the other.
Dominance dominance_in(Probed& probed, const UnitLayer& layer) {
  const Halves whole = halves_of_loss(probed, nullptr);
  UnitMask mask = removal_of_units(probed, layer);
  std::vector<real> kept(static_cast<std::size_t>(layer.units), real(1));
  std::vector<double> rise, ranked_by;
  for (real& unit : kept) {
    unit = 0;
    mask.set(kept);
    const Halves without = halves_of_loss(probed, mask.instead());
    ranked_by.push_back(without.first - whole.first);
    rise.push_back(without.second - whole.second);
    unit = 1;
  }
  return dominance_of(rise, ranked_by);
}

void measure_dominance(Probed& probed, const std::vector<UnitLayer>& layers, Measured& out) {
  std::vector<double> gini, top_share, largest, negative;
  for (const UnitLayer& layer : layers) {
    const Dominance found = dominance_in(probed, layer);
    gini.push_back(found.gini);
    top_share.push_back(found.top_share);
    largest.push_back(found.largest);
    negative.push_back(found.negative);
  }
  out.set("dominance_gini", gini);
  out.set("dominance_top_share", top_share);
  out.set("dominance_max", largest);
  out.set("dominance_negative_share", negative);
}

void measure_unit_usage(const Value& given, Probed& probed, Measured& out) {
  const UnitUsageOptions options = unit_usage_fields().take(given);
  const std::vector<UnitLayer> layers = unit_layers(probed.model(), probed.time());
  std::vector<UnitSums> sums;
  for (const UnitLayer& layer : layers) sums.emplace_back(layer.units);
  probed.pass({}, [&](const SeenPiece& seen) {
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const SiteView view = seen.model.view_at(layers[i].site, seen.weights);
      sums[i].add(seen.piece.output_rows(), view.values);
    }
  });
  out.coordinate("layer", names_of(layers));
  out.coordinate("tau", options.tau);
  const auto set = [&](const char* quantity, double (UnitSums::*number)() const) {
    std::vector<double> values;
    for (const UnitSums& each : sums) values.push_back((each.*number)());
    out.set(quantity, values);
  };
  set("dead_share", &UnitSums::dead_share);
  set("always_on_share", &UnitSums::always_on_share);
  set("mean_activation", &UnitSums::mean_activation);
  set("zero_share", &UnitSums::zero_share);
  set("hoyer_sparsity", &UnitSums::hoyer_sparsity);
  std::vector<double> dormant;
  for (const UnitSums& each : sums) {
    for (const double tau : options.tau) dormant.push_back(each.dormant_share(tau));
  }
  out.set("dormant_share", dormant);
  if (options.dominance) measure_dominance(probed, layers, out);
}

ProbeCost cost_of_unit_usage(const Value& given, const ProbedSize& size) {
  const auto examples = static_cast<double>(size.examples);
  ProbeCost cost{.forward = examples};
  for (const UnitLayer& layer : unit_layers(size.model, size.time)) {
    cost.bytes += layer.units * 32;
    if (!unit_usage_fields().take(given).dominance) continue;
    cost.forward += examples * static_cast<double>(1 + layer.units);
    cost.bytes += size.rows * layer.units * std::int64_t{sizeof(real)};
  }
  return cost;
}

}  // namespace

ProbeEntry probe_entry_unit_usage() {
  ProbeEntry entry;
  entry.name = "unit_usage";
  entry.summary = unit_usage_fields().schema().doc;
  entry.equation =
      "dead: max |h| = 0; dormant: E|h| <= tau x the layer's mean of it; always on: P(h > 0) > "
      ".99; "
      "Hoyer: (sqrt n - |h|_1 / |h|_2) / (sqrt n - 1); dominance of a unit: loss without it - "
      "loss, "
      "on the second half of the examples, units ranked on the first";
  entry.source =
      "Sokar et al. 2023 arXiv 2302.12902 (dormant); Srivastava et al. 2014 JMLR 15, figure 8 "
      "(sparsity); Hoyer 2004 JMLR 5; Morcos et al. 2018 arXiv 1803.06959 (single units)";
  entry.needs = {.parts = {"validation", "test"}, .units = true};
  entry.records = {
      {"dead_share", {"layer"}, "1", "share of units that are 0 for every example"},
      {"dormant_share", {"layer", "tau"}, "1", "share of units with a score of at most tau"},
      {"always_on_share", {"layer"}, "1", "share of units above 0 for more than 99 % of examples"},
      {"mean_activation", {"layer"}, "1", "mean activation"},
      {"zero_share", {"layer"}, "1", "share of activations that are 0"},
      {"hoyer_sparsity", {"layer"}, "1", "Hoyer sparsity over units, mean over examples"},
      {"dominance_gini", {"layer"}, "1", "Gini coefficient of the units' importance"},
      {"dominance_top_share", {"layer"}, "1", "share of the importance of the first 1 % of units"},
      {"dominance_max", {"layer"}, "1", "share of the importance of the most important unit"},
      {"dominance_negative_share", {"layer"}, "1", "share of units without which the loss falls"}};
  entry.schema = unit_usage_fields().schema();
  entry.small_options = {Value(Map{}), Value(Map{{"dominance", true, {}}})};
  entry.left_out = [](const Value& options, const std::string& quantity) {
    const bool left_out = quantity.starts_with("dominance") && !options.at("dominance").flag();
    return std::string(left_out ? "set probes.unit_usage.dominance: true" : "");
  };
  entry.cost = cost_of_unit_usage;
  entry.measure = measure_unit_usage;
  return entry;
}

}  // namespace regsweep
