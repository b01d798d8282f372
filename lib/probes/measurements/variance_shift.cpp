#include "probes/measurements/variance_shift.hpp"

#include <limits>
#include <string>

#include "core/fields.hpp"
#include "probes/layers.hpp"
#include "probes/measured.hpp"
#include "probes/probed.hpp"

namespace regsweep {

UnitVariances::UnitVariances(std::int64_t units)
    : sums_(static_cast<std::size_t>(units)), squares_(static_cast<std::size_t>(units)) {}

void UnitVariances::add(std::int64_t rows, const real* h) {
  const std::size_t units = sums_.size();
  for (std::int64_t b = 0; b < rows; ++b, h += units) {
    for (std::size_t j = 0; j < units; ++j) {
      const auto value = static_cast<double>(h[j]);
      sums_[j] += value;
      squares_[j] += value * value;
    }
  }
  rows_ += rows;
}

double UnitVariances::mean() const {
  if (rows_ == 0) return std::numeric_limits<double>::quiet_NaN();
  const auto n = static_cast<double>(rows_);
  double sum = 0;
  for (std::size_t j = 0; j < sums_.size(); ++j) {
    sum += squares_[j] / n - sums_[j] / n * (sums_[j] / n);
  }
  return sum / static_cast<double>(sums_.size());
}

namespace {

struct VarianceShiftOptions {};

const Fields<VarianceShiftOptions>& variance_shift_fields() {
  static const Fields<VarianceShiftOptions> fields(
      "variance_shift",
      "Variances of units with the noise of training and without: what a norm behind them has "
      "learned, and what it meets in evaluation");
  return fields;
}

// Of each layer, mean over its units.
std::vector<double> unit_variances_of(Probed& probed, const std::vector<UnitLayer>& layers,
                                      const ProbePass& how) {
  std::vector<UnitVariances> sums;
  for (const UnitLayer& layer : layers) sums.emplace_back(layer.units);
  probed.pass(how, [&](const SeenPiece& seen) {
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const SiteView view = seen.model.view_at(layers[i].site, seen.weights);
      sums[i].add(seen.piece.output_rows(), view.values);
    }
  });
  std::vector<double> variances;
  for (const UnitVariances& each : sums) variances.push_back(each.mean());
  return variances;
}

void measure_variance_shift(const Value&, Probed& probed, Measured& out) {
  const std::vector<UnitLayer> layers = unit_layers(probed.model(), probed.time());
  const std::vector<double> with = unit_variances_of(probed, layers, {.noisy = 0});
  const std::vector<double> without = unit_variances_of(probed, layers, {});
  std::vector<double> shift;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    shift.push_back(without[i] > 0 ? with[i] / without[i]
                                   : std::numeric_limits<double>::quiet_NaN());
  }
  out.coordinate("layer", names_of(layers));
  out.set("with_noise", with);
  out.set("without_noise", without);
  out.set("shift", shift);
}

ProbeCost cost_of_variance_shift(const Value&, const ProbedSize& size) {
  ProbeCost cost{.forward = 2 * static_cast<double>(size.examples)};
  for (const UnitLayer& layer : unit_layers(size.model, size.time)) {
    cost.bytes += layer.units * 2 * std::int64_t{sizeof(double)};
  }
  return cost;
}

}  // namespace

ProbeEntry probe_entry_variance_shift() {
  ProbeEntry entry;
  entry.name = "variance_shift";
  entry.summary = variance_shift_fields().schema().doc;
  entry.equation =
      "variance of h_j over examples, mean over the units of a layer, with one pass of the noise "
      "of training (the layer's own included) and without; shift: the first by the second";
  entry.source = "Li et al. 2019 arXiv 1801.05134 (variance shift)";
  entry.needs = {.parts = {"validation", "test"}, .units = true};
  entry.records = {{"with_noise", {"layer"}, "1", "variance of units with the noise of training"},
                   {"without_noise", {"layer"}, "1", "variance of units without noise"},
                   {"shift", {"layer"}, "1", "variance with noise by that without"}};
  entry.schema = variance_shift_fields().schema();
  entry.small_options = {Value(Map{})};
  entry.cost = cost_of_variance_shift;
  entry.measure = measure_variance_shift;
  return entry;
}

}  // namespace regsweep
