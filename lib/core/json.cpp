#include "core/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/text.hpp"
#include "core/utf8.hpp"

namespace regsweep {
namespace {

using Json = nlohmann::ordered_json;

// Written without a tree in between: a plan of 10,000 variants has 11 MB.
class JsonWriter {
 public:
  explicit JsonWriter(JsonForm form) : form_(form) {}

  std::string take() { return std::move(out_); }

  void write(const Value& value, int depth = 0) {
    if (value.is_text()) {
      write_text(value.text());
    } else if (value.is_list()) {
      write_items('[', value.list(), ']', depth,
                  [&](const Value& item) { write(item, depth + 1); });
    } else if (value.is_map() && form_ == JsonForm::canonical) {
      write_items('{', sorted(value.map()), '}', depth,
                  [&](const Member* member) { write_member(*member, depth); });
    } else if (value.is_map()) {
      write_items('{', value.map(), '}', depth,
                  [&](const Member& member) { write_member(member, depth); });
    } else if (value.is_number() && !value.is_integer()) {
      write_number(value);
    } else {
      out_ += value.shown();
    }
  }

 private:
  template <class Items, class Write>
  void write_items(char begin, const Items& items, char end, int depth, const Write& write_item) {
    out_ += begin;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) out_ += ',';
      break_line(depth + 1);
      write_item(items[i]);
    }
    if (!items.empty()) break_line(depth);
    out_ += end;
  }

  void write_member(const Member& member, int depth) {
    write_text(member.key);
    out_ += form_ == JsonForm::lines ? ": " : ":";
    write(member.value, depth + 1);
  }

  static std::vector<const Member*> sorted(const Map& map) {
    std::vector<const Member*> members;
    members.reserve(map.size());
    for (const Member& member : map) members.push_back(&member);
    std::sort(members.begin(), members.end(),
              [](const Member* a, const Member* b) { return a->key < b->key; });
    return members;
  }

  void break_line(int depth) {
    if (form_ != JsonForm::lines) return;
    constexpr int indent = 2;
    out_ += '\n';
    out_.append(static_cast<std::size_t>(depth * indent), ' ');
  }

  void write_text(const std::string& text) {
    const bool plain = std::all_of(text.begin(), text.end(), [](char letter) {
      return letter >= 0x20 && letter < 0x7f && letter != '"' && letter != '\\';
    });
    if (plain) {
      out_ += '"';
      out_ += text;
      out_ += '"';
    } else if (form_ == JsonForm::canonical) {
      write_escaped(text);
    } else {
      out_ += Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
    }
  }

  // Canonical: control characters by their number, all other bytes as they are.
  void write_escaped(const std::string& text) {
    out_ += '"';
    for (const char letter : text) {
      if (static_cast<unsigned char>(letter) < 0x20) {
        out_ += fmt::format("\\u{:04x}", static_cast<unsigned>(letter));
        continue;
      }
      if (letter == '"' || letter == '\\') out_ += '\\';
      out_ += letter;
    }
    out_ += '"';
  }

  void write_number(const Value& value) {
    const double number = value.number();
    if (form_ == JsonForm::canonical) {
      const bool whole = std::abs(number) < 1e15 && number == std::floor(number);
      out_ += whole ? std::to_string(static_cast<long long>(number)) : value.shown();
      return;
    }
    if (!std::isfinite(number)) {
      out_ += "null";
      return;
    }
    // A double stays one when it is read again: 5.0, not 5.
    const std::string text = number == 0 && std::signbit(number) ? "-0" : number_text(number);
    out_ += text;
    if (text.find_first_of(".e") == std::string::npos) out_ += ".0";
  }

  std::string out_;
  JsonForm form_;
};

constexpr int deepest = 100;  // levels; nothing that we write has more than a dozen

// Why a text is JSON that this program never wrote.
struct Foreign {
  const char* reason;
};

Value decode(const Json& json, int depth = 0) {
  if (depth > deepest) throw Foreign{"lists and maps are nested too deeply"};
  switch (json.type()) {
    case Json::value_t::boolean:
      return Value(json.get<bool>());
    case Json::value_t::number_unsigned:
      if (json.get<std::uint64_t>() >
          static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        throw Foreign{"an integer is larger than 9223372036854775807"};
      }
      return Value(json.get<std::int64_t>());
    case Json::value_t::number_integer:
      return Value(json.get<std::int64_t>());
    case Json::value_t::number_float:
      return Value(json.get<double>());
    case Json::value_t::string:
      return Value(json.get<std::string>());
    case Json::value_t::array: {
      List list;
      list.reserve(json.size());
      for (const Json& item : json) list.push_back(decode(item, depth + 1));
      return Value(std::move(list));
    }
    case Json::value_t::object: {
      Map map;
      map.reserve(json.size());
      for (const auto& [key, item] : json.items()) {
        map.push_back(Member{key, decode(item, depth + 1), {}});
      }
      return Value(std::move(map));
    }
    default:
      return Value();
  }
}

}  // namespace

std::string to_json(const Value& value, JsonForm form) {
  JsonWriter writer(form);
  writer.write(value);
  return writer.take();
}

std::string canonical_text(const Value& value) { return to_json(value, JsonForm::canonical); }

std::string json_object(const std::vector<std::pair<std::string_view, std::string>>& members,
                        JsonBlanks blanks) {
  const char* comma = blanks == JsonBlanks::none ? "," : ", ";
  const char* colon = blanks == JsonBlanks::none ? ":" : ": ";
  std::string out = "{";
  for (const auto& [key, text] : members) {
    if (out.size() > 1) out += comma;
    out += '"';
    out += key;
    out += '"';
    out += colon;
    out += text;
  }
  return out + "}";
}

Value from_json(std::string_view text, const std::string& name) {
  constexpr std::size_t longest_reason = 400;  // the parser quotes what it has read, however long
  const auto refusal = [&](const std::string& reason) {
    return StorageError(fmt::format(
        "{} is not JSON ({}); it was damaged or edited: delete it or restore it from a copy", name,
        shortened(visible(reason), longest_reason)));
  };
  try {
    return decode(Json::parse(text));
  } catch (const Json::exception& failure) {
    throw refusal(failure.what());
  } catch (const Foreign& foreign) {
    throw refusal(foreign.reason);
  }
}

}  // namespace regsweep
