#include "probes/measurements/coadaptation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/fields.hpp"
#include "probes/layers.hpp"
#include "probes/measured.hpp"
#include "probes/probed.hpp"
#include "random/draws.hpp"
#include "tensor/eigenvalues.hpp"
#include "tensor/gemm.hpp"

namespace regsweep {
namespace {

constexpr double no_dependence = std::numeric_limits<double>::quiet_NaN();

}  // namespace

Covariance::Covariance(std::vector<double> centre)
    : centre_(std::move(centre)), sums_(centre_.size() * centre_.size()) {}

void Covariance::add(std::int64_t rows, const real* h) {
  const std::size_t units = centre_.size();
  centred_.resize(static_cast<std::size_t>(rows) * units);
  for (std::size_t i = 0; i < centred_.size(); ++i) {
    centred_[i] = static_cast<real>(static_cast<double>(h[i]) - centre_[i % units]);
  }
  product_.resize(sums_.size());
  const MatrixView view(centred_.data(), rows, static_cast<std::int64_t>(units));
  gemm(view.transpose(), view, Accumulate::no, {product_.data(), this->units(), this->units()});
  for (std::size_t i = 0; i < sums_.size(); ++i) sums_[i] += static_cast<double>(product_[i]);
}

double mean_correlation(std::int64_t units, const std::vector<double>& covariance) {
  std::vector<std::size_t> vary;
  const auto n = static_cast<std::size_t>(units);
  for (std::size_t i = 0; i < n; ++i) {
    if (covariance[i * n + i] > 0) vary.push_back(i);
  }
  double sum = 0;
  for (const std::size_t i : vary) {
    for (const std::size_t j : vary) {
      if (i == j) continue;
      sum += std::abs(covariance[i * n + j]) /
             std::sqrt(covariance[i * n + i] * covariance[j * n + j]);
    }
  }
  const auto count = static_cast<double>(vary.size());
  return vary.size() < 2 ? no_dependence : sum / (count * (count - 1));
}

double effective_rank(const std::vector<double>& singular_values) {
  const double sum = std::accumulate(singular_values.begin(), singular_values.end(), 0.0);
  double entropy = 0;
  for (const double each : singular_values) {
    if (each > 0) entropy -= each / sum * std::log(each / sum);
  }
  return sum > 0 ? std::exp(entropy) : no_dependence;
}

double participation_ratio(const std::vector<double>& eigenvalues) {
  double sum = 0, squares = 0;
  for (const double each : eigenvalues) {
    sum += each;
    squares += each * each;
  }
  return squares > 0 ? sum * sum / squares : no_dependence;
}

double CkaSums::plain() const { return xy / std::sqrt(xx * yy); }

double CkaSums::debiased() const {
  const auto rows = static_cast<double>(n);
  const auto corrected = [&](double product, double of_rows, double a, double b) {
    return product - rows / (rows - 2) * of_rows + a * b / ((rows - 1) * (rows - 2));
  };
  const double both = corrected(xy, rows_xy, x, y), first = corrected(xx, rows_xx, x, x),
               second = corrected(yy, rows_yy, y, y);
  return n > 3 && first > 0 && second > 0 ? both / std::sqrt(first * second) : no_dependence;
}

namespace {

constexpr std::int64_t grid = 32;  // shares of the units that are tried: a power of 2
constexpr int looks = 5;           // log2 of it

struct CoadaptationOptions {
  std::int64_t splits = 5, pairs = 20, draws = 10;
  double keeps = 0.99;
};

const Fields<CoadaptationOptions>& coadaptation_fields() {
  using O = CoadaptationOptions;
  static const Fields<O> fields =
      Fields<O>("coadaptation", "How much the units of a hidden layer depend on each other")
          .add("splits", &O::splits, "random halves of a layer that are compared", at_least(1))
          .add("pairs", &O::pairs, "random pairs of units that are removed together and apart",
               at_least(1))
          .add("draws", &O::draws, "random orders of the units for minimal_share", at_least(1))
          .add("keeps", &O::keeps, "share of the accuracy that the smallest share of units keeps",
               above_up_to(0, 1));
  return fields;
}

// A random order of the units of a layer: draw number `draw`, for one purpose.
std::vector<std::int64_t> order_of_units(const Probed& probed, const UnitLayer& layer,
                                         const char* purpose, std::int64_t draw) {
  const StreamKey key =
      stream_key(probed.trial().seed, fmt::format("probe/coadaptation/{}/{}", purpose, layer.name));
  return permutation(key, static_cast<std::uint32_t>(draw), layer.units);
}

// Layers as passes see them together.
struct LayerSums {
  UnitLayer layer;
  std::vector<double> means;
  std::vector<std::vector<char>> halves;  // per split: whether a unit is in the first half
  std::vector<CkaSums> cka;
};

void find_means(Probed& probed, std::vector<LayerSums>& layers) {
  probed.pass({}, [&](const SeenPiece& seen) {
    for (LayerSums& each : layers) {
      const SiteView view = seen.model.view_at(each.layer.site, seen.weights);
      const auto units = static_cast<std::size_t>(each.layer.units);
      each.means.resize(units);
      for (std::int64_t i = 0; i < view.count(); ++i) {
        each.means[static_cast<std::size_t>(i) % units] += static_cast<double>(view.values[i]);
      }
    }
  });
  for (LayerSums& each : layers) {
    for (double& mean : each.means) mean /= static_cast<double>(probed.rows());
  }
}

// |x_i|^2 and |y_i|^2 of each row, x and y the two halves of the units.
void add_rows(const Buffer& centred, std::size_t units, LayerSums& of) {
  for (std::size_t split = 0; split < of.cka.size(); ++split) {
    CkaSums& sums = of.cka[split];
    for (std::size_t row = 0; row < centred.size(); row += units) {
      double x = 0, y = 0;
      for (std::size_t j = 0; j < units; ++j) {
        const auto value = static_cast<double>(centred[row + j]);
        (of.halves[split][j] != 0 ? x : y) += value * value;
      }
      sums.rows_xy += x * y;
      sums.rows_xx += x * x;
      sums.rows_yy += y * y;
      sums.x += x;
      sums.y += y;
      ++sums.n;
    }
  }
}

void add_products(const std::vector<double>& covariance, std::size_t units, LayerSums& of) {
  for (std::size_t split = 0; split < of.cka.size(); ++split) {
    CkaSums& sums = of.cka[split];
    for (std::size_t i = 0; i < units; ++i) {
      for (std::size_t j = 0; j < units; ++j) {
        const double square = covariance[i * units + j] * covariance[i * units + j];
        const bool first_i = of.halves[split][i] != 0, first_j = of.halves[split][j] != 0;
        if (first_i != first_j) {
          sums.xy += square / 2;  // each pair is seen twice
        } else {
          (first_i ? sums.xx : sums.yy) += square;
        }
      }
    }
  }
}

struct Spread {
  std::vector<double> correlation, effective_rank, participation_ratio, cka;
};

Spread spread_of(Probed& probed, std::vector<LayerSums>& layers) {
  find_means(probed, layers);
  std::vector<Covariance> covariances;
  for (const LayerSums& each : layers) covariances.emplace_back(each.means);
  probed.pass({}, [&](const SeenPiece& seen) {
    for (std::size_t i = 0; i < layers.size(); ++i) {
      const SiteView view = seen.model.view_at(layers[i].layer.site, seen.weights);
      covariances[i].add(seen.piece.output_rows(), view.values);
      add_rows(covariances[i].centred(), static_cast<std::size_t>(layers[i].layer.units),
               layers[i]);
    }
  });
  Spread found;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const std::vector<double>& sums = covariances[i].sums();
    add_products(sums, static_cast<std::size_t>(layers[i].layer.units), layers[i]);
    std::vector<double> eigenvalues = symmetric_eigenvalues(layers[i].layer.units, sums);
    std::vector<double> roots;
    for (double& each : eigenvalues) {
      each = std::max(0.0, each);
      roots.push_back(std::sqrt(each));
    }
    double cka = 0;
    for (const CkaSums& each : layers[i].cka) cka += each.debiased();
    found.correlation.push_back(mean_correlation(layers[i].layer.units, sums));
    found.effective_rank.push_back(effective_rank(roots));
    found.participation_ratio.push_back(participation_ratio(eigenvalues));
    found.cka.push_back(cka / static_cast<double>(layers[i].cka.size()));
  }
  return found;
}

// Passes with some units of a layer removed.
class Removing {
 public:
  Removing(Probed& probed, const UnitLayer& layer)
      : probed_(probed), units_(layer.units), mask_(removal_of_units(probed, layer)) {}

