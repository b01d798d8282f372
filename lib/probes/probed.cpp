#include "probes/probed.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "models/registry.hpp"

namespace regsweep {
namespace {

// Sites at which a probe may put noise of its own.
const char* const ablated_placements[] = {"hidden", "ffn", "head", "attention", "attention_logits"};

SiteNoises noises_with_ablations(const ProbedTrial& trial) {
  const std::vector<Site> sites = model_sites(trial.model);
  SiteNoises noises = make_noises(sites, trial.noises, trial.seed, trial.steps);
  for (std::size_t i = 0; i < sites.size(); ++i) {
    if (noises[i] != nullptr || sites[i].families.empty()) continue;
    const std::string& family = sites[i].families.front();
    if (std::find(std::begin(ablated_placements), std::end(ablated_placements), family) !=
        std::end(ablated_placements)) {
      noises[i] =
          std::make_unique<SiteNoise>(SiteNoiseOptions{}, sites[i], trial.seed, trial.steps);
    }
  }
  return noises;
}

// losses [rows] of outputs [rows, K].
void squared_errors(std::int64_t rows, std::int64_t K, const real* outputs, const real* targets,
                    std::vector<double>& losses) {
  for (std::int64_t b = 0; b < rows; ++b) {
    double sum = 0;
    for (std::int64_t k = 0; k < K; ++k) {
      const double difference = static_cast<double>(outputs[b * K + k] - targets[b * K + k]);
      sum += difference * difference;
    }
    losses[static_cast<std::size_t>(b)] = sum / static_cast<double>(K);
  }
}

}  // namespace

ProbedExamples probed_examples(Task task, std::int64_t sequence, std::int64_t count,
                               std::int64_t context, std::int64_t most) {
  if (task != Task::next_token) return {std::min(count, most), 1};
  if (sequence > 0) return {std::min(count, most), sequence};
  const std::int64_t targets = std::max<std::int64_t>(0, count - 1);
  if (targets < context) return {std::min<std::int64_t>({1, targets, most}), targets};
  return {std::min(targets / context, most), context};
}

Probed::Probed(const ProbedTrial& trial, const Flat& weights, const ProbedSlice& wanted,
               std::function<bool()> go_on)
    : trial_(trial),
      weights_(weights),
      wanted_(wanted),
      go_on_(std::move(go_on)),
      model_(make_model(trial.model, trial.data->features, trial.data->outputs,
                        noises_with_ablations(trial), Products(trial.precision))),
      split_(&trial.data->part(wanted.part)) {
  RS_CHECK(weights.size() == model_->layout().size(), "the weights of this model");
  const ProbedExamples found =
      probed_examples(trial.data->task, trial.data->sequence, trial.data->count(*split_),
                      model_->context(), wanted.examples);
  count_ = found.count;
  time_ = found.time;
}

Flat Probed::initial_weights() const {
  Flat weights(weights_.size());
  model_->initialize(trial_.initialization_seed.value_or(trial_.seed), weights);
  return weights;
}

real Probed::evaluated_factor(const std::string& site) const {
  const NoisePass evaluation{.step = static_cast<std::uint32_t>(step())};
  for (std::size_t i = 0; i < model_->sites().size(); ++i) {
    const Site& each = model_->sites()[i];
    if (each.name != site || model_->noises()[i] == nullptr) continue;
    return model_->noises()[i]->draw(evaluation, model_->shape_at(each, {1, time_})).factors.scale;
  }
  return 1;
}

std::int64_t Probed::piece_examples() const {
  if (wanted_.largest_piece > 0) return wanted_.largest_piece;
  return examples_of_a_piece(data().task == Task::next_token ? time_ : 0);
}

std::int64_t Probed::largest_rows() const { return std::min(count_, piece_examples()) * time_; }

Piece Probed::piece_at(std::int64_t first, std::int64_t rows) const {
  const std::int64_t at = first * time_;
  if (data().task == Task::next_token) {
    const bool running = data().sequence == 0;
    const std::int32_t* next = running ? split_->tokens.data() + 1 : split_->next.data();
    return {{rows, nullptr, split_->tokens.data() + at, time_}, {next + at}, first};
  }
  Targets targets;
  if (data().task == Task::regression) {
    targets.values = split_->targets.data() + first * data().outputs;
  } else {
    targets.labels = split_->labels.data() + first;
  }
  return {{rows, split_->features.data() + first * data().features}, targets, first};
}

real* Probed::forward(const ProbePass& how, const Piece& piece) {
  if (!go_on_()) throw MeasurementAbandoned{};
  NoisePass pass{how.noisy.has_value(), static_cast<std::uint32_t>(step()), 0, piece.first_row,
                 how.instead};
  if (how.noisy) pass.pass = static_cast<std::uint32_t>(2 + *how.noisy);
  passes_->forward += counts_as_ * static_cast<double>(piece.inputs.rows);
  return model_->forward(piece.inputs, weights_of(how), pass);
}

LossSums Probed::pass(const ProbePass& how, const See& see) { return pass(how, 0, count_, see); }

LossSums Probed::pass(const ProbePass& how, std::int64_t first, std::int64_t count,
                      const See& see) {
  LossSums sums;
  const std::int64_t K = data().outputs;
  for (std::int64_t done = 0; done < count; done += piece_examples()) {
    const Piece piece = piece_at(first + done, std::min(piece_examples(), count - done));
    const real* outputs = forward(how, piece);
    const std::int64_t rows = piece.output_rows();
    losses_.resize(static_cast<std::size_t>(rows));
    outputs_.assign(outputs, outputs + rows * K);
    sums.add(loss_of(data(), rows, piece.targets, outputs_.data(), 1, losses_.data()));
    if (data().task == Task::regression) {
      squared_errors(rows, K, outputs, piece.targets.values, losses_);
    }
    if (see) see({*model_, piece, outputs, K, losses_, weights_of(how)});
  }
  return sums;
}

LossSums Probed::gradient(const ProbePass& how, std::int64_t first, std::int64_t count,
                          std::vector<double>& out) {
  LossSums sums;
  Flat gradient(weights_.size());
  out.assign(weights_.size(), 0);
  for (std::int64_t done = 0; done < count; done += piece_examples()) {
    const Piece piece = piece_at(first + done, std::min(piece_examples(), count - done));
    real* outputs = forward(how, piece);
    sums.add(loss_of(data(), piece.output_rows(), piece.targets, outputs, 1));
    passes_->backward += counts_as_ * static_cast<double>(piece.inputs.rows);
    model_->backward(outputs, weights_of(how), gradient);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] += static_cast<double>(gradient[i]);
  }
  for (double& each : out) each /= static_cast<double>(std::max<std::int64_t>(1, sums.count));
  return sums;
}

