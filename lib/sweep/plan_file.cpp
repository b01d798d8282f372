// plan.json: one line per variant and per trial, so that plans can be compared with diff; a digest,
// so that an edited one is noticed; the history of its directory with a digest of its own.
#include <fmt/format.h>

#include <algorithm>

#include "core/hash.hpp"
#include "core/json.hpp"
#include "core/utf8.hpp"
#include "sweep/claim_variants.hpp"
#include "sweep/plan.hpp"

namespace regsweep {
namespace {

constexpr int format_version = 1;

void add_member(std::string& out, std::string_view key, const Value& value) {
  out += fmt::format("  \"{}\": {},\n", key, to_json(value, JsonForm::one_line));
}

template <class Items, class Encode>
void add_lines(std::string& out, std::string_view key, const Items& items, const Encode& encode) {
  out += fmt::format("  \"{}\": [", key);
  const char* separator = "\n    ";
  for (const auto& item : items) {
    out += separator;
    out += encode(item);
    separator = ",\n    ";
  }
  out += "\n  ],\n";
}

template <class Items>
Value list_of(const Items& items) {
  List list;
  for (const auto& item : items) {
    if constexpr (std::is_integral_v<std::decay_t<decltype(item)>>) {
      list.emplace_back(static_cast<std::int64_t>(item));
    } else {
      list.emplace_back(item);
    }
  }
  return Value(std::move(list));
}

std::string variant_line(const Variant& variant) {
  std::vector<std::pair<std::string_view, std::string>> members{
      {"label", to_json(Value(variant.label), JsonForm::one_line)},
      {"cells", std::to_string(variant.cells)},
      {"settings", to_json(Value(Map(variant.settings)), JsonForm::one_line)}};
  if (!variant.stage.empty()) {
    members.emplace_back("stage", to_json(Value(variant.stage), JsonForm::one_line));
  }
  members.emplace_back("configuration", to_json(variant.configuration, JsonForm::one_line));
  return json_object(members, JsonBlanks::separated);
}

std::string trial_line(const PlannedTrial& trial) {
  return json_object({{"id", to_json(Value(trial.id), JsonForm::one_line)},
                      {"variant", std::to_string(trial.variant)},
                      {"seed", std::to_string(trial.seed)}},
                     JsonBlanks::separated);
}

// All members but digest, files and provenance; what the digest covers, byte by byte.
std::string substance(const Plan& plan) {
  std::string out;
  add_member(out, "format", Value("regsweep-plan"));
  add_member(out, "format_version", Value(format_version));
  add_member(out, "schema_version", Value(schema_version));
  add_member(out, "sweep", Value(plan.sweep));
  add_member(out, "description", Value(plan.description));
  add_member(out, "axes", list_of(plan.axes));
  add_member(out, "seeds", list_of(plan.seeds));
  add_member(out, "cells", Value(plan.cells));
  add_member(out, "analysis", plan.analysis);
  if (!plan.execution.is_null()) add_member(out, "execution", plan.execution);
  if (!plan.growth.is_null()) {
    add_member(out, "generation", Value(plan.generation));
    add_member(out, "previous", Value(plan.previous));
    add_member(out, "growth", plan.growth);
  }
  if (!plan.probes.is_null()) add_member(out, "probes", plan.probes);
  add_lines(out, "variants", plan.variants, variant_line);
  add_lines(out, "trials", plan.trials, trial_line);
  return out;
}

// One line of the member `history`.
Value record_value(const PlanRecord& record) {
  Value value(Map{});
  value.set("finished", Value(record.finished));
  value.set("variants", Value(record.variants));
  value.set("trials", Value(record.trials));
  value.set("seeds", list_of(record.seeds));
  value.set("analysis", record.analysis);
  return value;
}

std::string history_text(const Plan& plan) {
  std::string out;
  if (plan.history.empty()) return out;
  add_lines(out, "history", plan.history, [](const PlanRecord& record) {
    return to_json(record_value(record), JsonForm::one_line);
  });
  return out;
}

// Its own digest, since a plan is the same whatever was before it.
std::string history_digest(const Plan& plan) { return xxh3_128(history_text(plan)); }

std::vector<std::uint32_t> seeds_of(const Value& list) {
  std::vector<std::uint32_t> seeds;
  for (const Value& seed : list.list()) {
    seeds.push_back(static_cast<std::uint32_t>(seed.integer()));
  }
  return seeds;
}

std::vector<PlanRecord> decoded_history(const Value& json) {
  std::vector<PlanRecord> history;
  const Value* lines = json.find("history");
  if (lines == nullptr) return history;
  for (const Value& line : lines->list()) {
    history.push_back({line.at("finished").integer(), seeds_of(line.at("seeds")),
                       line.at("variants").integer(), line.at("trials").integer(),
                       line.at("analysis")});
  }
  return history;
}

Plan decoded(const Value& json) {
  Plan plan{json.at("sweep").text(),
            json.at("description").text(),
            {},
            {},
            {},
            {},
            json.at("analysis"),
            json.at("cells").integer(),
            json.at("provenance")};
  for (const Value& axis : json.at("axes").list()) plan.axes.push_back(axis.text());
  plan.seeds = seeds_of(json.at("seeds"));
  for (const Value& variant : json.at("variants").list()) {
    plan.variants.push_back(Variant{variant.at("label").text(), variant.at("configuration"),
                                    variant.at("settings").map(),
                                    static_cast<int>(variant.at("cells").integer())});
    if (const Value* stage = variant.find("stage")) plan.variants.back().stage = stage->text();
  }
  for (const Value& trial : json.at("trials").list()) {
    plan.trials.push_back(PlannedTrial{trial.at("id").text(),
                                       static_cast<std::size_t>(trial.at("variant").integer()),
                                       static_cast<std::uint32_t>(trial.at("seed").integer())});
  }
  if (const Value* execution = json.find("execution")) plan.execution = *execution;
  if (const Value* growth = json.find("growth")) {
    plan.growth = *growth;
    plan.generation = json.at("generation").integer();
    plan.previous = json.at("previous").text();
  }
  if (const Value* probes = json.find("probes")) plan.probes = *probes;
  plan.history = decoded_history(json);
  if (const Value* files = json.find("files")) plan.files = data_files_of(*files);
  return plan;
}

void check_version(const Value& json, const std::string& name) {
  constexpr std::size_t longest_version = 80;  // a damaged one may be anything
  const Value* format = json.find("format");
  if (format == nullptr || !(*format == Value("regsweep-plan"))) {
    throw StorageError(
        fmt::format("{} is no plan of regsweep; name the folder that `regsweep run` or `regsweep "
                    "plan --write` made",
                    name));
  }
  for (const auto& [key, expected] :
       {std::pair("format_version", format_version), std::pair("schema_version", schema_version)}) {
    const Value* version = json.find(key);
    if (version == nullptr || !(*version == Value(expected))) {
      throw StorageError(fmt::format(
          "{} has {} {}, but this program has {}; use the program that wrote it, or plan again "
          "from sweep.yaml",
          name, key, version == nullptr ? "none" : shortened(version->shown(), longest_version),
          expected));
    }
  }
}

}  // namespace

std::string plan_digest(const Plan& plan) { return xxh3_128(substance(plan)); }

std::string plan_text(const Plan& plan) {
  const std::string text = substance(plan);
  std::string history = history_text(plan);
  if (!history.empty()) add_member(history, "history_digest", Value(history_digest(plan)));
  std::string files;
  add_lines(files, "files", plan.files,
            [](const DataFile& file) { return to_json(as_value(file), JsonForm::one_line); });
  return fmt::format("{{\n{}  \"digest\": \"{}\",\n{}{}  \"provenance\": {}\n}}\n", text,
                     xxh3_128(text), history, files, to_json(plan.provenance, JsonForm::one_line));
}

PlanRecord record_of(const Plan& plan, std::int64_t finished) {
  PlanRecord record{finished, plan.seeds, static_cast<std::int64_t>(plan.variants.size()),
                    static_cast<std::int64_t>(plan.trials.size()), plan.analysis};
  record.analysis.erase("baseline_variant");
  if (Value* claims = record.analysis.find("claims")) {
    for (Value& claim : claims->list()) claim = claim_as_written(std::move(claim));
  }
  return record;
}

Value history_value(const std::vector<PlanRecord>& history) {
  List lines;
  for (const PlanRecord& record : history) lines.push_back(record_value(record));
  return Value(std::move(lines));
}

Plan read_plan(const std::string& text, const std::string& name) {
  const Value json = from_json(text, name);
  check_version(json, name);
  const std::string damage = fmt::format(
      "{} was damaged or edited: its content does not fit its digest; plan again from sweep.yaml",
      name);
  try {
    Plan plan = decoded(json);
    if (!(json.at("digest") == Value(plan_digest(plan)))) throw StorageError(damage);
    if (!plan.history.empty() && !(json.at("history_digest") == Value(history_digest(plan)))) {
      throw StorageError(damage);
    }
    return plan;
  } catch (const ContractError&) {  // a member is missing or has another kind
    throw StorageError(damage);
  }
}

}  // namespace regsweep
