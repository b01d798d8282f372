#include "sweep/axes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/text.hpp"
#include "core/utf8.hpp"
#include "sweep/names.hpp"
#include "sweep/placements.hpp"
#include "sweep/values.hpp"

namespace regsweep {
namespace {

constexpr std::int64_t most_cells = 100'000;
const char* const axes_form = "write for example axes: {dropout.hidden: [0, 0.5]}";

// A label says "hidden 0.5", not "hidden.rate 0.5".
std::vector<std::string> label_words(const Schema& schema, const std::vector<std::string>& keys) {
  if (keys.size() < 2) return keys;
  const std::vector<std::string> shorter(keys.begin(), keys.end() - 1);
  return schema.resolve(join(shorter, "."), {}) == keys ? shorter : keys;
}

struct Path {
  Axis axis;
  List written;
  std::vector<Assignment> values;

  /// As people read it: 0, where it means {rate: 0} beside maps.
  const Value& setting(std::size_t i) const {
    return written[i].is_map() ? values[i].value : written[i];
  }
};

// One path and what it is set to, in turn.
Path read_path(const Member& member, const Schema& schema) {
  const std::vector<std::string> keys = resolve_path(schema, member.key, member.key_where);
  Path path;
  path.written = axis_values(member.value, member.key, schema.field_at(keys));
  refuse_unprintable(path.written, member.key);
  for (const Value& value : path.written) {
    path.values.push_back(assignment(schema, member.key, member.key_where, value));
  }
  // Beside maps a plain value is short for one: 0 for {rate: 0}.
  const auto shortest = std::min_element(
      path.values.begin(), path.values.end(),
      [](const Assignment& a, const Assignment& b) { return a.keys.size() < b.keys.size(); });
  const std::vector<std::string> set = shortest->keys;
  for (Assignment& value : path.values) {
    if (value.keys.size() == set.size()) continue;
    Value whole = value.value;
    if (!whole.is_null()) {
      whole = Value(Map{Member{value.keys.back(), whole, whole.where()}}, whole.where());
    }
    value = Assignment{set, std::move(whole), value.where};
  }
  path.axis = Axis{join(set, "."), label_words(schema, set)};
  return path;
}

Block product_axis(const Member& member, const Schema& schema) {
  const Path path = read_path(member, schema);
  Block block{{path.axis}, {}};
  List meanings;
  for (std::size_t i = 0; i < path.values.size(); ++i) {
    meanings.push_back(path.values[i].value);
    block.options.push_back({{path.values[i]}, {path.setting(i)}});
  }
  refuse_repeated(meanings, member.key);
  return block;
}

Block read_zip(const Value& given, const Schema& schema) {
  if (!given.is_map() || given.map().empty()) {
    throw ConfigurationError(given.where(),
                             fmt::format("zip is {}, but it must be a map of lists of one length; "
                                         "write zip: {{optimizer.learning_rate: "
                                         "[0.1, 0.05], training.epochs: [20, 40]}}",
                                         given.is_map() ? "empty" : given.kind()));
  }
  Block block;
  const std::string& first = given.map().front().key;
  for (const Member& member : given.map()) {
    if (member.key == "variants" || member.key == "placements" || member.key == "zip") {
      throw ConfigurationError(
          member.key_where,
          fmt::format(
              "{} stands inside zip, where only paths with lists can stand; put it beside zip",
              member.key));
    }
    const Path path = read_path(member, schema);
    for (const Axis& other : block.axes) {
      if (other.name == path.axis.name) {
        throw ConfigurationError(member.key_where,
                                 fmt::format("zip sets {} twice; keep one", other.name));
      }
    }
    if (block.axes.empty()) block.options.resize(path.values.size());
    if (path.values.size() != block.options.size()) {
      throw ConfigurationError(
          member.value.where(),
          fmt::format("zip moves its lists together, but {} has {} values and {} has {}; give both "
                      "the same "
                      "number",
                      first, block.options.size(), member.key, path.values.size()));
    }
    block.axes.push_back(path.axis);
    for (std::size_t i = 0; i < path.values.size(); ++i) {
      block.options[i].sets.push_back(path.values[i]);
      block.options[i].settings.push_back(path.setting(i));
    }
  }
  return block;
}

Block read_variants(const Value& given, const Schema& schema, const std::string& name) {
  if (!given.is_map() || given.map().empty()) {
    throw ConfigurationError(
        given.where(),
        fmt::format(
            "variants is {}, but it must be a map of names; write variants: {{none: {{}}, decay: "
            "{{regularizers.weight_decay: 1e-4}}}}",
            given.is_map() ? "empty" : given.kind()));
  }
  Block block{{Axis{name, {}}}, {}};
  for (const Member& variant : given.map()) {
    if (const std::string fault = name_fault(variant.key); !fault.empty()) {
      throw ConfigurationError(
          variant.key_where,
          fmt::format("the variant '{}' {}; its name stands in tables and figures: write it in one "
                      "line, without outer blanks",
                      visible(variant.key), fault));
    }
    if (!variant.value.is_map() && !variant.value.is_null()) {
      throw ConfigurationError(
          variant.value.where(),
          fmt::format(
              "the variant '{}' is {} ({}), but it must be a map from paths to values; write {}: "
              "{{dropout.hidden: 0.5}}, or {}: {{}} for no change",
              variant.key, variant.value.kind(), variant.value.shown(), variant.key, variant.key));
    }
    Option option;
    option.settings.emplace_back(variant.key, variant.key_where);
    std::set<std::string> paths;
    if (variant.value.is_map()) {
      for (const Member& member : variant.value.map()) {
        option.sets.push_back(assignment(schema, member.key, member.key_where, member.value));
        if (!paths.insert(option.sets.back().path()).second) {
          throw ConfigurationError(
              member.key_where, fmt::format("the variant '{}' sets {} twice; keep one", variant.key,
                                            option.sets.back().path()));
        }
      }
    }
    block.options.push_back(std::move(option));
  }
  return block;
}

// Reads blocks one after the other and remembers what they set.
class Reader {
 public:
  explicit Reader(const Schema& schema) : schema_(schema) {}

