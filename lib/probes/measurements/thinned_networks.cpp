#include "probes/measurements/thinned_networks.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include "core/fields.hpp"
#include "probes/ascending.hpp"
#include "probes/layers.hpp"
#include "probes/measured.hpp"
#include "probes/probed.hpp"
#include "regularizers/noise_entry.hpp"
#include "tensor/kernels/exponential_sum.hpp"

namespace regsweep {

ThinnedAverages::ThinnedAverages(std::int64_t rows, std::int64_t classes)
    : classes_(classes),
      p_(static_cast<std::size_t>(rows * classes)),
      log_p_(p_.size()),
      entropy_(static_cast<std::size_t>(rows)),
      votes_(p_.size()) {}

void ThinnedAverages::add(const std::vector<double>& log_p, double weight) {
  const auto classes = static_cast<std::size_t>(classes_);
  for (std::size_t b = 0; b < entropy_.size(); ++b) {
    const double* row = log_p.data() + b * classes;
    for (std::size_t k = 0; k < classes; ++k) {
      const double p = std::exp(row[k]);
      p_[b * classes + k] += weight * p;
      log_p_[b * classes + k] += weight * row[k];
      if (p > 0) entropy_[b] -= weight * p * row[k];
    }
    votes_[b * classes + static_cast<std::size_t>(std::max_element(row, row + classes) - row)] += 1;
  }
  weight_ += weight;
  networks_ += 1;
}

ThinnedAverages::Sums ThinnedAverages::sums(const std::vector<std::int32_t>& labels) const {
  Sums all;
  for (std::size_t b = 0; b < labels.size(); ++b) {
    if (labels[b] < 0) continue;
    const std::size_t first = b * static_cast<std::size_t>(classes_);
    const double* p = p_.data() + first;
    all.arithmetic_loss -= std::log(p[labels[b]] / weight_);
    all.arithmetic_errors += std::max_element(p, p + classes_) - p != labels[b];
    std::vector<double> logarithms;
    for (std::int64_t k = 0; k < classes_; ++k) {
      logarithms.push_back(log_p_[first + static_cast<std::size_t>(k)] / weight_);
    }
    const auto likeliest = std::max_element(logarithms.begin(), logarithms.end());
    all.geometric_loss += kernels::exponential_sum(classes_, logarithms.data()).log_of_sum() -
                          logarithms[static_cast<std::size_t>(labels[b])];
    all.geometric_errors += likeliest - logarithms.begin() != labels[b];
  }
  return all;
}

double ThinnedAverages::divergence(const std::vector<std::int32_t>& labels) const {
  double sum = 0;
  for (std::size_t b = 0; b < labels.size(); ++b) {
    if (labels[b] < 0) continue;
    for (std::int64_t k = 0; k < classes_; ++k) {
      const double p =
          p_[b * static_cast<std::size_t>(classes_) + static_cast<std::size_t>(k)] / weight_;
      if (p > 0) sum -= p * std::log(p);
    }
    sum -= entropy_[b] / weight_;
  }
  return sum;
}

double ThinnedAverages::disagreement(const std::vector<std::int32_t>& labels) const {
  double sum = 0;
  for (std::size_t b = 0; b < labels.size(); ++b) {
    if (labels[b] < 0) continue;
    double agreeing = 0;
    for (std::int64_t k = 0; k < classes_; ++k) {
      const double votes =
          votes_[b * static_cast<std::size_t>(classes_) + static_cast<std::size_t>(k)];
      agreeing += votes * (votes - 1);
    }
    sum += 1 - agreeing / (networks_ * (networks_ - 1));
  }
  return sum;
}

namespace {

constexpr std::int64_t most_exact_units = 16;

struct ThinnedOptions {
  std::vector<std::int64_t> masks{1, 2, 5, 10, 20, 50, 100};
  bool exact = false;
};

const Fields<ThinnedOptions>& thinned_fields() {
  using O = ThinnedOptions;
  static const Fields<O> fields =
      Fields<O>(
          "thinned_networks",
          "Sub-networks under the noise of training: alone, averaged, and their common scaled "
          "network")
          .add("masks", &O::masks, "how many of them are averaged, ascending", between(1, 100000))
          .add("exact", &O::exact,
               "average all 2^n sub-networks, each with its probability; for dropout of at most 16 "
               "units in all, and nothing else")
          .finish([](Value& normalized, const Value&, const std::string& path) {
            const List& masks = normalized.at("masks").list();
            check_ascending(normalized, "masks", path);
            if (masks.empty() || masks.back().integer() < 2) {
              throw ConfigurationError(
                  normalized.at("masks").where(),
                  path +
                      ".masks ends below 2, but two sub-networks are needed to compare; write "
                      "for example [1, 10]");
            }
          });
  return fields;
}

// log p [rows, classes] of a piece.
std::vector<double> logarithms_of(const SeenPiece& seen) {
  std::vector<double> all;
  for (std::int64_t b = 0; b < seen.piece.output_rows(); ++b) {
    const real* z = seen.outputs + b * seen.columns;
    const double normalizer = kernels::exponential_sum(seen.columns, z).log_of_sum();
    for (std::int64_t k = 0; k < seen.columns; ++k) {
      all.push_back(static_cast<double>(z[k]) - normalizer);
    }
  }
  return all;
}

std::vector<std::int32_t> labels_of(const SeenPiece& seen) {
  return {seen.piece.targets.labels, seen.piece.targets.labels + seen.piece.output_rows()};
}

// Sums over all examples.
struct ThinnedSums {
  double count = 0, loss = 0, errors = 0;       // of single sub-networks, all of them
  std::vector<ThinnedAverages::Sums> averages;  // after each number of masks
  double divergence = 0, disagreement = 0;
};

void add_piece(Probed& probed, const ThinnedOptions& options, std::int64_t first,
               std::int64_t count, ThinnedSums& sums) {
  ThinnedAverages averages(count * probed.time(), probed.data().outputs);
  std::vector<std::int32_t> labels;
  std::size_t next = 0;
  for (std::int64_t k = 0; k < options.masks.back(); ++k) {
    ProbePass noisy;
    noisy.noisy = k;
    const LossSums alone = probed.pass(noisy, first, count, [&](const SeenPiece& seen) {
      labels = labels_of(seen);
      averages.add(logarithms_of(seen));
    });
    sums.loss += alone.loss;
    sums.errors += alone.errors;
    if (k + 1 != options.masks[next]) continue;
    const ThinnedAverages::Sums now = averages.sums(labels);
    ThinnedAverages::Sums& all = sums.averages[next++];
    all.arithmetic_loss += now.arithmetic_loss;
    all.arithmetic_errors += now.arithmetic_errors;
    all.geometric_loss += now.geometric_loss;
    all.geometric_errors += now.geometric_errors;
  }
  sums.count += static_cast<double>(
      std::count_if(labels.begin(), labels.end(), [](std::int32_t label) { return label >= 0; }));
  sums.divergence += averages.divergence(labels);
  sums.disagreement += averages.disagreement(labels);
}

void set_averages(const ThinnedOptions& options, const ThinnedSums& sums, Measured& out) {
  out.coordinate("masks", options.masks);
  const auto set = [&](const char* quantity, double ThinnedAverages::Sums::*sum) {
    std::vector<double> values;
    for (const ThinnedAverages::Sums& each : sums.averages) {
      values.push_back(each.*sum / sums.count);
    }
    out.set(quantity, values);
  };
  set("arithmetic_loss", &ThinnedAverages::Sums::arithmetic_loss);
  set("arithmetic_error", &ThinnedAverages::Sums::arithmetic_errors);
  set("geometric_loss", &ThinnedAverages::Sums::geometric_loss);
  set("geometric_error", &ThinnedAverages::Sums::geometric_errors);
  const double alone = sums.count * static_cast<double>(options.masks.back());
  out.set("subnetwork_loss", sums.loss / alone);
  out.set("subnetwork_error", sums.errors / alone);
  out.set("disagreement", sums.disagreement / sums.count);
  out.set("jensen_shannon", sums.divergence / sums.count);
  out.set("diversity_gain", sums.loss / alone - sums.averages.back().arithmetic_loss / sums.count);
}

// A layer of units whose noise keeps or drops single units.
struct DroppedLayer {
  UnitLayer layer;
  double rate = 0;
  real scale = 1;
};

// Whether noise keeps or drops single units of a layer, for all rows alike or not.
bool drops_units(const SiteNoiseOptions& noise) {
  const bool plain =
      noise.scaling == "inverted" || noise.scaling == "inference" || noise.scaling == "none";
  return noise_entry(noise.noise).bits && plain &&
         std::all_of(noise.share.begin(), noise.share.end(),
                     [](const std::string& axis) { return axis == "batch" || axis == "time"; });
}

// How many units may be dropped, where nothing else has noise.
std::optional<std::int64_t> exact_units(const NoiseChoices& noises, const Model& model,
                                        std::int64_t time) {
  std::int64_t units = 0;
  std::size_t known = 0;
  for (const UnitLayer& layer : unit_layers(model, time)) {
    const auto found = noises.find(layer.site);
    if (found == noises.end()) continue;
    if (!drops_units(found->second)) return std::nullopt;
    units += layer.units;
    ++known;
  }
  if (known != noises.size() || units > most_exact_units) return std::nullopt;
  return units;
}

std::vector<DroppedLayer> dropped_layers(Probed& probed) {
  std::vector<DroppedLayer> layers;
  const Model& model = probed.model();
  for (const UnitLayer& layer : unit_layers(model, probed.time())) {
    const auto found = probed.trial().noises.find(layer.site);
    if (found == probed.trial().noises.end()) continue;
    for (std::size_t i = 0; i < model.sites().size(); ++i) {
      if (model.sites()[i].name != layer.site) continue;
      const double rate = model.noises()[i]->rate_at(probed.step());
      const bool inverted = found->second.scaling == "inverted";
      layers.push_back({layer, rate, static_cast<real>(inverted ? 1 / (1 - rate) : 1)});
    }
  }
  return layers;
}

// Sub-network number `mask`: unit j of all layers together is kept where bit j is set.
struct ExactNetwork {
  double probability = 1;
  const SiteOverride* instead = nullptr;
};

ExactNetwork exact_network(const std::vector<DroppedLayer>& layers, std::vector<UnitMask>& masks,
                           std::uint32_t mask) {
  ExactNetwork network;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    std::vector<real> factors;
    for (std::int64_t j = 0; j < layers[i].layer.units; ++j, mask >>= 1) {
      const bool kept = (mask & 1) != 0;
      network.probability *= kept ? 1 - layers[i].rate : layers[i].rate;
      factors.push_back(kept ? layers[i].scale : real(0));
    }
    masks[i].set(factors);
    network.instead = masks[i].instead(network.instead);
  }
  return network;
}

void measure_exact(Probed& probed, Measured& out) {
  const std::vector<DroppedLayer> layers = dropped_layers(probed);
  std::int64_t units = 0;
  std::vector<UnitMask> masks;
  masks.reserve(layers.size());  // overrides point into them
  for (const DroppedLayer& each : layers) {
    units += each.layer.units;
    masks.emplace_back(each.layer.site, probed.largest_rows(), each.layer.units);
  }
  ThinnedAverages::Sums sums;
  double single_loss = 0, count = 0;
  for (std::int64_t first = 0; first < probed.examples(); first += probed.piece_examples()) {
    const std::int64_t rows = std::min(probed.piece_examples(), probed.examples() - first);
    ThinnedAverages averages(rows * probed.time(), probed.data().outputs);
    std::vector<std::int32_t> labels;
    for (std::uint32_t mask = 0; mask < (1u << units); ++mask) {
      const ExactNetwork network = exact_network(layers, masks, mask);
      const LossSums alone =
          probed.pass({{}, network.instead}, first, rows, [&](const SeenPiece& seen) {
            labels = labels_of(seen);
            averages.add(logarithms_of(seen), network.probability);
          });
      single_loss += network.probability * alone.loss;
      if (mask == 0) count += static_cast<double>(alone.count);
    }
    const ThinnedAverages::Sums now = averages.sums(labels);
    sums.arithmetic_loss += now.arithmetic_loss;
    sums.arithmetic_errors += now.arithmetic_errors;
    sums.geometric_loss += now.geometric_loss;
    sums.geometric_errors += now.geometric_errors;
  }
  out.set("exact_subnetwork_loss", single_loss / count);
  out.set("exact_arithmetic_loss", sums.arithmetic_loss / count);
  out.set("exact_arithmetic_error", sums.arithmetic_errors / count);
  out.set("exact_geometric_loss", sums.geometric_loss / count);
  out.set("exact_geometric_error", sums.geometric_errors / count);
}

void measure_thinned(const Value& given, Probed& probed, Measured& out) {
  const ThinnedOptions options = thinned_fields().take(given);
  ThinnedSums sums;
  sums.averages.resize(options.masks.size());
  for (std::int64_t first = 0; first < probed.examples(); first += probed.piece_examples()) {
    add_piece(probed, options, first, std::min(probed.piece_examples(), probed.examples() - first),
              sums);
  }
  set_averages(options, sums, out);
  const LossSums whole = probed.pass({});
  out.set("weight_scaling_loss", whole.loss / static_cast<double>(whole.count));
  out.set("weight_scaling_error", whole.errors / static_cast<double>(whole.count));
  if (options.exact) measure_exact(probed, out);
}

ProbeCost cost_of_thinned(const Value& given, const ProbedSize& size) {
  const ThinnedOptions options = thinned_fields().take(given);
  const auto examples = static_cast<double>(size.examples);
  ProbeCost cost;
  cost.forward = examples * static_cast<double>(options.masks.back() + 1);
  cost.bytes = size.rows * size.outputs * 5 * static_cast<std::int64_t>(sizeof(double));
  const std::optional<std::int64_t> units = exact_units(size.noises, size.model, size.time);
  if (options.exact && units) cost.forward += examples * std::exp2(static_cast<double>(*units));
  return cost;
}

std::string thinned_obstacle(const Value& options, const DatasetFacts&, const ProbedSize& size) {
  if (!options.at("exact").flag()) return "";
  if (exact_units(size.noises, size.model, size.time)) return "";
  return "probes.thinned_networks.exact averages all sub-networks of at most 16 units that dropout "
         "keeps or drops, but this trial has more of them, or other noise; set it to false";
}

}  // namespace

