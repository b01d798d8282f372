// Power before the run: how many seeds a difference needs, and what the planned seeds can detect,
// from the spread that a pilot showed. `python3 -m analysis power` says the same of results.
#pragma once

#include <optional>
#include <string>

#include "execution/directory/sweep_directory.hpp"
#include "statistics/power.hpp"

namespace regsweep {

/// Spread over seeds in the metric's own units: of a difference within seeds (pairs), or of a seed
/// (groups).
struct SeedSpread {
  double typical = 0;  // root mean square over comparisons
  double largest = 0;
  std::string source;  // "results/pilot", or "given"
};

struct PowerQuestion {
  std::optional<double> detect;  // the difference, in the metric's own units
  double power = 0.8;
  SeedSpread spread;
};

/// "0.3points" (of an error, which is shown in percent) or "0.003": a difference in the metric's
/// own units. `option`: "--detect", for messages. ConfigurationError for anything else.
double read_difference(const std::string& option, const std::string& text,
                       const std::string& metric);

/// How the seeds of a plan are compared.
SeedDesign design_of(const Plan& plan);

/// What the comparisons of a pilot show for the metric of `plan`. ConfigurationError when it has
/// another metric, or no comparison with two seeds.
SeedSpread spread_of_pilot(const SweepDirectory& pilot, const Plan& plan);

/// The answer in sentences.
std::string power_text(const Plan& plan, const PowerQuestion& question);

}  // namespace regsweep
