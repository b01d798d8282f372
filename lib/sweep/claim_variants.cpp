#include "sweep/claim_variants.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "sweep/axes.hpp"

namespace regsweep {
namespace {

constexpr std::size_t most_variants_named = 4;

std::vector<std::string> axis_names(const std::vector<Block>& blocks) {
  std::vector<std::string> names;
  for (const Block& block : blocks) {
    for (const Axis& axis : block.axes) names.push_back(axis.name);
  }
  return names;
}

// The axis that a claim looks along, "" if it looks along none; its name may leave out what
// shorthand leaves out.
std::string axis_of_claim(const Value& expect, const std::vector<std::string>& names,
                          const std::string& what, const Schema& schema, Location& where) {
  for (const char* key : {"lowest_along", "highest_along", "rises_along", "falls_along"}) {
    const Value* given = expect.find(key);
    if (given == nullptr) continue;
    where = given->where();
    const bool exact = std::find(names.begin(), names.end(), given->text()) != names.end();
    const std::string axis =
        exact ? given->text() : assignment(schema, given->text(), where, Value(0)).path();
    if (std::find(names.begin(), names.end(), axis) != names.end()) return axis;
    throw ConfigurationError(
        where, fmt::format("{} looks along '{}', which is no axis of the sweep; {}", what,
                           given->text(), suggestion(given->text(), names)));
  }
  return "";
}

}  // namespace

ClaimVariants::ClaimVariants(const Value& claims, const std::vector<Block>& blocks,
                             const Schema& schema)
    : claims_(claims) {
  const std::vector<std::string> names = axis_names(blocks);
  for (const Value& claim : claims.list()) {
    const Value& expect = claim.at("expect");
    Resolving each;
    each.name = claim.at("name").text();
    const std::string what = fmt::format("the claim '{}'", each.name);
    each.axis = axis_of_claim(expect, names, what, schema, each.axis_where);
    if (!each.axis.empty()) {
      each.choices.push_back(
          choice(fmt::format("where of {}", what), expect.find("where"), blocks, schema));
    } else if (const Value* order = expect.find("order")) {
      for (const Value& one : order->list()) {
        each.choices.push_back(choice(fmt::format("order of {}", what), &one, blocks, schema));
      }
    } else {
      for (const char* key : {"of", "against"}) {
        if (const Value* one = expect.find(key)) {
          each.choices.push_back(choice(fmt::format("{} of {}", key, what), one, blocks, schema));
        }
      }
    }
    resolving_.push_back(std::move(each));
  }
}

ClaimVariants::Choice ClaimVariants::choice(const std::string& what, const Value* given,
                                            const std::vector<Block>& blocks,
                                            const Schema& schema) const {
  Choice made;
  made.what = what;
  if (given == nullptr) return made;
  made.given = *given;
  if (!given->is_text()) made.conditions.emplace_back(*given, what, blocks, schema);
  return made;
}

void ClaimVariants::see(const Cell& cell, std::size_t variant, const std::string& label) {
  if (variant >= labels_.size()) labels_.resize(variant + 1);
  labels_[variant] = label;
  for (Resolving& each : resolving_) {
    bool chosen = true;
    for (Choice& choice : each.choices) {
      const bool here = choice.given.is_text()      ? choice.given.text() == label
                        : choice.conditions.empty() ? true
                                                    : choice.conditions.front().match(cell);
      if (here) choice.variants.insert(variant);
      chosen = chosen && here;
    }
    if (each.axis.empty() || !chosen) continue;
    for (const Member& setting : cell.settings) {
      if (setting.key == each.axis) each.points.push_back({setting.value, variant});
    }
  }
}

std::size_t ClaimVariants::only(const Choice& choice) const {
  if (!choice.conditions.empty()) choice.conditions.front().refuse_vain();
  if (choice.variants.empty()) {
    throw ConfigurationError(
        choice.given.where(),
        fmt::format("{} is '{}', which is no variant's label; {}", choice.what,
                    choice.given.shown(), suggestion(choice.given.shown(), labels_)));
  }
  if (choice.variants.size() > 1) {
    std::vector<std::string> some;
    for (const std::size_t variant : choice.variants) {
      if (some.size() < most_variants_named) some.push_back("'" + labels_[variant] + "'");
    }
    throw ConfigurationError(
        choice.given.where(),
        fmt::format("{} picks {} variants ({}{}), but it must pick one; add settings until one is "
                    "left",
                    choice.what, choice.variants.size(), join(some, ", "),
                    choice.variants.size() > some.size() ? ", ..." : ""));
  }
  return *choice.variants.begin();
}

Value ClaimVariants::along(const Resolving& each) const {
  for (const Choice& choice : each.choices) {
    if (!choice.conditions.empty()) choice.conditions.front().refuse_vain();
  }
  std::vector<Point> points;
  for (const Point& point : each.points) {
    if (!point.value.is_number()) {
      throw ConfigurationError(
          each.axis_where,
          fmt::format("the claim '{}' looks along {}, whose value {} is no number; compare the "
                      "variants with order instead",
                      each.name, each.axis, point.value.shown()));
    }
    const auto same = std::find_if(points.begin(), points.end(),
                                   [&](const Point& other) { return other.value == point.value; });
    if (same == points.end()) {
      points.push_back(point);
    } else if (same->variant != point.variant) {
      throw ConfigurationError(
          each.axis_where,
          fmt::format("the claim '{}' looks along {}, but several variants have {} there, such as "
                      "'{}' and '{}'; pick one with where",
                      each.name, each.axis, point.value.shown(), labels_[same->variant],
                      labels_[point.variant]));
    }
  }
  if (points.size() < 2) {
    throw ConfigurationError(
        each.axis_where, fmt::format("the claim '{}' looks along {}, where only {} value stands; "
                                     "it needs two",
                                     each.name, each.axis, points.size()));
  }
  std::sort(points.begin(), points.end(),
            [](const Point& a, const Point& b) { return a.value.number() < b.value.number(); });
  List pairs;
  for (const Point& point : points) {
    pairs.emplace_back(List{point.value, Value(static_cast<std::int64_t>(point.variant))});
  }
  return Value(std::move(pairs));
}

Value ClaimVariants::resolved(const std::string& what) const {
  Value claims = claims_;
  for (std::size_t i = 0; i < resolving_.size(); ++i) {
    const Resolving& each = resolving_[i];
    Value& expect = *claims.list()[i].find("expect");
    if (!each.axis.empty()) {
      expect.set("along_" + what + "s", along(each));
      continue;
    }
    List chosen;
    for (const Choice& choice : each.choices) {
      chosen.emplace_back(static_cast<std::int64_t>(only(choice)));
    }
    if (expect.find("order") != nullptr) {
      expect.set("order_" + what + "s", Value(std::move(chosen)));
    } else {
      expect.set("of_" + what, chosen.front());
      if (chosen.size() > 1) expect.set("against_" + what, chosen.back());
    }
  }
  return claims;
}

Value claims_of_variants(const Value& claims_of_arms, const std::vector<Value>& variant_of_arm) {
  const auto variant = [&](const Value& arm) {
    return variant_of_arm.at(static_cast<std::size_t>(arm.integer()));
  };
  Value claims = claims_of_arms;
  for (Value& claim : claims.list()) {
    Value& expect = *claim.find("expect");
    for (const char* key : {"of", "against"}) {
      if (const Value* arm = expect.find(std::string(key) + "_arm")) {
        expect.set(std::string(key) + "_variant", variant(*arm));
      }
    }
    if (Value* arms = expect.find("order_arms")) {
      for (Value& arm : arms->list()) arm = variant(arm);
      expect.set("order_variants", *arms);
    }
    if (Value* pairs = expect.find("along_arms")) {
      for (Value& pair : pairs->list()) pair.list().back() = variant(pair.list().back());
      expect.set("along_variants", *pairs);
    }
    for (const char* key : {"of_arm", "against_arm", "order_arms", "along_arms"}) expect.erase(key);
  }
  return claims;
}

Value claim_as_written(Value claim) {
  if (Value* expect = claim.find("expect")) {
    for (const char* key : {"of", "against", "order", "along"}) {
      for (const char* what : {"_variant", "_variants", "_arm", "_arms"}) {
        expect->erase(std::string(key) + what);
      }
    }
  }
  return claim;
}

}  // namespace regsweep
