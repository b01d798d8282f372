// make_plan: from cells to variants and trials.
#include "sweep/plan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <optional>
#include <set>
#include <unordered_map>

#include "core/hash.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "sweep/claim_variants.hpp"
#include "sweep/expansion.hpp"
#include "sweep/identity.hpp"
#include "sweep/labels.hpp"
#include "sweep/looks.hpp"
#include "sweep/tuning.hpp"

namespace regsweep {
namespace {

constexpr std::size_t most_labels_shown = 10;
constexpr std::size_t most_trials = 1'000'000;

std::vector<Axis> all_axes(const std::vector<Block>& blocks) {
  std::vector<Axis> axes;
  for (const Block& block : blocks) axes.insert(axes.end(), block.axes.begin(), block.axes.end());
  return axes;
}

// Collects cells into variants: equal canonical texts are one.
class Variants {
 public:
  explicit Variants(std::vector<std::string> label_names) : label_names_(std::move(label_names)) {}

  std::size_t add(const Cell& cell, Value canonical) {
    std::string text = canonical_text(canonical);
    const auto [known, fresh] = index_.emplace(xxh3_128(text), variants_.size());
    if (!fresh) {
      ++variants_[known->second].cells;
      return known->second;
    }
    variants_.push_back(
        Variant{label_of(cell.settings, label_names_), std::move(canonical), cell.settings, 1});
    texts_.push_back(std::move(text));
    return known->second;
  }

  std::vector<Variant> variants_;
  std::vector<std::string> texts_;  // canonical, per variant

