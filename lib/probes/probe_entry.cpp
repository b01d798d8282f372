#include "probes/probe_entry.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"

namespace regsweep {
namespace {

bool has_name(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

const Split& split_called(const Dataset& data, const std::string& part) {
  if (part == "train") return data.train;
  return part == "validation" ? data.validation : data.test;
}

std::int64_t examples_in(const DatasetFacts& facts, const std::string& part) {
  if (part == "train") return facts.train;
  return part == "validation" ? facts.validation : facts.test;
}

}  // namespace

bool probes_part(const ProbeEntry& entry, const EvaluationOptions& options, const Dataset& data,
                 const std::string& part) {
  if (!entry.wanted(options)) return false;
  if (entry.needs.tokens && data.task != Task::next_token) return false;
  if (entry.needs.each_part) return has_name(entry.needs.parts, part);
  for (const std::string& preferred : entry.needs.parts) {
    if (data.count(split_called(data, preferred)) > 0) return part == preferred;
  }
  return false;
}

std::string probe_obstacle(const ProbeEntry& entry, const DatasetFacts& facts,
                           const std::vector<std::string>& placements) {
  const std::string& key = entry.fields.empty() ? entry.name : entry.fields.front();
  if (entry.needs.tokens && facts.task != Task::next_token) {
    return fmt::format("{} needs sequences of tokens, but the data have none; delete it", key);
  }
  for (const std::string& placement : entry.needs.sites) {
    if (!has_name(placements, placement)) {
      return fmt::format("{} needs the placement '{}', which the model does not offer; delete it",
                         key, placement);
    }
  }
  const std::vector<std::string>& parts = entry.needs.parts;
  if (entry.needs.each_part || std::any_of(parts.begin(), parts.end(), [&](const auto& part) {
        return examples_in(facts, part) > 0;
      })) {
    return "";
  }
  return fmt::format(
      "{} looks at {} examples, but the data have neither a {} part; add data.validation: <count>",
      key, parts.front(), join(parts, " nor a "));
}

}  // namespace regsweep
