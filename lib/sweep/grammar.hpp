// TrialGrammar: all that planning knows about trials. Planning works on text and numbers; what they
// mean is asked here.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/schema.hpp"

namespace regsweep {

struct TrialGrammar {
  const Schema* schema = nullptr;  // of the map `base` after the axes are applied
  std::function<Value(const Value& configuration)>
      resolve;  // canonical, all defaults filled in, no seed; ConfigurationError
  std::vector<std::string> metrics;  // what an analysis may name
};

}  // namespace regsweep
