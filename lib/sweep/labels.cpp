#include "sweep/labels.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"

namespace regsweep {
namespace {

std::string last_words(const Axis& axis, std::size_t count) {
  const std::size_t first = axis.words.size() - std::min(count, axis.words.size());
  return join({axis.words.begin() + static_cast<std::ptrdiff_t>(first), axis.words.end()}, ".");
}

// As people write it: {attention: 0.1} for {attention: {rate: 0.1}}.
Value short_form(const Value& value) {
  if (!value.is_map()) return value;
  Map map;
  for (const Member& member : value.map()) {
    const bool only_rate = member.value.is_map() && member.value.map().size() == 1 &&
                           member.value.map().front().key == "rate";
    map.push_back({member.key,
                   only_rate ? member.value.map().front().value : short_form(member.value),
                   member.key_where});
  }
  return Value(std::move(map), value.where());
}

}  // namespace

std::vector<std::string> label_names(const std::vector<Axis>& axes) {
  std::vector<std::string> names;
  for (const Axis& axis : axes) {
    std::size_t count = std::min<std::size_t>(1, axis.words.size());
    const auto is_shared = [&](const Axis& other) {
      return &other != &axis && !axis.words.empty() &&
             last_words(other, count) == last_words(axis, count);
    };
    while (count < axis.words.size() && std::any_of(axes.begin(), axes.end(), is_shared)) ++count;
    names.push_back(last_words(axis, count));
  }
  return names;
}

std::string label_of(const std::vector<Member>& settings, const std::vector<std::string>& names) {
  if (settings.empty()) return "base";
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < settings.size(); ++i) {
    const std::string value = short_form(settings[i].value).shown();
    parts.push_back(names[i].empty() ? value : names[i] + " " + value);
  }
  return join(parts, ", ");
}

}  // namespace regsweep