  /// Units of which `kept` says no get 0, the others `scale`.
  template <class Kept>
  LossSums with(real scale, const Kept& kept) {
    std::vector<real> factors;
    for (std::int64_t j = 0; j < units_; ++j) factors.push_back(kept(j) ? scale : real(0));
    mask_.set(factors);
    return probed_.pass({{}, mask_.instead()});
  }

 private:
  Probed& probed_;
  std::int64_t units_;
  UnitMask mask_;
};

double accuracy_of(const LossSums& sums) {
  return 1 - sums.errors / static_cast<double>(sums.count);
}

// The accuracy with a random half, scaled by 2, and with the other, of the whole accuracy.
double redundancy_of(Probed& probed, const LayerSums& of, const LossSums& whole) {
  Removing removing(probed, of.layer);
  double sum = 0;
  for (const std::vector<char>& half : of.halves) {
    for (const bool first : {true, false}) {
      sum += accuracy_of(removing.with(
          2, [&](std::int64_t j) { return (half[static_cast<std::size_t>(j)] != 0) == first; }));
    }
  }
  const double whole_accuracy = accuracy_of(whole);
  return whole_accuracy > 0 ? sum / (2 * static_cast<double>(of.halves.size())) / whole_accuracy
                            : no_dependence;
}

// mean |I_ij| / mean |dL_i|, I_ij = L(-i,-j) - L(-i) - L(-j) + L, dL_i = L(-i) - L.
double interaction_of(Probed& probed, const UnitLayer& layer, const LossSums& whole,
                      std::int64_t pairs) {
  if (layer.units < 2) return no_dependence;
  Removing removing(probed, layer);
  const auto loss = [](const LossSums& sums) {
    return sums.loss / static_cast<double>(sums.count);
  };
  double interactions = 0, rises = 0;
  for (std::int64_t pair = 0; pair < pairs; ++pair) {
    const std::vector<std::int64_t> order = order_of_units(probed, layer, "pair", pair);
    const std::int64_t i = order[0], j = order[1];
    const double both = loss(removing.with(1, [&](std::int64_t k) { return k != i && k != j; })),
                 without_i = loss(removing.with(1, [&](std::int64_t k) { return k != i; })),
                 without_j = loss(removing.with(1, [&](std::int64_t k) { return k != j; }));
    interactions += std::abs(both - without_i - without_j + loss(whole));
    rises += (std::abs(without_i - loss(whole)) + std::abs(without_j - loss(whole))) / 2;
  }
  return rises > 0 ? interactions / rises : no_dependence;
}

// The smallest share of a random order, of those on a grid, that keeps the accuracy; by halving.
double share_that_keeps(Removing& removing, const std::vector<std::int64_t>& rank,
                        double least_accuracy) {
  const auto units = static_cast<std::int64_t>(rank.size());
  std::int64_t fails = 0, keeps = grid;
  for (int look = 0; look < looks; ++look) {
    const std::int64_t middle = (fails + keeps) / 2;
    const std::int64_t kept = std::max<std::int64_t>(1, units * middle / grid);
    const auto scale = static_cast<real>(static_cast<double>(units) / static_cast<double>(kept));
    const LossSums sums = removing.with(
        scale, [&](std::int64_t j) { return rank[static_cast<std::size_t>(j)] < kept; });
    (accuracy_of(sums) >= least_accuracy ? keeps : fails) = middle;
  }
  return static_cast<double>(keeps) / static_cast<double>(grid);
}

double minimal_share_of(Probed& probed, const UnitLayer& layer, const LossSums& whole,
                        const CoadaptationOptions& options) {
  Removing removing(probed, layer);
  std::vector<double> shares;
  for (std::int64_t draw = 0; draw < options.draws; ++draw) {
    const std::vector<std::int64_t> order = order_of_units(probed, layer, "minimal", draw);
    std::vector<std::int64_t> rank(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      rank[static_cast<std::size_t>(order[i])] = static_cast<std::int64_t>(i);
    }
    shares.push_back(share_that_keeps(removing, rank, options.keeps * accuracy_of(whole)));
  }
  std::sort(shares.begin(), shares.end());
  return (shares[(shares.size() - 1) / 2] + shares[shares.size() / 2]) / 2;
}

std::vector<LayerSums> layers_with_halves(Probed& probed, std::int64_t splits) {
  std::vector<LayerSums> layers;
  for (const UnitLayer& layer : unit_layers(probed.model(), probed.time())) {
    LayerSums each{layer, {}, {}, std::vector<CkaSums>(static_cast<std::size_t>(splits))};
    for (std::int64_t split = 0; split < splits; ++split) {
      std::vector<char> first(static_cast<std::size_t>(layer.units));
      const std::vector<std::int64_t> order = order_of_units(probed, layer, "half", split);
      for (std::int64_t i = 0; i < layer.units / 2; ++i) {
        first[static_cast<std::size_t>(order[static_cast<std::size_t>(i)])] = 1;
      }
      each.halves.push_back(std::move(first));
    }
    layers.push_back(std::move(each));
  }
  return layers;
}

void measure_coadaptation(const Value& given, Probed& probed, Measured& out) {
  const CoadaptationOptions options = coadaptation_fields().take(given);
  std::vector<LayerSums> layers = layers_with_halves(probed, options.splits);
  const Spread spread = spread_of(probed, layers);
  const LossSums whole = probed.pass({});
  std::vector<std::string> names;
  std::vector<double> redundancy, interaction, minimal;
  for (const LayerSums& each : layers) {
    names.push_back(each.layer.name);
    redundancy.push_back(redundancy_of(probed, each, whole));
    interaction.push_back(interaction_of(probed, each.layer, whole, options.pairs));
    minimal.push_back(minimal_share_of(probed, each.layer, whole, options));
  }
  out.coordinate("layer", names);
  out.set("correlation", spread.correlation);
  out.set("effective_rank", spread.effective_rank);
  out.set("participation_ratio", spread.participation_ratio);
  out.set("half_split_cka", spread.cka);
  out.set("half_split_redundancy", redundancy);
  out.set("interaction", interaction);
  out.set("minimal_share", minimal);
}

ProbeCost cost_of_coadaptation(const Value& given, const ProbedSize& size) {
  const CoadaptationOptions options = coadaptation_fields().take(given);
  double passes = 3;
  ProbeCost cost;
  for (const UnitLayer& layer : unit_layers(size.model, size.time)) {
    passes += static_cast<double>(2 * options.splits + looks * options.draws);
    if (layer.units > 1) passes += static_cast<double>(3 * options.pairs);
    cost.bytes += layer.units * layer.units * 5 * std::int64_t{sizeof(double)} +
                  2 * size.rows * layer.units * std::int64_t{sizeof(real)};
  }
  cost.forward = passes * static_cast<double>(size.examples);
  return cost;
}

}  // namespace

