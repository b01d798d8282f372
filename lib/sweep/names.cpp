#include "sweep/names.hpp"

#include <fmt/format.h>

#include "core/utf8.hpp"

namespace regsweep {
namespace {

bool is_control(char32_t value) {
  return value < 0x20 || (value >= 0x7F && value <= 0x9F) || value == 0x2028 || value == 0x2029;
}

bool is_blank(char32_t value) {
  return value == 0x20 || value == 0xA0 || value == 0x1680 ||
         (value >= 0x2000 && value <= 0x200B) || value == 0x202F || value == 0x205F ||
         value == 0x3000 || value == 0xFEFF;
}

void refuse_unprintable_text(const Value& place, const std::string& text, const std::string& axis) {
  const std::string fault = name_fault(text);
  if (fault.empty()) return;
  throw ConfigurationError(
      place.where(),
      fmt::format("the axis {} has the value '{}', which {}; values name variants: change it, or "
                  "give it a name of its own, variants: {{<name>: {{{}: ...}}}}",
                  axis, visible(text), fault, axis));
}

void refuse_unprintable_in(const Value& value, const std::string& axis) {
  if (value.is_text()) refuse_unprintable_text(value, value.text(), axis);
  if (value.is_list()) {
    for (const Value& item : value.list()) refuse_unprintable_in(item, axis);
  }
  if (value.is_map()) {
    for (const Member& member : value.map()) {
      refuse_unprintable_text(member.value, member.key, axis);
      refuse_unprintable_in(member.value, axis);
    }
  }
}

}  // namespace

std::string name_fault(const std::string& name) {
  if (name.empty()) return "is empty";
  CodePoint last;
  for (std::size_t at = 0; at < name.size(); at += last.bytes) {
    last = code_point_at(name, at);
    if (last.bytes == 0) return "is no UTF-8 text";
    if (is_control(last.value)) {
      return fmt::format("has a control character (U+{:04X})",
                         static_cast<std::uint32_t>(last.value));
    }
    if (at == 0 && is_blank(last.value)) return "begins with a blank";
  }
  return is_blank(last.value) ? "ends with a blank" : "";
}

void refuse_unprintable(const List& values, const std::string& axis) {
  for (const Value& value : values) refuse_unprintable_in(value, axis);
}

}  // namespace regsweep
