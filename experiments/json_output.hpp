// What commands say for programs, with --json: one JSON object on stdout, described in
// experiments/docs/json.md. Errors stay sentences on stderr, with the same exit codes.
#pragma once

#include <string>

#include "core/value.hpp"
#include "sweep/plan.hpp"

namespace regsweep {

/// Raised when a member of an output is removed or means something else; members may be added.
inline constexpr int json_output_version = 1;

/// Prints {"output": `output`, "output_version": ..., the members of the map `members`...}.
void print_json(const std::string& output, const Value& members);

/// {"id", "variant", "seed"} of a trial; the variant is its label.
Value trial_json(const Plan& plan, const PlannedTrial& trial);

/// null where a sentence is empty.
Value text_or_null(const std::string& text);

}  // namespace regsweep
