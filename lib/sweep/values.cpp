#include "sweep/values.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <optional>
#include <unordered_set>

#include "core/json.hpp"
#include "core/text.hpp"

namespace regsweep {
namespace {

constexpr std::int64_t most = 100'000;

double with_digits(double value, int digits) {
  return *parse_number(fmt::format("{:.{}g}", value, digits));
}

double twelve_digits(double value) { return with_digits(value, 12); }

// A decimal number as it is written: digits x 10^exponent.
struct DecimalNumber {
  std::int64_t digits = 0;
  int exponent = 0;
};

DecimalNumber decimal_of(double value) {
  char buffer[40];  // d.ddde+xx, the shortest that reads back
  const auto end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific);
  const std::string text(buffer, end.ptr);
  const std::size_t mark = text.find('e');
  std::string digits = text.substr(0, mark);
  int exponent = static_cast<int>(*parse_integer(text.substr(mark + 1)));
  if (const std::size_t point = digits.find('.'); point != std::string::npos) {
    exponent -= static_cast<int>(digits.size() - point - 1);
    digits.erase(point, 1);
  }
  return {*parse_integer(digits), exponent};
}

// digits x 10^(number.exponent - exponent) as a whole number; nothing when that has more digits
// than a double tells apart.
std::optional<std::int64_t> scaled(const DecimalNumber& number, int exponent) {
  constexpr std::int64_t most_exact = 1'000'000'000'000'000;
  std::int64_t whole = number.digits;
  for (int i = exponent; i < number.exponent && whole != 0; ++i) {
    if (std::abs(whole) > most_exact / 10) return std::nullopt;
    whole *= 10;
  }
  return whole;
}

// Point i of a range, computed in decimals as a person would: 0.5 - 5 x 0.1 is 0.
double range_point(double first, double step, std::int64_t i) {
  const DecimalNumber start = decimal_of(first), move = decimal_of(step);
  const int exponent = std::min(start.exponent, move.exponent);
  const auto a = scaled(start, exponent), b = scaled(move, exponent);
  constexpr std::int64_t largest = 10'000'000'000'000;  // times `most` it is still a whole number
  if (!a || !b || std::abs(*b) > largest) {
    return twelve_digits(first + static_cast<double>(i) * step);
  }
  return *parse_number(fmt::format("{}e{}", *a + i * *b, exponent));
}

// Points of a logarithmic scale keep their even spacing to a twentieth when they are rounded to
// this many digits: 0.0032 rather than 0.00316227766017.
int digits_of_log_points(double first, double last, std::int64_t count) {
  const double spacing = std::abs(std::log(last / first)) / static_cast<double>(count - 1);
  int digits = 2;
  while (digits < 12 && 0.5 * std::pow(10, 1 - digits) > spacing / 20) ++digits;
  return digits;
}

// A point that is a short number already stays one: 128 of the powers of 2.
double log_point(double exact, int digits) {
  constexpr int short_digits = 8;
  const double point = twelve_digits(exact);
  return point == with_digits(point, short_digits) ? point : with_digits(point, digits);
}

// The three numbers of a range or log.
const List& three_numbers(const Value& given, const std::string& path, const std::string& kind,
                          const std::string& meaning) {
  if (!given.is_list() || given.list().size() != 3) {
    throw ConfigurationError(
        given.where(),
        fmt::format("{} of the axis {} is {}, but it must be a list of three numbers; write {}: {}",
                    kind, path, given.is_list() ? given.shown() : given.kind(), kind, meaning));
  }
  for (const Value& item : given.list()) {
    if (!item.is_number()) {
      throw ConfigurationError(
          item.where(),
          fmt::format(
              "{} of the axis {} contains {} ({}), but all three must be numbers; write {}: {}",
              kind, path, item.shown(), item.kind(), kind, meaning));
    }
  }
  return given.list();
}

List range_values(const Value& given, const std::string& path) {
  const List& three = three_numbers(given, path, "range", "[first, last, step]");
  const double first = three[0].number(), last = three[1].number(), step = three[2].number();
  if (step == 0) {
    throw ConfigurationError(three[2].where(),
                             fmt::format("the step of the axis {} is 0, which never reaches {}; "
                                         "give another step, or the list [{}]",
                                         path, three[1].shown(), three[0].shown()));
  }
  if ((last - first) * step < 0) {
    throw ConfigurationError(
        three[2].where(),
        fmt::format("the step {} of the axis {} leads away from {}; write {}", three[2].shown(),
                    path, three[1].shown(), number_text(-step)));
  }
  const double steps = (last - first) / step;
  if (steps >= static_cast<double>(most)) {
    throw ConfigurationError(
        given.where(), fmt::format("the axis {} has more than {} values; take a longer step", path,
                                   with_thousands(most)));
  }
  const double whole = std::round(steps);
  if (std::abs(steps - whole) > 1e-6) {
    throw ConfigurationError(
        three[1].where(),
        fmt::format(
            "the range of the axis {} never reaches {}: the last value before it is {}; "
            "give that as the last, or another "
            "step",
            path, three[1].shown(),
            number_text(range_point(first, step, static_cast<std::int64_t>(std::floor(steps))))));
  }
  const bool integers = three[0].is_integer() && three[2].is_integer();
  List values;
  for (std::int64_t i = 0; i <= static_cast<std::int64_t>(whole); ++i) {
    if (integers) {
      values.emplace_back(three[0].integer() + i * three[2].integer(), given.where());
    } else {
      values.emplace_back(range_point(first, step, i), given.where());
    }
  }
  return values;
}

List log_values(const Value& given, const std::string& path, bool integers) {
  const List& three = three_numbers(given, path, "log", "[first, last, how many]");
  const double first = three[0].number(), last = three[1].number();
  for (int i : {0, 1}) {
    if (three[static_cast<std::size_t>(i)].number() <= 0) {
      throw ConfigurationError(three[static_cast<std::size_t>(i)].where(),
                               fmt::format("log of the axis {} contains {}, but a logarithmic "
                                           "scale has only numbers above 0; give a list or a range",
                                           path, three[static_cast<std::size_t>(i)].shown()));
    }
  }
  if (!three[2].is_integer() || three[2].integer() < 2 || three[2].integer() > most) {
    throw ConfigurationError(three[2].where(),
                             fmt::format("log of the axis {} asks for {} values, but it must be an "
                                         "integer from 2 to {}; write log: "
                                         "[first, last, how many]",
                                         path, three[2].shown(), with_thousands(most)));
  }
  const std::int64_t count = three[2].integer();
  const int digits = digits_of_log_points(first, last, count);
  List values;
  for (std::int64_t i = 0; i < count; ++i) {
    const double exact =
        first * std::pow(last / first, static_cast<double>(i) / static_cast<double>(count - 1));
    Value value;
    if (i == 0) {
      value = three[0];
    } else if (i == count - 1) {
      value = three[1];
    } else {
      value = Value(integers ? twelve_digits(exact) : log_point(exact, digits), given.where());
    }
    if (integers && !value.is_integer()) {
      value = Value(static_cast<std::int64_t>(std::llround(value.number())), given.where());
    }
    if (!values.empty() && values.back() == value) {
      const bool one_value = first == last;
      throw ConfigurationError(
          given.where(),
          fmt::format("log of the axis {} makes {} twice, because {}", path, value.shown(),
                      one_value ? "it ends where it begins; give another end, or the value alone"
                                : fmt::format("its values are rounded to integers; ask for fewer "
                                              "than {} values",
                                              count)));
    }
    values.push_back(std::move(value));
  }
  return values;
}

}  // namespace

