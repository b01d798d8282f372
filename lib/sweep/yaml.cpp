// YAML through yaml-cpp's events: no node graph, so that aliases cost nothing and every event has
// its place.
#include "sweep/yaml.hpp"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <string_view>
#include <unordered_map>

#include "sweep/yaml_scalar.hpp"
#include "sweep/yaml_text.hpp"

namespace regsweep {
namespace {

constexpr std::size_t deepest = 64;
constexpr std::int64_t most_values = 1'000'000;
constexpr std::string_view yaml_org = "tag:yaml.org,2002:";
constexpr std::size_t largest_text =
    2u << 20;  // hundreds of times a long sweep, and read in seconds whatever its content

class Builder : public YAML::EventHandler {
 public:
  explicit Builder(const std::shared_ptr<const SourceText>& source)
      : places_(source), source_(source) {}

  Value take() {
    if (root_.where().known()) return std::move(root_);
    root_.set_where(Location{source_, 1, 1});
    return std::move(root_);
  }
  Location place(const YAML::Mark& mark) {
    return places_.at(std::max(mark.line, 0), std::max(mark.column, 0));
  }

  const std::optional<YAML::Mark>& last_quoted() const { return last_quoted_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) {
      throw ConfigurationError(place(mark),
                               "a second document begins here (---), but a file is one sweep; put "
                               "the other one in its own file");
    }
  }
  void OnDocumentEnd() override {}
  void OnAnchor(const YAML::Mark&, const std::string&) override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    Value nothing;
    const bool of_a_key = !open_.empty() && open_.back().member;
    if (of_a_key && open_.back().flow) refuse_comma_in_number(*open_.back().member);
    nothing.set_where(of_a_key ? open_.back().member->key_where
                               : place(mark));  // yaml-cpp marks what comes next
    deliver(std::move(nothing), anchor, {});
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    const Location where = place(mark);
    const bool quoted = tag == "!";
    last_quoted_ = quoted ? std::optional(mark) : std::nullopt;
    if (!quoted) refuse_tag(tag, where);
    if (expects_key()) return begin_member(text, where, quoted, anchor);
    deliver(quoted ? Value(text, where) : plain_scalar(text, where), anchor, {});
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (expects_key()) {
      throw ConfigurationError(place(mark),
                               "a key is an alias (*), but keys must be words; write the word");
    }
    const auto found = anchored_.find(anchor);
    if (found == anchored_.end()) {
      throw ConfigurationError(place(mark),
                               "an alias (*) stands inside the value that it names, which would "
                               "never end; write the value out");
    }
    refuse_depth(open_.size() + found->second.size.depth, place(mark));
    deliver(found->second.value, 0, found->second.size, place(mark));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(Value(List{}, place(mark)), tag, anchor, false);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value style) override {
    open(Value(Map{}, place(mark)), tag, anchor, style == YAML::EmitterStyle::Flow);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapEnd() override { close(); }

 private:
  // How much an alias to a value would add.
  struct Size {
    std::int64_t values = 1;
    std::size_t depth = 0;  // levels of lists and maps
    void hold(const Size& inner) {
      values += inner.values;
      depth = std::max(depth, inner.depth + 1);
    }
  };
  // A list or map whose end has not come yet.
  struct Open {
    Value value;
    YAML::anchor_t anchor = 0;
    Size size;
    bool flow = false;  // a map in braces
    std::optional<Member> member = {};
    std::unordered_map<std::string, int> line_of = {};  // of each key
    bool merging = false;
    std::vector<Value> merged = {};  // maps under <<
  };
  struct Anchored {
    Value value;
    Size size;
  };

  bool expects_key() const {
    return !open_.empty() && open_.back().value.is_map() && !open_.back().member;
  }

  static void refuse_tag(const std::string& tag, const Location& where) {
    if (tag.empty() || tag == "?") return;
    throw ConfigurationError(
        where, fmt::format(
                   "the tag {} asks for a type, but a setting has the type of its field; delete it",
                   tag.starts_with(yaml_org) ? "!!" + tag.substr(yaml_org.size()) : tag));
  }

  // {rate: 0,5} is a map of two keys, the second without a value.
  static void refuse_comma_in_number(const Member& member) {
    if (std::all_of(member.key.begin(), member.key.end(),
                    [](char letter) { return letter >= '0' && letter <= '9'; })) {
      throw ConfigurationError(
          member.key_where,
          fmt::format(
              "the key {} has no value; if it is the end of a number, write that with a point "
              "(0.5) and without commas (1000)",
              member.key));
    }
  }

  static void refuse_depth(std::size_t depth, const Location& where) {
    if (depth > deepest) {
      throw ConfigurationError(
          where,
          fmt::format(
              "lists and maps are nested more than {} deep; a sweep needs 5: look for superfluous "
              "brackets",
              deepest));
    }
  }

  void open(Value value, const std::string& tag, YAML::anchor_t anchor, bool flow) {
    if (tag != "!") refuse_tag(tag, value.where());
    if (expects_key()) {
      throw ConfigurationError(value.where(),
                               fmt::format("a key is {}, but keys must be words; write a word "
                                           "before the colon, or close the bracket",
                                           value.kind()));
    }
    refuse_depth(open_.size() + 1, value.where());
    open_.push_back(Open{std::move(value), anchor, {.values = 1, .depth = 1}, flow});
  }

  void close() {
    Open closed = std::move(open_.back());
    open_.pop_back();
    for (Value& other : closed.merged) {
      for (Member& member : other.map()) {
        if (closed.line_of.emplace(member.key, member.key_where.line).second) {
          closed.value.map().push_back(std::move(member));
        }
      }
    }
    deliver(std::move(closed.value), closed.anchor, closed.size);
  }

  void begin_member(const std::string& key, const Location& where, bool quoted,
                    YAML::anchor_t anchor) {
    if (anchor != 0) anchored_[anchor] = Anchored{Value(key, where), {}};
    Open& map = open_.back();
    if (key.empty()) {
      throw ConfigurationError(where, "a key is empty; write a word before the colon");
    }
    map.merging = key == "<<" && !quoted;
    if (map.merging && !map.merged.empty()) {
      throw ConfigurationError(where, "<< stands twice in a map; write one: <<: [*first, *second]");
    }
    if (!map.merging) {
      if (const auto [first, fresh] = map.line_of.emplace(key, where.line); !fresh) {
        throw ConfigurationError(
            where, fmt::format(
                       "the key '{}' stands twice in this map (first in line {}); keep one of them",
                       key, first->second));
      }
    }
    map.member = Member{key, Value(), where};
  }

  void merge(Open& map, Value value) {
    const bool many = value.is_list();
    List maps = many ? std::move(value.list()) : List{std::move(value)};
    for (Value& each : maps) {
      if (!each.is_map()) {
        throw ConfigurationError(
            map.member->key_where,
            fmt::format("<< merges maps, but this is {}; write <<: *name, where &name marks a map",
                        each.kind()));
      }
      map.merged.push_back(std::move(each));
    }
  }

  // A finished value takes its place: below the open list or map, or as the whole.
  void deliver(Value value, YAML::anchor_t anchor, const Size& size, const Location& alias = {}) {
    if (expects_key()) {
      throw ConfigurationError(value.where(), "a key is empty; write a word before the colon");
    }
    total_ += alias.known() ? size.values : 1;
    if (total_ > most_values) {
      throw ConfigurationError(
          alias.known() ? alias : value.where(),
          fmt::format(
              "the file means more than {} values; aliases of aliases multiply: write fewer",
              most_values));
    }
    if (anchor != 0) anchored_[anchor] = Anchored{value, size};
    if (open_.empty()) {
      root_ = std::move(value);
      return;
    }
    Open& into = open_.back();
    into.size.hold(size);
    if (into.value.is_list()) {
      into.value.list().push_back(std::move(value));
    } else if (into.merging) {
      merge(into, std::move(value));
      into.member.reset();
    } else {
      into.member->value = std::move(value);
      into.value.map().push_back(std::move(*into.member));
      into.member.reset();
    }
  }

  Places places_;
  std::shared_ptr<const SourceText> source_;
  std::vector<Open> open_;
  std::map<YAML::anchor_t, Anchored> anchored_;
  std::int64_t total_ = 0;
  int documents_ = 0;
  std::optional<YAML::Mark> last_quoted_;  // of the last scalar, when it is quoted
  Value root_;
};

// yaml-cpp takes the end of the text for a missing closing quote.
bool is_closed(std::string_view text, std::size_t opening) {
  const char quote = text[opening];
  for (std::size_t at = opening + 1; at < text.size(); ++at) {
    if (quote == '"' && text[at] == '\\') {
      ++at;
    } else if (text[at] == quote) {
      if (quote == '"' || at + 1 >= text.size() || text[at + 1] != quote) return true;
      ++at;  // '' is a quote inside quotes
    }
  }
  return false;
}

void refuse_open_quote(Builder& builder, std::string_view text) {
  if (!builder.last_quoted()) return;
  const YAML::Mark& mark = *builder.last_quoted();
  const auto opening = static_cast<std::size_t>(mark.pos);
  if (opening < text.size() && (text[opening] == '"' || text[opening] == '\'') &&
      !is_closed(text, opening)) {
    throw ConfigurationError(
        builder.place(mark),
        fmt::format("this quote is never closed; add {} at the end of the text", text[opening]));
  }
}

Value parse(const std::string& text, std::shared_ptr<const SourceText> source) {
  Builder builder(std::move(source));
  std::istringstream stream(text);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& failure) {
    throw ConfigurationError(builder.place(failure.mark),
                             fmt::format("this is not YAML ({}); look here and in the line above "
                                         "for a missing or superfluous colon, quote "
                                         "or bracket, and for wrong indentation",
                                         failure.msg));
  }
  refuse_open_quote(builder, text);
  return builder.take();
}

}  // namespace

