#include "sweep/tuning.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "core/json.hpp"
#include "core/text.hpp"
#include "sweep/expansion.hpp"
#include "sweep/identity.hpp"

namespace regsweep {
namespace tuning {
namespace {

Value list_of_seeds(const std::vector<std::uint32_t>& seeds) {
  List list;
  for (const std::uint32_t seed : seeds) list.emplace_back(static_cast<std::int64_t>(seed));
  return Value(std::move(list));
}

// Collects points: equal configurations are trained once, whichever arm asks for them.
class Points {
 public:
  Points(Plan& plan, const SweepSpec& spec, const TrialGrammar& grammar)
      : plan_(plan), spec_(spec), grammar_(grammar) {}

  // The point of an arm; `name` labels it.
  Value add(const Cell& arm, const std::string& name, const std::vector<SearchKey>& keys,
            const List& values, const TuneOptions& options) {
    Cell cell = arm;
    Value chosen(Map{});
    for (std::size_t i = 0; i < keys.size(); ++i) {
      assign(cell.configuration, {keys[i].keys, values[i], keys[i].where});
      cell.settings.push_back(Member{keys[i].path, values[i], keys[i].where});
      chosen.set(join(keys[i].keys, "."), values[i]);
    }
    const Value whole = resolve_cell(cell, spec_, grammar_);
    Value point = options.halving ? at_first_rung(cell, whole, name, arm, *options.halving)
                                  : Value(Map{{"variant", variant_of(whole, name, arm), {}}});
    point.set("values", chosen);
    if (!options.final_settings.empty()) {
      for (const Assignment& each : options.final_settings) assign(cell.configuration, each);
      point.set("final", resolve_cell(cell, spec_, grammar_));
    }
    return point;
  }

 private:
  Value at_first_rung(const Cell& cell, const Value& whole, const std::string& name,
                      const Cell& arm, const Halving& halving) {
    List rungs;
    for (const Value& value : halving.values) {
      Cell at_rung = cell;
      assign(at_rung.configuration, {halving.keys, value, halving.where});
      at_rung.settings.push_back(Member{halving.path, value, halving.where});
      rungs.push_back(resolve_cell(at_rung, spec_, grammar_));
    }
    const Value first = rungs.front();
    rungs.erase(rungs.begin());
    rungs.push_back(whole);
    const std::string label = rung_label(name, halving_value(halving), 0);
    return Value(Map{{"variant", variant_of(first, label, arm), {}},
                     {"rung", 0, {}},
                     {"earlier", Value(List{}), {}},
                     {"later", Value(std::move(rungs)), {}}});
  }

  Value variant_of(const Value& canonical, const std::string& name, const Cell& arm) {
    const auto [known, fresh] =
        index_.emplace(canonical_text(canonical), static_cast<std::int64_t>(plan_.variants.size()));
    if (fresh) {
      plan_.variants.push_back(Variant{name, canonical, arm.settings, 1, tuning_stage});
    } else {
      ++plan_.variants[static_cast<std::size_t>(known->second)].cells;
    }
    return Value(known->second);
  }