Probed Probed::other_part(const std::string& part, std::int64_t examples) const {
  Probed other(trial_, weights_, {wanted_.step, part, examples, wanted_.largest_piece}, go_on_);
  other.passes_ = passes_;
  return other;
}

Probed Probed::longer_windows(std::int64_t factor) const {
  RS_CHECK(count_ >= factor, "tokens for one longer window");
  ProbedTrial longer = trial_;
  longer.model.set("context", Value(factor * time_));
  ProbedSlice wanted = wanted_;
  wanted.examples = count_ / factor;
  Probed other(longer, weights_, wanted, go_on_);
  other.passes_ = passes_;
  other.counts_as_ = static_cast<double>(factor);
  return other;
}

UnitMask::UnitMask(std::string site, std::int64_t rows, std::int64_t units, real scale)
    : units_(units), scale_(scale), each_(static_cast<std::size_t>(rows * units), scale) {
  override_.site = std::move(site);
  override_.draw.factors.each = each_.data();
}

void UnitMask::set(std::span<const real> factors) {
  RS_CHECK(static_cast<std::int64_t>(factors.size()) == units_, "one factor for each unit");
  for (std::size_t at = 0; at < each_.size(); ++at) {
    each_[at] = scale_ * factors[at % factors.size()];
  }
}

const SiteOverride* UnitMask::instead(const SiteOverride* next) {
  override_.next = next;
  return &override_;
}

UnitMask removal_of_units(const Probed& probed, const UnitLayer& layer) {
  return UnitMask(layer.site, probed.largest_rows(), layer.units,
                  probed.evaluated_factor(layer.site));
}

HeadMask::HeadMask(std::string site, const std::vector<std::int64_t>& shape, real scale)
    : shape_(shape), scale_(scale) {
  std::size_t count = 1;
  for (const std::int64_t length : shape) count *= static_cast<std::size_t>(length);
  each_.assign(count, scale);
  override_.site = std::move(site);
  override_.draw.factors.each = each_.data();
}

void HeadMask::set(std::span<const real> factors) {
  RS_CHECK(static_cast<std::int64_t>(factors.size()) == shape_.at(1), "one factor for each head");
  const std::int64_t of_a_head = shape_[2] * shape_[3];
  for (std::int64_t at = 0; at < shape_[0] * shape_[1]; ++at) {
    std::fill_n(each_.begin() + at * of_a_head, of_a_head,
                scale_ * factors[static_cast<std::size_t>(at % shape_[1])]);
  }
}

const SiteOverride* HeadMask::instead(const SiteOverride* next) {
  override_.next = next;
  return &override_;
}

}  // namespace regsweep
