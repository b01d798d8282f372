#include "probes/probe_entry.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "probes/layers.hpp"

namespace regsweep {
namespace {

bool has_name(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// What asks for it in YAML.
std::string key_of_probe(const ProbeEntry& entry) {
  if (entry.measure) return "probes." + entry.name;
  return entry.fields.empty() ? entry.name : entry.fields.front();
}

std::string data_obstacle(const ProbeEntry& entry, const DatasetFacts& facts) {
  if (entry.needs.tokens && facts.task != Task::next_token) {
    return fmt::format("{} needs sequences of tokens, but the data have none; delete it",
                       key_of_probe(entry));
  }
  if (entry.needs.labels && facts.task != Task::classification) {
    return fmt::format("{} needs a class for each example, but the data are {}; delete it",
                       key_of_probe(entry),
                       facts.task == Task::regression ? "a regression" : "sequences of tokens");
  }
  if (entry.needs.classes && facts.task == Task::regression) {
    return fmt::format("{} needs classes, but the data are a regression; delete it",
                       key_of_probe(entry));
  }
  return "";
}

std::string model_obstacle(const ProbeEntry& entry, const std::vector<std::string>& placements) {
  for (const std::string& placement : entry.needs.sites) {
    if (!has_name(placements, placement)) {
      return fmt::format("{} needs the placement '{}', which the model does not offer; delete it",
                         key_of_probe(entry), placement);
    }
  }
  const std::vector<std::string>& units = unit_placements();
  const bool has_units = std::any_of(units.begin(), units.end(), [&](const std::string& each) {
    return has_name(placements, each);
  });
  if (entry.needs.units && !has_units) {
    return fmt::format(
        "{} needs layers of units (the placement '{}'), but the model has none; "
        "give it a layer or delete the probe",
        key_of_probe(entry), join(units, "' or '"));
  }
  return "";
}

}  // namespace

bool ProbeRecord::is_metric() const {
  return std::all_of(dimensions.begin(), dimensions.end(), [](const std::string& dimension) {
    return dimension == "layer" || dimension == "head" || dimension == "matrix";
  });
}

std::vector<std::string> probe_metric_names() {
  std::vector<std::string> names;
  for (const ProbeEntry& entry : probe_entries()) {
    for (const ProbeRecord& record : entry.records) {
      if (!entry.measure || !record.is_metric()) continue;
      names.push_back(fmt::format("probes.{}.{}", entry.name, record.name));
    }
  }
  return names;
}

bool probes_part(const ProbeEntry& entry, const EvaluationOptions& options, const Dataset& data,
                 const std::string& part) {
  if (!entry.make || !entry.wanted(options)) return false;
  if (entry.needs.tokens && data.task != Task::next_token) return false;
  if (entry.needs.labels && data.task != Task::classification) return false;
  if (entry.needs.each_part) return has_name(entry.needs.parts, part);
  for (const std::string& preferred : entry.needs.parts) {
    if (data.count(data.part(preferred)) > 0) return part == preferred;
  }
  return false;
}

std::string probe_obstacle(const ProbeEntry& entry, const DatasetFacts& facts,
                           const std::vector<std::string>& placements) {
  for (const std::string& obstacle :
       {data_obstacle(entry, facts), model_obstacle(entry, placements)}) {
    if (!obstacle.empty()) return obstacle;
  }
  const std::vector<std::string>& parts = entry.needs.parts;
  if (entry.needs.each_part || std::any_of(parts.begin(), parts.end(), [&](const auto& part) {
        return facts.count(part) > 0;
      })) {
    return "";
  }
  return fmt::format(
      "{} looks at {} examples, but the data have neither a {} part; add data.validation: <count>",
      key_of_probe(entry), parts.front(), join(parts, " nor a "));
}

}  // namespace regsweep
