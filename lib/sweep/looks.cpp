#include "sweep/looks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "core/json.hpp"
#include "core/text.hpp"
#include "statistics/planned_looks.hpp"
#include "sweep/identity.hpp"

namespace regsweep {
namespace looks {
namespace {

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

// Ten digits, so that machines whose last bits differ write the same plan. Null: no number.
Value number_value(double number) {
  if (!std::isfinite(number)) return Value();
  return Value(parse_number(fmt::format("{:.10g}", number)).value_or(number));
}

double number_of(const Value& value) { return value.is_null() ? absent : value.number(); }

Value comparison_value(const JudgedComparison& comparison) {
  Value value(Map{{"first", static_cast<std::int64_t>(comparison.variants.first), {}},
                  {"second", static_cast<std::int64_t>(comparison.variants.second), {}},
                  {"verdict", comparison.verdict, {}}});
  if (comparison.look == 0) return value;
  value.set("look", Value(comparison.look));
  value.set("seeds", Value(static_cast<std::int64_t>(comparison.difference.count)));
  value.set("difference", number_value(comparison.difference.mean));
  value.set("low", number_value(comparison.low));
  value.set("high", number_value(comparison.high));
  value.set("level", number_value(comparison.level));
  return value;
}

JudgedComparison comparison_of(const Value& value) {
  JudgedComparison comparison;
  comparison.variants = {static_cast<std::size_t>(value.at("first").integer()),
                         static_cast<std::size_t>(value.at("second").integer())};
  comparison.verdict = value.at("verdict").text();
  const Value* look = value.find("look");
  if (look == nullptr) return comparison;
  comparison.look = look->integer();
  comparison.difference.count = static_cast<std::size_t>(value.at("seeds").integer());
  comparison.difference.mean = number_of(value.at("difference"));
  comparison.low = number_of(value.at("low"));
  comparison.high = number_of(value.at("high"));
  comparison.level = number_of(value.at("level"));
  return comparison;
}

Value comparisons_value(const std::vector<JudgedComparison>& family) {
  List list;
  for (const JudgedComparison& each : family) list.push_back(comparison_value(each));
  return Value(std::move(list));
}

// What all trials of a plan with results left, by variant and seed.
class Results {
 public:
  Results(const Plan& plan, const TrialOutcomes& outcomes, const AnalysisOptions& analysis)
      : values_(plan.variants.size()) {
    for (std::size_t i = 0; i < plan.trials.size(); ++i) {
      const PlannedTrial& trial = plan.trials[i];
      const Variant& variant = plan.variants[trial.variant];
      if (variant.stage.empty()) take(trial, variant, outcomes(i), analysis);
    }
    paired_ = paired_ && analysis.pairing == TrialPairing::seed;
  }

  Difference difference_of(const ComparedPair& pair) const {
    const auto &first = values_[pair.first], &second = values_[pair.second];
    std::vector<double> of_first, of_second;
    for (const auto& [seed, value] : first) {
      const auto partner = second.find(seed);
      if (paired_ && partner == second.end()) continue;
      of_first.push_back(value);
      if (paired_) of_second.push_back(partner->second);
    }
    if (paired_) return paired_difference(of_first, of_second);
    for (const auto& [seed, value] : second) of_second.push_back(value);
    return welch_difference(of_first, of_second);
  }

 private:
  void take(const PlannedTrial& trial, const Variant& variant, const TrialOutcome& outcome,
            const AnalysisOptions& analysis) {
    if (outcome.end != TrialOutcome::End::done) return;
    const auto found = outcome.metrics.find(analysis.metric.value_or(""));
    if (found != outcome.metrics.end() && std::isfinite(found->second)) {
      values_[trial.variant][trial.seed] = found->second;
    }
    std::string task = fmt::format("{} ", trial.seed);
    for (const Member& each : variant.settings) {
      if (each.key == analysis.tasks) task += each.value.shown();
    }
    const auto [known, fresh] = pairings_.emplace(task, outcome.pairing);
    paired_ = paired_ && known->second == outcome.pairing;
  }

