#include "training/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/hash.hpp"
#include "models/registry.hpp"
#include "tensor/kernels/sums.hpp"
#include "training/agreement.hpp"
#include "training/mixed_batch.hpp"
#include "training/rule_checks.hpp"

namespace regsweep {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

class LookingRule : public SiteWatcher {
 public:
  LookingRule(Rule& rule, const double& share) : rule_(rule), share_(share) {}
  void look(const SiteValues& seen, real* gradient) override { rule_.look(seen, share_, gradient); }

 private:
  Rule& rule_;
  const double& share_;
};

}  // namespace

Trainer::Trainer(const Trial& trial, std::uint32_t seed, std::shared_ptr<const Dataset> data)
    : seed_(seed),
      data_(std::move(data)),
      training_(trial.training),
      evaluation_(trial.evaluation),
      optimizer_options_(trial.optimizer),
      last_loss_(unknown),
      gradient_norm_(unknown),
      learning_rate_(unknown),
      history_(std::vector<Metric>{}),
      batches_(data_, model_context(trial.model), training_.batch, seed),
      steps_(training_.total_steps(batches_.examples())),
      interval_(training_.evaluation_interval(batches_.examples())),
      model_(make_model(trial.model, data_->features, data_->outputs,
                        make_noises(model_sites(trial.model), trial.noises, seed, steps_),
                        Products(training_.precision))),
      optimizer_(std::make_unique<Optimizer>(optimizer_options_, model_->layout())),
      rules_(make_rules(trial.rules)),
      started_(std::chrono::steady_clock::now()) {
  weights_.resize(model_->layout().size());
  gradient_.resize(model_->layout().size());
  if (training_.accumulation > 1) part_gradient_.resize(model_->layout().size());
  model_->initialize(seed, weights_);
  history_ = History(metrics());
  for (const auto& rule : rules_) rule->start(model_->layout(), weights_);
  let_rules_look();
  initial_weights_hash_ = xxh3_128(weights_.data(), model_->own_size() * sizeof(real));
  const std::int64_t time = data_->task != Task::next_token ? 1
                            : data_->sequence > 0           ? data_->sequence
                                                            : model_->context();
  const bool softened = std::any_of(rules_.begin(), rules_.end(),
                                    [](const auto& rule) { return rule->changes_targets(); });
  if (softened) {
    soft_targets_.resize({static_cast<std::size_t>(batches_.largest() * time),
                          static_cast<std::size_t>(data_->outputs)});
  }
}

Trainer::~Trainer() = default;

void Trainer::let_rules_look() {
  for (const auto& rule : rules_) {
    for (const Site& site : sites_of(model_->sites(), rule->placement())) {
      watchers_.push_back(std::make_unique<LookingRule>(*rule, seen_share_));
      model_->watch(site.name, watchers_.back().get());
    }
  }
}

double Trainer::epoch_of(std::int64_t step) const {
  return static_cast<double>(step) / static_cast<double>(batches_.steps_per_epoch());
}

Progress Trainer::progress() const {
  return {step_, steps_, epoch_of(step_), epoch_of(steps_), last_loss_};
}

void Trainer::soften_targets(const Batch& batch) {
  if (soft_targets_.size() == 0) return;
  std::fill(soft_targets_.begin(), soft_targets_.end(), real(0));
  for (std::size_t b = 0; b < batch.labels.size(); ++b) {
    if (batch.labels[b] >= 0) soft_targets_(b, static_cast<std::size_t>(batch.labels[b])) = 1;
  }
  for (const auto& rule : rules_) {
    if (rule->mixes()) {
      const Matrix unmixed = soft_targets_;
      mix_rows(rule->mixing(moment(), batch.rows), data_->outputs, unmixed.data(),
               soft_targets_.data());
    }
    if (rule->changes_targets()) rule->soften(soft_targets_);
  }
}

RuleMoment Trainer::moment() const { return {seed_, step_, steps_}; }

const Batch& Trainer::batch_now() {
  const Batch* batch = &batches_.at(step_);
  for (const auto& rule : rules_) {
    if (rule->mixes()) mixed_ = mixed(rule->mixing(moment(), batch->rows), *batch), batch = &mixed_;
  }
  return *batch;
}

