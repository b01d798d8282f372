// Collecting: all finished trials of a sweep in one results.h5, which xarray opens as a dataset
// along `trial`.
//
// results.h5 is a cache: it can be deleted and made again, and it is a function of the request and
// the trial files alone. Missing and damaged trials are counted and have no row; diverged ones have
// a row with their status and NaN for what does not exist. Every planned trial has a row in the
// group `planned`, with its status; the trials that tuned stand in a group of their own.
// FORMAT.md lists the variables.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/value.hpp"
#include "results/trial_reading.hpp"

namespace regsweep {

struct CollectTrial {
  std::string id;
  std::size_t variant = 0;
  std::string label;
  std::vector<Member> settings;  // swept axis -> value
  std::uint32_t seed = 0;
  std::filesystem::path file;
  bool failed = false;    // for good; counts where the file is absent
  std::string data = {};  // which data it saw, in words
};

struct CollectRequest {
  std::string sweep, description;
  std::vector<std::string> axes;  // dotted paths
  Value analysis;                 // kept as JSON text
  std::vector<CollectTrial> trials;
  Value growth = {};   // how the plan went on, kept as JSON text; null: it was whole
  Value history = {};  // of the directory's plans (sweep/plan.hpp: history_value), kept as JSON
                       // text; null: unknown
  std::vector<Member> about = {};         // further attributes of the root: what the sweep is
  std::vector<Member> origin = {};        // attributes of provenance/: where it comes from
  std::vector<CollectTrial> tuning = {};  // those that served to choose settings: no results
  std::map<std::string, std::string> equal_programs = {};  // program -> the one whose bits it gives
};

struct CollectReport {
  int collected = 0;            // rows, diverged ones included
  int missing = 0, failed = 0;  // without a file; failed: for good
  int damaged = 0;
  int diverged = 0;
  int tuning = 0, tuned = 0;          // trials that choose settings, and how many have a result
  std::vector<std::string> problems;  // one sentence per damaged file, one when trials were
                                      // computed with different kernels, one when by programs that
                                      // may differ
};

using TrialReader = std::function<TrialReading(const CollectTrial&)>;

/// Publishes `out`. `read` is asked for each trial once, in the order of the request, those that
/// tuned last. Throws
/// StorageError when a trial file cannot be reached or `out` cannot be written.
CollectReport collect(
    const CollectRequest& request, const std::filesystem::path& out,
    const TrialReader& read = [](const CollectTrial& trial) {
      return read_for_results(trial.file);
    });

}  // namespace regsweep
