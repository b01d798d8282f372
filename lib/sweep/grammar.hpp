// TrialGrammar: all that planning knows about trials. Planning works on text and numbers; what they
// mean is asked here.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/schema.hpp"

namespace regsweep {

/// One key at the top of a sweep file.
struct SweepKey {
  Field field;           // its name, meaning and form; required unless `optional`
  std::string example;   // of its value, as YAML
  bool settable = true;  // whether --set may give it
};

struct TrialGrammar {
  const Schema* schema = nullptr;  // of the map `base` after the axes are applied
  std::function<Value(const Value& configuration)>
      resolve;  // canonical, all defaults filled in, no seed; ConfigurationError
  std::vector<std::string> metrics;   // what an analysis may name
  std::vector<SweepKey> blocks = {};  // maps at the top of the file that the caller reads itself
  std::function<bool(const std::string& metric)> higher_is_better = [](const std::string&) {
    return false;
  };
  std::string apart = "";  // a field of `base` that is no part of a trial: the caller reads it, and
                           // axes cannot vary it; "" = none
};

}  // namespace regsweep