ProbeEntry probe_entry_thinned_networks() {
  ProbeEntry entry;
  entry.name = "thinned_networks";
  entry.summary = thinned_fields().schema().doc;
  entry.equation =
      "mask k: the noise of pass 2 + k; arithmetic: mean_k p_k; geometric: exp(mean_k log p_k), "
      "normalized; weight scaling: evaluation; disagreement: two choose other classes; "
      "Jensen-Shannon: H(mean p) - mean H(p); diversity gain: mean loss of single ones - loss of "
      "their arithmetic mean";
  entry.source =
      "Srivastava et al. 2014 JMLR 15, section 7.5; Warde-Farley et al. 2014 arXiv 1312.6197 "
      "(geometric mean, all masks)";
  const std::vector<std::string> of_masks{"masks"};
  entry.needs = {.parts = {"validation", "test"}, .classes = true};
  entry.records = {
      {"subnetwork_loss", {}, "nats", "mean loss of single sub-networks"},
      {"subnetwork_error", {}, "1", "mean error of single sub-networks"},
      {"arithmetic_loss", of_masks, "nats", "loss of the mean probabilities"},
      {"arithmetic_error", of_masks, "1", "error of the mean probabilities"},
      {"geometric_loss", of_masks, "nats", "loss of the normalized geometric mean"},
      {"geometric_error", of_masks, "1", "error of the normalized geometric mean"},
      {"weight_scaling_loss", {}, "nats", "loss of the network without noise"},
      {"weight_scaling_error", {}, "1", "error of the network without noise"},
      {"disagreement", {}, "1", "probability that two sub-networks choose other classes"},
      {"jensen_shannon", {}, "nats", "Jensen-Shannon divergence of the sub-networks"},
      {"diversity_gain", {}, "nats", "mean loss of single sub-networks less that of their mean"},
      {"exact_subnetwork_loss", {}, "nats", "mean loss of all sub-networks"},
      {"exact_arithmetic_loss", {}, "nats", "loss of the mean over all sub-networks"},
      {"exact_arithmetic_error", {}, "1", "error of the mean over all sub-networks"},
      {"exact_geometric_loss", {}, "nats", "loss of the geometric mean over all sub-networks"},
      {"exact_geometric_error", {}, "1", "error of the geometric mean over all sub-networks"}};
  entry.schema = thinned_fields().schema();
  entry.small_options = {Value(Map{{"masks", Value(List{1, 3}), {}}}),
                         Value(Map{{"masks", Value(List{2}), {}}, {"exact", true, {}}})};
  entry.left_out = [](const Value& options, const std::string& quantity) {
    const bool left_out = quantity.starts_with("exact") && !options.at("exact").flag();
    return std::string(left_out ? "set probes.thinned_networks.exact: true" : "");
  };
  entry.cost = cost_of_thinned;
  entry.measure = measure_thinned;
  entry.obstacle = thinned_obstacle;
  entry.small_case = {{"dropout.input", Value(0)}};
  return entry;
}

}  // namespace regsweep
