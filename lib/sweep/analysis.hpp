// The analysis block of a sweep: decided before anything runs, frozen with the plan.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/fields.hpp"

namespace regsweep {

struct AnalysisOptions {
  std::optional<std::string> metric;
  std::string compare = "to_baseline";
  std::string pairing = "none";
  double alpha = 0.05;
};

/// `metrics`: what may be named, the first one first.
Schema analysis_schema(const std::vector<std::string>& metrics);

/// Checks the block (null: all defaults). The result has metric (unless absent), compare, pairing, alpha, and baseline as given.
Value read_analysis(const Value& given, const std::vector<std::string>& metrics);

}  // namespace regsweep
