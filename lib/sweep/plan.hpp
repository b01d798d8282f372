// Plan: the frozen list of a sweep's trials, made before anything runs. The product of the axes
// gives cells; cells that mean the same are one variant; a variant with a seed is a trial.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/value.hpp"
#include "sweep/data_file.hpp"
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

/// One plan that was frozen in a directory, and how much was known by then: what the words
/// "declared before the run" rest on.
struct PlanRecord {
  std::int64_t finished = -1;  // trials that had a result in the directory then; -1: unknown
  std::vector<std::uint32_t> seeds;
  std::int64_t variants = 0, trials = 0;
  Value analysis;  // as in Plan, without what the list of variants decides (baseline_variant)
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
  Value probes = {};                 // the caller's: what is measured in all trials, likewise
  std::vector<DataFile> files = {};  // the caller's: where the contents that variants name lie
  // Of a plan that goes on (growth.hpp):
  Value growth = {};            // {rule: ..., and what the rule keeps}; null: the plan is whole
  std::int64_t generation = 0;  // place in its chain
  std::string previous = {};    // digest of the generation before; empty: this is the first
  std::vector<PlanRecord> history = {};  // of the directory, oldest first, the last is this plan;
                                         // none: not frozen yet, or by a program of before
};

/// What is to be remembered of a plan that is frozen now.
PlanRecord record_of(const Plan& plan, std::int64_t finished);

/// A history as plan.json and results.h5 have it: a list of maps. It says no times, so that equal
/// sweeps have equal files.
Value history_value(const std::vector<PlanRecord>& history);

/// "[hidden 0.5] seed 3": a trial as messages name it.
std::string trial_name(const Plan& plan, const PlannedTrial& trial);

/// The order in which trials are trained, as indices of Plan::trials: all variants of the first
/// seed, then all of the second, ..., so that an interrupted sweep is a whole picture.
std::vector<std::size_t> seed_by_seed(const Plan& plan);

/// Checks everything; ConfigurationError at the first mistake.
Plan make_plan(const Value& sweep_yaml, const TrialGrammar& grammar);

/// The sweep with `--set path=value` applied. Paths: fields of base (with or without `base.`),
/// axes.<path>, sweep, description, seeds, exclude, analysis.<field>, execution.<field>.
Value apply_settings(Value sweep_yaml, const std::vector<std::string>& set_arguments,
                     const TrialGrammar& grammar);

/// First 16 hexadecimal digits of XXH3-128 over canonical_text({configuration, schema_version,
/// seed}).
std::string trial_id(const Value& configuration, std::uint32_t seed);

/// XXH3-128 of everything but history, provenance and files (of which the variants have the
/// contents): two plans with one digest are one plan.
std::string plan_digest(const Plan& plan);

/// The JSON text of plan.json, and back. StorageError naming `name` when the text is damaged,
/// edited or of another version.
std::string plan_text(const Plan& plan);
Plan read_plan(const std::string& text, const std::string& name);

}  // namespace regsweep
