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
  std::optional<std::string> test;  // what decides: t (the report's default) or permutation
  std::optional<double>
      margin;  // differences that are smaller do not matter, in the metric's units
  std::optional<std::string>
      tasks;  // the axis whose values are tasks; variants are compared within tasks
};

/// `metrics`: what may be named, the first one first.
Schema analysis_schema(const std::vector<std::string>& metrics);

/// Checks the block (null: all defaults). The result has compare, pairing, alpha, and as given
/// metric, baseline, test, margin and tasks.
Value read_analysis(const Value& given, const std::vector<std::string>& metrics);

}  // namespace regsweep
