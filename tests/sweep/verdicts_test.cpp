// Verdicts at a look, by intervals made by hand; family-wise error rates: tests/analysis.
#include "sweep/verdicts.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "statistics/distributions.hpp"
#include "statistics/planned_looks.hpp"
#include "tuned_grammar.hpp"

namespace regsweep::verdicts_test {

using Names = std::vector<std::string>;

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

// A mean with error 1 of 8 pairs.
Difference of(double mean, double error = 1) { return {8, mean, error, 7, 8}; }

std::vector<JudgedComparison> family_of(std::size_t count) {
  std::vector<JudgedComparison> family(count);
  for (std::size_t i = 0; i < count; ++i) family[i].variants = {i + 1, 0};
  return family;
}

FamilyRules rules_of(double margin = 0, LookSpending spending = LookSpending::pocock) {
  FamilyRules rules;
  rules.looks = {SeedsUntil::decided, 4, 4, 8, spending};
  rules.margin = margin;
  return rules;
}

std::vector<JudgedComparison> judged(const std::vector<Difference>& differences,
                                     const FamilyRules& rules, std::int64_t look = 2) {
  std::vector<JudgedComparison> family = family_of(differences.size());
  judge_family(family, look, rules,
               [&](const ComparedPair& pair) { return differences[pair.first - 1]; });
  return family;
}

Names verdicts_of(const std::vector<JudgedComparison>& family) {
  Names words;
  for (const JudgedComparison& each : family) words.push_back(each.verdict);
  return words;
}

// Half the width at the last of two looks when a share of alpha is left to a comparison.
double radius_at(double alpha) {
  const double level = nominal_levels(alpha, {0.5, 1}, Spending::pocock).back();
  return -student_t_quantile(level / 2, 7);
}

TEST_CASE("an interval without 0 is better or worse, by the direction of the metric") {
  FamilyRules rules = rules_of();
  CHECK(verdicts_of(judged({of(-9), of(9), of(0.1)}, rules)) == Names{"better", "worse", "open"});
  rules.higher_is_better = true;
  CHECK(verdicts_of(judged({of(-9), of(9), of(0.1)}, rules)) == Names{"worse", "better", "open"});
}

TEST_CASE("what is found gives its share to the others at the same look, the smallest p first") {
  const double between = (radius_at(0.05) + radius_at(0.025)) / 2;
  CHECK(verdicts_of(judged({of(between), of(0)}, rules_of())) == Names{"open", "open"});
  const auto family = judged({of(between), of(9)}, rules_of());
  CHECK(verdicts_of(family) == Names{"worse", "worse"});
  CHECK(family[1].high - family[1].low == Approx(2 * radius_at(0.025)));
  CHECK(family[0].high - family[0].low == Approx(2 * radius_at(0.05)));
}

TEST_CASE("inside the margin: equivalent; without 0 besides: within margin; no margin: neither") {
  const FamilyRules rules = rules_of(5);
  const auto family = judged({of(0, 0.1), of(1, 0.1), of(0, 3)}, rules);
  CHECK(verdicts_of(family) == Names{"equivalent", "worse within margin", "open"});
  CHECK(verdicts_of(judged({of(0, 0.1)}, rules_of())) == Names{"open"});
  // equivalence gives no share away
  const double between = (radius_at(0.05) + radius_at(0.025)) / 2;
  CHECK(verdicts_of(judged({of(0, 0.1), of(between)}, rules_of(3))) == Names{"equivalent", "open"});
}

TEST_CASE("what is decided keeps its verdict, look and interval") {
  const FamilyRules rules = rules_of();
  std::vector<JudgedComparison> family = family_of(2);
  std::vector<Difference> now{of(-50), of(0)};
  const DifferenceOf difference = [&](const ComparedPair& pair) { return now[pair.first - 1]; };
  judge_family(family, 1, rules, difference);
  CHECK(verdicts_of(family) == Names{"better", "open"});
  const double low = family[0].low;
  now = {of(50), of(50)};
  judge_family(family, 2, rules, difference);
  CHECK(verdicts_of(family) == Names{"better", "worse"});
  CHECK(family[0].look == 1);
  CHECK(family[0].low == low);
  CHECK(family[1].look == 2);
}

TEST_CASE("without spread there is nothing to decide by") {
  const auto family = judged({{8, -1, missing, 7, 8}}, rules_of(5));
  CHECK(family[0].is_open());
  CHECK(std::isnan(family[0].low));
}

TEST_CASE("an interval that holds at any look is wider than that of planned ones") {
  const auto planned = judged({of(0)}, rules_of());
  const FamilyRules rules = rules_of(0, LookSpending::anytime);
  const auto anytime = judged({of(0)}, rules);
  CHECK(anytime[0].high > planned[0].high);
  CHECK(anytime[0].high == Approx(anytime_radius(8, 7, 0.05, rules.looks.anytime_g(0.05))));
  CHECK(anytime[0].level == 0.05);
}

TEST_CASE("comparisons are with the baseline; all pairs: also among the others") {
  const std::string axes = "axes: {dropout.hidden: [0, 0.3, 0.6]}\nseeds: 2\nanalysis: ";
  using Pairs = std::vector<ComparedPair>;
  CHECK(declared_comparisons(fake::plan(axes + "{baseline: {dropout.hidden: 0.3}}\n")) ==
        Pairs{{0, 1}, {2, 1}});
  CHECK(declared_comparisons(fake::plan(axes + "{compare: all_pairs}\n")) ==
        Pairs{{1, 0}, {2, 0}, {1, 2}});
}

TEST_CASE("each task has its own baseline") {
  const Plan plan = fake::plan(
      "axes: {data.train: [50, 60], dropout.hidden: [0, 0.3]}\nseeds: 2\n"
      "analysis: {baseline: {dropout.hidden: 0}, tasks: data.train}\n");
  CHECK(declared_comparisons(plan) == std::vector<ComparedPair>{{1, 0}, {3, 2}});
}

}  // namespace regsweep::verdicts_test
