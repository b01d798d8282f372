#include "core/value.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/text.hpp"

namespace regsweep {

Value::Value() = default;
Value::Value(bool flag, Location where) : data_(flag), where_(std::move(where)) {}
Value::Value(std::int64_t integer, Location where) : data_(integer), where_(std::move(where)) {}
Value::Value(double number, Location where) : data_(number), where_(std::move(where)) {}
Value::Value(std::string text, Location where) : data_(std::move(text)), where_(std::move(where)) {}
Value::Value(List list, Location where) : data_(std::move(list)), where_(std::move(where)) {}
Value::Value(Map map, Location where) : data_(std::move(map)), where_(std::move(where)) {}
Value::Value(const Value&) = default;
Value::Value(Value&&) noexcept = default;
Value& Value::operator=(const Value&) = default;
Value& Value::operator=(Value&&) noexcept = default;
Value::~Value() = default;

std::string Value::kind() const {
  static const char* const names[] = {"nothing", "true or false", "an integer", "a number",
                                      "text",    "a list",        "a map"};
  return names[data_.index()];
}

namespace {

template <class T, class Variant>
auto& expect(Variant& data, const Value& value) {
  auto* held = std::get_if<T>(&data);
  RS_CHECK(held != nullptr, "value has another kind: " + value.kind());
  return *held;
}

}  // namespace

bool Value::flag() const { return expect<bool>(data_, *this); }
std::int64_t Value::integer() const { return expect<std::int64_t>(data_, *this); }
double Value::number() const {
  return is_integer() ? static_cast<double>(std::get<std::int64_t>(data_))
                      : expect<double>(data_, *this);
}
const std::string& Value::text() const { return expect<std::string>(data_, *this); }
const List& Value::list() const { return expect<List>(data_, *this); }
List& Value::list() { return expect<List>(data_, *this); }
const Map& Value::map() const { return expect<Map>(data_, *this); }
Map& Value::map() { return expect<Map>(data_, *this); }

const Value* Value::find(std::string_view key) const {
  const Map* members = std::get_if<Map>(&data_);
  if (members == nullptr) return nullptr;
  for (const Member& member : *members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

Value* Value::find(std::string_view key) {
  return const_cast<Value*>(std::as_const(*this).find(key));
}

const Value& Value::at(std::string_view key) const {
  const Value* found = find(key);
  RS_CHECK(found != nullptr, fmt::format("no member '{}'", key));
  return *found;
}

void Value::set(std::string_view key, Value value) {
  if (is_null()) data_ = Map{};
  if (Value* present = find(key)) {
    *present = std::move(value);
  } else {
    Location where = value.where();
    map().push_back(Member{std::string(key), std::move(value), std::move(where)});
  }
}

bool Value::erase(std::string_view key) {
  return is_map() &&
         std::erase_if(map(), [&](const Member& member) { return member.key == key; }) > 0;
}

std::vector<std::string> Value::keys() const {
  std::vector<std::string> names;
  if (is_map()) {
    for (const Member& member : map()) names.push_back(member.key);
  }
  return names;
}

std::string Value::shown() const {
  if (is_null()) return "null";
  if (is_flag()) return flag() ? "true" : "false";
  if (is_integer()) return std::to_string(integer());
  if (is_number()) return number_text(number());
  if (is_text()) return text();
  std::vector<std::string> parts;
  if (is_list()) {
    for (const Value& item : list()) parts.push_back(item.shown());
    return fmt::format("[{}]", join(parts, ", "));
  }
  for (const Member& member : map()) parts.push_back(member.key + ": " + member.value.shown());
  return fmt::format("{{{}}}", join(parts, ", "));
}

bool operator==(const Member& a, const Member& b) { return a.key == b.key && a.value == b.value; }

bool operator==(const Value& a, const Value& b) {
  if (a.is_number() && b.is_number()) return a.number() == b.number();
  if (!a.is_map() || !b.is_map()) {
    return a.data_ == b.data_;  // lists compare by this function again
  }
  if (a.map().size() != b.map().size()) return false;
  return std::all_of(a.map().begin(), a.map().end(), [&](const Member& member) {
    const Value* other = b.find(member.key);
    return other != nullptr && member.value == *other;
  });
}

}  // namespace regsweep
