// Trainer: what it measures and keeps on the way.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "training/trainer.hpp"

namespace regsweep {
namespace {

constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

}  // namespace

const Flat* Trainer::averaged_weights() const {
  for (const auto& rule : rules_) {
    if (const Flat* instead = rule->evaluated_weights()) return instead;
  }
  return nullptr;
}

const Flat& Trainer::evaluated_weights() const {
  if (restored_step()) return restorable_->kept.evaluated;
  const Flat* averaged = averaged_weights();
  return averaged == nullptr ? weights_ : *averaged;
}

std::vector<Metric> Trainer::metrics() const {
  std::vector<Metric> all = metrics_of(data_->task, evaluation_);
  for (const auto& [site, rate] : model_->learned_rates(weights_)) {
    all.push_back(learned_rate_metric(site));
  }
  return all;
}

void Trainer::record_means(const std::string& part, const LossSums& sums, MetricRow& row) const {
  const double n = static_cast<double>(sums.count);
  const double loss = sums.count == 0 ? not_measured : sums.loss / n;
  row.set(part + ".loss", loss);
  if (data_->task == Task::regression) {
    row.set(part + ".rmse", std::sqrt(loss) * data_->target_scale);
  } else {
    row.set(part + ".error", sums.count == 0 ? not_measured : sums.errors / n);
  }
  if (data_->task != Task::next_token) return;
  row.set(part + ".bits", loss / std::numbers::ln2);
  if (evaluation_.perplexity) row.set(part + ".perplexity", std::exp(loss));
  if (!evaluation_.per_character) return;
  const Split& text = data_->part(part);
  const double per_token =
      static_cast<double>(text.characters) / static_cast<double>(data_->count(text));
  row.set(part + ".character_loss", text.characters > 0 ? loss / per_token : not_measured);
}

void Trainer::evaluate_now() {
  MetricRow row(history_.metrics);
  row.set("train.loss_noisy",
          noisy_steps_ == 0 ? not_measured : noisy_loss_sum_ / static_cast<double>(noisy_steps_));
  row.set("learning_rate", learning_rate_);
  row.set("gradient_norm", gradient_norm_);
  measure(step_, row);
  const std::chrono::duration<double> since = std::chrono::steady_clock::now() - started_;
  history_.add(step_, epoch_of(step_), row, earlier_seconds_ + since.count());
  noisy_loss_sum_ = 0;
  noisy_steps_ = 0;
  keep_best(best_);
  keep_best(restorable_);
  for (const auto& rule : rules_) {
    stopped_early_ = stopped_early_ || rule->should_stop(history_.column("validation.loss"),
                                                         history_.column(error_metric()));
  }
}

const char* Trainer::error_metric() const {
  return data_->task == Task::regression ? "validation.rmse" : "validation.error";
}

// What is measured of the weights that are evaluated, after `step` steps.
void Trainer::measure(std::int64_t step, MetricRow& row) {
  const Flat& weights = evaluated_weights();
  const std::pair<std::string, const Split*> parts[] = {
      {"train", &data_->train}, {"validation", &data_->validation}, {"test", &data_->test}};
  probes_.clear();
  for (const auto& [name, part] : parts) {
    const std::int64_t count = part == &data_->train
                                   ? std::min(training_.train_subset, batches_.examples())
                                   : data_->count(*part);
    const std::size_t earlier = probes_.size();
    std::vector<Observer*> observers;
    for (const ProbeEntry& entry : probe_entries()) {
      if (entry.at_end || !probes_part(entry, evaluation_, *data_, name)) continue;
      probes_.push_back(entry.make({*data_, evaluation_, name}));
      observers.push_back(probes_.back().get());
    }
    const EvaluatedPart evaluated{*data_, *part, count, static_cast<std::uint32_t>(step)};
    record_means(name, evaluate(*model_, weights, evaluated, observers), row);
    for (std::size_t i = earlier; i < probes_.size(); ++i) probes_[i]->record(row);
  }
  for (const auto& [site, rate] : model_->learned_rates(weights)) {
    row.set(learned_rate_metric(site).name, rate);
  }
  measured_step_ = step;
}

void Trainer::watch_for_best() {
  const auto best_by = [](std::string metric) { return BestWeights{std::move(metric)}; };
  const bool validated = data_->count(data_->validation) > 0;
  if (training_.save_best || measurements_.wants_best()) {
    best_ = best_by(validated || !training_.save_best ? "validation.loss" : "train.loss");
  }
  for (const auto& rule : rules_) {
    const std::optional<Watched> watched = rule->restores();
    if (!watched) continue;
    restorable_ = best_by(*watched == Watched::loss ? "validation.loss" : error_metric());
  }
}

KeptWeights Trainer::weights_now() const {
  const Flat* averaged = averaged_weights();
  if (averaged == nullptr) return {step_, weights_, {}};
  return {step_, *averaged, weights_};
}

// After an evaluation: if it was the best.
void Trainer::keep_best(std::optional<BestWeights>& best) const {
  const auto row = static_cast<std::int64_t>(history_.step.size()) - 1;
  if (best && history_.lowest(best->metric) == row) best->kept = weights_now();
}

// False: one was abandoned, or nobody wants to go on after one.
bool Trainer::measure_probes(const std::function<bool(const Progress&)>& keep_going,
                             const std::function<bool()>& go_on) {
  if (diverged_step_ >= 0 || !measurements_.any()) return true;
  for (const TrialProbes::Due& due : measurements_.due(step_, ended())) {
    const bool at_best = due.when.kind == ProbeTime::Kind::best;
    if (at_best && history_.best() < 0) continue;  // no evaluation had a finite loss
    const bool measured =
        at_best ? measurements_.measure(due, best_->kept.evaluated, best_->kept.step, go_on)
                : measurements_.measure(due, evaluated_weights(), final_step(), go_on);
    if (!measured) return false;
    if (!measurements_.due(step_, ended()).empty() && !keep_going(progress())) return false;
  }
  return true;
}

void Trainer::keep_parameters() {
  const auto& wanted = training_.save_parameters;
  if (std::find(wanted.begin(), wanted.end(), step_) == wanted.end()) return;
  kept_.push_back(weights_now());
}

std::optional<std::int64_t> Trainer::restored_step() const {
  if (!settled_ || !restorable_ || restorable_->kept.step < 0) return std::nullopt;
  return restorable_->kept.step;
}

// Once training has ended: with which weights. What the last evaluation saw is measured again where
// it was of others, or lost with an interruption.
void Trainer::settle() {
  settled_ = true;
  if (measured_step_ == final_step()) return;
  MetricRow row(history_.metrics);
  measure(final_step(), row);
}

}  // namespace regsweep
