// Looks: plans whose comparisons get seeds until they are decided. The first generation has the
// seeds of the first look; when its trials are settled, the comparisons are judged, and the next
// generation has another round of seeds for the variants of those that are still open (the baseline
// stays as long as one is). The last generation adds no trials and says how it ended. Plan::growth
// keeps, beside what another rule keeps there:
//
//   looks: {until, from, by, at_most, spending, sizes, levels | g, higher_is_better, look,
//           finished?,
//           comparisons: [{first, second, verdict, look, seeds, difference, low, high, level}]}
//
// `look`: the one, from 1, whose trials this generation has; `levels`: of the looks, of each
// comparison while none is decided. Of a comparison, `look` and what follows it stand there from
// the first look on, as of the last look that judged it (verdicts.hpp).
#pragma once

#include <cstdint>
#include <vector>

#include "sweep/growth.hpp"
#include "sweep/verdicts.hpp"

namespace regsweep {

/// Makes a plan one that goes on until its comparisons are decided. ConfigurationError at `where`
/// when its analysis does not say what is compared.
void plan_looks(Plan& plan, const LookOptions& options, const TrialGrammar& grammar,
                const Location& where);

/// Writes down what is compared, once the variants are known. ConfigurationError when it is
/// nothing.
void open_comparisons(Plan& plan, const Location& where = {});

/// The rule `until_decided`, and what follows the second stage of a tuned comparison.
std::optional<Plan> after_look(const Plan& plan, const TrialOutcomes& outcomes);

/// The comparisons of a plan with looks, as its newest generation has them.
std::vector<JudgedComparison> judged_comparisons(const Plan& plan);

/// Whether a plan adds seeds until its comparisons are decided.
bool has_looks(const Plan& plan);

}  // namespace regsweep