ProbeEntry probe_entry_coadaptation() {
  ProbeEntry entry;
  entry.name = "coadaptation";
  entry.summary = coadaptation_fields().schema().doc;
  entry.equation =
      "correlation: mean |corr(h_i, h_j)|; effective rank: exp(-sum p log p), p = s / sum s of "
      "singular values s; participation ratio: (sum l)^2 / sum l^2, l = s^2; CKA of random halves, "
      "debiased; redundancy: accuracy with a random half, x 2, of the whole accuracy; interaction: "
      "mean |L(-i,-j) - L(-i) - L(-j) + L| / mean |L(-i) - L|; minimal share: median over random "
      "orders of the smallest k/32 of the units, scaled up, with 99 % of the accuracy";
  entry.source =
      "Cogswell et al. 2016 arXiv 1511.06068 (correlation); Roy & Vetterli 2007 EUSIPCO (effective "
      "rank); Kornblith et al. 2019 arXiv 1905.00414 (CKA)";
  entry.needs = {.parts = {"validation", "test"}, .classes = true, .units = true};
  entry.records = {
      {"correlation", {"layer"}, "1", "mean absolute correlation between units"},
      {"effective_rank", {"layer"}, "1", "effective rank of the centred activations"},
      {"participation_ratio", {"layer"}, "1", "participation ratio of the activations' variances"},
      {"half_split_cka", {"layer"}, "1", "debiased linear CKA of random halves of the units"},
      {"half_split_redundancy", {"layer"}, "1", "accuracy with a random half, of the whole"},
      {"interaction", {"layer"}, "1", "effect of removing two units beyond the sum of both"},
      {"minimal_share", {"layer"}, "1", "smallest random share of units that keeps the accuracy"}};
  entry.schema = coadaptation_fields().schema();
  entry.small_options = {Value(Map{{"splits", 2, {}}, {"pairs", 3, {}}, {"draws", 3, {}}})};
  entry.cost = cost_of_coadaptation;
  entry.measure = measure_coadaptation;
  return entry;
}

}  // namespace regsweep
