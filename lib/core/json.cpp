#include "core/json.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

namespace regsweep {
namespace {

using Json = nlohmann::ordered_json;

Json encode(const Value& value) {
  if (value.is_flag()) return value.flag();
  if (value.is_integer()) return value.integer();
  if (value.is_number()) return value.number();
  if (value.is_text()) return value.text();
  if (value.is_list()) {
    Json array = Json::array();
    for (const Value& item : value.list()) array.push_back(encode(item));
    return array;
  }
  if (value.is_map()) {
    Json object = Json::object();
    // push_back: `operator[]` of an ordered object searches all keys
    auto& members = object.get_ref<Json::object_t&>();
    for (const Member& member : value.map()) members.push_back({member.key, encode(member.value)});
    return object;
  }
  return nullptr;
}

Value decode(const Json& json) {
  switch (json.type()) {
    case Json::value_t::boolean:
      return Value(json.get<bool>());
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
      return Value(json.get<std::int64_t>());
    case Json::value_t::number_float:
      return Value(json.get<double>());
    case Json::value_t::string:
      return Value(json.get<std::string>());
    case Json::value_t::array: {
      List list;
      list.reserve(json.size());
      for (const Json& item : json) list.push_back(decode(item));
      return Value(std::move(list));
    }
    case Json::value_t::object: {
      Map map;
      map.reserve(json.size());
      for (const auto& [key, item] : json.items()) map.push_back(Member{key, decode(item), {}});
      return Value(std::move(map));
    }
    default:
      return Value();
  }
}

}  // namespace

std::string to_json(const Value& value, int indent) { return encode(value).dump(indent, ' ', false, Json::error_handler_t::replace); }

Value from_json(std::string_view text, const std::string& name) {
  try {
    return decode(Json::parse(text));
  } catch (const Json::exception& failure) {
    throw StorageError(
        fmt::format("{} is not JSON ({}); it was damaged or edited: delete it or restore it from a copy", name, failure.what()));
  }
}

}  // namespace regsweep
