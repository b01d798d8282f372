#include "probes/measurements/attention.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "core/fields.hpp"
#include "probes/layers.hpp"
#include "probes/measured.hpp"
#include "probes/probed.hpp"

namespace regsweep {

double entropy_of(std::int64_t n, const real* weights) {
  double sum = 0;
  for (std::int64_t j = 0; j < n; ++j) {
    const auto p = static_cast<double>(weights[j]);
    if (p > 0) sum -= p * std::log(p);
  }
  return sum;
}

double jensen_shannon_of(std::int64_t n, const real* p, const real* q) {
  double middle = 0;
  for (std::int64_t j = 0; j < n; ++j) {
    const double mean = (static_cast<double>(p[j]) + static_cast<double>(q[j])) / 2;
    if (mean > 0) middle -= mean * std::log(mean);
  }
  return middle - (entropy_of(n, p) + entropy_of(n, q)) / 2;
}

void AttentionSums::add_row(std::int64_t i, const real* weights) {
  const double entropy = entropy_of(i + 1, weights);
  const auto largest = static_cast<double>(*std::max_element(weights, weights + i + 1));
  rows_ += 1;
  entropy_ += entropy;
  normalized_ += entropy / std::log(static_cast<double>(i + 1));
  largest_ += largest;
  confident_ += largest > 0.9 ? 1 : 0;
  context_ += std::exp(entropy);
  self_ += static_cast<double>(weights[i]);
  previous_ += static_cast<double>(weights[i - 1]);
  first_ += static_cast<double>(weights[0]);
}

void CorrelationWithin::add(std::size_t group, double x, double y) {
  if (groups_.size() <= group) groups_.resize(group + 1);
  Sums& sums = groups_[group];
  sums.n += 1;
  sums.x += x;
  sums.y += y;
  sums.xx += x * x;
  sums.xy += x * y;
  sums.yy += y * y;
}

double CorrelationWithin::value() const {
  double xx = 0, xy = 0, yy = 0;
  for (const Sums& each : groups_) {
    if (each.n == 0) continue;
    xx += each.xx - each.x * each.x / each.n;
    xy += each.xy - each.x * each.y / each.n;
    yy += each.yy - each.y * each.y / each.n;
  }
  return xx > 0 && yy > 0 ? xy / std::sqrt(xx * yy) : std::numeric_limits<double>::quiet_NaN();
}

namespace {

struct AttentionOptions {
  bool importance = true;
};

const Fields<AttentionOptions>& attention_fields() {
  using O = AttentionOptions;
  static const Fields<O> fields =
      Fields<O>("attention", "Where heads of attention look, how surely, and which matter")
          .add("importance", &O::importance,
               "measure head_importance, which takes a backward pass for each single example");
  return fields;
}

// What one layer's heads did.
struct HeadSums {
  explicit HeadSums(const AttentionLayer& of)
      : layer(of),
        rows(static_cast<std::size_t>(of.heads)),
        divergence(rows.size()),
        confidence(rows.size()),
        sums(rows.size()),
        squares(rows.size()),
        importance(rows.size()) {}

