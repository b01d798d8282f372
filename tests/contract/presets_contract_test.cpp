// Every preset makes a trial, at the placements that it is meant for; abbreviations do not change
// what a trial is.
#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "regularizers/presets.hpp"
#include "regularizers/site_noise.hpp"
#include "training/configuration.hpp"

namespace regsweep::presets_contract_test {

Value map_of(Map map) { return Value(std::move(map)); }

Value trial(const std::string& kind, const Value& dropout) {
  Value model = map_of({{"kind", kind, {}}});
  if (kind == "mlp") model.set("hidden", Value(List{8, 8}));
  if (kind != "mlp") {
    for (const auto& [key, number] :
         {std::pair{"layers", 2}, {"heads", 2}, {"channels", 8}, {"context", 8}}) {
      model.set(key, Value(number));
    }
  }
  return resolve_trial(
      map_of({{"data", "two_moons", {}},
              {"model", model, {}},
              {"dropout", dropout, {}},
              {"optimizer", map_of({{"kind", "sgd", {}}, {"learning_rate", 0.1, {}}}), {}},
              {"training", map_of({{"epochs", 1, {}}}), {}}}));
}

// The resolved noise of the first site that a placement means.
Value first_site(const Value& resolved) { return resolved.at("dropout").map().front().value; }

TEST_CASE("presets: a scheme needs a rate") {
  CHECK_THROWS_AS(trial("causal_transformer", map_of({{"preset", "nanogpt", {}}})),
                  ConfigurationError);
}

TEST_CASE("presets: axes may name a preset and its rate") {
  using Keys = std::vector<std::string>;
  Value base = map_of({{"dropout", map_of({{"preset", "nanogpt", {}}, {"rate", 0.2, {}}}), {}}});
  CHECK(trial_schema().resolve("dropout.preset", {}) == Keys{"dropout", "preset", "rate"});
  CHECK(trial_schema().resolve("dropout.rate", {}) == Keys{"dropout", "rate", "rate"});
  CHECK(expand_presets(trial_schema().expand(base).at("dropout")) ==
        expand_presets(base.at("dropout")));
  CHECK(trial_schema().resolve("dropout.head.preset", {}) == Keys{"dropout", "head", "preset"});
}

TEST_CASE("presets: each method is accepted at the placements that it is meant for") {
  for (const MethodPreset& preset : method_presets()) {
    INFO(preset.name);
    CHECK_FALSE(preset.summary.empty());
    CHECK_FALSE(preset.source.empty());
    std::string noise = "bernoulli";
    for (const Member& member : preset.choices) {
      if (member.key == "noise") noise = member.value.text();
    }
    const std::string placement =
        preset.where == "any" ? "hidden" : preset.where.substr(0, preset.where.find(','));
    const Value dropout =
        map_of({{placement,
                 map_of({{"preset", preset.name, {}}, {noise_entry(noise).strength.key, 0.37, {}}}),
                 {}}});
    const std::string kind =
        placement == "hidden" || placement == "input" || placement == "example_weights"
            ? "mlp"
            : "causal_transformer";
    CHECK(acts(first_site(trial(kind, dropout))));
    CHECK(first_site(trial(kind, dropout)).find("preset") == nullptr);
  }
  for (const SchemePreset& preset : scheme_presets()) {
    INFO(preset.name);
    const Value resolved =
        trial("causal_transformer", map_of({{"preset", preset.name, {}}, {"rate", 0.37, {}}}));
    CHECK(resolved.at("dropout").map().size() >= 2 * preset.placements.size());
  }
}

TEST_CASE("presets: an abbreviation is the same trial as what it stands for") {
  const Value short_form =
      map_of({{"layer", map_of({{"preset", "layer_drop", {}}, {"keep", 0.8, {}}}), {}}});
  const Value long_form = map_of({{"layer",
                                   map_of({{"rate", 0.2, {}},
                                           {"scaling", "none", {}},
                                           {"share", Value(List{"time", "feature", "batch"}), {}}}),
                                   {}}});
  CHECK(canonical_text(trial("causal_transformer", short_form)) ==
        canonical_text(trial("causal_transformer", long_form)));
}

}  // namespace regsweep::presets_contract_test
