#include "probes/measurements/positions.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/fields.hpp"
#include "probes/ascending.hpp"
#include "probes/layers.hpp"
#include "probes/measured.hpp"
#include "probes/measurements/ablation_curve.hpp"
#include "probes/measurements/loss_by_position.hpp"
#include "probes/probed.hpp"
#include "random/draws.hpp"

namespace regsweep {
namespace {

constexpr double no_position = std::numeric_limits<double>::quiet_NaN();

}  // namespace

double slope_on_logarithm(const std::vector<double>& losses) {
  double n = 0, x = 0, y = 0, xx = 0, xy = 0;
  for (std::size_t t = 0; t < losses.size(); ++t) {
    if (std::isnan(losses[t])) continue;
    const double at = std::log(static_cast<double>(t + 1));
    n += 1;
    x += at;
    y += losses[t];
    xx += at * at;
    xy += at * losses[t];
  }
  return n < 2 ? no_position : (n * xy - x * y) / (n * xx - x * x);
}

double gain_of_context(const std::vector<double>& losses) {
  const auto there = [](double loss) { return !std::isnan(loss); };
  const auto first = std::find_if(losses.begin(), losses.end(), there);
  const auto last = std::find_if(losses.rbegin(), losses.rend(), there);
  return first == losses.end() ? no_position : *first - *last;
}

HiddenKeys::HiddenKeys(const Model& model, std::int64_t examples, std::int64_t time) : time_(time) {
  const std::vector<AttentionLayer> layers = attention_layers(model, time);
  for (const AttentionLayer& layer : layers) heads_ = layer.heads;
  logits_.assign(static_cast<std::size_t>(examples * heads_ * time * time), real(0));
  sites_.resize(layers.size());
  for (std::size_t i = 0; i < layers.size(); ++i) {
    sites_[i].site = layers[i].name + ".attention_logits";
    sites_[i].draw.addend = logits_.data();
    if (i + 1 < layers.size()) sites_[i].next = &sites_[i + 1];
  }
}

void HiddenKeys::hide(std::int64_t b, std::span<const std::int64_t> order, std::int64_t hidden) {
  std::vector<real> keys(static_cast<std::size_t>(time_), real(0));
  for (const std::int64_t key : order.first(static_cast<std::size_t>(hidden))) {
    keys[static_cast<std::size_t>(key)] = -std::numeric_limits<real>::infinity();
  }
  for (std::int64_t row = 0; row < heads_ * time_; ++row) {
    real* const logits = logits_.data() + (b * heads_ * time_ + row) * time_;
    std::copy(keys.begin(), keys.end(), logits);
    logits[row % time_] = 0;
  }
}

namespace {

struct PositionsOptions {
  std::vector<std::int64_t> factors{1, 2, 4};
  std::vector<double> shares{0, 0.1, 0.2, 0.5, 1};
};

const Fields<PositionsOptions>& positions_fields() {
  using O = PositionsOptions;
  static const Fields<O> fields =
      Fields<O>("positions", "What a model gains from the tokens before, and how far that reaches")
          .add(
              "factors", &O::factors,
              "lengths of windows, in lengths of the model's context, ascending; of a running text "
              "and a model without learned positions",
              between(1, 1024))
          .add("shares", &O::shares, "shares of the past keys that are hidden, ascending",
               between(0, 1))
          .finish([](Value& normalized, const Value&, const std::string& path) {
            check_ascending(normalized, "factors", path);
            check_ascending(normalized, "shares", path);
          });
  return fields;
}

// Whether windows may be longer than those of training.
bool may_be_longer(const Model& model, bool running_text) {
  return running_text && model.layout().find("transformer.wpe.weight") == nullptr;
}

double loss_per_token(const LossSums& sums) { return sums.loss / static_cast<double>(sums.count); }

// Loss at each position, and of either half of the examples.
void see_positions(Probed& probed, bool running, Measured& out) {
  LossByPosition by_position(probed.part());
  double sums[2] = {0, 0}, counts[2] = {0, 0};
  probed.pass({}, [&](const SeenPiece& seen) {
    by_position.see_losses(seen.piece, seen.losses);
    for (std::size_t row = 0; row < seen.losses.size(); ++row) {
      const std::int64_t example =
          seen.piece.first_row + static_cast<std::int64_t>(row) / probed.time();
      const std::size_t half = 2 * example < probed.examples() ? 0 : 1;
      sums[half] += seen.losses[row];
      counts[half] += 1;
    }
  });
  const std::vector<double> losses = by_position.means();
  out.length("position", static_cast<std::int64_t>(losses.size()));
  out.set("loss", losses);
  out.set("slope", slope_on_logarithm(losses));
  out.set("context_gain", gain_of_context(losses));
  if (!running) return;
  const bool both = counts[0] > 0 && counts[1] > 0;
  out.set("shifted_text", both ? sums[1] / counts[1] - sums[0] / counts[0] : no_position);
}

void see_longer_windows(Probed& probed, const std::vector<std::int64_t>& factors, Measured& out) {
  std::vector<double> losses;
  for (const std::int64_t factor : factors) {
    if (factor > probed.examples()) {
      losses.push_back(no_position);
      continue;
    }
    losses.push_back(loss_per_token(probed.longer_windows(factor).pass({})));
  }
  out.coordinate("factor", factors);
  out.set("longer_context", losses);
}

double loss_with_hidden_keys(Probed& probed, double share, HiddenKeys& keys) {
  const StreamKey key = stream_key(probed.trial().seed, "probe/positions/hidden_keys");
  const std::int64_t hidden = removed_count(share, probed.time());
  const std::int64_t of_a_piece = std::min(probed.examples(), probed.piece_examples());
  LossSums sums;
  for (std::int64_t first = 0; first < probed.examples(); first += of_a_piece) {
    const std::int64_t count = std::min(of_a_piece, probed.examples() - first);
    for (std::int64_t b = 0; b < count; ++b) {
      keys.hide(b, permutation(key, static_cast<std::uint32_t>(first + b), probed.time()), hidden);
    }
    sums.add(probed.pass({{}, keys.instead()}, first, count));
  }
  return loss_per_token(sums);
}

void measure_positions(const Value& given, Probed& probed, Measured& out) {
  const PositionsOptions options = positions_fields().take(given);
  const bool running = probed.data().sequence == 0;
  see_positions(probed, running, out);
  HiddenKeys keys(probed.model(), std::min(probed.examples(), probed.piece_examples()),
                  probed.time());
  std::vector<double> losses;
  for (const double share : options.shares) {
    losses.push_back(loss_with_hidden_keys(probed, share, keys));
  }
  out.coordinate("share", options.shares);
  out.set("hidden_keys", losses);
  if (may_be_longer(probed.model(), running)) see_longer_windows(probed, options.factors, out);
}

ProbeCost cost_of_positions(const Value& given, const ProbedSize& size) {
  const PositionsOptions options = positions_fields().take(given);
  const std::int64_t real_bytes = sizeof(real);
  ProbeCost cost;
  cost.forward =
      static_cast<double>(size.examples) * static_cast<double>(1 + options.shares.size());
  for (const AttentionLayer& layer : attention_layers(size.model, size.time)) {
    cost.bytes = std::max(cost.bytes, size.rows * size.time * layer.heads * real_bytes);
  }
  if (!may_be_longer(size.model, size.running)) return cost;
  for (const std::int64_t factor : options.factors) {
    cost.forward += static_cast<double>(size.examples / factor * factor);
    const std::int64_t time = factor * size.time;
    const CallShape longest{std::max<std::int64_t>(1, size.rows / time), time};
    cost.bytes = std::max(cost.bytes, size.model.buffer_sizes(longest).forward * real_bytes);
  }
  return cost;
}

}  // namespace

ProbeEntry probe_entry_positions() {
  ProbeEntry entry;
  entry.name = "positions";
  entry.summary = positions_fields().schema().doc;
  entry.equation =
      "loss l_t at position t, mean over windows; slope b of least squares l_t = a + b ln t; "
      "context gain l_1 - l_T; longer context: mean loss of the same tokens in windows of f T; "
      "shifted text: mean loss of the second half of the windows less that of the first; hidden "
      "keys: mean loss with round(s T) random positions of each window hidden from all later ones, "
      "in all layers and heads";
  entry.source =
      "Press et al. 2022 arXiv 2108.12409 (longer context); Li et al. 2022 arXiv 2208.02646 "
      "(hidden keys)";
  entry.needs = {.parts = {"validation", "test"}, .tokens = true, .sites = {"attention_logits"}};
  entry.records = {
      {"loss", {"position"}, "nats", "loss at each position of a window"},
      {"slope", {}, "nats", "slope of the loss on the logarithm of the position"},
      {"context_gain", {}, "nats", "loss at the first position less that at the last"},
      {"shifted_text", {}, "nats", "loss of the later half of the text less that of the earlier"},
      {"longer_context", {"factor"}, "nats", "loss in windows of so many lengths of the context"},
      {"hidden_keys", {"share"}, "nats", "loss with a share of the past keys hidden"}};
  entry.schema = positions_fields().schema();
  entry.small_options = {
      Value(Map{{"factors", Value(List{1, 2}), {}}, {"shares", Value(List{0.0, 0.5, 1.0}), {}}})};
  entry.cost = cost_of_positions;
  entry.measure = measure_positions;
  return entry;
}

}  // namespace regsweep