  std::vector<std::map<std::uint32_t, double>> values_;  // by variant, then seed
  std::map<std::string, std::string> pairings_;          // seed and task -> certificate
  bool paired_ = true;
};

FamilyRules rules_of(const Plan& plan, const AnalysisOptions& analysis) {
  const Value& looks = plan.growth.at("looks");
  FamilyRules rules;
  rules.looks = look_options(looks);
  rules.alpha = analysis.alpha;
  rules.margin = analysis.margin.value_or(0);
  rules.higher_is_better = looks.at("higher_is_better").flag();
  return rules;
}

std::set<std::size_t> open_variants(const std::vector<JudgedComparison>& family) {
  std::set<std::size_t> variants;
  for (const JudgedComparison& each : family) {
    if (each.is_open()) variants.insert({each.variants.first, each.variants.second});
  }
  return variants;
}

void add_round(Plan& plan, const std::set<std::size_t>& variants, std::int64_t from,
               std::int64_t to) {
  for (std::int64_t number = from; number < to; ++number) {
    const auto seed = static_cast<std::uint32_t>(number);
    plan.seeds.push_back(seed);
    for (const std::size_t i : variants) {
      const std::string text = canonical_text(plan.variants[i].configuration);
      plan.trials.push_back({trial_id_of_text(text, seed), i, seed});
    }
  }
}

void refuse_undecidable(const AnalysisOptions& analysis, const Location& where) {
  if (analysis.splits) {
    throw ConfigurationError(where,
                             fmt::format("seeds until: decided cannot be decided over the splits "
                                         "{}, since more seeds are no more splits; give a number "
                                         "of seeds",
                                         *analysis.splits));
  }
  if (!analysis.metric) {
    throw ConfigurationError(where,
                             "seeds until: decided needs a metric to decide by; add analysis: "
                             "{metric: test.error}");
  }
  if (analysis.metric->starts_with("probes.")) {
    throw ConfigurationError(
        analysis.metric_where,
        fmt::format("seeds until: decided cannot decide by {}, since probes may be measured "
                    "later; choose a metric of training, or give a number of seeds",
                    *analysis.metric));
  }
  if (analysis.test == DecidingTest::permutation) {
    throw ConfigurationError(where,
                             "seeds until: decided needs analysis.test = t, since an exact "
                             "permutation test cannot reach the levels of early looks; take test "
                             "away, or give a number of seeds");
  }
}

Value sizes_value(const LookOptions& options) {
  List sizes;
  for (const std::int64_t size : options.sizes()) sizes.emplace_back(size);
  return Value(std::move(sizes));
}

// The levels of all looks of each of some comparisons of which none is decided.
Value levels_value(const LookOptions& options, double alpha) {
  std::vector<double> shares;
  for (const std::int64_t size : options.sizes()) {
    shares.push_back(static_cast<double>(size) / static_cast<double>(options.at_most));
  }
  const Spending spending =
      options.spending == LookSpending::pocock ? Spending::pocock : Spending::obrien_fleming;
  List levels;
  for (const double level : nominal_levels(alpha, shares, spending)) {
    levels.push_back(number_value(level));
  }
  return Value(std::move(levels));
}

}  // namespace
}  // namespace looks

void plan_looks(Plan& plan, const LookOptions& options, const TrialGrammar& grammar,
                const Location& where) {
  const AnalysisOptions analysis = analysis_options(plan.analysis);
  looks::refuse_undecidable(analysis, where);
  Value block = look_value(options);
  plan.analysis.set("looks", block);  // a change of it is one of the analysis
  if (options.spending == LookSpending::anytime) {
    plan.analysis.find("looks")->erase("at_most");  // more of it costs nothing
  }
  block.set("sizes", looks::sizes_value(options));
  block.set("higher_is_better", Value(grammar.higher_is_better(*analysis.metric)));
  block.set("look", Value(1));
  const bool tuned = !plan.growth.is_null();
  if (!tuned) plan.growth = Value(Map{{"rule", "until_decided", {}}});
  plan.growth.set("looks", std::move(block));
  if (!tuned) open_comparisons(plan, where);
}

void open_comparisons(Plan& plan, const Location& where) {
  std::vector<JudgedComparison> family;
  for (const ComparedPair& pair : declared_comparisons(plan)) {
    family.emplace_back().variants = pair;
  }
  if (family.empty() && where.known()) {
    throw ConfigurationError(where,
                             "seeds until: decided needs two variants to compare, and the sweep "
                             "has one; add an axis, or give a number of seeds");
  }
  const AnalysisOptions analysis = analysis_options(plan.analysis);
  Value& block = *plan.growth.find("looks");
  const LookOptions options = look_options(block);
  const double alpha =
      analysis.alpha / static_cast<double>(std::max<std::size_t>(1, family.size()));
  if (options.spending == LookSpending::anytime) {
    block.set("g", looks::number_value(options.anytime_g(analysis.alpha)));
  } else {
    block.set("levels", looks::levels_value(options, alpha));
  }
  block.set("comparisons", looks::comparisons_value(family));
}

std::vector<JudgedComparison> judged_comparisons(const Plan& plan) {
  std::vector<JudgedComparison> family;
  const Value* comparisons = plan.growth.at("looks").find("comparisons");
  if (comparisons == nullptr) return family;  // its arms are being tuned
  for (const Value& each : comparisons->list()) family.push_back(looks::comparison_of(each));
  return family;
}

bool has_looks(const Plan& plan) { return plan.growth.find("looks") != nullptr; }

std::optional<Plan> after_look(const Plan& plan, const TrialOutcomes& outcomes) {
  const Value& before = plan.growth.at("looks");
  if (before.find("finished") != nullptr) return std::nullopt;
  const AnalysisOptions analysis = analysis_options(plan.analysis);
  const FamilyRules rules = looks::rules_of(plan, analysis);
  const looks::Results results(plan, outcomes, analysis);
  std::vector<JudgedComparison> family = judged_comparisons(plan);
  const std::int64_t look = before.at("look").integer();
  judge_family(family, look, rules,
               [&](const ComparedPair& pair) { return results.difference_of(pair); });
  const std::vector<std::int64_t> sizes = rules.looks.sizes();
  const auto done = static_cast<std::size_t>(look);
  const std::set<std::size_t> open = looks::open_variants(family);
  Plan next = plan;
  Value& after = *next.growth.find("looks");
  if (open.empty() || done == sizes.size()) {
    for (JudgedComparison& each : family) {
      if (!each.is_open()) continue;
      each.verdict = std::isfinite(each.low) ? verdict_inconclusive : verdict_untestable;
    }
    after.set("finished", Value(true));
  } else {
    looks::add_round(next, open, sizes[done - 1], sizes[done]);
    after.set("look", Value(look + 1));
  }
  after.set("comparisons", looks::comparisons_value(family));
  return next;
}

}  // namespace regsweep