  Plan& plan_;
  const SweepSpec& spec_;
  const TrialGrammar& grammar_;
  std::unordered_map<std::string, std::int64_t> index_;
};

void refuse_tuning_seeds(const SweepSpec& spec, const TuneOptions& options) {
  for (const std::uint32_t seed : spec.seeds) {
    if (seed >= first_tuning_seed) {
      throw ConfigurationError(
          options.where,
          fmt::format("seeds has {}, but seeds from {} on belong to tuning; use smaller ones", seed,
                      first_tuning_seed));
    }
  }
  const std::uint32_t largest = *std::ranges::max_element(spec.seeds);
  const std::int64_t last = options.repeats * (static_cast<std::int64_t>(largest) + 1) - 1;
  if (last >= static_cast<std::int64_t>(first_tuning_seed)) {
    throw ConfigurationError(
        options.where,
        fmt::format("the last of tune.repeats = {} searches would have the seed {}, but seeds from "
                    "{} on belong to tuning; use smaller seeds",
                    options.repeats, last, first_tuning_seed));
  }
}

void refuse_set_keys(const Cell& arm, const std::string& label, const std::vector<SearchKey>& keys,
                     const SweepSpec& spec) {
  for (std::size_t index = 0; index < spec.blocks.size(); ++index) {
    for (const Assignment& set : spec.blocks[index].options[arm.chosen[index]].sets) {
      for (const SearchKey& key : keys) {
        if (set.keys != key.keys) continue;
        throw ConfigurationError(
            set.where, fmt::format("the arm '{}' sets {} to {}, and tune searches it; take it out "
                                   "of one of them",
                                   label, key.path, set.value.shown()));
      }
    }
  }
}

void add_trials_of(Plan& plan, const std::vector<std::uint32_t>& seeds, std::size_t first_variant) {
  for (const std::uint32_t seed : seeds) {
    for (std::size_t i = first_variant; i < plan.variants.size(); ++i) {
      const std::string text = canonical_text(plan.variants[i].configuration);
      plan.trials.push_back({trial_id_of_text(text, seed), i, seed});
    }
  }
}

Value shown_keys(const TuneOptions& options, const std::vector<std::string>& labels) {
  Value keys(Map{});
  for (const std::string& label : labels) {
    for (const SearchKey& key : options.keys_of(label)) {
      Value search =
          key.scale == SearchKey::Scale::list
              ? Value(key.values)
              : Value(Map{{key.scale == SearchKey::Scale::logarithmic ? "log" : "uniform",
                           Value(List{key.low, key.high}),
                           {}}});
      keys.set(join(key.keys, "."), std::move(search));
    }
  }
  return keys;
}

// Where an arm stands among the searches.
struct SearchedArm {
  const Cell& cell;
  const std::string& label;
  std::int64_t search = 0;
};

// The arm in Plan::growth with the points of one search, which become variants.
Value with_points(const SearchedArm& arm, const TuneOptions& options, Points& points) {
  const bool alone = options.repeats == 1;
  const std::vector<SearchKey> keys = options.keys_of(arm.label);
  const auto search_seed = options.search_seed + static_cast<std::uint32_t>(arm.search);
  Cell cell = arm.cell;
  if (!alone) cell.settings.push_back(Member{search_axis, Value(arm.search + 1), {}});
  const std::string label =
      alone ? arm.label : fmt::format("{}, search {}", arm.label, arm.search + 1);
  List of_arm;
  for (std::int64_t point = 0; point < options.budget; ++point) {
    List values;
    for (const SearchKey& key : keys) {
      values.push_back(key.at(position_of(key, options.sampler, search_seed, point)));
    }
    of_arm.push_back(
        points.add(cell, fmt::format("{} #{}", label, point + 1), keys, values, options));
  }
  Value made(Map{{"label", Value(label), {}}, {"settings", Value(Map(cell.settings)), {}}});
  if (!alone) {
    made.set("arm", Value(arm.label));
    made.set("search", Value(arm.search + 1));
  }
  made.set("points", Value(std::move(of_arm)));
  return made;
}

std::vector<std::uint32_t> replicates_of(const TuneOptions& options, std::int64_t search) {
  std::vector<std::uint32_t> replicates;
  for (std::int64_t r = 0; r < options.seeds; ++r) {
    replicates.push_back(first_tuning_seed +
                         static_cast<std::uint32_t>(search * options.seeds + r));
  }
  return replicates;
}

}  // namespace
}  // namespace tuning

std::int64_t searches_of(const Plan& plan) {
  const Value* repeats = plan.growth.find("repeats");
  return repeats == nullptr ? 1 : repeats->integer();
}

std::int64_t search_of_arm(const Value& arm) {
  const Value* search = arm.find("search");
  return search == nullptr ? 1 : search->integer();
}

void plan_tuning(Plan& plan, const std::vector<Cell>& arms, const std::vector<std::string>& labels,
                 const TuneOptions& options, const SweepSpec& spec, const TrialGrammar& grammar) {
  tuning::refuse_tuning_seeds(spec, options);
  for (std::size_t i = 0; i < arms.size(); ++i) {
    tuning::refuse_set_keys(arms[i], labels[i], options.keys_of(labels[i]), spec);
  }
  List all_arms;
  for (std::int64_t search = 0; search < options.repeats; ++search) {
    const std::size_t first = plan.variants.size();
    tuning::Points points(plan, spec, grammar);
    for (std::size_t i = 0; i < arms.size(); ++i) {
      all_arms.push_back(tuning::with_points({arms[i], labels[i], search}, options, points));
    }
    tuning::add_trials_of(plan, tuning::replicates_of(options, search), first);
  }
  const char* sampler = options.sampler == Sampler::random ? "random" : "halton";
  plan.growth =
      Value(Map{{"rule", "tune", {}},
                {"stage", 1, {}},
                {"by", options.by, {}},
                {"higher_is_better", grammar.higher_is_better(options.by), {}},
                {"budget", options.budget, {}},
                {"sampler", sampler, {}},
                {"search_seed", static_cast<std::int64_t>(options.search_seed), {}},
                {"replicates", tuning::list_of_seeds(tuning::replicates_of(options, 0)), {}},
                {"seeds", tuning::list_of_seeds(spec.seeds), {}},
                {"keys", tuning::shown_keys(options, labels), {}},
                {"arms", Value(std::move(all_arms)), {}}});
  if (options.halving) {
    plan.growth.set("halving", halving_value(*options.halving));
    plan.growth.set("rung", Value(0));
  }
  if (options.repeats == 1) return;
  plan.growth.set("repeats", Value(options.repeats));
  plan.axes.emplace_back(search_axis);
}

}  // namespace regsweep
