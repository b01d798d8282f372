#include "sweep/claims.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "core/text.hpp"

namespace regsweep {
namespace {

// Keys of `expect` that say of which kind it is, with those that it must and may have.
struct ClaimKind {
  std::string key;
  std::vector<std::string> needs, may;
};

const std::vector<ClaimKind>& claim_kinds() {
  static const std::vector<ClaimKind> kinds{
      {"value", {"of", "tolerance"}, {}},
      {"is", {"of", "against"}, {"margin"}},
      {"ratio_at_least", {"of", "against"}, {}},
      {"order", {}, {}},
      {"lowest_along", {"within"}, {"where"}},
      {"highest_along", {"within"}, {"where"}},
      {"rises_along", {}, {"where"}},
      {"falls_along", {}, {"where"}},
  };
  return kinds;
}

const std::vector<std::string> of_every_kind{"metric", "minus", "epoch", "step"};

bool contains(const std::vector<std::string>& words, const std::string& word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

Field claim_field(const std::string& key, FieldKind kind, const std::string& doc,
                  Range range = {}) {
  Field field;
  field.key = key;
  field.kind = kind;
  field.doc = doc;
  field.range = range;
  field.optional = true;
  return field;
}

Field claim_field(const std::string& key, const std::string& doc, const std::string& form,
                  std::function<Value()> json_form) {
  Field field = claim_field(key, FieldKind::anything, doc);
  field.form = form;
  field.json_form = std::move(json_form);
  return field;
}

Value a_map_of(const Value& values) {
  return Value(
      Map{{"type", "object", {}}, {"additionalProperties", values, {}}, {"minProperties", 1, {}}});
}

Value a_type(const char* name) { return Value(Map{{"type", name, {}}}); }

Value published_number() {
  const Value keys(Map{{"value", a_type("number"), {}}, {"plus_minus", a_type("number"), {}}});
  const Value map(Map{{"type", "object", {}},
                      {"properties", keys, {}},
                      {"required", Value(List{"value"}), {}},
                      {"additionalProperties", Value(false), {}}});
  return Value(Map{{"anyOf", Value(List{a_type("number"), map}), {}}});
}

Value settings_or_label() {
  return Value(Map{{"anyOf", Value(List{a_map_of(Value(Map{})), a_type("string")}), {}}});
}

Value two_or_more_variants() {
  return Value(Map{{"type", "array", {}}, {"items", settings_or_label(), {}}, {"minItems", 2, {}}});
}

Value metric_form(const std::vector<std::string>& metrics) {
  const Value listed(Map{{"enum", Value(List(metrics.begin(), metrics.end())), {}}});
  Value probe = a_type("string");
  probe.set("pattern", Value("^probes\\."));
  return Value(Map{{"anyOf", Value(List{listed, probe}), {}}});
}

// What picks one variant: a map of settings or a label.
void check_selector(const Value* given, const std::string& path) {
  if (given == nullptr || given->is_text() || (given->is_map() && !given->map().empty())) return;
  throw ConfigurationError(given->where(),
                           fmt::format("{} = {} is neither a map of settings nor a label; write "
                                       "for example {{dropout.hidden: 0}}",
                                       path, given->shown()));
}

std::vector<std::string> kind_keys() {
  std::vector<std::string> keys;
  for (const ClaimKind& kind : claim_kinds()) keys.push_back(kind.key);
  return keys;
}

const ClaimKind& kind_of(const Value& expect, const std::string& path) {
  const ClaimKind* found = nullptr;
  for (const ClaimKind& kind : claim_kinds()) {
    if (expect.find(kind.key) == nullptr) continue;
    if (found != nullptr) {
      throw ConfigurationError(expect.find(kind.key)->where(),
                               fmt::format("{} has both {} and {}, but a claim expects one thing; "
                                           "write two claims",
                                           path, found->key, kind.key));
    }
    found = &kind;
  }
  if (found == nullptr) {
    throw ConfigurationError(expect.where(), fmt::format("{} says no expectation; give one of {}",
                                                         path, join(kind_keys(), ", ")));
  }
  return *found;
}

void check_metric(const Value& expect, const std::string& key, const std::string& path,
                  const std::vector<std::string>& metrics) {
  const Value* given = expect.find(key);
  if (given == nullptr) return;
  const std::string name = given->is_text() ? given->text() : given->shown();
  const bool of_probe = name.starts_with("probes.");
  if (!of_probe && !contains(metrics, name)) {
    throw ConfigurationError(given->where(), fmt::format("{}.{} = '{}' is unknown; {}", path, key,
                                                         name, suggestion(name, metrics)));
  }
  for (const char* when : {"epoch", "step"}) {
    if (expect.find(when) != nullptr && (of_probe || name.starts_with("best."))) {
      throw ConfigurationError(
          expect.find(when)->where(),
          fmt::format("{}.{} is given, but {} has one value per trial; leave {} out, or name a "
                      "metric of every evaluation",
                      path, when, name, when));
    }
  }
}

void check_kind(const Value& expect, const std::string& path) {
  const ClaimKind& kind = kind_of(expect, path);
  for (const std::string& key : kind.needs) {
    if (expect.find(key) != nullptr) continue;
    throw ConfigurationError(expect.where(),
                             fmt::format("{} has {}, but no {}; a claim with {} needs {}", path,
                                         kind.key, key, kind.key, join(kind.needs, ", ")));
  }
  for (const Member& member : expect.map()) {
    if (member.key == kind.key || contains(kind.needs, member.key) ||
        contains(kind.may, member.key) || contains(of_every_kind, member.key)) {
      continue;
    }
    throw ConfigurationError(
        member.key_where,
        fmt::format("{}.{} says nothing beside {}; delete it, or write two claims", path,
                    member.key, kind.key));
  }
}

// Rules between the keys of `expect`.
void check_expectation(const Value& expect, const std::string& path,
                       const std::vector<std::string>& metrics) {
  check_kind(expect, path);
  for (const char* key : {"metric", "minus"}) check_metric(expect, key, path, metrics);
  if (expect.find("epoch") != nullptr && expect.find("step") != nullptr) {
    throw ConfigurationError(expect.find("step")->where(),
                             fmt::format("{} has both epoch and step; give one of them", path));
  }
  if (const Value* is = expect.find("is")) {
    const bool equal = is->text() == "equal";
    if (equal != (expect.find("margin") != nullptr)) {
      throw ConfigurationError(
          is->where(),
          equal ? fmt::format("{}.is = equal needs a margin, since no data show a difference of "
                              "exactly 0; add margin, in the metric's units",
                              path)
                : fmt::format("{}.margin belongs to is: equal; delete it", path));
    }
  }
  if (const Value* order = expect.find("order"); order != nullptr) {
    if (!order->is_list() || order->list().size() < 2) {
      throw ConfigurationError(order->where(),
                               fmt::format("{}.order = {} is no list of two variants or more; "
                                           "write order: [{{variants: a}}, {{variants: b}}]",
                                           path, order->shown()));
    }
  }
  for (const char* key : {"of", "against"}) {
    check_selector(expect.find(key), fmt::format("{}.{}", path, key));
  }
  if (const Value* order = expect.find("order"); order != nullptr) {
    for (const Value& one : order->list()) check_selector(&one, path + ".order");
  }
  if (const Value* within = expect.find("within"); within != nullptr) {
    const List& ends = within->list();
    if (ends.size() != 2 || ends[0].number() > ends[1].number()) {
      throw ConfigurationError(
          within->where(), fmt::format("{}.within = {} is no interval; write within: [low, high]",
                                       path, within->shown()));
    }
  }
}

bool is_published_number(const Value& value) {
  if (value.is_number()) return true;
  if (!value.is_map() || value.find("value") == nullptr) return false;
  return std::all_of(value.map().begin(), value.map().end(), [](const Member& each) {
    return (each.key == "value" || each.key == "plus_minus") && each.value.is_number();
  });
}

// Names of published numbers are the user's own.
void check_published(const Value& claim, const std::string& path) {
  const Value* published = claim.find("published");
  if (published == nullptr) return;
  const bool numbers =
      published->is_map() && !published->map().empty() &&
      std::all_of(published->map().begin(), published->map().end(),
                  [](const Member& each) { return is_published_number(each.value); });
  if (!numbers) {
    throw ConfigurationError(
        published->where(),
        fmt::format("{}.published = {} is no map of numbers; write published: {{dropout: 0.0228, "
                    "none: {{value: 0.0216, plus_minus: 0.0005}}}}",
                    path, published->shown()));
  }
}

}  // namespace

Schema expectation_schema(const std::vector<std::string>& metrics) {
  const std::string one = "a map of settings, or a label";
  Schema schema;
  schema.name = "expect";
  schema.doc = "What a claim expects of a metric; one kind of expectation each";
  const auto named = [metrics] { return metric_form(metrics); };
  Field metric =
      claim_field("metric", "a metric, or probes.<name>; at the end unless epoch or step is given",
                  "the name of a metric", named);
  metric.optional = false;
  Field is = claim_field("is", FieldKind::choice,
                         "of is higher than against, lower, or equal within margin");
  is.choices = {"higher", "lower", "equal"};
  schema.fields = {
      metric,
      claim_field("minus", "a metric that is taken off: the gap of two", "the name of a metric",
                  named),
      claim_field("epoch", FieldKind::number, "the evaluation at this epoch", at_least(0)),
      claim_field("step", FieldKind::integer, "the evaluation after this step", at_least(0)),
      claim_field("of", "the variant that the claim is about", one, settings_or_label),
      claim_field("against", "the variant that it is compared with", one, settings_or_label),
      claim_field("value", FieldKind::number, "the mean of `of`, within tolerance"),
      claim_field("tolerance", FieldKind::number, "in the metric's units", above(0)),
      is,
      claim_field("margin", FieldKind::number, "of is: equal, in the metric's units", above(0)),
      claim_field("ratio_at_least", FieldKind::number, "mean of `of` / mean of `against`",
                  above(0)),
      claim_field("order", "variants from the lowest mean to the highest",
                  "a list of maps of settings, or of labels", two_or_more_variants),
      claim_field("lowest_along", FieldKind::text,
                  "the axis along which the lowest mean lies within `within`"),
      claim_field("highest_along", FieldKind::text, "the same for the highest mean"),
      claim_field("within", FieldKind::numbers, "[low, high] on the axis"),
      claim_field("rises_along", FieldKind::text, "the axis along which the mean never falls"),
      claim_field("falls_along", FieldKind::text, "the axis along which the mean never rises"),
      claim_field("where", "which variants are looked at along the axis; default: all",
                  "a map of settings", [] { return a_map_of(Value(Map{})); })};
  schema.finish = [metrics](Value& normalized, const Value&, const std::string& path) {
    check_expectation(normalized, path, metrics);
  };
  return schema;
}

Schema claim_schema(const std::vector<std::string>& metrics) {
  Schema schema;
  schema.name = "claim";
  schema.doc = "What a sweep is expected to show; frozen with the plan, judged by the analysis";
  Field name = claim_field("name", FieldKind::text, "unique in the list");
  name.optional = false;
  Field says = claim_field("says", FieldKind::text, "the claim in a sentence");
  says.optional = false;
  Field expect = claim_field("expect", FieldKind::section, "what the numbers must show");
  expect.optional = false;
  expect.section = std::make_shared<Schema>(expectation_schema(metrics));
  schema.fields = {name, says, claim_field("source", FieldKind::text, "who claims it: a citation"),
                   claim_field("published", "numbers shown beside those of the sweep",
                               "a map of names to numbers, or to {value, plus_minus}",
                               [] { return a_map_of(published_number()); }),
                   expect};
  schema.finish = [](Value& normalized, const Value&, const std::string& path) {
    check_published(normalized, path);
  };
  return schema;
}

Value read_claims(const Value& given, const std::vector<std::string>& metrics) {
  if (given.is_null()) return Value(List{});
  if (!given.is_list()) {
    throw ConfigurationError(given.where(),
                             fmt::format("claims is {}, but it must be a list; write claims: "
                                         "[{{name: ..., says: ..., expect: {{...}}}}]",
                                         given.kind()));
  }
  const Schema schema = claim_schema(metrics);
  List claims;
  for (const Value& each : given.list()) {
    Value claim = schema.normalize(each, fmt::format("claims.{}", claims.size()));
    for (const Value& other : claims) {
      if (other.at("name") == claim.at("name")) {
        throw ConfigurationError(
            claim.at("name").where(),
            fmt::format("two claims are called '{}'; give each a name of its own",
                        claim.at("name").text()));
      }
    }
    claims.push_back(std::move(claim));
  }
  return Value(std::move(claims));
}

}  // namespace regsweep
