// Plan: the frozen list of a sweep's trials, made before anything runs. The product of the axes
// gives cells; cells that mean the same are one variant; a variant with a seed is a trial.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/value.hpp"
#include "sweep/grammar.hpp"

namespace regsweep {

/// Part of every trial's identity: raised when the meaning of a configuration changes.
inline constexpr int schema_version = 1;

struct Variant {
  std::string label;    // "hidden 0.5, input 0.2": unique within the plan
  Value configuration;  // canonical
  std::vector<Member>
      settings;   // axis -> value, in the order of Plan::axes; those of the first of its cells
  int cells = 1;  // how many cells mean this
  std::string stage = {};  // what its trials are for: "" results, or a word of a growth rule
};

struct PlannedTrial {
  std::string id;
  std::size_t variant = 0;  // index into Plan::variants
  std::uint32_t seed = 0;
};

struct Plan {
  std::string sweep, description;
  std::vector<std::string> axes;  // dotted paths; `variants` and `placements` under these names
  std::vector<Variant> variants;
  std::vector<std::uint32_t> seeds;
  std::vector<PlannedTrial> trials;  // seeds run fastest
  Value analysis;          // metric, baseline, baseline_variant (index), compare, pairing, alpha
  std::int64_t cells = 0;  // without excluded ones
  Value provenance;        // the caller's: versions of the binary and its libraries
  Value execution =
      {};  // the caller's: how trials are computed, no part of their identity; null: nothing said
  Value probes = {};  // the caller's: what is measured in all trials, likewise
  // Of a plan that goes on (growth.hpp):
  Value growth = {};            // {rule: ..., and what the rule keeps}; null: the plan is whole
  std::int64_t generation = 0;  // place in its chain
  std::string previous = {};    // digest of the generation before; empty: this is the first
};

/// "[hidden 0.5] seed 3": a trial as messages name it.
std::string trial_name(const Plan& plan, const PlannedTrial& trial);

/// Checks everything; ConfigurationError at the first mistake.
Plan make_plan(const Value& sweep_yaml, const TrialGrammar& grammar);

/// The sweep with `--set path=value` applied. Paths: fields of base (with or without `base.`),
/// axes.<path>, sweep, description, seeds, exclude, analysis.<field>, execution.<field>.
Value apply_settings(Value sweep_yaml, const std::vector<std::string>& set_arguments,
                     const TrialGrammar& grammar);

/// First 16 hexadecimal digits of XXH3-128 over canonical_text({configuration, schema_version,
/// seed}).
std::string trial_id(const Value& configuration, std::uint32_t seed);

/// XXH3-128 of everything but the provenance: two plans with one digest are one plan.
std::string plan_digest(const Plan& plan);

/// The JSON text of plan.json, and back. StorageError naming `name` when the text is damaged,
/// edited or of another version.
std::string plan_text(const Plan& plan);
Plan read_plan(const std::string& text, const std::string& name);

}  // namespace regsweep
