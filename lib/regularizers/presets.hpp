// Presets: names from papers and libraries for choices of noise, rate, sharing, schedule and
// scaling. A preset is an abbreviation: it is replaced by what it stands for before anything else
// looks at the map, so two ways to write the same trial are the same trial.
//
//   dropout: {head: {preset: drop_head, rate: 0.1}}
//     a method: choices for one placement; what is written beside it wins
//   dropout: {preset: nanogpt, rate: 0.2, ffn: 0.1}
//     a scheme: placements that all get what is written beside it; placements that are written out
//     win
#pragma once

#include <string>
#include <vector>

#include "core/value.hpp"

namespace regsweep {

struct MethodPreset {
  std::string name;
  std::string where;    // placements that it is meant for
  std::string summary;  // one sentence
  std::string source;
  Map choices;  // without the strength
};

struct SchemePreset {
  std::string name;
  std::string summary;
  std::string source;
  std::vector<std::string> placements;
};

const std::vector<MethodPreset>& method_presets();
const std::vector<SchemePreset>& scheme_presets();

/// The map `dropout` without presets; idempotent. ConfigurationError for an unknown preset, or one
/// of the other kind.
Value expand_presets(const Value& dropout);

}  // namespace regsweep
