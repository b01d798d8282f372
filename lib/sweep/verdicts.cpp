#include "sweep/verdicts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/error.hpp"
#include "statistics/distributions.hpp"
#include "statistics/planned_looks.hpp"

namespace regsweep {
namespace verdicts {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// Settings without the axis of tasks.
Value method_of(const Variant& variant, const std::string& tasks) {
  Value method(Map{});
  for (const Member& each : variant.settings) {
    if (each.key != tasks) method.set(each.key, each.value);
  }
  return method;
}

Value task_of(const Variant& variant, const std::string& tasks) {
  const auto is_task = [&](const Member& each) { return each.key == tasks; };
  const auto found = std::ranges::find_if(variant.settings, is_task);
  return found == variant.settings.end() ? Value() : found->value;
}

// What a variant is compared with; itself where there is nothing.
std::size_t reference_of(const Plan& plan, std::size_t variant, std::size_t baseline,
                         const std::string& tasks) {
  if (tasks.empty()) return baseline;
  const Value method = method_of(plan.variants[baseline], tasks);
  const Value task = task_of(plan.variants[variant], tasks);
  for (std::size_t i = 0; i < plan.variants.size(); ++i) {
    const Variant& other = plan.variants[i];
    const bool same = method_of(other, tasks) == method && task_of(other, tasks) == task;
    if (other.stage.empty() && same) return i;
  }
  return variant;
}

// The interval of a difference at the share of alpha that the family leaves it.
class RepeatedInterval {
 public:
  RepeatedInterval(std::int64_t look, const FamilyRules& rules) : rules_(rules) {
    const std::vector<std::int64_t> sizes = rules.looks.sizes();
    for (std::size_t i = 0; i < static_cast<std::size_t>(look); ++i) {
      shares_.push_back(static_cast<double>(sizes[i]) / static_cast<double>(sizes.back()));
    }
  }

  void set(JudgedComparison& comparison, double alpha) {
    const Difference& difference = comparison.difference;
    comparison.level = comparison.low = comparison.high = unknown;
    if (!difference.is_testable()) return;
    comparison.level = is_anytime() ? alpha : level_of(alpha);
    const double half = difference.error * radius(difference, alpha, comparison.level);
    comparison.low = difference.mean - half;
    comparison.high = difference.mean + half;
  }

 private:
  bool is_anytime() const { return rules_.looks.spending == LookSpending::anytime; }

  double radius(const Difference& difference, double alpha, double level) const {
    if (!is_anytime()) return -student_t_quantile(level / 2, difference.freedom);
    return anytime_radius(difference.effective, difference.freedom, alpha,
                          rules_.looks.anytime_g(rules_.alpha));
  }

  double level_of(double alpha) {
    const auto [found, fresh] = levels_.emplace(alpha, 0.0);
    if (fresh) {
      const Spending spending = rules_.looks.spending == LookSpending::pocock
                                    ? Spending::pocock
                                    : Spending::obrien_fleming;
      found->second = nominal_levels(alpha, shares_, spending).back();
    }
    return found->second;
  }

  const FamilyRules& rules_;
  std::vector<double> shares_;       // of the seeds, at the looks up to this one
  std::map<double, double> levels_;  // share of alpha -> level of this look
};

bool excludes_zero(const JudgedComparison& comparison) {
  return comparison.low > 0 || comparison.high < 0;
}

bool lies_within(const JudgedComparison& comparison, double margin) {
  return margin > 0 && comparison.low > -margin && comparison.high < margin;
}

std::string found_verdict(const JudgedComparison& comparison, const FamilyRules& rules) {
  const bool higher = comparison.low > 0;
  const std::string word = higher == rules.higher_is_better ? "better" : "worse";
  return word + (lies_within(comparison, rules.margin) ? " within margin" : "");
}

bool is_found(const JudgedComparison& comparison) {
  return comparison.verdict.starts_with("better") || comparison.verdict.starts_with("worse");
}

// Of the open comparisons whose interval excludes 0 the one with the smallest p; null: none.
JudgedComparison* next_found(std::vector<JudgedComparison>& family) {
  JudgedComparison* next = nullptr;
  for (JudgedComparison& each : family) {
    if (!each.is_open() || !excludes_zero(each)) continue;
    if (next == nullptr || each.difference.p_value() < next->difference.p_value()) next = &each;
  }
  return next;
}

}  // namespace
}  // namespace verdicts

std::vector<ComparedPair> declared_comparisons(const Plan& plan) {
  const AnalysisOptions analysis = analysis_options(plan.analysis);
  RS_CHECK(analysis.baseline_variant.has_value(), "comparisons have a baseline");
  const std::string tasks = analysis.tasks.value_or("");
  std::vector<ComparedPair> pairs;
  for (std::size_t i = 0; i < plan.variants.size(); ++i) {
    if (!plan.variants[i].stage.empty()) continue;
    const std::size_t reference =
        verdicts::reference_of(plan, i, *analysis.baseline_variant, tasks);
    if (reference != i) pairs.push_back({i, reference});
  }
  if (analysis.compare != ComparisonFamily::all_pairs) return pairs;
  const std::size_t others = pairs.size();
  for (std::size_t i = 0; i < others; ++i) {
    for (std::size_t j = i + 1; j < others; ++j) {
      if (pairs[i].second == pairs[j].second) pairs.push_back({pairs[i].first, pairs[j].first});
    }
  }
  return pairs;
}

void judge_family(std::vector<JudgedComparison>& family, std::int64_t look,
                  const FamilyRules& rules, const DifferenceOf& difference_of) {
  verdicts::RepeatedInterval interval(look, rules);
  for (JudgedComparison& each : family) {
    if (!each.is_open()) continue;
    each.look = look;
    each.difference = difference_of(each.variants);
  }
  for (;;) {
    const auto found = std::ranges::count_if(family, verdicts::is_found);
    const double left = static_cast<double>(family.size()) - static_cast<double>(found);
    for (JudgedComparison& each : family) {
      if (each.is_open()) interval.set(each, rules.alpha / left);
    }
    JudgedComparison* next = verdicts::next_found(family);
    if (next == nullptr) break;
    next->verdict = verdicts::found_verdict(*next, rules);
  }
  for (JudgedComparison& each : family) {
    if (each.is_open() && verdicts::lies_within(each, rules.margin)) {
      each.verdict = verdict_equivalent;
    }
  }
}

}  // namespace regsweep
