// How a site's rate changes over training and depth. A pure function of the step; nothing to save.
//
//   constant          rate
//   early             rate until `cutoff`, 0 afterwards; shape linear: falls linearly to 0 at the
//                     cutoff (Liu et al. 2023, arXiv 2303.01500)
//   late              0 until `cutoff`, rate afterwards (the same)
//   rising            rate * min(1, t / (until T)): from 0, linearly
//   triangle          rate * (1 - |2 frac(cycles t / T) - 1|): up and down again, `cycles` times
//   curriculum        rate * (1 - exp(-gamma * t / T)) (Morerio et al. 2017, arXiv 1703.06229)
//   linear_in_depth   rate * (depth + 1) / depths: deeper sites drop more (Huang et al. 2016, arXiv
//                     1603.09382)
//   falling_in_depth  rate * (depths - depth) / depths: deeper sites drop less (DropKey: Li et al.
//                     2022, arXiv 2208.02646)
//   off_at_end        rate, but 0 for the last `steps` steps (Srivastava's deepnet: "stop dropout
//                     for last")
// with t the 0-based step and T the number of steps of the trial; `cutoff` is a fraction of T.
#pragma once

#include <cstdint>

#include "core/fields.hpp"

namespace regsweep {

enum class RateShape {
  constant,
  early,
  late,
  rising,
  triangle,
  curriculum,
  linear_in_depth,
  falling_in_depth,
  off_at_end
};
enum class EarlyShape { constant, linear };

struct RateSchedule {
  RateShape kind = RateShape::constant;
  double cutoff = 0.2;
  EarlyShape shape = EarlyShape::constant;
  double until = 1;         // rising: where the rate is reached, as a fraction of the steps
  std::int64_t cycles = 4;  // triangle
  double gamma = 10;
  std::int64_t steps = 1000;
};

const Fields<RateSchedule>& rate_schedule_fields();

/// The rate of one site at each step of a trial.
class ScheduledRate {
 public:
  /// For a trial of `total` steps, and the site at `depth` of `depths`.
  ScheduledRate(const RateSchedule& schedule, double rate, std::int64_t total, std::int64_t depth,
                std::int64_t depths);

  double at(std::int64_t step) const;

  /// The rate without its schedule.
  double full() const { return rate_; }

  /// Whether noise ends before the training does, so that weights are final without it.
  bool off_at_end() const { return schedule_.kind == RateShape::off_at_end; }

 private:
  RateSchedule schedule_;
  double rate_;
  std::int64_t total_, depth_, depths_;
};

}  // namespace regsweep
