#include "core/json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/text.hpp"
#include "core/utf8.hpp"

namespace regsweep {
namespace {

using Json = nlohmann::ordered_json;

// Written without a tree in between: a plan of 10,000 variants has 11 MB.
class Writer {
 public:
  explicit Writer(int indent) : indent_(indent) {}

  std::string take() { return std::move(out_); }

  void write(const Value& value, int depth = 0) {
    if (value.is_text()) {
      write_text(value.text());
    } else if (value.is_list()) {
      write_items('[', value.list(), ']', depth,
                  [&](const Value& item) { write(item, depth + 1); });
    } else if (value.is_map()) {
      write_items('{', value.map(), '}', depth, [&](const Member& member) {
        write_text(member.key);
        out_ += indent_ < 0 ? ":" : ": ";
        write(member.value, depth + 1);
      });
    } else if (value.is_number() && !value.is_integer()) {
      write_number(value.number());
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

  void break_line(int depth) {
    if (indent_ < 0) return;
    out_ += '\n';
    out_.append(static_cast<std::size_t>(depth * indent_), ' ');
  }

  void write_text(const std::string& text) {
    const bool plain = std::all_of(text.begin(), text.end(), [](char letter) {
      return letter >= 0x20 && letter < 0x7f && letter != '"' && letter != '\\';
    });
    if (plain) {
      out_ += '"';
      out_ += text;
      out_ += '"';
    } else {
      out_ += Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
    }
  }

  // A double stays one when it is read again: 5.0, not 5.
  void write_number(double value) {
    if (!std::isfinite(value)) {
      out_ += "null";
      return;
    }
    const std::string text = value == 0 && std::signbit(value) ? "-0" : number_text(value);
    out_ += text;
    if (text.find_first_of(".e") == std::string::npos) out_ += ".0";
  }

  std::string out_;
  int indent_;
};

constexpr int deepest = 100;  // levels; nothing that we write has more than a dozen

// JSON that is none of ours: why.
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

std::string to_json(const Value& value, int indent) {
  Writer writer(indent);
  writer.write(value);
  return writer.take();
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
