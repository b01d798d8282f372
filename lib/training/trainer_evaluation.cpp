// Trainer: what it measures and keeps on the way.
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "probes/monte_carlo.hpp"
#include "training/trainer.hpp"

namespace regsweep {
namespace {

constexpr double not_measured = std::numeric_limits<double>::quiet_NaN();

}  // namespace

const Flat& Trainer::evaluated_weights() const {
  for (const auto& rule : rules_) {
    if (const Flat* instead = rule->evaluated_weights()) return *instead;
  }
  return weights_;
}

std::vector<Metric> Trainer::further_metrics() const {
  std::vector<Metric> metrics = monte_carlo_metrics(data_->task, evaluation_);
  for (const auto& [site, rate] : model_->learned_rates(weights_)) {
    metrics.push_back({"learned_rate." + site, "1", "learned probability of dropping at " + site});
  }
  return metrics;
}

void Trainer::evaluate_now() {
  std::vector<double> row{noisy_steps_ == 0 ? not_measured
                                            : noisy_loss_sum_ / static_cast<double>(noisy_steps_)};
  const Split& watched = data_->count(data_->validation) > 0 ? data_->validation : data_->test;
  position_losses_ = {};
  const Flat& weights = evaluated_weights();
  std::vector<double> of_passes;
  for (const Split* part : {&data_->train, &data_->validation, &data_->test}) {
    const bool train = part == &data_->train;
    const std::int64_t count =
        train ? std::min(training_.train_subset, batches_.examples()) : data_->count(*part);
    MonteCarlo monte_carlo(*data_, evaluation_);
    std::vector<Observer*> observers;
    if (part == &watched) observers.push_back(&position_losses_);
    if (!train && evaluation_.passes() > 0) observers.push_back(&monte_carlo);
    const LossSums sums = evaluate(
        *model_, weights, {*data_, *part, count, static_cast<std::uint32_t>(step_)}, observers);
    const double n = static_cast<double>(sums.count),
                 loss = sums.count == 0 ? not_measured : sums.loss / n;
    row.push_back(loss);
    row.push_back(data_->task == Task::regression ? std::sqrt(loss) * data_->target_scale
                  : sums.count == 0               ? not_measured
                                                  : sums.errors / n);
    if (data_->task == Task::next_token) row.push_back(loss / std::numbers::ln2);
    if (!train && evaluation_.passes() > 0) {
      add_monte_carlo(data_->task, evaluation_, monte_carlo.sums(), of_passes);
    }
  }
  row.push_back(learning_rate_);
  row.push_back(gradient_norm_);
  row.insert(row.end(), of_passes.begin(), of_passes.end());
  for (const auto& [site, rate] : model_->learned_rates(weights)) row.push_back(rate);
  const std::chrono::duration<double> since = std::chrono::steady_clock::now() - started_;
  history_.add(step_, epoch_of(step_), row, earlier_seconds_ + since.count());
  noisy_loss_sum_ = 0, noisy_steps_ = 0;
  for (const auto& rule : rules_) {
    stopped_early_ =
        stopped_early_ ||
        rule->should_stop(history_.column("validation.loss"),
                          history_.column(data_->task == Task::regression ? "validation.rmse"
                                                                          : "validation.error"));
  }
}

void Trainer::keep_parameters() {
  const auto& wanted = training_.save_parameters;
  const bool last = training_.save_last && (step_ == steps_ || stopped_early_);
  if (!last && std::find(wanted.begin(), wanted.end(), step_) == wanted.end()) return;
  if (kept_.empty() || kept_.back().first != step_) kept_.emplace_back(step_, weights_);
}

}  // namespace regsweep
