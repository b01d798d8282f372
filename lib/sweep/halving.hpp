// Successive halving of the points of a tuned comparison (Jamieson & Talwalkar 2016,
// "Non-stochastic best arm identification and hyperparameter optimization"): all points are trained
// shortly, the better ones of each arm longer, the last ones whole.
//
//   halving: {rungs: {training.epochs: [5, 10]}, keep: 0.5}
//
// Points are ranked within their arm, and every arm has as many at each rung: with the budget n_0,
// n_{k+1} = max(1, ceil(keep n_k)). Arms are never ranked against each other, for dropout is behind
// early and ahead late. Each rung is a trial of its own with a whole, shorter schedule. The chosen
// point is one of those that were trained whole.
//
// Plan::growth keeps, beside what tuning.hpp says, `halving: {path, values, keep}` and `rung`, the
// one whose trials the generation has; of a point `rung` (its last), `variant` (there), `earlier`
// (its variants at the rungs before) and `later` (its configurations at those that may follow).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/fields.hpp"
#include "sweep/growth.hpp"

namespace regsweep {

struct Halving {
  std::string path;               // of the setting that makes trials short, as written
  std::vector<std::string> keys;  // of the same
  List values;                    // of the rungs, each longer than the one before
  double keep = 0.5;              // share of points that go on
  Location where;
};

Schema halving_schema();

/// Checks the map. ConfigurationError at the first mistake.
Halving read_halving(const Value& given, const Schema& trial);

/// What Plan::growth keeps of it.
Value halving_value(const Halving& halving);

/// The points of an arm at each rung, and last those that are trained whole.
std::vector<std::int64_t> points_at_rungs(std::int64_t budget, std::size_t rungs, double keep);

/// "16 at epochs 5, 8 at epochs 10, 4 whole", of what Plan::growth keeps; "" without halving.
std::string halving_text(const Value& growth);

/// "dropout #3, epochs 5": a point at a rung of `halving_value`; "dropout #3" when it is whole.
std::string rung_label(const std::string& point, const Value& halving, std::int64_t rung);

/// The generation with the next rung; nothing after the last one, and of a plan without halving.
std::optional<Plan> after_rung(const Plan& plan, const TrialOutcomes& outcomes);

}  // namespace regsweep
