// A trial as a command names it: the begin of its id, or its variant and its seed.
#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <optional>
#include <string>

#include "sweep/plan.hpp"

namespace regsweep {

struct TrialChoice {
  std::string id;  // or the begin of it; empty: not named so
  std::optional<std::string> variant;
  std::optional<std::uint32_t> seed;

  /// --variant and --seed.
  void add_to(CLI::App& command);

  bool by_variant_or_seed() const { return variant.has_value() || seed.has_value(); }
  bool given() const { return !id.empty() || by_variant_or_seed(); }

  /// The one trial that is meant. A variant is named by its label, or by a part of it that no other
  /// label has; it may be left out where there is one, and so may the seed. ConfigurationError when
  /// none or several trials fit.
  const PlannedTrial& of(const Plan& plan) const;
};

}  // namespace regsweep