// The loss of outputs, which become its gradient: the data's and that of rules on outputs, times
// `scale`.
LossSums Trainer::loss_and_gradient(std::int64_t rows, const Targets& targets, double scale,
                                    real* outputs) {
  const auto n = static_cast<std::size_t>(rows * data_->outputs);
  const bool penalized = std::any_of(rules_.begin(), rules_.end(),
                                     [](const auto& rule) { return rule->penalizes_outputs(); });
  if (penalized) output_gradient_.assign(n, 0);
  for (const auto& rule : rules_) {
    if (rule->penalizes_outputs()) {
      rule->penalize_outputs({rows, data_->outputs, outputs, targets.labels}, scale,
                             output_gradient_.data());
    }
  }
  const LossSums sums = loss_of(*data_, rows, targets, outputs, static_cast<real>(scale));
  if (penalized) {
    kernels::add_scaled(static_cast<std::int64_t>(n), 1, output_gradient_.data(), outputs);
  }
  return sums;
}

// R-Drop: the same inputs with the masks of pass 0 and 1. A model keeps one pass at a time, so the
// first is made again for its gradient.
LossSums Trainer::two_passes(const Inputs& inputs, const NoisePass& first, const Targets& targets,
                             double scale, double agreement, Flat& gradient) {
  const std::int64_t rows = inputs.rows * inputs.time, n = rows * data_->outputs;
  NoisePass second = first;
  second.pass = 1;
  const real* z = model_->forward(inputs, weights_, first);
  const Buffer z1(z, z + n);
  real* outputs = model_->forward(inputs, weights_, second);
  const Buffer z2(outputs, outputs + n);
  Buffer gradient1 = z1;
  LossSums sums = loss_and_gradient(rows, targets, scale / 2, gradient1.data());
  const LossSums again = loss_and_gradient(rows, targets, scale / 2, outputs);
  sums.loss = (sums.loss + again.loss) / 2, sums.errors = (sums.errors + again.errors) / 2;
  if (!std::isfinite(sums.loss)) return sums;
  seen_share_ /= 2;
  add_divergence(rows, data_->outputs, z1.data(), z2.data(), targets.labels, scale * agreement,
                 gradient1.data(), outputs);
  model_->backward(outputs, weights_, gradient);
  outputs = model_->forward(inputs, weights_, first);
  std::copy(gradient1.begin(), gradient1.end(), outputs);
  second_gradient_.resize(gradient.size());
  model_->backward(outputs, weights_, second_gradient_);
  kernels::add_scaled(static_cast<std::int64_t>(gradient.size()), 1, second_gradient_.data(),
                      gradient.data());
  return sums;
}

// Rows first .. first + rows - 1 of the batch: their share of the mean loss's gradient, with the
// masks that the whole batch gives them.
LossSums Trainer::part_of_batch(const Batch& batch, std::int64_t first, std::int64_t rows,
                                Flat& gradient) {
  NoisePass pass{true, static_cast<std::uint32_t>(step_), 0};
  pass.first_row = first;
  const std::int64_t at = first * batch.time;
  const bool sequences = data_->task == Task::next_token;
  const Inputs inputs{rows, sequences ? nullptr : batch.features.data() + first * data_->features,
                      sequences ? batch.tokens.data() + at : nullptr, batch.time};
  const Targets targets{
      batch.labels.data() + at, batch.targets.data() + first * data_->outputs,
      soft_targets_.size() == 0 ? nullptr : soft_targets_.data() + at * data_->outputs};
  const double scale = 1 / static_cast<double>(batch.targets_in_loss);
  seen_share_ = static_cast<double>(rows) / static_cast<double>(batch.rows);
  for (const auto& rule : rules_) {
    if (rule->agreement() > 0) {
      return two_passes(inputs, pass, targets, scale, rule->agreement(), gradient);
    }
  }
  real* outputs = model_->forward(inputs, weights_, pass);
  const LossSums sums = loss_and_gradient(rows * batch.time, targets, scale, outputs);
  if (std::isfinite(sums.loss)) model_->backward(outputs, weights_, gradient);
  return sums;
}

