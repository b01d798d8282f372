// Seeds until it is decided: `seeds` as a map, {from: 4, by: 4, at_most: 24, until: decided}. Which
// looks there are and how alpha is spent over them stands in the plan before the first result.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/fields.hpp"

namespace regsweep {

/// How the level is shared out among looks (statistics/planned_looks.hpp); anytime: by an interval
/// that holds at any number of them.
enum class LookSpending { obrien_fleming, pocock, anytime };

/// What ends the adding of seeds; there is one such end.
enum class SeedsUntil { decided };

struct LookOptions {
  SeedsUntil until = SeedsUntil::decided;
  std::int64_t from = 0;     // seeds at the first look
  std::int64_t by = 0;       // seeds that a round adds
  std::int64_t at_most = 0;  // of a variant
  LookSpending spending = LookSpending::obrien_fleming;

  /// Seeds at each look: 4, 8, ..., 24. The last round may be a shorter one.
  std::vector<std::int64_t> sizes() const;

  /// The g of the interval that holds at any look: the best one for five times the first look, so
  /// that more rounds do not change it.
  double anytime_g(double alpha) const;
};

Schema look_schema();

/// "obrien_fleming", ...
std::string spending_word(LookSpending spending);

/// Checks the map. ConfigurationError at the first mistake.
LookOptions read_looks(const Value& given);

/// The options of a map that read_looks has checked, such as the one in Plan::growth.
LookOptions look_options(const Value& checked);

/// The map of these options.
Value look_value(const LookOptions& options);

}  // namespace regsweep
