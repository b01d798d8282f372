// The YAML map `optimizer`, typed. Meanings and defaults are PyTorch's, except that the learning
// rate must be given.
#pragma once

#include <cstdint>
#include <optional>

#include "core/fields.hpp"
#include "optimizers/schedules.hpp"

namespace regsweep {

/// `none`: no kind was chosen, which the YAML does not allow.
enum class OptimizerKind { none, sgd, adam, adamw, rmsprop };

struct OptimizerOptions {
  OptimizerKind kind = OptimizerKind::none;
  double learning_rate = 0;
  LearningRateSchedule schedule;
  std::optional<double> gradient_clip;  // largest global norm of the gradient

  double momentum = 0;  // sgd, rmsprop
  bool nesterov = false;
  MomentumSchedule momentum_schedule;
  double beta1 = 0.9, beta2 = 0.999;  // adam, adamw
  double alpha = 0.99;                // rmsprop
  double epsilon = 1e-8;
  double weight_decay = 0.01;                // adamw: decoupled, of matrices only
  std::optional<double> final_weight_decay;  // that the end approaches; absent: weight_decay

  /// These are functions of the 0-based step and of nothing else.
  double learning_rate_at(std::int64_t step, std::int64_t total_steps,
                          std::int64_t steps_per_epoch) const {
    return schedule.at(learning_rate, step, total_steps, steps_per_epoch);
  }
  double momentum_at(std::int64_t step, std::int64_t /*total_steps*/,
                     std::int64_t steps_per_epoch) const {
    return momentum_schedule.at(momentum, step, steps_per_epoch);
  }
  double weight_decay_at(std::int64_t step, std::int64_t total_steps) const {
    const double part = static_cast<double>(step) / static_cast<double>(total_steps);
    return weight_decay + (final_weight_decay.value_or(weight_decay) - weight_decay) * part;
  }
};

const Fields<OptimizerOptions>& optimizer_fields();

}  // namespace regsweep
