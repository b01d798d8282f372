// Growth: plans that go on. Some sweeps decide what runs next by what has finished, for example a
// tuned comparison, which trains the chosen settings of its arms. Such a plan is the first
// generation of a chain, and each further one is a function of the one before and of how its
// trials ended, and of nothing else: whoever finds a generation complete makes the same next one,
// byte for byte.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "sweep/plan.hpp"

namespace regsweep {

/// How a trial ended.
struct TrialOutcome {
  enum class End { done, diverged, failed };  // failed: for good, after all its attempts

  End end = End::failed;
  std::map<std::string, double> metrics = {};  // last values by name; empty unless done
  std::string pairing = {};  // its pairing certificate; trials of a seed that differ in it are none
                             // of a pair
};

/// The outcome of the trial with this index in Plan::trials; all of them are settled.
using TrialOutcomes = std::function<TrialOutcome(std::size_t trial)>;

/// What follows a plan whose trials are settled; nothing when the plan is the last. The rule sets
/// trials, variants and what it keeps in Plan::growth; the chain is next_generation's business.
using GrowthRule = std::function<std::optional<Plan>(const Plan&, const TrialOutcomes&)>;

/// Rules by the name that stands in Plan::growth as `rule`.
using GrowthRules = std::map<std::string, GrowthRule>;

const GrowthRules& growth_rules();

/// The generation after `plan`: its trials and variants first, in their order, with the number of
/// the generation and the digest of `plan`. Nothing when `plan` is whole (no growth) or the last.
/// StorageError when the plan names a rule that this program does not know.
std::optional<Plan> next_generation(const Plan& plan, const TrialOutcomes& outcomes,
                                    const GrowthRules& rules = growth_rules());

/// Whether `longer` is a later generation of the chain of `plan`: all its trials are kept.
bool extends(const Plan& longer, const Plan& plan);

}  // namespace regsweep
