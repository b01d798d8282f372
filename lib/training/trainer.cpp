#include "training/trainer.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/hash.hpp"
#include "models/registry.hpp"
#include "tensor/kernels/sums.hpp"
#include "training/mixed_batch.hpp"
#include "training/rule_checks.hpp"

namespace regsweep {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

}  // namespace

// A rule's penalty on the activations of a site, for backward passes that stand for a share of the
// batch.
class Trainer::ActivationPenalty : public SiteWatcher {
 public:
  explicit ActivationPenalty(Rule& rule) : rule_(rule) {}
  void set_share(double share) { share_ = share; }
  void on_backward(const SiteValues& seen, real* gradient) override {
    rule_.penalize_activations(seen, share_, gradient);
  }

 private:
  Rule& rule_;
  double share_ = 1;
};

// Rows first .. first + rows - 1 of the batch, with the masks that the whole batch gives them.
class Trainer::RowsOfBatch : public BatchPart {
 public:
  RowsOfBatch(Trainer& trainer, const Batch& batch, std::int64_t first, std::int64_t rows)
      : trainer_(trainer),
        noise_{.training = true,
               .step = static_cast<std::uint32_t>(trainer.step_),
               .first_row = first,
               .batch_rows = batch.rows,
               .learns = true},
        scale_(1 / static_cast<double>(batch.targets_in_loss)),
        share_(static_cast<double>(rows) / static_cast<double>(batch.rows)) {
    const Dataset& data = *trainer.data_;
    const std::int64_t at = first * batch.time;
    const bool sequences = data.task == Task::next_token;
    inputs_ = {rows, sequences ? nullptr : batch.features.data() + first * data.features,
               sequences ? batch.tokens.data() + at : nullptr, batch.time};
    const Matrix& soft = trainer.soft_targets_;
    targets_ = {batch.labels.data() + at, batch.targets.data() + first * data.outputs,
                soft.size() == 0 ? nullptr : soft.data() + at * data.outputs};
  }

  std::int64_t rows() const override { return inputs_.rows * inputs_.time; }
  std::int64_t columns() const override { return trainer_.data_->outputs; }
  const std::int32_t* labels() const override { return targets_.labels; }
  double scale() const override { return scale_; }

  real* forward(std::uint32_t pass) override {
    noise_.pass = pass;
    return trainer_.model_->forward(inputs_, trainer_.weights_, noise_);
  }

  LossSums loss(double share, real* outputs) override {
    return trainer_.loss_and_gradient(rows(), targets_, share * scale_, outputs);
  }

  void backward(const real* output_gradient, double share, Flat& gradient) override {
    for (const auto& penalty : trainer_.activation_penalties_) penalty->set_share(share * share_);
    trainer_.model_->backward(output_gradient, trainer_.weights_, gradient);
  }

 private:
  Trainer& trainer_;
  NoisePass noise_;
  double scale_, share_;  // 1 / the number of targets of the batch; how much of it these rows are
  Inputs inputs_;
  Targets targets_;
};

class Trainer::BatchUnderWay : public WholeBatch {
 public:
  BatchUnderWay(Trainer& trainer, const Batch& batch) : trainer_(trainer), batch_(batch) {}
  Flat& weights() override { return trainer_.weights_; }
  Flat& gradient() override { return trainer_.gradient_; }
  void compute_gradient() override { trainer_.forward_and_backward(batch_); }

 private:
  Trainer& trainer_;
  const Batch& batch_;
};

Trainer::Trainer(const Trial& trial, std::uint32_t seed, std::shared_ptr<const Dataset> data)
    : seeds_(trial.training.seed_parts(seed)),
      data_(std::move(data)),
      training_(trial.training),
      evaluation_(trial.evaluation),
      optimizer_options_(trial.optimizer),
      last_loss_(unknown),
      gradient_norm_(unknown),
      learning_rate_(unknown),
      history_(std::vector<Metric>{}),
      batches_(data_, model_context(trial.model), training_.batch, seeds_.order),
      steps_(training_.total_steps(batches_.examples())),
      interval_(training_.evaluation_interval(batches_.examples())),
      measurements_(trial, seed, data_, steps_),
      model_(make_model(trial.model, data_->features, data_->outputs,
                        make_noises(model_sites(trial.model), trial.noises, seeds_.masks, steps_),
                        Products(training_.precision, trial.onednn))),
      optimizer_(std::make_unique<Optimizer>(optimizer_options_, model_->layout())),
      rules_(make_rules(trial.rules)),
      started_(std::chrono::steady_clock::now()) {
  weights_.resize(model_->layout().size());
  gradient_.resize(model_->layout().size());
  if (training_.accumulation > 1) part_gradient_.resize(model_->layout().size());
  model_->initialize(seeds_.initialization, weights_);
  history_ = History(metrics());
  for (const auto& rule : rules_) rule->start(model_->layout(), weights_);
  watch_activations();
  watch_for_best();
  initial_weights_hash_ = xxh3_128(weights_.data(), model_->own_size() * sizeof(real));
  const std::int64_t time = data_->tokens_per_example(model_->context());
  const bool softened = std::any_of(rules_.begin(), rules_.end(),
                                    [](const auto& rule) { return rule->changes_targets(); });
  if (softened) {
    soft_targets_.resize({static_cast<std::size_t>(batches_.largest() * time),
                          static_cast<std::size_t>(data_->outputs)});
  }
}

