#include "sweep/keys.hpp"

#include <fmt/format.h>

#include <limits>

#include "core/json_schema.hpp"
#include "core/text.hpp"
#include "sweep/analysis.hpp"
#include "sweep/claims.hpp"
#include "sweep/look_options.hpp"
#include "sweep/seed_sources.hpp"
#include "sweep/tune_options.hpp"

namespace regsweep {
namespace sweep_form {

Value typed(const char* type) { return Value(Map{{"type", type, {}}}); }

Value integer(std::int64_t low, std::int64_t high) {
  return Value(Map{{"type", "integer", {}}, {"minimum", low, {}}, {"maximum", high, {}}});
}

Value list_of(Value items, int fewest) {
  Value schema = typed("array");
  schema.set("items", std::move(items));
  if (fewest > 0) schema.set("minItems", Value(fewest));
  return schema;
}

Value map_of(Value values, int fewest) {
  Value schema = typed("object");
  schema.set("additionalProperties", std::move(values));
  if (fewest > 0) schema.set("minProperties", Value(fewest));
  return schema;
}

Value any_of(List schemas) { return Value(Map{{"anyOf", Value(std::move(schemas)), {}}}); }

// What is_sweep_name accepts; YAML reads a name such as 2024 as a number, and `true` as a flag.
Value name() {
  Value text = typed("string");
  text.set("pattern", Value(fmt::format("^[a-z0-9][a-z0-9-]{{0,{}}}$", longest_name - 1)));
  Value number = typed("integer");
  number.set("minimum", Value(0));
  return any_of({text, number, typed("boolean")});
}

Value seeds() {
  Value list = list_of(integer(0, std::numeric_limits<std::uint32_t>::max()), 1);
  list.set("uniqueItems", Value(true));
  return any_of({integer(1, most_seeds), list, json_schema(look_schema()),
                 json_schema(seed_sources_schema())});
}

// The values of one axis: a list, {range: [first, last, step]} or {log: [first, last, how many]}.
Value axis_values() {
  Value three = list_of(typed("number"), 3);
  three.set("maxItems", Value(3));
  Value made = typed("object");
  made.set("properties", Value(Map{{"range", three, {}}, {"log", three, {}}}));
  made.set("additionalProperties", Value(false));
  made.set("minProperties", Value(1));
  made.set("maxProperties", Value(1));
  return any_of({list_of(Value(Map{}), 1), made});
}

Value placements() {
  Value schema = typed("object");
  Value places = list_of(typed("string"), 1);
  places.set("uniqueItems", Value(true));
  const Value ways(Map{{"enum", Value(List{"powerset", "one_at_a_time", "leave_one_out"}), {}}});
  schema.set("properties", Value(Map{{"of", places, {}}, {"choose", ways, {}}}));
  schema.set("required", Value(List{"of", "choose"}));
  const auto has = [](const char* key) { return Value(Map{{"required", Value(List{key}), {}}}); };
  schema.set("anyOf", Value(List{has("rate"), has("keep")}));
  return schema;
}

// Values for paths whose first word is a field of base; each path of a declared field is listed,
// so that editors can complete it.
Value paths(const Schema& trial) {
  Value schema = typed("object");
  Value properties(Map{});
  for (const std::string& key : trial.keys_for(nullptr)) properties.set(key, axis_values());
  for (const std::string& path : field_paths(trial)) properties.set(path, axis_values());
  schema.set("properties", std::move(properties));
  const std::string below_a_field = fmt::format("^({})\\..", join(trial.keys_for(nullptr), "|"));
  schema.set("patternProperties", Value(Map{{below_a_field, axis_values(), {}}}));
  schema.set("additionalProperties", Value(false));
  return schema;
}

Value axes(const Schema& trial) {
  Value zip = paths(trial);
  zip.set("minProperties", Value(1));
  Value map = paths(trial);
  Value& properties = *map.find("properties");
  properties.set("zip", zip);
  properties.set("placements", placements());
  properties.set("variants", map_of(any_of({typed("object"), typed("null")}), 1));
  return any_of({map, list_of(map, 0)});
}

Schema without(Schema schema, const std::string& key) {
  std::erase_if(schema.fields, [&](const Field& field) { return field.key == key; });
  return schema;
}

// No axis supplies what a claim lacks.
Value claims(const std::vector<std::string>& metrics) {
  Value claim = json_schema(claim_schema(metrics));
  claim.set("required", Value(List{"name", "says", "expect"}));
  claim.find("properties")->find("expect")->set("required", Value(List{"metric"}));
  return list_of(claim, 0);
}

// Settings that pick cells.
Value conditions() {
  Value schema = typed("object");
  schema.set("minProperties", Value(1));
  return schema;
}

}  // namespace sweep_form

namespace {

enum class Presence { required, optional };

Field key_of(std::string key, FieldKind kind, Presence presence, std::string meaning) {
  Field field;
  field.key = std::move(key);
  field.kind = kind;
  field.doc = std::move(meaning);
  field.optional = presence == Presence::optional;
  return field;
}

Field key_with_form(std::string key, Presence presence, std::string meaning, std::string form,
                    std::function<Value()> json_form) {
  Field field = key_of(std::move(key), FieldKind::anything, presence, std::move(meaning));
  field.form = std::move(form);
  field.json_form = std::move(json_form);
  return field;
}

Field key_with_fields(std::string key, Presence presence, std::string meaning,
                      const Schema& schema) {
  Field field = key_of(std::move(key), FieldKind::section, presence, std::move(meaning));
  field.section = std::make_shared<Schema>(schema);
  return field;
}

}  // namespace

bool is_sweep_name(const std::string& text) {
  return text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos &&
         !text.empty() && text.front() != '-' && text.size() <= longest_name;
}

std::vector<SweepKey> sweep_keys(const TrialGrammar& grammar) {
  const Schema* trial = grammar.schema;
  std::vector<SweepKey> keys{
      {key_with_form(
           "sweep", Presence::required, "name of the sweep and of its directory below results/",
           fmt::format("letters a-z, digits, '-'; at most {} of them, no '-' first", longest_name),
           sweep_form::name),
       "mnist-dropout"},
      {key_of("description", FieldKind::text, Presence::optional,
              "one line for people; stands in results.h5"),
       "Dropout rate on MNIST"},
      {key_with_fields("base", Presence::required, "one complete trial; the axes vary it", *trial),
       "{data: mnist, model: ...}"},
      {key_with_form("axes", Presence::optional,
                     "what varies; the product of all entries, see below",
                     "a map, or a list of maps",
                     [varied = sweep_form::without(*trial, grammar.apart)] {
                       return sweep_form::axes(varied);
                     }),
       "{dropout.hidden: [0, 0.5]}"},
      {key_with_form("exclude", Presence::optional, "cells that match one of these are left out",
                     "a list of maps",
                     [] { return sweep_form::list_of(sweep_form::conditions(), 0); }),
       "[{dropout.hidden: 0, dropout.input: 0.2}]"},
      {key_with_form(
           "seeds", Presence::required,
           "replicates; every variant runs with the same seeds; as a map: rounds of "
           "seeds for comparisons that are not decided yet, from, by, at_most, with "
           "spending: obrien_fleming (default), pocock or anytime; or counts by source of "
           "randomness, initialization, order and masks, with layout: crossed (default) "
           "or one_at_a_time",
           "a count n (seeds 0 .. n-1), a list, {from: 4, by: 4, at_most: 24, until: "
           "decided}, or {initialization: 5, order: 5, masks: 5}",
           sweep_form::seeds),
       "10"},
      {key_with_fields("analysis", Presence::optional,
                       "primary metric, baseline and family of comparisons; frozen with the plan",
                       analysis_schema(grammar.metrics)),
       "{metric: test.error, baseline: {dropout.hidden: 0}, compare: to_baseline, pairing: seed, "
       "alpha: 0.05, test: t, margin: 0.002}"}};
  keys.push_back({key_with_fields("tune", Presence::optional,
                                  "finds settings for each arm (cell of the axes) with equal "
                                  "budgets, then trains the chosen ones with `seeds`",
                                  tune_schema(grammar.metrics)),
                  "{budget: 16, seeds: 2, by: validation.error, search: {optimizer.learning_rate: "
                  "{log: [1e-4, 1e-1]}}, also: {dropout: {dropout.hidden: {uniform: [0, 0.8]}}}}"});
  keys.push_back(
      {key_with_form("claims", Presence::optional,
                     "what the sweep is expected to show; frozen with the plan, judged by the "
                     "analysis",
                     "a list of maps",
                     [metrics = grammar.metrics] { return sweep_form::claims(metrics); }),
       "[{name: helps, says: dropout helps, expect: {metric: test.error, of: {dropout.hidden: "
       "0.5}, against: {dropout.hidden: 0}, is: lower}}]",
       false});
  keys.insert(keys.end(), grammar.blocks.begin(), grammar.blocks.end());
  return keys;
}

Schema sweep_schema(const TrialGrammar& grammar) {
  Schema schema;
  schema.name = "sweep";
  for (SweepKey& each : sweep_keys(grammar)) schema.fields.push_back(std::move(each.field));
  return schema;
}

Value sweep_json_schema(const TrialGrammar& grammar) {
  const Schema declared = sweep_schema(grammar);
  const Value described = json_schema(declared);
  List required;
  for (const Field& field : declared.fields) {
    if (!field.optional) required.emplace_back(field.key);
  }
  return Value(Map{{"$schema", "http://json-schema.org/draft-07/schema#", {}},
                   {"title", "regsweep sweep", {}},
                   {"type", described.at("type"), {}},
                   {"properties", described.at("properties"), {}},
                   {"required", Value(std::move(required)), {}},
                   {"additionalProperties", described.at("additionalProperties"), {}}});
}

const std::vector<AxisForm>& axis_forms() {
  static const std::vector<AxisForm> forms{
      {"dropout.hidden.rate: [0, 0.25, 0.5]", "these values; dropout.hidden means its field rate"},
      {"data.train: {log: [500, 50000, 5]}",
       "5 values from 500 to 50000, evenly spaced on a logarithmic scale, rounded to the digits "
       "that "
       "tell them apart"},
      {"dropout.input: {range: [0, 0.4, 0.1]}", "first, last, step: 0, 0.1, 0.2, 0.3, 0.4"},
      {"optimizer.gradient_clip: [null, 1]",
       "null: absent, here and wherever a key may be absent; the axis stays one of numbers"},
      {"dropout.hidden: [0, {rate: 0.5, share: [batch]}]",
       "beside maps a number is short for one: 0 is {rate: 0}"},
      {"zip: {optimizer.learning_rate: [0.1, 0.05], training.epochs: [20, 40]}",
       "lists of equal length that move together"},
      {"placements: {of: [input, hidden], choose: powerset, rate: 0.2}",
       "which of the placements drop: powerset, one_at_a_time or leave_one_out"},
      {"variants: {none: {}, l2: {regularizers.l2: 1e-4}}", "named sets of overrides"},
  };
  return forms;
}

}  // namespace regsweep
