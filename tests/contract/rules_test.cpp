// The contract of every rule, for each of its small cases. A new file in lib/regularizers/rules is
// tested by existing.
#include <catch2/catch.hpp>
#include <cmath>

#include "core/json.hpp"
#include "support/activations.hpp"
#include "support/gradient_check.hpp"
#include "support/rules.hpp"
#include "support/small_trial.hpp"
#include "training/rule_checks.hpp"

namespace regsweep::rules_test {

using namespace testing;

using Changes = std::vector<std::pair<std::string, Value>>;

struct RuleCase {
  const RuleEntry* entry;
  Value options;
};

std::vector<RuleCase> rule_cases() {
  std::vector<RuleCase> all;
  for (const RuleEntry& entry : rule_entries()) {
    for (const Value& options : entry.small_cases) all.push_back({&entry, options});
  }
  return all;
}

std::string name_of(const RuleCase& each) {
  return each.entry->name + ": " + canonical_text(each.options);
}

/// What a trial needs so that the rule acts in it, without the rule.
Changes surroundings(const RuleEntry& entry) {
  Changes changes;
  if (entry.needs.activations && entry.needs.activations->bounded) {
    changes.emplace_back("model.activation", Value("sigmoid"));
  }
  return changes;
}

bool needs_sequences(const RuleEntry& entry) {
  return entry.needs.activations && entry.needs.activations->axis == "time";
}

Value small_trial_for(const RuleEntry& entry, const Changes& changes) {
  return needs_sequences(entry) ? small_transformer_trial(changes) : small_trial(changes);
}

std::shared_ptr<const Dataset> data_of(const RuleEntry& entry) {
  return needs_sequences(entry) ? small_text() : small_classes();
}

/// `changes` and the options of the rule, field by field.
Changes with_rule(const RuleEntry& entry, const Value& options, Changes changes) {
  const std::string path = "regularizers." + entry.name;
  if (!options.is_map()) {
    changes.emplace_back(path, options);
  } else {
    for (const Member& member : options.map()) {
      changes.emplace_back(path + "." + member.key, member.value);
    }
  }
  return changes;
}

/// The small trial with the rule, and then `more` changes.
Value trial_with(const RuleCase& each, const Changes& more = {}) {
  Changes changes = with_rule(*each.entry, each.options, surroundings(*each.entry));
  changes.insert(changes.end(), more.begin(), more.end());
  return small_trial_for(*each.entry, changes);
}

std::unique_ptr<Rule> rule_of(const RuleCase& each) {
  return make_rule(each.entry->name, each.options);
}

DatasetFacts facts(Task task, std::int64_t validation) {
  return {task, 3, 3, 100, validation, 10, task == Task::next_token ? 7 : 0};
}

/// The sentence with which the data are refused for a trial with this rule; "": they are not.
std::string refusal(const Value& trial, const DatasetFacts& data) {
  try {
    check_rules_against_data(trial, data);
  } catch (const ConfigurationError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("rule contract: every rule has a small case, and normal options stay as they are") {
  for (const RuleEntry& entry : rule_entries()) {
    INFO(entry.name);
    REQUIRE_FALSE(entry.small_cases.empty());
    for (const Value& options : entry.small_cases) {
      const Value normal = entry.schema.normalize(options, entry.name);
      REQUIRE(entry.schema.normalize(normal, entry.name) == normal);
    }
  }
}

TEST_CASE(
    "rule contract: an interrupted trial has the records of an undisturbed one, bit for bit") {
  for (const RuleCase& each : rule_cases()) {
    INFO(name_of(each));
    const Value configuration = trial_with(each);
    const auto data = data_of(*each.entry);
    const std::string undisturbed = digest(trained(configuration, 2, data));
    for (const std::int64_t interrupted : {1, 6, 7, 11, 20, 34}) {
      INFO("interrupted after " << interrupted << " steps");
      Trainer first(trial_of(configuration), 2, data);
      const Outcome outcome =
          first.run([&](const Progress& progress) { return progress.step < interrupted; });
      if (outcome == Outcome::finished) break;  // it is shorter
      Trainer second(trial_of(configuration), 2, data);
      second.restore(first.checkpoint());
      REQUIRE(second.progress().step == interrupted);
      REQUIRE(second.run([](const Progress&) { return true; }) == Outcome::finished);
      REQUIRE(digest(second.records()) == undisturbed);
    }
  }
}

TEST_CASE("rule contract: it changes the training, which stays finite and repeatable") {
  for (const RuleCase& each : rule_cases()) {
    INFO(name_of(each));
    const auto data = data_of(*each.entry);
    const Group with = trained(trial_with(each), 2, data);
    const Group without = trained(small_trial_for(*each.entry, surroundings(*each.entry)), 2, data);
    REQUIRE(digest(with) != digest(without));
    REQUIRE(with.attribute("status")->text() == "done");
    REQUIRE(digest(trained(trial_with(each), 2, data)) == digest(with));
  }
}

TEST_CASE("rule contract: off means absent, bit for bit") {
  for (const RuleCase& each : rule_cases()) {
    const std::string& field = each.entry->off_field;
    if (field.empty()) continue;
    INFO(name_of(each));
    const Value with = trial_with(each);
    const Value switched_off =
        trial_with(each, {{"regularizers." + each.entry->name + "." + field, Value(0)}});
    const Value absent = small_trial_for(*each.entry, surroundings(*each.entry));
    REQUIRE(with.at("regularizers").find(each.entry->name) != nullptr);
    REQUIRE(canonical_text(switched_off) == canonical_text(absent));
    const auto data = data_of(*each.entry);
    REQUIRE(digest(trained(switched_off, 2, data)) == digest(trained(absent, 2, data)));
  }
}

TEST_CASE("rule contract: the gradient of a penalty on weights is the derivative of its value") {
  int penalties = 0;
  for (const RuleCase& each : rule_cases()) {
    const ParameterLayout layout = two_linear_maps();
    Flat weights = numbered(layout), gradient(layout.size()), unused(layout.size());
    const auto rule = rule_of(each);
    rule->start(layout, weights);
    if (rule->penalty(layout, weights, gradient) == 0) continue;
    INFO(name_of(each));
    ++penalties;
    const auto value = [&] { return rule->penalty(layout, weights, unused); };
    check_gradient(layout, weights, gradient, value);
    Flat twice = gradient;
    rule->penalty(layout, weights, twice);
    for (std::size_t i = 0; i < twice.size(); ++i) {
      REQUIRE(static_cast<double>(twice[i]) == Approx(2 * static_cast<double>(gradient[i])));
    }
    REQUIRE(padding_is_zero(layout, gradient));
  }
  REQUIRE(penalties > 0);
}

TEST_CASE(
    "rule contract: the gradient of a penalty on activations is the derivative of its value") {
  int penalties = 0;
  for (const RuleCase& each : rule_cases()) {
    const auto rule = rule_of(each);
    REQUIRE(rule->placement().empty() == !each.entry->needs.activations);
    if (rule->placement().empty()) continue;
    INFO(name_of(each));
    ++penalties;
    check_activation_penalty(*rule, 3, 4, 5);
  }
  REQUIRE(penalties > 0);
}

TEST_CASE("rule contract: the gradient of a penalty on outputs is the derivative of its value") {
  constexpr std::int64_t rows = 3, columns = 4;
  constexpr std::int32_t labels[rows] = {2, -1, 0};
  const double step = sizeof(real) == 8 ? 1e-6 : 1e-2;
  int penalties = 0;
  for (const RuleCase& each : rule_cases()) {
    const auto rule = rule_of(each);
    if (!rule->penalizes_outputs()) continue;
    INFO(name_of(each));
    ++penalties;
    std::vector<real> z = activations(rows * columns), gradient(z.size()), unused(z.size());
    const auto value = [&] {
      return rule->penalize_outputs({rows, columns, z.data(), labels}, 0.5, unused.data());
    };
    REQUIRE(rule->penalize_outputs({rows, columns, z.data(), labels}, 0.5, gradient.data()) != 0);
    for (std::size_t i = 0; i < z.size(); ++i) {
      const real before = z[i];
      z[i] = static_cast<real>(static_cast<double>(before) + step);
      const double above = value();
      z[i] = static_cast<real>(static_cast<double>(before) - step);
      const double below = value();
      z[i] = before;
      REQUIRE(static_cast<double>(gradient[i]) ==
              Approx((above - below) / (2 * step)).margin(sizeof(real) == 8 ? 1e-8 : 1e-4));
    }
  }
  REQUIRE(penalties > 0);
}

TEST_CASE("rule contract: data without what a rule needs are refused with its name, others not") {
  for (const RuleCase& each : rule_cases()) {
    INFO(name_of(each));
    const RuleNeeds& needs = each.entry->needs;
    const Value trial = trial_with(each);
    const auto names_it = [&](const std::string& sentence) {
      return sentence.find("regularizers." + each.entry->name + " ") != std::string::npos &&
             (sentence.find("delete it") != std::string::npos ||
              sentence.find("add ") != std::string::npos);
    };
    const std::string plain = refusal(trial, facts(Task::classification, 10)),
                      regression = refusal(trial, facts(Task::regression, 10)),
                      tokens = refusal(trial, facts(Task::next_token, 10)),
                      unvalidated = refusal(trial, facts(Task::classification, 0));
    CHECK(plain == "");
    CHECK((needs.classes ? names_it(regression) : regression.empty()));
    CHECK((needs.features ? names_it(tokens) : tokens.empty()));
    CHECK((needs.validation ? names_it(unvalidated) : unvalidated.empty()));
  }
}

TEST_CASE("rule contract: models and steps without what a rule needs are refused with its name") {
  for (const RuleCase& each : rule_cases()) {
    INFO(name_of(each));
    const RuleNeeds& needs = each.entry->needs;
    const auto sentence = Catch::Contains("regularizers." + each.entry->name);
    if (needs.activations && !needs.activations->axis.empty()) {
      CHECK_THROWS_WITH(small_trial(with_rule(*each.entry, each.options, {})), sentence);
    }
    if (needs.activations && needs.activations->bounded) {
      CHECK_THROWS_WITH(small_trial(with_rule(*each.entry, each.options, {})), sentence);
    }
    if (needs.activations) {
      CHECK_THROWS_WITH(
          trial_with(each, {{"regularizers." + each.entry->name + ".at", Value("nowhere")}}),
          Catch::Contains("nowhere"));
    }
    const Changes parts{{"training.accumulation", Value(3)}};
    if (needs.activations && needs.activations->whole_batch) {
      CHECK_THROWS_WITH(trial_with(each, parts), sentence);
    } else {
      CHECK_NOTHROW(trial_with(each, parts));
    }
    if (!needs.optimizer_without.empty()) {
      CHECK_THROWS_WITH(trial_with(each, {{"optimizer.kind", Value("adamw")},
                                          {"optimizer." + needs.optimizer_without, Value(0.01)}}),
                        sentence);
    }
  }
}

}  // namespace regsweep::rules_test
