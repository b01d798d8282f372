// Learning rate and momentum over time: functions of the 0-based step t, with nothing to save.
//
// Learning rate, with s = t - warmup and S = total - warmup, in steps:
//   warm-up       rate * (t + 1) / warmup while t < warmup; the schedule starts after it
//   constant      rate
//   step          rate * factor^floor(s / every); every in steps or epochs
//   exponential   rate * factor^(s / steps per epoch): falls in every step, without stairs; at the
//                 start of each epoch it is torch's ExponentialLR
//   inverse_time  rate / (1 + s / decay): deepnet's; decay in steps or epochs
//   cosine        minimum + (rate - minimum) (1 + cos(pi s / S)) / 2
//   linear        minimum + (rate - minimum) (1 - s / S)
// The last step is t = total - 1, so cosine and linear come near `minimum` and no step is wasted
// on it.
//
// Momentum, `over` in steps or epochs:
//   constant      momentum
//   linear        initial + (momentum - initial) min(1, t / over): Hinton et al. 2012, arXiv
//                 1207.0580
//   exponential   momentum - (momentum - initial) exp(-t / over): deepnet, the code of Srivastava
//                 et al. 2014
#pragma once

#include <cstdint>

#include "core/fields.hpp"

namespace regsweep {

enum class TimeUnit { steps, epochs };

enum class LearningRateShape { constant, step, exponential, inverse_time, cosine, linear };
enum class MomentumShape { constant, linear, exponential };

struct LearningRateSchedule {
  LearningRateShape kind = LearningRateShape::constant;
  std::int64_t warmup = 0;  // steps
  double every = 0;         // step: length of a stair, in `unit`
  double factor = 0;        // step: per stair; exponential: per epoch
  double decay = 0;         // inverse_time: time after which the rate is halved, in `unit`
  TimeUnit unit = TimeUnit::steps;
  double minimum = 0;  // cosine, linear: the learning rate that the end approaches

  /// The learning rate of a step, 0 <= step < total_steps; `rate` is optimizer.learning_rate.
  double at(double rate, std::int64_t step, std::int64_t total_steps,
            std::int64_t steps_per_epoch) const;
};

struct MomentumSchedule {
  MomentumShape kind = MomentumShape::constant;
  double initial = 0.5;
  double over = 0;  // linear: until the final momentum; exponential: time constant; in `unit`
  TimeUnit unit = TimeUnit::steps;

  /// The momentum of a step; `momentum` is optimizer.momentum.
  double at(double momentum, std::int64_t step, std::int64_t steps_per_epoch) const;
};

const Fields<LearningRateSchedule>& learning_rate_schedule_fields();
const Fields<MomentumSchedule>& momentum_schedule_fields();

}  // namespace regsweep
