#include "data_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "core/json.hpp"
#include "core/text.hpp"
#include "core/utf8.hpp"
#include "execution/directory/data_files.hpp"

namespace regsweep {
namespace {

std::string classes_text(const std::vector<ClassCount>& classes) {
  constexpr std::size_t most = 12;
  if (classes.empty()) return "";
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < classes.size() && i < most; ++i) {
    shown.push_back(
        fmt::format("{} {}", visible(classes[i].name), with_thousands(classes[i].examples)));
  }
  const std::size_t more = classes.size() - shown.size();
  return fmt::format("; {}: {}{}", counted(classes.size(), "class"), join(shown, ", "),
                     more == 0 ? "" : fmt::format(" and {} more", more));
}

std::string map_text(const UnderstoodData& data) {
  const DatasetFacts& facts = data.dataset.facts;
  const bool tokens = facts.task == Task::next_token;
  const std::string width = tokens
                                ? fmt::format("a vocabulary of {}", with_thousands(facts.outputs))
                                : counted(facts.features, "feature");
  return fmt::format("Data: {}, {} {} to train on, {} to validate, {} to test; {}{}\n",
                     data.map.at("name").text(), with_thousands(facts.train),
                     tokens && facts.sequence == 0 ? "tokens" : "examples",
                     with_thousands(facts.validation), with_thousands(facts.test), width,
                     classes_text(data.dataset.description.classes));
}

}  // namespace

std::vector<Value> data_maps(const Plan& plan) {
  std::set<std::string> seen;
  std::vector<Value> maps;
  for (const Variant& variant : plan.variants) {
    const Value& data = variant.configuration.at("data");
    if (seen.insert(canonical_text(data)).second) maps.push_back(located_data(plan.files, data));
  }
  return maps;
}

std::vector<UnderstoodData> understand_data(const Plan& plan) {
  std::vector<UnderstoodData> all;
  for (const Value& map : data_maps(plan)) all.push_back({map, understand_dataset(map)});
  return all;
}

Value data_json(const std::vector<UnderstoodData>& all) {
  List maps;
  for (const UnderstoodData& data : all) {
    const DatasetFacts& facts = data.dataset.facts;
    const DatasetDescription& description = data.dataset.description;
    Value shown{Map{}};
    shown.set("data", data.map);
    shown.set("train", Value(facts.train));
    shown.set("validation", Value(facts.validation));
    shown.set("test", Value(facts.test));
    shown.set("features", Value(facts.features));
    shown.set("outputs", Value(facts.outputs));
    Value classes{Map{}};
    for (const ClassCount& each : description.classes) {
      classes.set(each.name, Value(each.examples));
    }
    shown.set("classes", classes);
    List notes;
    for (const std::string& note : description.notes) notes.emplace_back(visible(note));
    shown.set("notes", Value(std::move(notes)));
    maps.push_back(std::move(shown));
  }
  return Value(std::move(maps));
}

std::string data_text(const std::vector<UnderstoodData>& all) {
  constexpr std::size_t most = 4;
  std::string text;
  for (std::size_t i = 0; i < all.size() && i < most; ++i) text += map_text(all[i]);
  if (all.size() > most) text += fmt::format("... and {} more data maps\n", all.size() - most);
  return text;
}

std::string data_notes(const std::vector<UnderstoodData>& all, const Terminal& terminal) {
  std::vector<std::string> told;
  std::string text;
  for (const UnderstoodData& data : all) {
    for (const std::string& note : data.dataset.description.notes) {
      if (std::ranges::find(told, note) != told.end()) continue;
      told.push_back(note);
      text += fmt::format("{} {}\n", terminal.yellow("Note:"), visible(note));
    }
  }
  return text;
}

}  // namespace regsweep