 private:
  std::vector<std::string> label_names_;
  std::unordered_map<std::string, std::size_t> index_;
};

std::string labels(const std::vector<Variant>& variants, const std::set<std::size_t>& chosen) {
  std::vector<std::string> shown;
  for (const std::size_t index : chosen) {
    if (shown.size() < most_labels_shown) shown.push_back("'" + variants[index].label + "'");
  }
  return join(shown, ", ") + (chosen.size() > most_labels_shown ? ", ..." : "");
}

// The axes that the analysis declares under "tasks" or "splits".
std::set<std::string> axes_apart(const Value& analysis, const std::vector<std::string>& axes) {
  std::set<std::string> apart;
  for (const char* key : {"tasks", "splits"}) {
    const Value* axis = analysis.find(key);
    if (axis == nullptr) continue;
    if (std::find(axes.begin(), axes.end(), axis->text()) == axes.end()) {
      throw ConfigurationError(axis->where(),
                               fmt::format("analysis.{} = '{}' is no axis of the sweep; {}", key,
                                           axis->text(), suggestion(axis->text(), axes)));
    }
    apart.insert(axis->text());
  }
  return apart;
}

// Axes that are splits without being declared.
void declare_splits(Value& analysis, const std::vector<std::string>& axes) {
  for (const char* name : {"data.fold.index", "data.split"}) {
    if (analysis.find("splits") != nullptr) return;
    if (std::find(axes.begin(), axes.end(), name) != axes.end()) {
      analysis.set("splits", Value(name));
    }
  }
}

// Whether the variants are one setting, once for each of some tasks and splits.
bool alike_but_for(const std::set<std::string>& apart, const std::vector<Variant>& variants,
                   const std::set<std::size_t>& chosen) {
  std::set<std::string> seen, others;
  for (const std::size_t index : chosen) {
    Value rest(Map{}), own(Map{});
    for (const Member& each : variants[index].settings) {
      (apart.contains(each.key) ? own : rest).set(each.key, each.value);
    }
    if (!seen.insert(own.shown()).second) return false;
    others.insert(rest.shown());
  }
  return others.size() == 1;
}

// Which variant the analysis compares with; `selected`: those that the baseline's settings picked.
// Of tasks and splits, that of the first.
std::size_t baseline_variant(const Value& baseline, const std::vector<Variant>& variants,
                             const std::set<std::size_t>& selected,
                             const std::set<std::string>& apart) {
  if (baseline.is_text()) {
    std::vector<std::string> names;
    for (std::size_t i = 0; i < variants.size(); ++i) {
      if (variants[i].label == baseline.text()) return i;
      names.push_back(variants[i].label);
    }
    throw ConfigurationError(baseline.where(),
                             fmt::format("analysis.baseline = '{}' is no variant's label; {}",
                                         baseline.text(), suggestion(baseline.text(), names)));
  }
  if (selected.size() > 1 && !alike_but_for(apart, variants, selected)) {
    throw ConfigurationError(baseline.where(),
                             fmt::format("analysis.baseline selects {} variants ({}), but it must "
                                         "select one; add settings until "
                                         "one is left",
                                         selected.size(), labels(variants, selected)));
  }
  RS_CHECK(!selected.empty(), "refuse_vain lets no empty selection pass");
  return *selected.begin();
}

// Says in the analysis block which of the variants (of a tuned comparison: arms) is the baseline.
void finish_analysis(Plan& plan, const std::vector<Variant>& variants,
                     const std::set<std::size_t>& selected) {
  Value& analysis = plan.analysis;
  declare_splits(analysis, plan.axes);
  const std::set<std::string> apart = axes_apart(analysis, plan.axes);
  const Value* baseline = analysis.find("baseline");
  const bool given = baseline != nullptr;
  const std::size_t index = given ? baseline_variant(*baseline, variants, selected, apart) : 0;
  if (!given || baseline->is_text()) analysis.set("baseline", Value(Map(variants[index].settings)));
  analysis.set("baseline_given", Value(given));
  analysis.set("baseline_variant", Value(static_cast<std::int64_t>(index)));
}

void add_trials(Plan& plan, const std::vector<std::string>& texts, const Location& where) {
  const std::size_t count = plan.variants.size() * plan.seeds.size();
  if (count > most_trials) {
    throw ConfigurationError(
        where,
        fmt::format(
            "{} variants with {} seeds are {} trials, more than {}; shorten the axes or the seeds",
            plan.variants.size(), plan.seeds.size(), with_thousands(static_cast<long long>(count)),
            with_thousands(most_trials)));
  }
  plan.trials.reserve(count);
  for (std::size_t variant = 0; variant < plan.variants.size(); ++variant) {
    for (const std::uint32_t seed : plan.seeds) {
      plan.trials.push_back(PlannedTrial{trial_id_of_text(texts[variant], seed), variant, seed});
    }
  }
}

std::optional<Conditions> baseline_conditions(const SweepSpec& spec, const TrialGrammar& grammar) {
  const Value* baseline = spec.analysis.find("baseline");
  if (baseline == nullptr || baseline->is_text()) return std::nullopt;
  return Conditions(*baseline, "analysis.baseline", spec.blocks, *grammar.schema);
}

void plan_variants(Plan& plan, SweepSpec& spec, const std::vector<Axis>& axes,
                   const TrialGrammar& grammar) {
  std::optional<Conditions> selection = baseline_conditions(spec, grammar);
  Variants variants(label_names(axes));
  std::set<std::size_t> selected;
  ClaimVariants claims(spec.claims, spec.blocks, *grammar.schema);
  for_each_cell(spec, [&](const Cell& cell) {
    const std::size_t variant = variants.add(cell, resolve_cell(cell, spec, grammar));
    if (selection && selection->match(cell)) selected.insert(variant);
    claims.see(cell, variant, variants.variants_[variant].label);
    ++plan.cells;
  });
  if (selection) selection->refuse_vain();
  plan.variants = std::move(variants.variants_);
  finish_analysis(plan, plan.variants, selected);
  if (!spec.claims.list().empty()) plan.analysis.set("claims", claims.of_variants());
  add_trials(plan, variants.texts_, spec.axes_where);
}

// With several searches arms are compared over these, and what would be judged over seeds is
// refused.
void refuse_beside_searches(const Plan& plan, const SweepSpec& spec, const TuneOptions& options) {
  if (options.repeats == 1) return;
  const auto refuse = [](const Location& where, const std::string& what) {
    throw ConfigurationError(
        where, fmt::format("{}, but with tune.repeats arms are compared over searches; take one of "
                           "them out",
                           what));
  };
  if (spec.looks) refuse(spec.seeds_where, "seeds until: decided compares arms over seeds");
  if (!spec.claims.list().empty()) refuse(options.where, "claims are judged over seeds");
  if (const Value* axis = plan.analysis.find("splits")) {
    refuse(options.where, axis->text() + " makes splits that arms are compared over");
  }
}

// Every cell is an arm; equal ones are two, for other settings may be searched for them.
void plan_arms(Plan& plan, SweepSpec& spec, const std::vector<Axis>& axes,
               const TrialGrammar& grammar) {
  std::optional<Conditions> selection = baseline_conditions(spec, grammar);
  const std::vector<std::string> names = label_names(axes);
  std::vector<Cell> cells;
  std::vector<Variant> arms;
  std::vector<std::string> labels;
  std::set<std::size_t> selected;
  ClaimVariants claims(spec.claims, spec.blocks, *grammar.schema);
  for_each_cell(spec, [&](const Cell& cell) {
    if (selection && selection->match(cell)) selected.insert(arms.size());
    labels.push_back(label_of(cell.settings, names));
    claims.see(cell, arms.size(), labels.back());
    arms.push_back(Variant{labels.back(), {}, cell.settings, 1});
    cells.push_back(cell);
    ++plan.cells;
  });
  if (selection) selection->refuse_vain();
  finish_analysis(plan, arms, selected);
  if (!spec.claims.list().empty()) plan.analysis.set("claims", claims.of_arms());
  const TuneOptions options = read_tune(spec.tune, labels, grammar);
  refuse_beside_searches(plan, spec, options);
  plan_tuning(plan, cells, labels, options, spec, grammar);
  // It becomes the number of a variant when the arms have theirs.
  plan.growth.set("baseline_arm", plan.analysis.at("baseline_variant"));
  plan.analysis.erase("baseline_variant");
}

// What is the same for all trials varies along no axis.
void refuse_axes_over(const std::string& apart, const std::vector<Block>& blocks) {
  for (const Block& block : blocks) {
    for (const Option& option : block.options) {
      for (const Assignment& each : option.sets) {
        if (apart.empty() || each.keys.front() != apart) continue;
        throw ConfigurationError(
            each.where, fmt::format("{} cannot be an axis: {} is no part of a trial and the same "
                                    "for all; write it below base",
                                    each.path(), apart));
      }
    }
  }
}

}  // namespace

std::string trial_name(const Plan& plan, const PlannedTrial& trial) {
  return fmt::format("[{}] seed {}", plan.variants[trial.variant].label, trial.seed);
}

std::vector<std::size_t> seed_by_seed(const Plan& plan) {
  std::unordered_map<std::uint32_t, std::size_t> places;
  for (const std::uint32_t seed : plan.seeds) places.emplace(seed, places.size());
  const auto place = [&](std::size_t trial) {
    const auto found = places.find(plan.trials[trial].seed);
    return found == places.end() ? places.size() : found->second;
  };
  std::vector<std::size_t> order(plan.trials.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return place(a) < place(b); });
  return order;
}

Plan make_plan(const Value& sweep_yaml, const TrialGrammar& grammar) {
  SweepSpec spec = read_spec(sweep_yaml, grammar);
  count_cells(spec.blocks, spec.axes_where);
  refuse_axes_over(grammar.apart, spec.blocks);
  const std::vector<Axis> axes = all_axes(spec.blocks);
  Plan plan{spec.name, spec.description, {}, {}, spec.seeds, {}, spec.analysis, 0, {}};
  for (const Axis& axis : axes) plan.axes.push_back(axis.name);
  if (spec.tune.is_null()) {
    plan_variants(plan, spec, axes, grammar);
  } else {
    plan_arms(plan, spec, axes, grammar);
  }
  if (spec.looks) plan_looks(plan, *spec.looks, grammar, spec.seeds_where);
  return plan;
}

}  // namespace regsweep
