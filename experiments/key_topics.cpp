// Topics of the keys of a sweep file: those at its top and those of `base`, from their
// declarations.
#include <cctype>

#include "core/text.hpp"
#include "execution/planning.hpp"
#include "models/registry.hpp"
#include "probes/probe_entry.hpp"
#include "regularizers/rule_entry.hpp"
#include "sweep/analysis.hpp"
#include "sweep/keys.hpp"
#include "sweep/look_options.hpp"
#include "sweep/seed_sources.hpp"
#include "sweep/tune_options.hpp"
#include "topics.hpp"
#include "training/configuration.hpp"

namespace regsweep {
namespace {

// The field names a metric; all of them would fill a page.
Schema with_any_metric(Schema schema, const std::string& key) {
  for (Field& field : schema.fields) {
    if (field.key != key) continue;
    field.kind = FieldKind::anything;
    field.choices.clear();
    field.form = "the name of a metric";
  }
  return schema;
}

Topic key_topic(const Field& field, const std::string& example) {
  return {
      std::string(chapter_of_keys),
      field.key,
      field.key + ":",
      as_sentence(field.doc),
      {{"value", field.kind_text() + (field.optional || field.default_value ? "" : "; required")}},
      Schema(),
      example};
}

// Of keys that have no topic of their own elsewhere.
Topic top_key_topic(const SweepKey& key) {
  Topic topic = key_topic(key.field, key.field.key + ": " + key.example);
  if (key.field.key == "base") {
    std::vector<std::string> names;
    for (const Field& field : trial_schema().fields) names.push_back(field.key);
    topic.facts.emplace_back("keys", join(names, ", "));
  }
  if (key.field.key == "axes") {
    for (const AxisForm& each : axis_forms()) topic.facts.emplace_back(each.form, each.meaning);
  }
  return topic;
}

void add_top_keys(std::vector<Topic>& out) {
  for (const SweepKey& each : sweep_keys(trial_grammar())) {
    const std::string& key = each.field.key;
    const bool elsewhere = key == "analysis" || key == "tune" || key == "claims" ||
                           key == "execution" || key == "slurm";
    if (!elsewhere) out.push_back(top_key_topic(each));
  }
}

Topic base_key_topic(const std::string& key, const std::string& what,
                     const std::vector<std::string>& names, const std::string& example) {
  Topic topic = key_topic(*trial_schema().field(key), example);
  topic.facts.emplace_back(what, join(names, ", "));
  return topic;
}

std::vector<std::string> measurement_names() {
  std::vector<std::string> names;
  for (const ProbeEntry& each : probe_entries()) {
    if (each.measure) names.push_back(each.name);
  }
  return names;
}

}  // namespace

std::string as_sentence(std::string words) {
  if (!words.empty()) {
    words.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(words.front())));
  }
  return words;
}

void add_key_topics(std::vector<Topic>& out) {
  add_top_keys(out);
  out.push_back(base_key_topic("model", "kinds", model_schema().alternative_names(),
                               "model: {kind: mlp, hidden: [1024, 1024], activation: relu}"));
  std::vector<std::string> rules;
  for (const RuleEntry& each : rule_entries()) rules.push_back(each.name);
  out.push_back(
      base_key_topic("regularizers", "names", rules,
                     "regularizers: {<name>: ..., ...}; of each: regsweep describe <name>"));
  out.push_back(
      base_key_topic("probes", "names", measurement_names(), "probes: {weights: {at: [0, last]}}"));
}

void add_comparison_topics(std::vector<Topic>& out) {
  const std::string chapter = "Seeds, analysis, tuning";
  out.push_back({chapter,
                 "analysis",
                 "analysis:",
                 analysis_schema({}).doc,
                 {},
                 with_any_metric(analysis_schema({}), "metric"),
                 "analysis: {metric: test.error, baseline: {dropout.hidden: 0}, margin: 0.002}"});
  out.push_back({chapter,
                 "tune",
                 "tune:",
                 tune_schema({}).doc,
                 {},
                 with_any_metric(tune_schema({}), "by"),
                 "tune: {budget: 16, by: validation.error, search: {optimizer.learning_rate: {log: "
                 "[1e-4, 1e-1]}}, also: {dropout: {dropout.hidden: {uniform: [0, 0.8]}}}}"});
  out.push_back({chapter,
                 "seeds",
                 "seeds: {until: decided, ...}",
                 look_schema().doc,
                 {},
                 look_schema(),
                 "seeds: {from: 4, by: 4, at_most: 24, until: decided}"});
  out.push_back({chapter,
                 "seeds",
                 "seeds: {initialization: ..., order: ..., masks: ...}",
                 seed_sources_schema().doc,
                 {},
                 seed_sources_schema(),
                 "seeds: {initialization: 5, order: 5, masks: 5}"});
}

}  // namespace regsweep
