// A small layout with both kinds of parameters, and rules by name, for tests of rules.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "core/error.hpp"
#include "regularizers/rule_entry.hpp"

namespace regsweep::testing {

/// Two linear maps with biases; [3, 7] and [2, 3] need padding.
inline ParameterLayout two_linear_maps() {
  ParameterLayout layout;
  layout.add("layers.0.weight", {3, 7});
  layout.add("layers.0.bias", {3});
  layout.add("layers.1.weight", {2, 3}, true);
  layout.add("layers.1.bias", {2}, true);
  return layout;
}

/// Numbers of both signs, none of them 0, in every parameter; zeros in the padding.
inline Flat numbered(const ParameterLayout& layout) {
  Flat flat(layout.size());
  int next = 0;
  for (const ParameterInfo& each : layout.all()) {
    for (std::size_t i = 0; i < each.size; ++i, ++next) {
      data(flat, each)[i] = (next % 2 == 0 ? real(1) : real(-1)) * static_cast<real>(next + 1) / 8;
    }
  }
  return flat;
}

inline const RuleEntry& rule_entry(const std::string& name) {
  for (const RuleEntry& entry : rule_entries()) {
    if (entry.name == name) return entry;
  }
  throw ContractError("no rule " + name);
}

/// The rule as YAML would make it: `options` is a map or the bare main number.
inline std::unique_ptr<Rule> make_rule(const std::string& name, const Value& options) {
  const RuleEntry& entry = rule_entry(name);
  return entry.make(entry.schema.normalize(options, "regularizers." + name));
}

/// Whether all elements outside the parameters are zero.
inline bool padding_is_zero(const ParameterLayout& layout, Flat flat) {
  for (const ParameterInfo& each : layout.all()) {
    for (std::size_t i = 0; i < each.size; ++i) data(flat, each)[i] = 0;
  }
  for (const real each : flat) {
    if (each != 0) return false;
  }
  return true;
}

}  // namespace regsweep::testing