  void read(const Value& map) {
    if (!map.is_map()) {
      throw ConfigurationError(
          map.where(),
          fmt::format("axes is {} ({}), but it must be a map from paths to lists of values; {}",
                      map.kind(), map.shown(), axes_form));
    }
    for (const Member& member : map.map()) add(read_block(member));
  }
  std::vector<Block> take() { return std::move(blocks_); }

 private:
  Block read_block(const Member& member) {
    if (member.key == "zip") return read_zip(member.value, schema_);
    if (member.key == "variants") return read_variants(member.value, schema_, numbered(member.key));
    if (member.key == "placements") {
      return read_placements(member.value, schema_, numbered(member.key));
    }
    if (!member.key.empty() && member.key.find('.') == std::string::npos &&
        schema_.field(member.key) == nullptr && !schema_.refused.count(member.key)) {
      throw ConfigurationError(
          member.key_where,
          fmt::format("'{}' is neither a path nor zip, variants or placements; {}", member.key,
                      suggestion(member.key, words())));
    }
    return product_axis(member, schema_);
  }

  std::vector<std::string> words() const {
    std::vector<std::string> all{"zip", "variants", "placements"};
    for (const Field& field : schema_.fields) all.push_back(field.key);
    return all;
  }

  std::string numbered(const std::string& name) {
    const int number = ++named_[name];
    return number == 1 ? name : fmt::format("{}.{}", name, number);
  }

  void add(Block block) {
    std::map<std::string, Location> own;
    for (const Option& option : block.options) {
      for (const Assignment& each : option.sets) own.emplace(each.path(), each.where);
    }
    for (const auto& [path, where] : own) {
      if (const auto [before, fresh] = swept_.emplace(path, where); !fresh) {
        throw ConfigurationError(where,
                                 fmt::format("{} is swept twice, first in line {}; delete one, or "
                                             "put both into one zip or one set of variants",
                                             path, before->second.line));
      }
    }
    blocks_.push_back(std::move(block));
  }

  const Schema& schema_;
  std::vector<Block> blocks_;
  std::map<std::string, Location> swept_;
  std::map<std::string, int> named_;
};

}  // namespace

std::vector<Block> read_axes(const Value& given, const Schema& schema) {
  Reader reader(schema);
  if (given.is_list()) {
    for (const Value& map : given.list()) reader.read(map);
  } else if (!given.is_null()) {
    reader.read(given);
  }
  return reader.take();
}

std::int64_t count_cells(const std::vector<Block>& blocks, const Location& where) {
  std::int64_t cells = 1;
  for (const Block& block : blocks) {
    cells *= static_cast<std::int64_t>(block.options.size());
    if (cells > most_cells) {
      throw ConfigurationError(where, fmt::format("the axes have more than {} cells together; "
                                                  "shorten them, or move some together with zip",
                                                  with_thousands(most_cells)));
    }
  }
  return cells;
}

}  // namespace regsweep