Value read_yaml(const std::string& given, const std::string& name) {
  if (given.size() > largest_text) {
    throw ConfigurationError(
        Location{source_of("", name), 1, 1},
        fmt::format("the file has more than {} MB, too much for a sweep; check the name",
                    largest_text >> 20));
  }
  const std::string text = given.starts_with("\xEF\xBB\xBF")
                               ? given.substr(3)
                               : given;  // byte order mark of some editors
  auto source = source_of(text, name);
  check_text(text, source);
  return parse(text, std::move(source));
}

Value read_yaml_file(const std::string& path) {
  std::error_code failure;
  if (!std::filesystem::exists(path, failure)) {
    throw ConfigurationError(fmt::format(
        "there is no file {}; check the name, or copy configs/quickstart.yaml to begin with",
        path));
  }
  if (std::filesystem::is_directory(path, failure)) {
    throw ConfigurationError(
        fmt::format("{} is a folder, but a YAML file is needed; name the file in it", path));
  }
  std::ifstream stream(path, std::ios::binary);
  std::string text(largest_text + 1,
                   '\0');  // one more than allowed tells enough, also of what never ends
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad() || (stream.fail() && !stream.eof())) {
    throw ConfigurationError(fmt::format("{} cannot be read; check its permissions", path));
  }
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return read_yaml(text, path);
}

Value read_yaml_argument(const std::string& argument, std::size_t skip, const std::string& name) {
  auto source = source_of(argument, name);
  check_text(argument, source);
  return parse(std::string(skip, ' ') + argument.substr(skip), std::move(source));
}

}  // namespace regsweep
