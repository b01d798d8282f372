#include "regularizers/rate_schedule.hpp"

#include <algorithm>
#include <cmath>

namespace regsweep {

ScheduledRate::ScheduledRate(const RateSchedule& schedule, double rate, std::int64_t total,
                             std::int64_t depth, std::int64_t depths)
    : schedule_(schedule), rate_(rate), total_(total), depth_(depth), depths_(depths) {}

double ScheduledRate::at(std::int64_t step) const {
  const double t = static_cast<double>(step), T = static_cast<double>(total_);
  const double edge = schedule_.cutoff * T;
  switch (schedule_.kind) {
    case RateShape::constant:
      return rate_;
    case RateShape::early:
      if (t >= edge) return 0;
      return schedule_.shape == EarlyShape::linear ? rate_ * (1 - t / edge) : rate_;
    case RateShape::late:
      return t < edge ? 0 : rate_;
    case RateShape::rising:
      return rate_ * std::min(1.0, t / (schedule_.until * T));
    case RateShape::triangle: {
      const double turns = static_cast<double>(schedule_.cycles) * t / T;
      return rate_ * (1 - std::abs(2 * (turns - std::floor(turns)) - 1));
    }
    case RateShape::curriculum:
      return rate_ * (1 - std::exp(-schedule_.gamma * t / T));
    case RateShape::linear_in_depth:
      return rate_ * static_cast<double>(depth_ + 1) / static_cast<double>(depths_);
    case RateShape::falling_in_depth:
      return rate_ * static_cast<double>(depths_ - depth_) / static_cast<double>(depths_);
    case RateShape::off_at_end:
      return step >= total_ - schedule_.steps ? 0 : rate_;
  }
  return rate_;
}

const Fields<RateSchedule>& rate_schedule_fields() {
  using S = RateSchedule;
  static const Fields<S> fields = [] {
    const auto cutoff = [](Fields<S> each) {
      return each.add("cutoff", &S::cutoff,
                      "where the rate switches, as a fraction of the training steps",
                      above_up_to(0, 1));
    };
    return Fields<S>("schedule", "How the rate changes over training or depth")
        .tag("kind", &S::kind,
             {{"constant", RateShape::constant},
              {"early", RateShape::early},
              {"late", RateShape::late},
              {"rising", RateShape::rising},
              {"triangle", RateShape::triangle},
              {"curriculum", RateShape::curriculum},
              {"linear_in_depth", RateShape::linear_in_depth},
              {"falling_in_depth", RateShape::falling_in_depth},
              {"off_at_end", RateShape::off_at_end}},
             "how the rate changes")
        .shorthand("kind")
        .alternative(Fields<S>("constant", "the same rate throughout"))
        .alternative(
            cutoff(Fields<S>("early", "dropout only before the cutoff (arXiv 2303.01500)"))
                .choice("shape", &S::shape,
                        {{"constant", EarlyShape::constant}, {"linear", EarlyShape::linear}},
                        "constant, or falling linearly to 0 at the cutoff"))
        .alternative(cutoff(Fields<S>("late", "dropout only after the cutoff (arXiv 2303.01500)")))
        .alternative(Fields<S>("rising", "rises linearly from 0: rate * min(1, t / (until T))")
                         .add("until", &S::until,
                              "where the rate is reached, as a fraction of the training steps",
                              above_up_to(0, 1)))
        .alternative(
            Fields<S>("triangle",
                      "rises linearly from 0 to the rate and falls back, `cycles` times (arXiv "
                      "2409.05423)")
                .add("cycles", &S::cycles, "how often it rises and falls", at_least(1)))
        .alternative(
            Fields<S>("curriculum", "rises from 0 as 1 - exp(-gamma t / T) (arXiv 1703.06229)")
                .add("gamma", &S::gamma, "speed of the rise", above(0)))
        .alternative(Fields<S>("linear_in_depth",
                               "grows linearly with depth up to the rate (arXiv 1603.09382)"))
        .alternative(
            Fields<S>("falling_in_depth",
                      "the rate at the first site, falling linearly with depth (arXiv 2208.02646)"))
        .alternative(
            Fields<S>("off_at_end", "no noise in the last steps")
                .add("steps", &S::steps, "length of the end without noise", at_least(1), "steps"));
  }();
  return fields;
}

}  // namespace regsweep
