// The YAML map `regularizers`, made of the rules' own declarations.
#include "regularizers/rule_entry.hpp"

#include <algorithm>

namespace regsweep {

const Schema& regularizers_schema() {
  static const Schema schema = [] {
    Schema all;
    all.name = "regularizers";
    all.doc = "Everything that regularizes besides noise at sites";
    for (const RuleEntry& entry : rule_entries()) {
      Field field;
      field.key = entry.name;
      field.kind = FieldKind::section;
      field.doc = entry.summary;
      field.optional = true;
      field.section = std::make_shared<Schema>(entry.schema);
      all.fields.push_back(std::move(field));
    }
    return all;
  }();
  return schema;
}

Value canonical_regularizers(const Value& normalized) {
  Map active;
  for (const RuleEntry& entry : rule_entries()) {
    const Value* options = normalized.find(entry.name);
    if (options == nullptr) continue;
    const bool off = !entry.off_field.empty() && options->at(entry.off_field).number() == 0;
    if (!off) active.push_back(Member{entry.name, *options, options->where()});
  }
  return Value(std::move(active), normalized.where());
}

std::vector<std::unique_ptr<Rule>> make_rules(const Value& canonical) {
  std::vector<std::unique_ptr<Rule>> rules;
  for (const RuleEntry& entry : rule_entries()) {
    if (const Value* options = canonical.find(entry.name)) rules.push_back(entry.make(*options));
  }
  return rules;
}

bool evaluates_other_weights(const Value& canonical) {
  const auto rules = make_rules(canonical);
  return std::any_of(rules.begin(), rules.end(),
                     [](const auto& rule) { return rule->evaluated_weights() != nullptr; });
}

}  // namespace regsweep