Trainer::~Trainer() = default;

void Trainer::watch_activations() {
  for (const auto& rule : rules_) {
    for (const Site& site : sites_of(model_->sites(), rule->placement())) {
      activation_penalties_.push_back(std::make_unique<ActivationPenalty>(*rule));
      model_->watch(site.name, activation_penalties_.back().get());
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
      unmixed_targets_ = soft_targets_;
      mix_rows(mixing_, data_->outputs, unmixed_targets_.data(), soft_targets_.data());
    }
    if (rule->changes_targets()) rule->soften(soft_targets_);
  }
}

StepContext Trainer::context() const { return {seeds_.masks, step_, steps_}; }

const Batch& Trainer::batch_now() {
  return batch_as_seen(rules_, context(), batches_.at(step_), mixing_, mixed_);
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

LossSums Trainer::gradient_of_rows(const Batch& batch, std::int64_t first, std::int64_t rows,
                                   Flat& gradient) {
  RowsOfBatch part(*this, batch, first, rows);
  for (const auto& rule : rules_) {
    if (rule->computes_part_gradient()) return rule->part_gradient(part, gradient);
  }
  return plain_gradient(part, gradient);
}

LossSums Trainer::forward_and_backward(const Batch& batch) {
  if (training_.accumulation == 1) return gradient_of_rows(batch, 0, batch.rows, gradient_);
  const std::int64_t rows = (batch.rows + training_.accumulation - 1) / training_.accumulation;
  LossSums sums;
  std::fill(gradient_.begin(), gradient_.end(), real(0));
  for (std::int64_t first = 0; first < batch.rows; first += rows) {
    sums.add(gradient_of_rows(batch, first, std::min(rows, batch.rows - first), part_gradient_));
    if (!std::isfinite(sums.loss)) break;
    kernels::add_scaled(static_cast<std::int64_t>(gradient_.size()), 1, part_gradient_.data(),
                        gradient_.data());
  }
  return sums;
}

double Trainer::apply_penalties() {
  double penalty = model_->noise_penalty(weights_, gradient_);
  for (const auto& rule : rules_) penalty += rule->penalty(model_->layout(), weights_, gradient_);
  for (const auto& rule : rules_) rule->change_gradient(context(), model_->layout(), gradient_);
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
  if (std::isfinite(last_loss_)) {
    BatchUnderWay whole(*this, batch);
    for (const auto& rule : rules_) rule->batch_gradient(whole);
  }
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
  optimizer_->step(weights_, gradient_, step_, learning_rate_, momentum, static_cast<real>(factor),
                   optimizer_options_.weight_decay_at(step_, steps_));
  for (const auto& rule : rules_) rule->after_update(model_->layout(), weights_);
  model_->after_step(weights_);
  for (const auto& rule : rules_) rule->after_step(context(), weights_);
  noisy_loss_sum_ += last_loss_;
  ++noisy_steps_;
  ++step_;
  if (training_.log_every > 0 && step_ % training_.log_every == 0) {
    history_.log_step.push_back(step_);
    history_.log_loss.push_back(last_loss_);
  }
  return true;
}

Outcome Trainer::run(const std::function<bool(const Progress&)>& keep_going,
                     const std::function<bool()>& go_on) {
  started_ = std::chrono::steady_clock::now();
  const auto pause = [&] {
    const std::chrono::duration<double> since = std::chrono::steady_clock::now() - started_;
    earlier_seconds_ += since.count();
  };
  if (step_ == 0 && history_.step.empty()) {
    evaluate_now();
    keep_parameters();
  }
  if (ended()) settle();  // a checkpoint of its last measurements
  if (!measure_probes(keep_going, go_on)) {
    pause();
    return Outcome::interrupted;
  }
  while (diverged_step_ < 0 && step_ < steps_ && !stopped_early_) {
    const bool due = evaluation_is_due();
    if (!step()) break;
    if (due) evaluate_now();
    keep_parameters();
    if (ended()) settle();
    const bool measured = measure_probes(keep_going, go_on);
    if (!measured || (!ended() && !keep_going(progress()))) {
      pause();
      return Outcome::interrupted;
    }
  }
  pause();
  return diverged_step_ >= 0 ? Outcome::diverged : Outcome::finished;
}

}  // namespace regsweep
