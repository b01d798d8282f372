// Verdicts: which comparisons of variants are decided at a look, and how.
//
// One object decides, the repeated confidence interval of a difference (first - second) at the
// level that the family leaves it. With m comparisons, of which k have been found better or worse
// so far, a look judges each open one at alpha / (m - k), the smallest p first, as Holm does; what
// is found gives its share to the others at once (the graphical procedure of Maurer & Bretz 2013
// with equal weights). The interval excludes 0: better or worse; it lies within the margin:
// equivalent, which gives nothing away; both: better (or worse) within margin. What is decided
// stays, with the seeds and the interval of its look.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "statistics/difference.hpp"
#include "sweep/analysis.hpp"
#include "sweep/look_options.hpp"
#include "sweep/plan.hpp"

namespace regsweep {

inline constexpr const char* verdict_open = "open";  // as long as seeds may still be added
inline constexpr const char* verdict_inconclusive = "inconclusive";
inline constexpr const char* verdict_untestable = "untestable";  // to the end without spread
inline constexpr const char* verdict_equivalent = "equivalent";

struct ComparedPair {
  std::size_t first = 0, second = 0;  // indices into Plan::variants

  friend bool operator==(const ComparedPair&, const ComparedPair&) = default;
};

/// What the analysis of a plan compares: with the baseline (of the task of each), and with
/// `compare: all_pairs` the others among themselves. Needs analysis.baseline_variant.
std::vector<ComparedPair> declared_comparisons(const Plan& plan);

struct JudgedComparison {
  ComparedPair variants;
  std::string verdict = verdict_open;
  std::int64_t look = 0;     // the last one at which it was judged, from 1; 0: none yet
  Difference difference;     // as it was there
  double level = 0;          // two-sided, of the interval; with `anytime` of all looks together
  double low = 0, high = 0;  // all three NaN where there is no test

  bool is_open() const { return verdict == verdict_open; }
};

struct FamilyRules {
  LookOptions looks;
  double alpha = 0.05;
  double margin = 0;  // 0: none
  bool higher_is_better = false;
};

/// The differences of open comparisons as they are now.
using DifferenceOf = std::function<Difference(const ComparedPair&)>;

/// Judges what is open of a family at look `look`, from 1.
void judge_family(std::vector<JudgedComparison>& family, std::int64_t look,
                  const FamilyRules& rules, const DifferenceOf& difference_of);

}  // namespace regsweep
