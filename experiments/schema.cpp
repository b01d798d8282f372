// `regsweep schema`: the JSON Schema of a sweep file. In an editor with the YAML language server,
// begin a sweep with
//   # yaml-language-server: $schema=regsweep.schema.json
#include "core/json_schema.hpp"

#include <fmt/format.h>

#include "command.hpp"
#include "core/json.hpp"
#include "evaluation/metric.hpp"
#include "execution/execution_options.hpp"
#include "execution/slurm/options.hpp"
#include "sweep_keys.hpp"

namespace regsweep {
namespace {

Value described(Value schema, const std::string& text) {
  schema.set("description", Value(text));
  return schema;
}

Value typed(const char* type) { return Value(Map{{"type", type, {}}}); }

Value list_of(Value items) {
  return Value(Map{{"type", "array", {}}, {"items", std::move(items), {}}});
}

Value any_of(List schemas) { return Value(Map{{"anyOf", Value(std::move(schemas)), {}}}); }

// A list of values, or a map that generates one: {range: ...}, {log: ...}.
Value axis_schema() { return any_of({typed("array"), typed("object")}); }

Value axes_schema() {
  Value properties(Map{});
  for (const char* word : {"zip", "placements", "variants"}) properties.set(word, typed("object"));
  for (const std::string& path : field_paths(trial_schema())) properties.set(path, axis_schema());
  const Value one(Map{{"type", "object", {}},
                      {"properties", properties, {}},
                      {"additionalProperties", axis_schema(), {}}});
  return any_of({one, list_of(one)});
}

Value analysis_schema() {
  List metrics;
  for (const std::string& name : metric_names()) metrics.emplace_back(name);
  const auto words = [](List choices) {
    return Value(Map{{"enum", Value(std::move(choices)), {}}});
  };
  return Value(Map{
      {"type", "object", {}},
      {"properties",
       Value(Map{
           {"metric", words(metrics), {}},
           {"baseline", any_of({typed("object"), typed("string")}), {}},
           {"compare", words({"to_baseline", "all_pairs"}), {}},
           {"pairing", words({"none", "seed"}), {}},
           {"alpha",
            Value(Map{
                {"type", "number", {}}, {"exclusiveMinimum", 0, {}}, {"exclusiveMaximum", 1, {}}}),
            {}},
           {"test", words({"t", "permutation"}), {}},
           {"margin", Value(Map{{"type", "number", {}}, {"exclusiveMinimum", 0, {}}}), {}},
           {"tasks", typed("string"), {}}}),
       {}},
      {"additionalProperties", false, {}}});
}

Value schema_of(const std::string& key) {
  if (key == "sweep") return Value(Map{{"type", "string", {}}, {"pattern", "^[a-z0-9-]+$", {}}});
  if (key == "base") return json_schema(trial_schema());
  if (key == "axes") return axes_schema();
  if (key == "exclude") return list_of(typed("object"));
  if (key == "seeds") {
    return any_of({Value(Map{{"type", "integer", {}}, {"minimum", 1, {}}}),
                   list_of(Value(Map{{"type", "integer", {}}, {"minimum", 0, {}}}))});
  }
  if (key == "analysis") return analysis_schema();
  if (key == "execution") return json_schema(execution_fields().schema());
  if (key == "slurm") return json_schema(slurm_fields().schema());
  return typed("string");
}

Value sweep_schema() {
  Value properties(Map{});
  for (const SweepKey& each : sweep_keys()) {
    properties.set(each.key, described(schema_of(each.key), each.meaning));
  }
  return Value(Map{{"$schema", "http://json-schema.org/draft-07/schema#", {}},
                   {"title", "regsweep sweep", {}},
                   {"type", "object", {}},
                   {"properties", std::move(properties), {}},
                   {"required", Value(List{"sweep", "base"}), {}},
                   {"additionalProperties", false, {}}});
}

}  // namespace

void add_schema(CLI::App& program, Action& chosen) {
  CLI::App* command = program.add_subcommand("schema", "JSON Schema of the YAML, for editors");
  command->callback([&chosen] {
    chosen = [] {
      fmt::print("{}\n", to_json(sweep_schema()));
      return ExitCode::done;
    };
  });
}

}  // namespace regsweep