LossSums Trainer::forward_and_backward(const Batch& batch) {
  if (training_.accumulation == 1) return part_of_batch(batch, 0, batch.rows, gradient_);
  const std::int64_t rows = (batch.rows + training_.accumulation - 1) / training_.accumulation;
  LossSums sums;
  std::fill(gradient_.begin(), gradient_.end(), real(0));
  for (std::int64_t first = 0; first < batch.rows; first += rows) {
    sums.add(part_of_batch(batch, first, std::min(rows, batch.rows - first), part_gradient_));
    if (!std::isfinite(sums.loss)) break;
    kernels::add_scaled(static_cast<std::int64_t>(gradient_.size()), 1, part_gradient_.data(),
                        gradient_.data());
  }
  return sums;
}

// SAM: the gradient again, at the weights + radius * gradient / its norm. The masks are functions
// of the step, so they stay.
void Trainer::look_around(const Batch& batch) {
  for (const auto& rule : rules_) {
    const double radius = rule->sharpness_radius(), norm = radius > 0 ? global_norm(gradient_) : 0;
    if (norm == 0 || !std::isfinite(norm)) continue;
    const Flat here = weights_;
    kernels::add_scaled(static_cast<std::int64_t>(weights_.size()),
                        static_cast<real>(radius / norm), gradient_.data(), weights_.data());
    forward_and_backward(batch);
    weights_ = here;
  }
}

double Trainer::apply_penalties() {
  double penalty = model_->noise_penalty(weights_, gradient_);
  for (const auto& rule : rules_) penalty += rule->penalty(model_->layout(), weights_, gradient_);
  for (const auto& rule : rules_) rule->change_gradient(moment(), model_->layout(), gradient_);
  return penalty;
}

bool Trainer::evaluation_is_due() const {
  return (step_ + 1) % interval_ == 0 || step_ + 1 == steps_;
}

bool Trainer::step() {
  const Batch& batch = batch_now();
  soften_targets(batch);
  const LossSums sums = forward_and_backward(batch);
  last_loss_ = sums.loss / static_cast<double>(sums.count);
  if (std::isfinite(last_loss_)) look_around(batch);
  const double penalty = std::isfinite(last_loss_) ? apply_penalties() : 0;
  const bool measured = evaluation_is_due() || optimizer_options_.gradient_clip.has_value();
  if (measured && std::isfinite(last_loss_)) gradient_norm_ = global_norm(gradient_);
  if (!std::isfinite(last_loss_ + penalty) || (measured && !std::isfinite(gradient_norm_))) {
    diverged_step_ = step_;
    return false;
  }
  learning_rate_ = optimizer_options_.learning_rate_at(step_, steps_, batches_.steps_per_epoch());
  const double momentum = optimizer_options_.momentum_at(step_, steps_, batches_.steps_per_epoch());
  const double factor = optimizer_options_.gradient_clip
                            ? clip_factor(gradient_norm_, *optimizer_options_.gradient_clip)
                            : 1;
  for (const auto& rule : rules_) rule->before_update(model_->layout(), weights_, learning_rate_);
  optimizer_->step(weights_, gradient_, step_, learning_rate_, momentum, static_cast<real>(factor));
  for (const auto& rule : rules_) rule->after_update(model_->layout(), weights_);
  for (const auto& rule : rules_) rule->after_step(moment(), weights_);
  noisy_loss_sum_ += last_loss_;
  ++noisy_steps_, ++step_;
  if (training_.log_every > 0 && step_ % training_.log_every == 0) {
    history_.log_step.push_back(step_), history_.log_loss.push_back(last_loss_);
  }
  return true;
}

Outcome Trainer::run(const std::function<bool(const Progress&)>& keep_going) {
  started_ = std::chrono::steady_clock::now();
  const auto pause = [&] {
    const std::chrono::duration<double> since = std::chrono::steady_clock::now() - started_;
    earlier_seconds_ += since.count();
  };
  if (step_ == 0 && history_.step.empty()) evaluate_now(), keep_parameters();
  while (diverged_step_ < 0 && step_ < steps_ && !stopped_early_) {
    const bool due = evaluation_is_due();
    if (!step()) break;
    if (due) evaluate_now();
    keep_parameters();
    if (step_ < steps_ && !stopped_early_ && !keep_going(progress())) {
      return pause(), Outcome::interrupted;
    }
  }
  pause();
  return diverged_step_ >= 0 ? Outcome::diverged : Outcome::finished;
}

}  // namespace regsweep
