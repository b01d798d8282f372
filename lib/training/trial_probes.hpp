// TrialProbes: the measurements of one trial: which are due when, what they have given, and both as
// part of a checkpoint. Used while training, and afterwards with the weights that a trial has kept:
// the numbers are the same, bit for bit, because a measurement is a function of the trial, the step
// and the weights.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/records.hpp"
#include "probes/probe_options.hpp"
#include "probes/probed.hpp"
#include "training/trial.hpp"

namespace regsweep {

class TrialProbes {
 public:
  /// `steps`: of the whole training.
  TrialProbes(const Trial& trial, std::uint32_t seed, std::shared_ptr<const Dataset> data,
              std::int64_t steps);

  bool any() const { return !requests_.empty(); }
  bool wants_best() const;

  /// A measurement that has not been made yet.
  struct Due {
    std::size_t request = 0;
    ProbeTime when;
  };
  /// Those after `step` steps; with `ended`, also those at the end and at the best evaluation.
  std::vector<Due> due(std::int64_t step, bool ended) const;
  std::vector<Due> all_due() const;

  /// Makes one with these weights, which are those after `step` steps. False: `go_on` said no, and
  /// nothing is changed.
  bool measure(const Due& due, const Flat& weights, std::int64_t step,
               const std::function<bool()>& go_on);

  /// One group per probe that has measured something, each with its digest.
  std::vector<Group> records() const;

  /// A part of a checkpoint, and back, after `step` steps. StorageError when something is missing
  /// that should have been measured before.
  void save(Group& root) const;
  void load(const Group& root, std::int64_t step);

 private:
  struct Done {
    std::int64_t step = 0;
    Group quantities;
  };
  ProbedTrial probed_;
  std::vector<ProbeRequest> requests_;
  std::vector<std::map<std::string, Done>> done_;  // by request, by ProbeTime::word()
};

}  // namespace regsweep
