// Tuned comparisons: a plan in two stages. The first trains, for each arm, `budget` points of its
// search space with seeds of their own; the second trains the chosen point of each arm with the
// sweep's seeds. What is reported rests on the second alone, for the best of many is better than
// it is (winner's curse).
//
//   chosen(arm) = argmin over points b of the mean over replicates of tune.by
//
// A point with a replicate that diverged or failed counts as the worst; ties go to the lower
// validation.loss, then to the lower b. Plan::growth keeps what both stages need:
//
//   {rule: tune, stage: 1, by, higher_is_better, budget, sampler, search_seed, replicates, seeds,
//    baseline_arm, keys: [{path, search}], repeats?,
//    arms: [{label, settings, arm?, search?, points: [{variant, values, final?}]}],
//    chosen: [{arm, point, variant, value, worst, at_edge}]}            (in the second stage)
//
// With `repeats` R there are R searches, and in `arms` every arm of the first, then every arm of
// the second, ...: labels and settings say which (an axis `search`, from 1), and `arm` has the
// label without it. Each search has its own points, tuning seeds and fresh seeds, for searches are
// what arms are then compared over.
//
// Here `variant` is an index into Plan::variants, `values` maps the searched keys of the arm to
// theirs at the point, `final` is the configuration of the second stage where it is another one.
#pragma once

#include "sweep/growth.hpp"
#include "sweep/spec.hpp"
#include "sweep/tune_options.hpp"

namespace regsweep {

/// Word of Variant::stage for trials that tune.
inline constexpr const char* tuning_stage = "tuning";

/// Makes the first stage: variants, trials and growth of `plan`. `arms`: one cell each, in their
/// order, and the labels of arms. ConfigurationError when a point is no valid configuration.
void plan_tuning(Plan& plan, const std::vector<Cell>& arms, const std::vector<std::string>& labels,
                 const TuneOptions& options, const SweepSpec& spec, const TrialGrammar& grammar);

/// The axis of searches of a comparison that has several.
inline constexpr const char* search_axis = "search";

/// Searches of each arm; 1 of a plan without `tune`.
std::int64_t searches_of(const Plan& plan);

/// The search, from 1, of an arm in Plan::growth.
std::int64_t search_of_arm(const Value& arm);

/// The rule `tune`: after the last rung of the first stage (halving.hpp; else at once) the second
/// stage, after which comes nothing, or another round of seeds (looks.hpp).
std::optional<Plan> after_tuning(const Plan& plan, const TrialOutcomes& outcomes);

}  // namespace regsweep
