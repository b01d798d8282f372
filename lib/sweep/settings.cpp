// apply_settings: --set path=value on the command line, applied to the YAML before anything is
// planned.
#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "sweep/analysis.hpp"
#include "sweep/axes.hpp"
#include "sweep/keys.hpp"
#include "sweep/plan.hpp"
#include "sweep/yaml.hpp"

namespace regsweep {
namespace {

struct Setting {
  std::string path;
  Value value;
  Location where;  // of the path
};

Setting read_setting(const std::string& argument) {
  const std::string name = "--set " + argument;
  const std::size_t equals = argument.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw ConfigurationError(fmt::format(
        "{} sets nothing; write --set path=value, for example --set training.epochs=5", name));
  }
  Setting setting{argument.substr(0, equals), read_yaml_argument(argument, equals + 1, name), {}};
  if (argument.find_first_not_of(' ', equals + 1) == std::string::npos) {
    throw ConfigurationError(
        fmt::format("{} has no value; write --set {}=<value>, or null to take a setting away", name,
                    setting.path));
  }
  setting.where = Location{setting.value.where().source, 1, 1};
  return setting;
}

// The axis `keys` would be overwritten by: every option of one block sets it, or a section around
// it.
const Assignment* overriding(const std::vector<Block>& blocks,
                             const std::vector<std::string>& keys) {
  for (const Block& block : blocks) {
    const auto covers = [&](const Option& option) {
      return std::any_of(option.sets.begin(), option.sets.end(),
                         [&](const Assignment& each) { return begins_with(keys, each.keys); });
    };
    if (!std::all_of(block.options.begin(), block.options.end(), covers)) continue;
    for (const Assignment& each : block.options.front().sets) {
      if (begins_with(keys, each.keys)) return &each;
    }
  }
  return nullptr;
}

void set_in_base(Value& sweep, const Setting& setting, const TrialGrammar& grammar) {
  const Assignment meant = assignment(*grammar.schema, setting.path, setting.where, setting.value);
  const Value* axes = sweep.find("axes");
  const std::vector<Block> blocks =
      axes != nullptr ? read_axes(*axes, *grammar.schema) : std::vector<Block>{};
  if (const Assignment* axis = overriding(blocks, meant.keys)) {
    throw ConfigurationError(setting.where,
                             fmt::format("{} is swept by the axes of the file, so setting it would "
                                         "change nothing; shorten the axis "
                                         "instead: --set 'axes.{}=[{}]'",
                                         meant.path(), axis->path(), setting.value.shown()));
  }
  Value base = sweep.find("base") != nullptr ? grammar.schema->expand(*sweep.find("base"))
                                             : Value(Map{}, setting.where);
  assign(base, meant);
  sweep.set("base", std::move(base));
}

// The member of `axes` with this path, also inside zip; nullptr when there is none.
Value* find_axis(Value& axes, const std::string& path, const TrialGrammar& grammar,
                 const Location& where) {
  static const std::vector<std::string> blocks{"zip", "variants", "placements"};
  const bool is_block = std::find(blocks.begin(), blocks.end(), path) != blocks.end();
  if (axes.is_list()) {
    for (Value& map : axes.list()) {
      if (Value* found = find_axis(map, path, grammar, where)) return found;
    }
    return nullptr;
  }
  if (!axes.is_map()) return nullptr;
  for (Member& member : axes.map()) {
    if (is_block ? member.key == path : member.key == "zip") {
      if (is_block) return &member.value;
      if (Value* found = find_axis(member.value, path, grammar, where)) return found;
    } else if (!is_block && std::find(blocks.begin(), blocks.end(), member.key) == blocks.end() &&
               resolve_path(*grammar.schema, member.key, member.key_where) ==
                   resolve_path(*grammar.schema, path, where)) {
      return &member.value;
    }
  }
  return nullptr;
}

// Erases the member that find_axis finds; false when there is none.
bool erase_axis(Value& axes, const Value* found) {
  if (axes.is_list()) {
    const auto erased = [&](Value& map) { return erase_axis(map, found); };
    return std::any_of(axes.list().begin(), axes.list().end(), erased);
  }
  if (!axes.is_map()) return false;
  Map& map = axes.map();
  for (auto member = map.begin(); member != map.end(); ++member) {
    const bool in_zip = member->key == "zip" && erase_axis(member->value, found);
    if (&member->value != found && !in_zip) continue;
    if (!in_zip || member->value.map().empty()) map.erase(member);
    return true;
  }
  return false;
}

// --set axes.<path>=null: the axis is not swept.
void take_axis_away(Value& axes, const Setting& setting, const std::string& path,
                    const TrialGrammar& grammar) {
  if (!erase_axis(axes, find_axis(axes, path, grammar, setting.where))) {
    throw ConfigurationError(
        setting.where, fmt::format("the file has no axis {} to take away; its axes are {}", path,
                                   axes.is_map() ? join(axes.keys(), ", ") : axes.shown()));
  }
}

void set_axis(Value& sweep, const Setting& setting, const std::string& path,
              const TrialGrammar& grammar) {
  if (sweep.find("axes") == nullptr || sweep.find("axes")->is_null()) {
    sweep.set("axes", Value(Map{}, setting.where));
  }
  Value& axes = *sweep.find("axes");
  if (setting.value.is_null()) return take_axis_away(axes, setting, path, grammar);
  if (Value* present = find_axis(axes, path, grammar, setting.where)) {
    *present = setting.value;
    return;
  }
  Value* map = axes.is_list() && !axes.list().empty() ? &axes.list().back() : &axes;
  if (map->is_map()) map->map().push_back(Member{path, setting.value, setting.where});
}

void set_in_analysis(Value& sweep, const Setting& setting, const std::string& path,
                     const TrialGrammar& grammar) {
  const Schema schema = analysis_schema(grammar.metrics);
  Value analysis = sweep.find("analysis") != nullptr ? *sweep.find("analysis") : Value();
  if (path.starts_with("baseline.")) {  // its own settings have dotted names
    Value baseline = analysis.find("baseline") != nullptr ? *analysis.find("baseline") : Value();
    if (!baseline.is_map()) baseline = Value(Map{}, setting.where);
    baseline.set(path.substr(9), setting.value);
    analysis.set("baseline", std::move(baseline));
  } else {
    assign(analysis, Assignment{schema.resolve(path, setting.where), setting.value, setting.where});
  }
  sweep.set("analysis", std::move(analysis));
}

// A field of one of the grammar's blocks; it is checked when the block is read.
void set_in_block(Value& sweep, const Setting& setting, const std::string& name,
                  const std::string& key) {
  Value block = sweep.find(name) != nullptr ? *sweep.find(name) : Value();
  if (!block.is_map()) block = Value(Map{}, setting.where);
  block.erase(key);
  block.map().push_back(Member{key, setting.value, setting.where});
  sweep.set(name, std::move(block));
}

// The block of options that the path leads into; "" when there is none.
std::string block_of(const std::string& path, const TrialGrammar& grammar) {
  if (path.starts_with("tune.")) return "tune";
  for (const SweepKey& each : grammar.blocks) {
    if (each.settable && path.starts_with(each.field.key + ".")) return each.field.key;
  }
  return "";
}

void apply(Value& sweep, const Setting& setting, const TrialGrammar& grammar) {
  std::vector<std::string> whole;
  for (const SweepKey& each : sweep_keys(grammar)) {
    if (each.settable) whole.push_back(each.field.key);
  }
  if (std::find(whole.begin(), whole.end(), setting.path) != whole.end()) {
    sweep.set(setting.path, setting.value);
  } else if (setting.path.starts_with("axes.")) {
    set_axis(sweep, setting, setting.path.substr(5), grammar);
  } else if (setting.path.starts_with("analysis.")) {
    set_in_analysis(sweep, setting, setting.path.substr(9), grammar);
  } else if (const std::string block = block_of(setting.path, grammar); !block.empty()) {
    set_in_block(sweep, setting, block, setting.path.substr(block.size() + 1));
  } else {
    const std::string first = split(setting.path, '.').front();
    std::vector<std::string> allowed = grammar.schema->keys_for(nullptr);
    allowed.insert(allowed.end(), whole.begin(), whole.end());
    if (std::find(allowed.begin(), allowed.end(), first) == allowed.end() &&
        grammar.schema->refused.count(first) == 0) {
      throw ConfigurationError(setting.where, fmt::format("there is no '{}' to set; {}", first,
                                                          suggestion(first, allowed)));
    }
    set_in_base(sweep, setting, grammar);
  }
}

}  // namespace

Value apply_settings(Value sweep_yaml, const std::vector<std::string>& set_arguments,
                     const TrialGrammar& grammar) {
  if (!sweep_yaml.is_map()) return sweep_yaml;  // make_plan says what is wrong
  for (const std::string& argument : set_arguments) {
    apply(sweep_yaml, read_setting(argument), grammar);
  }
  return sweep_yaml;
}

}  // namespace regsweep
