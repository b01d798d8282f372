// The declared fields of a whole trial: data, model, dropout, regularizers, optimizer, training,
// evaluation. Typed options from here on.
//
// A resolved configuration is canonical: every default filled in, placements replaced by the sites
// that they mean, and everything that does nothing (rate 0) left out. Two configurations mean the
// same iff their canonical texts are equal.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/fields.hpp"
#include "data/dataset.hpp"
#include "random/seed_parts.hpp"
#include "tensor/gemm.hpp"

namespace regsweep {

/// What a trial's seed is: the seed of every source of randomness, or one for each, as digits
/// (random/seed_parts.hpp).
enum class Randomness { one_seed, by_source };

struct TrainingOptions {
  std::optional<double> epochs;
  std::optional<std::int64_t> steps;
  std::int64_t batch = 128;
  std::int64_t accumulation = 1;
  std::optional<std::int64_t> evaluate_every;
  std::int64_t train_subset = 2000;
  std::int64_t log_every = 0;
  std::vector<std::int64_t> save_parameters;  // numbers of steps
  bool save_last = false, save_best = false;
  Precision precision = Precision::float32;
  Randomness randomness = Randomness::one_seed;

  /// The seeds of the sources of randomness in the trial of this seed.
  SeedParts seed_parts(std::uint32_t seed) const;
  std::int64_t steps_per_epoch(std::int64_t examples) const {
    return (examples + batch - 1) / batch;
  }
  std::int64_t total_steps(std::int64_t examples) const;
  /// Steps between evaluations: as given, else an epoch, or a twentieth of the training when that
  /// is given in steps.
  std::int64_t evaluation_interval(std::int64_t examples) const;
};

const Schema& training_schema();
TrainingOptions read_training(const Value& normalized);

/// The YAML map `base` of a sweep, after the axes are applied.
const Schema& trial_schema();

/// The canonical configuration, without seed; idempotent. ConfigurationError at the offending
/// value.
Value resolve_trial(const Value& configuration);

/// Rules that need the data: a model fits its task and length, label smoothing needs classes, early
/// stopping a validation part, parameters are kept after steps that come, ... ConfigurationError.
void check_against_data(const Value& canonical, const DatasetFacts& facts);

/// The same for `probes`, what checked_probes returned: parts, tokens, layers, steps that never
/// come.
void check_probes(const Value& probes, const Value& canonical, const DatasetFacts& facts);

/// Cost of a trial, for plans.
struct Estimate {
  std::int64_t parameters = 0;
  std::int64_t steps = 0;
  double flops = 0;  // of the matrix products of training, evaluation and probes
};
Estimate estimate_trial(const Value& canonical, const DatasetFacts& facts,
                        const Value& probes = {});

}  // namespace regsweep
