#include "regularizers/rate_schedule.hpp"

#include <cmath>

namespace regsweep {

double RateSchedule::at(double rate, std::int64_t step, std::int64_t total, std::int64_t depth,
                        std::int64_t depths) const {
  const double t = static_cast<double>(step), T = static_cast<double>(total), edge = cutoff * T;
  if (kind == "early") return t >= edge ? 0 : shape == "linear" ? rate * (1 - t / edge) : rate;
  if (kind == "late") return t < edge ? 0 : rate;
  if (kind == "curriculum") return rate * (1 - std::exp(-gamma * t / T));
  if (kind == "linear_in_depth") {
    return rate * static_cast<double>(depth + 1) / static_cast<double>(depths);
  }
  if (kind == "falling_in_depth") {
    return rate * static_cast<double>(depths - depth) / static_cast<double>(depths);
  }
  if (kind == "off_at_end") return step >= total - steps ? 0 : rate;
  return rate;
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
        .tag("kind", &S::kind, "how the rate changes")
        .shorthand("kind")
        .alternative(Fields<S>("constant", "the same rate throughout"))
        .alternative(cutoff(Fields<S>("early", "dropout only before the cutoff (arXiv 2303.01500)"))
                         .choice("shape", &S::shape,
                                 {{"constant", "constant"}, {"linear", "linear"}},
                                 "constant, or falling linearly to 0 at the cutoff"))
        .alternative(cutoff(Fields<S>("late", "dropout only after the cutoff (arXiv 2303.01500)")))
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
