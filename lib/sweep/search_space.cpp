#include "sweep/search_space.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/text.hpp"
#include "random/draws.hpp"
#include "sweep/values.hpp"

namespace regsweep {
namespace search_space {
namespace {

const char* const forms = "write {log: [low, high]}, {uniform: [low, high]} or a list of values";

double four_digits(double value) { return *parse_number(fmt::format("{:.4g}", value)); }

std::int64_t prime(std::size_t number) {
  std::vector<std::int64_t> primes;
  for (std::int64_t candidate = 2; primes.size() <= number; ++candidate) {
    const auto divides = [&](std::int64_t each) { return candidate % each == 0; };
    if (std::none_of(primes.begin(), primes.end(), divides)) primes.push_back(candidate);
  }
  return primes.back();
}

void read_range(SearchKey& key, const Value& range, const std::string& word) {
  const bool two = range.is_list() && range.list().size() == 2 && range.list()[0].is_number() &&
                   range.list()[1].is_number();
  if (!two) {
    throw ConfigurationError(
        range.where(), fmt::format("{} of the searched key {} is {}, but it must be two numbers; "
                                   "write {{{}: [low, high]}}",
                                   word, key.path, range.shown(), word));
  }
  key.low = range.list()[0].number();
  key.high = range.list()[1].number();
  if (key.low >= key.high) {
    throw ConfigurationError(
        range.where(), fmt::format("{} of the searched key {} goes from {} to {}, but the "
                                   "second must be larger; exchange them",
                                   word, key.path, number_text(key.low), number_text(key.high)));
  }
  if (key.scale == SearchKey::Scale::logarithmic && key.low <= 0) {
    throw ConfigurationError(range.where(),
                             fmt::format("log of the searched key {} begins at {}, but a "
                                         "logarithmic scale has only numbers above 0; begin above "
                                         "0, or write {{uniform: {}}}",
                                         key.path, number_text(key.low), range.shown()));
  }
}

}  // namespace
}  // namespace search_space

Value SearchKey::at(double u) const {
  if (scale == Scale::list) {
    return values[static_cast<std::size_t>(u * static_cast<double>(values.size()))];
  }
  const bool logarithmic = scale == Scale::logarithmic;
  if (integers) {  // each whole number of the range has its share
    const double above = high + 1;
    const double exact = logarithmic ? low * std::pow(above / low, u) : low + u * (above - low);
    return Value(static_cast<std::int64_t>(std::min(std::floor(exact), high)));
  }
  const double exact = logarithmic ? low * std::pow(high / low, u) : low + u * (high - low);
  return Value(std::clamp(search_space::four_digits(exact), low, high));
}

SearchKey read_search_key(const Member& member, const Schema& schema) {
  SearchKey key;
  key.path = member.key;
  key.where = member.key_where;
  key.keys = resolve_path(schema, member.key, member.key_where);
  const Field* field = schema.field_at(key.keys);
  key.integers = field != nullptr && field->kind == FieldKind::integer;
  if (member.value.is_list()) {
    key.scale = SearchKey::Scale::list;
    key.values = axis_values(member.value, member.key, field);
    refuse_repeated(key.values, member.key);
    return key;
  }
  const Map* map = member.value.is_map() ? &member.value.map() : nullptr;
  if (map == nullptr || map->size() != 1) {
    throw ConfigurationError(
        member.value.where(),
        fmt::format("the searched key {} is {}, which says no values to try; {}", member.key,
                    member.value.shown(), search_space::forms));
  }
  const Member& range = map->front();
  if (range.key != "log" && range.key != "uniform") {
    throw ConfigurationError(range.key_where,
                             fmt::format("the searched key {} contains '{}', which is no scale; {}",
                                         member.key, range.key, search_space::forms));
  }
  key.scale = range.key == "log" ? SearchKey::Scale::logarithmic : SearchKey::Scale::uniform;
  search_space::read_range(key, range.value, range.key);
  return key;
}

double radical_inverse(std::int64_t number, std::int64_t base) {
  double inverse = 0;
  double place = 1.0 / static_cast<double>(base);
  for (; number > 0; number /= base) {
    inverse += place * static_cast<double>(number % base);
    place /= static_cast<double>(base);
  }
  return inverse;
}

double position_of(const SearchKey& key, Sampler sampler, std::uint32_t search_seed,
                   std::int64_t point) {
  if (sampler == Sampler::halton) {
    return radical_inverse(point + 1, search_space::prime(key.number));
  }
  std::vector<double> all(static_cast<std::size_t>(point) + 1);
  const StreamKey stream = stream_key(search_seed, "search/" + join(key.keys, "."));
  uniforms(stream, 0, 0, point + 1, all.data());
  return all.back();
}

}  // namespace regsweep