List axis_values(const Value& given, const std::string& path, const Field* field) {
  if (given.is_list()) {
    if (given.list().empty()) {
      throw ConfigurationError(
          given.where(),
          fmt::format(
              "the axis {} has no values, so the sweep would have no trials; give at least one, or "
              "delete the axis",
              path));
    }
    return given.list();
  }
  if (given.is_null()) {
    throw ConfigurationError(
        given.where(),
        fmt::format("the axis {} has no values; give a list of them, or delete the axis", path));
  }
  if (!given.is_map()) {
    throw ConfigurationError(given.where(),
                             fmt::format("the axis {} is {} ({}), but an axis needs a list of "
                                         "values; write [{}], or move it to base",
                                         path, given.kind(), given.shown(), given.shown()));
  }
  const Map& map = given.map();
  if (map.size() == 1 && map[0].key == "range") return range_values(map[0].value, path);
  if (map.size() == 1 && map[0].key == "log") {
    return log_values(map[0].value, path, field != nullptr && field->kind == FieldKind::integer);
  }
  const std::string remedy =
      "write [a, b, c], {range: [first, last, step]} or {log: [first, last, how many]}";
  for (const Member& member : map) {
    if (member.key == "range" || member.key == "log") continue;
    const std::vector<std::string> words{"range", "log"};
    std::string closer = remedy;
    if (nearest(member.key, words)) {
      closer = suggestion(member.key, words);
    } else if (member.value.is_list()) {
      closer = fmt::format("write {}.{}: {} to sweep that field", path, member.key,
                           member.value.shown());
    }
    throw ConfigurationError(
        member.key_where,
        fmt::format("the axis {} contains '{}', which makes no list of values; {}", path,
                    member.key, closer));
  }
  throw ConfigurationError(given.where(),
                           fmt::format("the axis {} needs either range or log; {}", path, remedy));
}

void refuse_repeated(const List& values, const std::string& path) {
  std::unordered_set<std::string> seen;
  for (const Value& value : values) {
    if (!seen.insert(canonical_text(value)).second) {
      throw ConfigurationError(
          value.where(), fmt::format("the axis {} has the value {} twice; give each value once",
                                     path, value.shown()));
    }
  }
}

}  // namespace regsweep