  AttentionLayer layer;
  std::vector<AttentionSums> rows;
  std::vector<double> divergence;  // from the other heads, summed over rows
  std::vector<CorrelationWithin> confidence;
  std::vector<double> sums, squares;  // of row sums under noise
  std::vector<double> importance;
  double pairs = 0;  // rows that divergence has seen
  double noisy_rows = 0;
};

// A [batch, head, query, key] of one piece.
struct Squares {
  const real* first;
  std::int64_t heads, time;
  const real* row(std::int64_t b, std::int64_t h, std::int64_t i) const {
    return first + ((b * heads + h) * time + i) * time;
  }
};

void add_example(const SeenPiece& seen, const Squares& squares, std::int64_t b, HeadSums& sums) {
  for (std::int64_t i = 1; i < squares.time; ++i) {
    const auto at = static_cast<std::size_t>(b * squares.time + i);
    const bool asked = seen.piece.targets.labels[at] >= 0;
    for (std::int64_t h = 0; h < squares.heads; ++h) {
      const auto head = static_cast<std::size_t>(h);
      const real* row = squares.row(b, h, i);
      sums.rows[head].add_row(i, row);
      if (asked) {
        const auto largest = static_cast<double>(*std::max_element(row, row + i + 1));
        sums.confidence[head].add(static_cast<std::size_t>(i), largest, seen.losses[at]);
      }
      for (std::int64_t other = 0; other < squares.heads; ++other) {
        if (other == h) continue;
        sums.divergence[head] += jensen_shannon_of(i + 1, row, squares.row(b, other, i));
      }
    }
    sums.pairs += static_cast<double>(squares.heads - 1);
  }
}

// Weights as the softmax made them: an evaluation may have multiplied them afterwards.
Buffer before_scaling(const SiteView& view, real factor) {
  Buffer weights;
  weights.assign(view.values, view.values + view.count());
  if (factor == 1) return weights;
  for (real& each : weights) each /= factor;
  return weights;
}

void see_attention(Probed& probed, std::vector<HeadSums>& layers) {
  probed.pass({}, [&](const SeenPiece& seen) {
    for (HeadSums& each : layers) {
      const std::string site = each.layer.weights();
      const Buffer weights =
          before_scaling(seen.model.view_at(site, seen.weights), probed.evaluated_factor(site));
      const Squares squares{weights.data(), each.layer.heads, probed.time()};
      for (std::int64_t b = 0; b < seen.piece.inputs.rows; ++b) {
        add_example(seen, squares, b, each);
      }
    }
  });
}

// The sums of rows with the noise of training: 1 without it.
void see_noisy_rows(Probed& probed, std::vector<HeadSums>& layers) {
  ProbePass noisy;
  noisy.noisy = 0;
  probed.pass(noisy, [&](const SeenPiece& seen) {
    for (HeadSums& each : layers) {
      const SiteView view = seen.model.view_at(each.layer.weights(), seen.weights);
      const Squares squares{view.values, each.layer.heads, probed.time()};
      for (std::int64_t b = 0; b < seen.piece.inputs.rows; ++b) {
        for (std::int64_t h = 0; h < squares.heads; ++h) {
          for (std::int64_t i = 1; i < squares.time; ++i) {
            const real* row = squares.row(b, h, i);
            double sum = 0;
            for (std::int64_t j = 0; j <= i; ++j) sum += static_cast<double>(row[j]);
            each.sums[static_cast<std::size_t>(h)] += sum;
            each.squares[static_cast<std::size_t>(h)] += sum * sum;
          }
        }
        each.noisy_rows += static_cast<double>(squares.time - 1);
      }
    }
  });
}

// |dL/dxi_h| at xi = 1, xi_h a factor of the head's output. The output projection W reads the
// outputs of the heads side by side, so that dL/dxi_h = sum over the columns of the head of
// W dL/dW.
void add_importance(Probed& probed, const std::vector<double>& gradient,
                    std::vector<HeadSums>& layers) {
  for (HeadSums& each : layers) {
    const ParameterInfo* projection = nullptr;
    for (const Site& site : probed.model().sites()) {
      if (site.name == each.layer.outputs()) projection = probed.model().layout().find(site.feeds);
    }
    RS_CHECK(projection != nullptr, "the outputs of heads feed a matrix");
    const std::int64_t out = projection->shape[0], in = projection->shape[1];
    const std::int64_t of_a_head = in / each.layer.heads;
    const real* W = data(probed.weights(), *projection);
    const double* dW = gradient.data() + projection->offset;
    for (std::int64_t h = 0; h < each.layer.heads; ++h) {
      double sum = 0;
      for (std::int64_t o = 0; o < out; ++o) {
        for (std::int64_t c = h * of_a_head; c < (h + 1) * of_a_head; ++c) {
          sum += static_cast<double>(W[o * in + c]) * dW[o * in + c];
        }
      }
      each.importance[static_cast<std::size_t>(h)] += std::abs(sum);
    }
  }
}

using HeadNumber = std::function<double(const HeadSums&, std::size_t head)>;

void set_of_heads(const std::vector<HeadSums>& layers, const char* quantity,
                  const HeadNumber& number, Measured& out) {
  std::vector<double> values;
  for (const HeadSums& each : layers) {
    for (std::size_t h = 0; h < each.rows.size(); ++h) values.push_back(number(each, h));
  }
  out.set(quantity, values);
}

double variance_of_row_sums(const HeadSums& sums, std::size_t h) {
  const double mean = sums.sums[h] / sums.noisy_rows;
  return std::max(0.0, sums.squares[h] / sums.noisy_rows - mean * mean);
}

void measure_attention(const Value& given, Probed& probed, Measured& out) {
  std::vector<HeadSums> layers;
  for (const AttentionLayer& layer : attention_layers(probed.model(), probed.time())) {
    layers.emplace_back(layer);
  }
  see_attention(probed, layers);
  see_noisy_rows(probed, layers);
  std::vector<std::string> names;
  for (const HeadSums& each : layers) names.push_back(each.layer.name);
  out.coordinate("layer", names);
  out.length("head", layers.front().layer.heads);
  const auto set = [&](const char* quantity, double (AttentionSums::*number)() const) {
    set_of_heads(
        layers, quantity,
        [&](const HeadSums& sums, std::size_t h) { return (sums.rows[h].*number)(); }, out);
  };
  set("entropy", &AttentionSums::entropy);
  set("normalized_entropy", &AttentionSums::normalized_entropy);
  set("max_weight", &AttentionSums::max_weight);
  set("confident_share", &AttentionSums::confident_share);
  set("effective_context", &AttentionSums::effective_context);
  set("mass_on_self", &AttentionSums::mass_on_self);
  set("mass_on_previous", &AttentionSums::mass_on_previous);
  set("mass_on_first", &AttentionSums::mass_on_first);
  const auto set_own = [&](const char* quantity, const HeadNumber& number) {
    set_of_heads(layers, quantity, number, out);
  };
  set_own("head_redundancy",
          [](const HeadSums& sums, std::size_t h) { return sums.divergence[h] / sums.pairs; });
  set_own("confidence_error",
          [](const HeadSums& sums, std::size_t h) { return sums.confidence[h].value(); });
  set_own("row_sum_variance", variance_of_row_sums);
  if (!attention_fields().take(given).importance) return;
  std::vector<double> gradient;
  for (std::int64_t example = 0; example < probed.examples(); ++example) {
    probed.gradient({}, example, 1, gradient);
    add_importance(probed, gradient, layers);
  }
  set_own("head_importance", [&](const HeadSums& sums, std::size_t h) {
    return sums.importance[h] / static_cast<double>(probed.examples());
  });
}

ProbeCost cost_of_attention(const Value& given, const ProbedSize& size) {
  const auto examples = static_cast<double>(size.examples);
  ProbeCost cost{.forward = 2 * examples};
  for (const AttentionLayer& layer : attention_layers(size.model, size.time)) {
    const std::int64_t squares = size.rows * size.time * layer.heads * std::int64_t{sizeof(real)};
    cost.bytes = std::max(cost.bytes, 2 * squares);
  }
  if (!attention_fields().take(given).importance) return cost;
  cost.forward += examples;
  cost.backward = examples;
  return cost;
}

}  // namespace

ProbeEntry probe_entry_attention() {
  const std::vector<std::string> heads{"layer", "head"};
  ProbeEntry entry;
  entry.name = "attention";
  entry.summary = attention_fields().schema().doc;
  entry.equation =
      "of rows i >= 1 of weights A: entropy H_i = -sum_j A_ij ln A_ij, normalized by ln(i + 1); "
      "effective context exp(H_i); redundancy: Jensen-Shannon divergence from the other heads; "
      "importance: E over examples of |dL / d(factor of the head's output)|; confidence error: "
      "correlation of max_j A_ij with the loss at i, within positions; row sums with the noise of "
      "training";
  entry.source =
      "Zhai et al. 2023 arXiv 2303.06296 (entropy); Michel et al. 2019 arXiv 1905.10650 "
      "(importance)";
  entry.needs = {.parts = {"validation", "test"}, .tokens = true, .sites = {"attention"}};
  entry.records = {
      {"entropy", heads, "nats", "entropy of attention weights"},
      {"normalized_entropy", heads, "1", "entropy by the largest that the row allows"},
      {"max_weight", heads, "1", "largest weight of a row"},
      {"confident_share", heads, "1", "share of rows with a weight over 0.9"},
      {"effective_context", heads, "tokens", "exponential of the entropy"},
      {"mass_on_self", heads, "1", "weight of the token itself"},
      {"mass_on_previous", heads, "1", "weight of the token before"},
      {"mass_on_first", heads, "1", "weight of the first token"},
      {"head_redundancy", heads, "nats",
       "divergence from the layer's other heads: 0 of equal ones"},
      {"confidence_error", heads, "1", "correlation of the largest weight with the loss"},
      {"row_sum_variance", heads, "1", "variance of the sum of a row under the noise of training"},
      {"head_importance", heads, "nats", "mean size of the loss's slope along the head's output"}};
  entry.schema = attention_fields().schema();
  entry.small_options = {Value(Map{}), Value(Map{{"importance", false, {}}})};
  entry.left_out = [](const Value& options, const std::string& quantity) {
    const bool left_out = quantity == "head_importance" && !options.at("importance").flag();
    return std::string(left_out ? "set probes.attention.importance: true" : "");
  };
  entry.cost = cost_of_attention;
  entry.measure = measure_attention;
  return entry;
}

}  // namespace regsweep
