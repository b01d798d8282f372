// A small grammar for the tests of planning: enough fields for every construct, and sites that a
// placement stands for.
#pragma once

#include <string>
#include <vector>

#include "core/fields.hpp"
#include "sweep/plan.hpp"
#include "sweep/yaml.hpp"

namespace regsweep::fake {

struct Data {
  std::string name = "moons";
  std::int64_t train = 100;
};
struct Model {
  std::string kind;
  std::vector<std::int64_t> hidden{8};
  bool bias = true;
};
struct Optimizer {
  std::string kind = "sgd";
  double learning_rate = 0.1, momentum = 0;
};
struct Noise {
  double rate = 0;
  std::string noise = "bernoulli";
};
struct Decay {
  double rate = 0;
};

inline Field section(const std::string& key, const Schema& schema) {
  Field field;
  field.key = key;
  field.kind = FieldKind::section;
  field.section = std::make_shared<Schema>(schema);
  field.default_value = Value(Map{});
  return field;
}

inline const Schema& schema() {
  static const Schema whole = [] {
    Schema dropout, rules, all;
    dropout.doc = "placement -> noise";
    dropout.entries = std::make_shared<Schema>(
        Fields<Noise>("noise", "")
            .add("rate", &Noise::rate, "probability of dropping", from_below(0, 1))
            .add("noise", &Noise::noise, "kind of noise")
            .shorthand("rate")
            .refuse("p", "write rate or keep")
            .schema());
    rules.fields = {section("decay", Fields<Decay>("decay", "")
                                         .add("rate", &Decay::rate, "strength", at_least(0))
                                         .shorthand("rate")
                                         .schema())};
    rules.fields[0].default_value.reset();
    rules.fields[0].optional = true;
    all.name = "base";
    all.fields = {
        section("data", Fields<Data>("data", "")
                            .add("name", &Data::name, "set")
                            .add("train", &Data::train, "examples", at_least(1))
                            .shorthand("name")
                            .schema()),
        section("model", Fields<Model>("model", "")
                             .tag("kind", &Model::kind, "model")
                             .alternative(Fields<Model>("mlp", "")
                                              .add("hidden", &Model::hidden, "widths", at_least(1))
                                              .add("bias", &Model::bias, "biases"))
                             .schema()),
        section("dropout", dropout), section("rules", rules),
        section("optimizer",
                Fields<Optimizer>("optimizer", "")
                    .tag("kind", &Optimizer::kind, "rule")
                    .shorthand("kind")
                    .alternative(Fields<Optimizer>("sgd", "").add("momentum", &Optimizer::momentum,
                                                                  "kept", from_below(0, 1)))
                    .alternative(Fields<Optimizer>("adam", ""))
                    .add("learning_rate", &Optimizer::learning_rate, "size of a step", above(0))
                    .schema())};
    return all;
  }();
  return whole;
}

/// `hidden` stands for hidden.0 and hidden.1; rate 0 anywhere means that nothing is there.
inline Value resolve(const Value& configuration) {
  Value canonical = schema().normalize(configuration, "");
  Map sites;
  for (const Member& member : canonical.at("dropout").map()) {
    if (member.key != "input" && member.key != "hidden" && member.key != "output") {
      throw ConfigurationError(member.key_where, "the model has no placement '" + member.key + "'");
    }
    if (member.value.at("rate").number() == 0) continue;
    if (member.key != "hidden") sites.push_back(member);
    if (member.key == "hidden") {
      for (const char* site : {"hidden.0", "hidden.1"}) {
        sites.push_back(Member{site, member.value, {}});
      }
    }
  }
  canonical.set("dropout", Value(std::move(sites)));
  if (const Value* decay = canonical.at("rules").find("decay");
      decay != nullptr && decay->at("rate").number() == 0) {
    canonical.set("rules", Value(Map{}));
  }
  return canonical;
}

struct Execution {
  std::string blas_kernel;
};

/// A block that somebody else reads.
inline SweepKey block(const std::string& key, bool settable) {
  SweepKey made;
  made.field = section(
      key,
      Fields<Execution>(key, "").add("blas_kernel", &Execution::blas_kernel, "a kernel").schema());
  made.field.default_value.reset();
  made.field.optional = true;
  made.settable = settable;
  return made;
}

inline TrialGrammar grammar() {
  return {&schema(),
          resolve,
          {"test.error", "test.loss"},
          {block("execution", true), block("slurm", false)}};
}

/// The plan of a sweep with this base and these lines below it.
inline Plan plan(const std::string& lines, const std::string& base = "{model: {kind: mlp}}") {
  return make_plan(read_yaml("sweep: s\nbase: " + base + "\n" + lines, "s.yaml"), grammar());
}

inline std::vector<std::string> labels(const Plan& plan) {
  std::vector<std::string> all;
  for (const Variant& variant : plan.variants) all.push_back(variant.label);
  return all;
}

}  // namespace regsweep::fake
