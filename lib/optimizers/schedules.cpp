// Schedules of learning rate and momentum: the formulas of schedules.hpp and their declared fields.
#include "optimizers/schedules.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace regsweep {
namespace {

double in_steps(double time, TimeUnit unit, std::int64_t steps_per_epoch) {
  return unit == TimeUnit::epochs ? time * static_cast<double>(steps_per_epoch) : time;
}

const char* const unit_doc =
    "what times are counted in; epochs follow the size of the training part";

}  // namespace

double LearningRateSchedule::at(double rate, std::int64_t step, std::int64_t total_steps,
                                std::int64_t steps_per_epoch) const {
  if (step < warmup) return rate * static_cast<double>(step + 1) / static_cast<double>(warmup);
  const double s = static_cast<double>(step - warmup),
               S = static_cast<double>(total_steps - warmup);
  switch (kind) {
    case LearningRateShape::constant:
      return rate;
    case LearningRateShape::step:
      return rate * std::pow(factor, std::floor(s / in_steps(every, unit, steps_per_epoch)));
    case LearningRateShape::exponential:
      return rate * std::pow(factor, s / static_cast<double>(steps_per_epoch));
    case LearningRateShape::inverse_time:
      return rate / (1 + s / in_steps(decay, unit, steps_per_epoch));
    case LearningRateShape::cosine:
      return minimum + (rate - minimum) * (1 + std::cos(std::numbers::pi * s / S)) / 2;
    case LearningRateShape::linear:
      return minimum + (rate - minimum) * (1 - s / S);
  }
  return rate;
}

double MomentumSchedule::at(double momentum, std::int64_t step,
                            std::int64_t steps_per_epoch) const {
  const double t = static_cast<double>(step), length = in_steps(over, unit, steps_per_epoch);
  switch (kind) {
    case MomentumShape::constant:
      return momentum;
    case MomentumShape::linear:
      return t >= length ? momentum : initial + (momentum - initial) * t / length;
    case MomentumShape::exponential:
      return momentum - (momentum - initial) * std::exp(-t / length);
  }
  return momentum;
}

const Fields<LearningRateSchedule>& learning_rate_schedule_fields() {
  using S = LearningRateSchedule;
  static const Fields<S> fields = [] {
    const auto with_unit = [](Fields<S> each) {
      return each.choice("unit", &S::unit,
                         {{"steps", TimeUnit::steps}, {"epochs", TimeUnit::epochs}}, unit_doc);
    };
    const auto with_minimum = [](Fields<S> each) {
      return each.add("minimum", &S::minimum,
                      "learning rate that the end approaches, at most learning_rate", at_least(0));
    };
    return Fields<S>("schedule",
                     "How the learning rate changes over training: a function of the 0-based step "
                     "t, with s = t - warmup and S = steps of the training - warmup")
        .tag("kind", &S::kind,
             {{"constant", LearningRateShape::constant},
              {"step", LearningRateShape::step},
              {"exponential", LearningRateShape::exponential},
              {"inverse_time", LearningRateShape::inverse_time},
              {"cosine", LearningRateShape::cosine},
              {"linear", LearningRateShape::linear}},
             "the learning rate of step t after the warm-up, with s = t - warmup and S = steps - "
             "warmup")
        .shorthand("kind")
        .alternative(Fields<S>("constant", "the same learning rate throughout"))
        .alternative(with_unit(
            Fields<S>("step", "learning_rate * factor^floor(s / every): stairs")
                .required("every", &S::every, "length of a stair, in `unit`", above(0))
                .required("factor", &S::factor, "what each stair multiplies by", above(0))))
        .alternative(Fields<S>("exponential",
                               "learning_rate * factor^(s / steps of an epoch): it falls in every "
                               "step, without stairs")
                         .required("factor", &S::factor, "what an epoch multiplies by", above(0)))
        .alternative(with_unit(
            Fields<S>("inverse_time", "learning_rate / (1 + s / decay)")
                .required("decay", &S::decay, "time after which it is half, in `unit`", above(0))))
        .alternative(with_minimum(
            Fields<S>("cosine",
                      "minimum + (learning_rate - minimum) (1 + cos(pi s / S)) / 2 (arXiv "
                      "1608.03983)")))
        .alternative(
            with_minimum(Fields<S>("linear", "minimum + (learning_rate - minimum) (1 - s / S)")))
        .add("warmup", &S::warmup,
             "first steps, in which the learning rate rises linearly: learning_rate * (t + 1) / "
             "warmup",
             at_least(0), "steps");
  }();
  return fields;
}

const Fields<MomentumSchedule>& momentum_schedule_fields() {
  using S = MomentumSchedule;
  static const Fields<S> fields = [] {
    const auto with_times = [](Fields<S> each, const char* meaning) {
      return each.add("initial", &S::initial, "momentum of the first step", from_below(0, 1))
          .required("over", &S::over, meaning, above(0))
          .choice("unit", &S::unit, {{"steps", TimeUnit::steps}, {"epochs", TimeUnit::epochs}},
                  unit_doc);
    };
    return Fields<S>("momentum_schedule",
                     "How momentum changes over training, from initial to optimizer.momentum")
        .tag("kind", &S::kind,
             {{"constant", MomentumShape::constant},
              {"linear", MomentumShape::linear},
              {"exponential", MomentumShape::exponential}},
             "shape of the rise")
        .shorthand("kind")
        .alternative(Fields<S>("constant", "the same momentum throughout"))
        .alternative(with_times(
            Fields<S>("linear",
                      "initial + (momentum - initial) min(1, t / over) (arXiv 1207.0580)"),
            "time until the final momentum, in `unit`"))
        .alternative(
            with_times(Fields<S>("exponential", "momentum - (momentum - initial) exp(-t / over)"),
                       "time constant, in `unit`"));
  }();
  return fields;
}

}  // namespace regsweep
