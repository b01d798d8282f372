// Presets: what they stand for, what wins, what is refused. That each makes a trial:
// contract/presets_contract_test.cpp.
#include "regularizers/presets.hpp"

#include <catch2/catch.hpp>

#include "core/error.hpp"

namespace regsweep::presets_test {

Value map_of(Map map) { return Value(std::move(map)); }

std::string refusal(const Value& dropout) {
  try {
    expand_presets(dropout);
  } catch (const ConfigurationError& error) {
    return error.what();
  }
  return "accepted";
}

TEST_CASE("presets: a method stands for its choices, and what is written beside it wins") {
  const Value plain =
      map_of({{"head", map_of({{"preset", "drop_head", {}}, {"rate", 0.1, {}}}), {}}});
  CHECK(expand_presets(plain).shown() ==
        "{head: {rate: 0.1, share: [time, feature], scaling: renormalize}}");
  const Value overridden = map_of(
      {{"head",
        map_of({{"preset", "drop_head", {}}, {"rate", 0.1, {}}, {"scaling", "inverted", {}}}),
        {}}});
  CHECK(expand_presets(overridden).shown() ==
        "{head: {rate: 0.1, scaling: inverted, share: [time, feature]}}");
  CHECK(expand_presets(expand_presets(plain)) == expand_presets(plain));
}

TEST_CASE(
    "presets: a scheme gives its placements what is written beside it; placements that are written "
    "out win") {
  const Value given = map_of(
      {{"preset", "nanogpt", {}}, {"rate", 0.2, {}}, {"attention", 0.3, {}}, {"ffn", 0.1, {}}});
  CHECK(expand_presets(given).shown() ==
        "{attention: 0.3, ffn: 0.1, embedding: {rate: 0.2}, residual: {rate: 0.2}}");
  // As a sweep writes it, after shorthand is expanded.
  const Value expanded = map_of({{"preset", map_of({{"rate", "nanogpt", {}}}), {}},
                                 {"rate", map_of({{"rate", 0.2, {}}}), {}},
                                 {"ffn", map_of({{"rate", 0.1, {}}}), {}}});
  CHECK(
      expand_presets(expanded).shown() ==
      "{ffn: {rate: 0.1}, embedding: {rate: 0.2}, attention: {rate: 0.2}, residual: {rate: 0.2}}");
  const Value locked =
      map_of({{"preset", "fairseq", {}}, {"rate", 0.2, {}}, {"share", Value(List{"time"}), {}}});
  CHECK(expand_presets(locked).shown() ==
        "{embedding: {rate: 0.2, share: [time]}, residual: {rate: 0.2, share: [time]}}");
}

TEST_CASE("presets: what is refused, and how") {
  CHECK(refusal(map_of({{"head", map_of({{"preset", "dropp_head", {}}}), {}}})) ==
        "dropout.head.preset = 'dropp_head' is unknown; did you mean 'drop_head'?");
  CHECK(refusal(map_of({{"preset", "nanogtp", {}}})) ==
        "dropout.preset = 'nanogtp' is unknown; did you mean 'nanogpt'?");
  CHECK(refusal(map_of({{"preset", "drop_path", {}}})) ==
        "dropout.preset = 'drop_path' is for one placement; write dropout: {path: {preset: "
        "drop_path, ...}}");
  CHECK(refusal(map_of({{"path", map_of({{"preset", "gpt2", {}}}), {}}})) ==
        "dropout.path.preset = 'gpt2' names placements itself; write dropout: {preset: gpt2, ...}");
}

}  // namespace regsweep::presets_test
