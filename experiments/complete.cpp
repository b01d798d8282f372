// `regsweep complete -- WORD...`: what may stand in the place of the last word, one candidate a
// line, for completion in shells (experiments/completions). Nothing: names of files. It is no
// command for people, never fails, and never says why it knows nothing.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "command.hpp"
#include "core/json_schema.hpp"
#include "core/text.hpp"
#include "data/dataset_entry.hpp"
#include "manual.hpp"
#include "probes/probe_entry.hpp"
#include "topics.hpp"

namespace regsweep {
namespace {

using Words = std::vector<std::string>;

// A command line up to the word that is completed.
struct Line {
  const CLI::App* command = nullptr;  // the innermost that is named
  Words before;                       // words after it, without the last
  std::string last;
};

Line line_of(const CLI::App& program, const Words& words) {
  Line line{&program, {}, words.empty() ? "" : words.back()};
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const std::vector<const CLI::App*> below = shown_commands(*line.command);
    const auto found = std::find_if(below.begin(), below.end(), [&](const CLI::App* each) {
      return each->get_name() == words[i];
    });
    if (line.before.empty() && found != below.end()) {
      line.command = *found;
    } else {
      line.before.push_back(words[i]);
    }
  }
  return line;
}

// The plan of the sweep's directory that stands on the line.
std::optional<Plan> plan_on(const Line& line) {
  for (const std::string& word : line.before) {
    const SweepDirectory directory(word);
    if (std::filesystem::exists(directory.plan_file())) return directory.read_plan();
  }
  return std::nullopt;
}

Words variants_on(const Line& line) {
  Words labels;
  if (const std::optional<Plan> plan = plan_on(line)) {
    for (const Variant& variant : plan->variants) labels.push_back(variant.label);
  }
  return labels;
}

Words seeds_on(const Line& line) {
  Words seeds;
  if (const std::optional<Plan> plan = plan_on(line)) {
    for (const std::uint32_t seed : plan->seeds) seeds.push_back(std::to_string(seed));
  }
  return seeds;
}

Words trials_on(const Line& line) {
  Words ids;
  if (const std::optional<Plan> plan = plan_on(line)) {
    for (const PlannedTrial& trial : plan->trials) ids.push_back(trial.id);
  }
  return ids;
}

Words command_names_of(const CLI::App& command) {
  Words names;
  for (const CLI::App* each : shown_commands(command)) names.push_back(each->get_name());
  return names;
}

Words option_words(const CLI::App& command) {
  Words names;
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_group().empty()) continue;
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

// What --set may begin with; presets of several placements with their value.
Words settings() {
  Words paths;
  for (const std::string& path : field_paths(*trial_grammar().schema)) paths.push_back(path + "=");
  for (const Topic& topic : topics()) {
    if (topic.chapter == "Presets of several placements") {
      paths.push_back("dropout.preset=" + topic.name);
    }
  }
  return paths;
}

// "evaluated", "trained": what a declared option accepts, where that is a short list.
Words accepted_by(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t open = type.find('{'), close = type.find('}');
  if (open == std::string::npos || close == std::string::npos) return {};
  Words accepted = split(type.substr(open + 1, close - open - 1), ',');
  for (std::string& each : accepted) each = each.substr(0, each.find("->"));
  return accepted;
}

Words values_of_option(const Line& line, const std::string& name) {
  if (name == "--variant") return variants_on(line);
  if (name == "--seed") return seeds_on(line);
  if (name == "--set") return settings();
  const CLI::Option* option = line.command->get_option_no_throw(name);
  return option == nullptr ? Words{} : accepted_by(*option);
}

bool takes_value(const Line& line, const std::string& word) {
  if (!word.starts_with("--")) return false;
  const CLI::Option* option = line.command->get_option_no_throw(word);
  return option != nullptr && option->get_items_expected_max() > 0;
}

Words positionals(const Line& line) {
  const std::string name = line.command->get_name();
  if (name == "describe") return topic_names();
  if (name == "help") {
    Words all = command_names_of(*line.command->get_parent());
    const Words more = topic_names();
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
  if (name == "get") {
    Words names;
    for (const DatasetEntry& entry : dataset_entries()) {
      if (!entry.origin.files.empty()) names.push_back(entry.name);
    }
    return names;
  }
  if (line.before.empty()) return {};
  if (name == "logs") return trials_on(line);
  if (name != "probe") return {};
  Words names;
  for (const ProbeEntry& entry : probe_entries()) names.push_back(entry.name);
  return names;
}

Words candidates(const Line& line) {
  const bool has_commands = !shown_commands(*line.command).empty();
  if (line.last.starts_with("-")) return option_words(*line.command);
  if (!line.before.empty() && takes_value(line, line.before.back())) {
    return values_of_option(line, line.before.back());
  }
  return has_commands ? command_names_of(*line.command) : positionals(line);
}

}  // namespace

void complete(const CLI::App& program, Words words) {
  if (!words.empty() && words.front() == "--") words.erase(words.begin());
  try {
    const Line line = line_of(program, words);
    std::set<std::string> told;
    for (const std::string& each : candidates(line)) {
      if (each.starts_with(line.last) && told.insert(each).second) fmt::print("{}\n", each);
    }
  } catch (const std::exception&) {
    return;  // a damaged plan: there is nobody to tell
  }
}

}  // namespace regsweep
