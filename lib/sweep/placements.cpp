#include "sweep/placements.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

#include "core/text.hpp"
#include "sweep/values.hpp"

namespace regsweep {
namespace {

constexpr std::size_t most_in_powerset = 16;
const char* const placements_form =
    "write placements: {of: [input, hidden], choose: one_at_a_time, rate: 0.2}";

using Subset = std::vector<bool>;  // one flag per place

std::vector<Subset> powerset(std::size_t count) {
  std::vector<Subset> subsets;
  for (std::size_t size = 0; size <= count; ++size) {  // small ones first
    for (std::uint32_t bits = 0; bits < (1u << count); ++bits) {
      Subset subset(count);
      for (std::size_t i = 0; i < count; ++i) subset[i] = (bits >> i & 1u) != 0;
      if (static_cast<std::size_t>(std::count(subset.begin(), subset.end(), true)) == size) {
        subsets.push_back(subset);
      }
    }
  }
  return subsets;
}

// `rest` for all places, then the opposite for each place in turn.
std::vector<Subset> one_differs(std::size_t count, bool rest) {
  std::vector<Subset> subsets(1, Subset(count, rest));
  for (std::size_t i = 0; i < count; ++i) {
    Subset subset(count, rest);
    subset[i] = !rest;
    subsets.push_back(subset);
  }
  return subsets;
}

std::vector<Subset> chosen_subsets(const Value& given, std::size_t count) {
  const std::vector<std::string> ways{"powerset", "one_at_a_time", "leave_one_out"};
  const Value* choose = given.find("choose");
  if (choose == nullptr) {
    throw ConfigurationError(
        given.where(),
        fmt::format("placements.choose is missing; choose one: {}", join(ways, ", ")));
  }
  const std::string way = choose->shown();
  if (std::find(ways.begin(), ways.end(), way) == ways.end()) {
    throw ConfigurationError(choose->where(), fmt::format("placements.choose = '{}' is unknown; {}",
                                                          way, suggestion(way, ways)));
  }
  if (way != "powerset") return one_differs(count, way == "leave_one_out");
  if (count > most_in_powerset) {
    throw ConfigurationError(
        choose->where(), fmt::format("the powerset of {} placements has {} members; name at most "
                                     "{}, or choose one_at_a_time",
                                     count, with_thousands(1ll << std::min<std::size_t>(count, 62)),
                                     most_in_powerset));
  }
  return powerset(count);
}

const List& places(const Value& given) {
  const Value* of = given.find("of");
  if (of == nullptr) {
    throw ConfigurationError(given.where(),
                             fmt::format("placements.of is missing; {}", placements_form));
  }
  if (!of->is_list() || of->list().empty()) {
    throw ConfigurationError(
        of->where(),
        fmt::format("placements.of is {}, but it must be a list of placements; {}",
                    of->is_list() ? "empty" : fmt::format("{} ({})", of->kind(), of->shown()),
                    placements_form));
  }
  for (const Value& place : of->list()) {
    if (!place.is_text()) {
      throw ConfigurationError(
          place.where(),
          fmt::format("placements.of contains {} ({}), but a placement is a name; {}", place.kind(),
                      place.shown(), placements_form));
    }
  }
  for (std::size_t i = 0; i < of->list().size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (of->list()[i] == of->list()[j]) {
        throw ConfigurationError(
            of->list()[i].where(),
            fmt::format("placements.of names '{}' twice; name it once", of->list()[i].text()));
      }
    }
  }
  return of->list();
}

std::string subset_name(const Subset& subset, const List& of) {
  std::vector<std::string> members;
  for (std::size_t i = 0; i < of.size(); ++i) {
    if (subset[i]) members.push_back(of[i].text());
  }
  if (members.empty()) return "none";
  if (members.size() == of.size() && of.size() > 1) return "all";
  return join(members, "+");
}

// The schema of one placement, where the fields of `placements` besides of and choose belong.
const Schema& noise_schema(const Schema& schema, const Location& where) {
  const Field* dropout = schema.field("dropout");
  if (dropout == nullptr || dropout->section == nullptr || dropout->section->entries == nullptr) {
    throw ConfigurationError(
        where, "there are no placements here: base has no map 'dropout' of them; delete the axis");
  }
  return *dropout->section->entries;
}

// rate or keep when it is a list of them, else nullptr.
const Member* swept_amount(const Value& given) {
  for (const Member& member : given.map()) {
    if ((member.key == "rate" || member.key == "keep") && !member.value.is_scalar()) return &member;
  }
  return nullptr;
}

void check_keys(const Value& given, const Schema& noise) {
  const std::vector<std::string> own{"of", "choose"};
  for (const Member& member : given.map()) {
    if (std::find(own.begin(), own.end(), member.key) != own.end()) continue;
    const auto near = nearest(member.key, own);
    if (near && noise.refused.count(member.key) == 0 &&
        !nearest(member.key, noise.keys_for(nullptr))) {
      throw ConfigurationError(
          member.key_where,
          fmt::format("unknown key '{}' in placements; did you mean '{}'?", member.key, *near));
    }
    noise.resolve(member.key, member.key_where);
  }
  if (given.find("rate") == nullptr && given.find("keep") == nullptr) {
    throw ConfigurationError(given.where(),
                             fmt::format("placements has no rate; {}", placements_form));
  }
}

// What a member of a subset gets: the fields as written, once for each swept amount.
std::vector<std::vector<Member>> noises(const Value& given, const Member* swept) {
  std::vector<Member> fields;
  for (const Member& member : given.map()) {
    if (member.key != "of" && member.key != "choose" && &member != swept) fields.push_back(member);
  }
  if (swept == nullptr) return {fields};
  const List values = axis_values(swept->value, "placements." + swept->key, nullptr);
  refuse_repeated(values, "placements." + swept->key);
  std::vector<std::vector<Member>> all;
  for (const Value& value : values) {
    all.push_back(fields);
    all.back().push_back(Member{swept->key, value, swept->key_where});
  }
  return all;
}

std::vector<Assignment> assignments(const Schema& schema, const List& of, const Subset& subset,
                                    const std::vector<Member>& noise) {
  std::vector<Assignment> sets;
  for (std::size_t i = 0; i < of.size(); ++i) {
    const std::string& place = of[i].text();
    if (!subset[i]) {
      sets.push_back(
          Assignment{{"dropout", place, "rate"}, Value(0, of[i].where()), of[i].where()});
    }
    if (subset[i]) {
      for (const Member& field : noise) {
        sets.push_back(
            assignment(schema, "dropout." + place + "." + field.key, of[i].where(), field.value));
      }
    }
  }
  return sets;
}

}  // namespace

Block read_placements(const Value& given, const Schema& schema, const std::string& name) {
  if (!given.is_map()) {
    throw ConfigurationError(
        given.where(), fmt::format("placements is {} ({}), but it must be a map; {}", given.kind(),
                                   given.shown(), placements_form));
  }
  const List& of = places(given);
  check_keys(given, noise_schema(schema, given.where()));
  const Member* swept = swept_amount(given);
  Block block;
  block.axes = {Axis{name, {}}};
  if (swept != nullptr) block.axes.push_back(Axis{name + "." + swept->key, {swept->key}});
  for (const Subset& subset : chosen_subsets(given, of.size())) {
    for (const std::vector<Member>& noise : noises(given, swept)) {
      Option option{assignments(schema, of, subset, noise), {}};
      option.settings.emplace_back(subset_name(subset, of), given.where());
      if (swept != nullptr) option.settings.push_back(noise.back().value);
      block.options.push_back(std::move(option));
    }
  }
  return block;
}

}  // namespace regsweep
