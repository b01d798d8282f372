// Verification: finished trials are trained again from nothing and compared with their files.
//
// Same program, same kind of CPU, same number of BLAS threads: the same bits, or something is
// broken. Where the file's provenance names another CPU, kernel, precision, number of threads or
// program (program.hpp: sources, compiler, flags, libraries), bits may differ: then every number of
// final/ has to agree within |a - b| <= 0.01 + 0.05 |a|, a and b the old and the new value, and the
// verdict says which comparison was made.
//
// Two programs are recorded as equal when trials of the one come out of the other with the same
// bits, and these trials have every option that its trials have at least once.
#pragma once

#include <string>
#include <vector>

#include "core/records.hpp"
#include "execution/datasets.hpp"
#include "execution/directory/sweep_directory.hpp"
#include "execution/program.hpp"

namespace regsweep {

/// At most `most` finished trials, spread evenly over the plan; the same ones every time.
std::vector<std::size_t> sample_of_finished(const Plan& plan, const SweepDirectory& directory,
                                            std::size_t most);

enum class Comparison { same_bits, within_tolerance, different, interrupted };

struct Verdict {
  Comparison comparison = Comparison::different;
  std::string explanation;  // of everything but the same bits: what differs, and in the environment
  Program made_by = {};     // the program that its file names
};

/// Computes with as many BLAS threads as the provenance of a trial's file names.
void use_threads_of(const Group& trial);

/// Of these trials the fewest (found greedily, the first of the plan's order) that have every
/// option that any of them has: every key, word and flag of their configurations, whatever the
/// numbers.
std::vector<std::size_t> sample_of_options(const Plan& plan,
                                           const std::vector<std::size_t>& trials);

/// Whether the trials `some` have every option that those of `all` have.
bool cover_options(const Plan& plan, const std::vector<std::size_t>& some,
                   const std::vector<std::size_t>& all);

/// Trains `plan.trials[trial]`, with as many BLAS threads as its file names, and compares. Stops at
/// a stop signal. Writes nothing.
Verdict verify_trial(const Plan& plan, const SweepDirectory& directory, std::size_t trial,
                     DatasetCache& datasets);

/// Where two trees differ first, outside of provenance: "curves/test.loss at 3: 0.25 before, 0.75
/// now"; empty when nowhere.
std::string first_difference(const Group& before, const Group& now);

/// The first number of final/ that is not within the tolerance; empty when all are.
std::string first_beyond_tolerance(const Group& before, const Group& now);

}  // namespace regsweep
