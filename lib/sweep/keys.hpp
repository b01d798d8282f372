// The keys at the top of a sweep file, declared once: the reader, --set, `regsweep describe`, the
// JSON Schema of `regsweep schema` and configs/README.md come from this declaration.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sweep/grammar.hpp"

namespace regsweep {

/// The most seeds that `seeds: n` may ask for.
inline constexpr std::int64_t most_seeds = 100'000;

/// The most characters of a sweep's name.
inline constexpr std::size_t longest_name = 100;

/// Whether `text` may name a sweep, and with it a folder: at most `longest_name` of a-z, 0-9 and
/// '-', a letter or digit first.
bool is_sweep_name(const std::string& text);

/// All keys, in the order in which people read them; the grammar's own blocks come last.
std::vector<SweepKey> sweep_keys(const TrialGrammar& grammar);

/// The same as the declaration of a map.
Schema sweep_schema(const TrialGrammar& grammar);

/// JSON Schema (draft 7) of a sweep file. It refuses no file that the reader accepts. It accepts a
/// file that the reader refuses only where a rule concerns several fields, or where an axis could
/// supply what is missing in `base`.
Value sweep_json_schema(const TrialGrammar& grammar);

/// One way to write an axis, and what it means.
struct AxisForm {
  std::string form, meaning;
};
const std::vector<AxisForm>& axis_forms();

}  // namespace regsweep
