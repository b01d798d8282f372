// The YAML map `probes`: which measurements a sweep makes, when, on which examples. No part of a
// trial's identity: it stands in the plan beside the trials.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "probes/probe_entry.hpp"

namespace regsweep {

/// One key per measurement, each with the fields `at`, `on`, `examples` and its own; a list of
/// names is enough.
const Schema& probes_schema();

/// The fields of one of them.
Schema probe_schema(const ProbeEntry& entry);

/// When, in a training, something is measured.
struct ProbeTime {
  enum class Kind { after_steps, last, best };
  Kind kind = Kind::last;
  std::int64_t steps = 0;  // of after_steps

  /// "200", "last", "best"
  std::string word() const;
  bool operator==(const ProbeTime&) const = default;
};

/// A measurement that is asked for.
struct ProbeRequest {
  const ProbeEntry* entry = nullptr;
  Value options;  // normalized
  std::vector<ProbeTime> at;
  std::optional<std::string> on;  // "train", "validation", "test"; none: the first of the entry's
  std::int64_t examples = 0;

  /// Canonical text: two requests with one text measure the same.
  std::string text() const;
};

/// Of what stands below `probes` in YAML, checked; null where nothing is asked for.
Value checked_probes(const Value& given);

/// Of a map that checked_probes has returned.
std::vector<ProbeRequest> probe_requests(const Value& checked);

/// The part that a request measures; "" when the data have none of those that it may measure.
std::string part_of(const ProbeRequest& request, const DatasetFacts& facts);

/// Why a trial cannot have what is asked for, as a sentence with a remedy; "" if it can. `steps`:
/// of its training.
std::string request_obstacle(const ProbeRequest& request, const Value& canonical,
                             const DatasetFacts& facts, std::int64_t steps);

/// Cost of all its times; `batch`: examples of a step of the trial.
struct RequestCost {
  double forward = 0, backward = 0;  // passes x examples
  std::int64_t bytes = 0;            // at once
};
RequestCost request_cost(const ProbeRequest& request, const Value& canonical,
                         const DatasetFacts& facts, std::int64_t batch);

}  // namespace regsweep
