#include "execution/sweep_description.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "data/content.hpp"
#include "data/named_files.hpp"
#include "probes/probe_options.hpp"
#include "sweep/tuning.hpp"
#include "training/configuration.hpp"

namespace regsweep {
namespace sweep_description {
namespace {

// What two values have alike; nothing when that is nothing. Of maps it is looked for inside.
std::optional<Value> common(const Value& a, const Value& b) {
  if (a == b) return a;
  if (!a.is_map() || !b.is_map()) return std::nullopt;
  Map alike;
  for (const Member& member : a.map()) {
    const Value* other = b.find(member.key);
    if (other == nullptr) continue;
    if (std::optional<Value> shared = common(member.value, *other)) {
      alike.push_back({member.key, std::move(*shared), {}});
    }
  }
  if (alike.empty()) return std::nullopt;
  return Value(std::move(alike));
}

// The declared field that an axis varies; nullptr of one that varies several.
const Field* field_of_axis(const std::string& axis) {
  try {
    return trial_schema().field_at(trial_schema().resolve(axis, {}));
  } catch (const ConfigurationError&) {  // "variants", "placements", or a plan of another version
    return nullptr;
  }
}

std::string meaning_of(const std::string& axis) {
  if (axis.starts_with("variants")) return "named sets of settings";
  if (axis.starts_with("placements")) return "the places that have noise";
  if (axis == search_axis) return "which of several searches for settings";
  const Field* field = field_of_axis(axis);
  return field == nullptr ? "" : field->doc;
}

Value values_of(const Plan& plan, const std::string& axis) {
  List values;
  for (const Variant& variant : plan.variants) {
    for (const Member& setting : variant.settings) {
      if (setting.key == axis &&
          std::find(values.begin(), values.end(), setting.value) == values.end()) {
        values.push_back(setting.value);
      }
    }
  }
  return Value(std::move(values));
}

}  // namespace
}  // namespace sweep_description

Value common_configuration(const Plan& plan) {
  if (plan.variants.empty()) return Value(Map{});
  Value shared = plan.variants.front().configuration;
  for (const Variant& variant : plan.variants) {
    shared = sweep_description::common(shared, variant.configuration).value_or(Value(Map{}));
  }
  return shared;
}

Value described_axes(const Plan& plan) {
  List axes;
  for (const std::string& axis : plan.axes) {
    Value described(Map{});
    described.set("name", Value(axis));
    described.set("meaning", Value(sweep_description::meaning_of(axis)));
    const Field* field = sweep_description::field_of_axis(axis);
    if (field != nullptr && !field->unit.empty()) described.set("unit", Value(field->unit));
    described.set("values", sweep_description::values_of(plan, axis));
    axes.push_back(std::move(described));
  }
  return Value(std::move(axes));
}

Value described_probes(const Plan& plan) {
  Value described(Map{});
  for (const ProbeRequest& request : probe_requests(plan.probes)) {
    const ProbeEntry& entry = *request.entry;
    described.set(entry.name, Value(Map{{"summary", Value(entry.summary), {}},
                                        {"equation", Value(entry.equation), {}},
                                        {"source", Value(entry.source), {}}}));
  }
  return described;
}

std::string data_text(const Variant& variant) {
  const Value& data = variant.configuration.at("data");
  std::string text = data.at("name").text();
  for (const NamedFile& file : named_files(data)) {
    text += is_content(content_part(file.path)) ? fmt::format(" {}", file.path)
                                                : std::string(", content unknown");
  }
  return text;
}

}  // namespace regsweep
