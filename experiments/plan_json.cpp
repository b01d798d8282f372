#include "plan_json.hpp"

#include <algorithm>
#include <cstdint>

#include "execution/directory/standing.hpp"
#include "execution/memory_guard.hpp"
#include "json_output.hpp"
#include "sweep/analysis.hpp"
#include "tensor/tensor.hpp"

namespace regsweep {
namespace {

Value number_of(std::size_t count) { return Value(static_cast<std::int64_t>(count)); }

Value variants_of(const LoadedSweep& sweep) {
  List variants;
  for (std::size_t i = 0; i < sweep.plan.variants.size(); ++i) {
    const Variant& variant = sweep.plan.variants[i];
    const Estimate& cost = sweep.costs.variants[i];
    variants.push_back(Value(Map{{"label", variant.label, {}},
                                 {"settings", Value(Map(variant.settings)), {}},
                                 {"cells", variant.cells, {}},
                                 {"stage", text_or_null(variant.stage), {}},
                                 {"parameters", cost.parameters, {}},
                                 {"steps", cost.steps, {}},
                                 {"flops_per_trial", cost.flops, {}}}));
  }
  return Value(std::move(variants));
}

bool asks_for_bf16(const Variant& variant) {
  const Value* precision = variant.configuration.at("training").find("precision");
  return precision != nullptr && *precision == Value("bf16");
}

Value precision_json(const Plan& plan) {
  const PlannedPrecision precision = precision_of(plan);
  return Value(
      Map{{"numbers", precision.numbers, {}}, {"variants_in_bf16", precision.in_bf16, {}}});
}

Value time_of(const TimeEstimate& time) {
  if (time.seconds < 0) return Value(Map{{"seconds", Value(), {}}, {"unknown", time.unknown, {}}});
  return Value(Map{{"seconds", time.seconds, {}},
                   {"workers", time.workers, {}},
                   {"flops_per_second", time.flops_per_second, {}}});
}

Value memory_of(const WorkersMemory& memory) {
  if (memory.alone == 0) return Value();
  return Value(Map{{"one_worker", memory.alone, {}},
                   {"each_of_several", memory.sharing, {}},
                   {"shared_by_them", memory.shared, {}}});
}

Value directory_of_change(const FreezeReport& change, const SweepDirectory& directory) {
  return Value(Map{{"directory", directory.root().string(), {}},
                   {"has_plan", change.replaces, {}},
                   {"changes_it", change.replaces && change.rewritten, {}},
                   {"with_results", change.there, {}},
                   {"kept", change.kept, {}},
                   {"new", change.added, {}},
                   {"dropped", change.dropped, {}},
                   {"orphaned", number_of(change.orphans.size()), {}}});
}

}  // namespace

PlannedPrecision precision_of(const Plan& plan) {
  return {sizeof(real) == sizeof(double) ? "float64" : "float32",
          std::count_if(plan.variants.begin(), plan.variants.end(), asks_for_bf16)};
}

Value plan_json(const LoadedSweep& sweep, const TimeEstimate& time, const FreezeReport& change,
                const std::vector<std::string>& notes) {
  const Plan& plan = sweep.plan;
  const std::optional<std::size_t> baseline = analysis_options(plan.analysis).baseline_variant;
  List seeds, axes, trials, said;
  for (const std::uint32_t seed : plan.seeds) seeds.emplace_back(static_cast<std::int64_t>(seed));
  for (const std::string& axis : plan.axes) axes.emplace_back(axis);
  for (const PlannedTrial& trial : plan.trials) trials.push_back(trial_json(plan, trial));
  for (const std::string& note : notes) said.emplace_back(note);
  Value all(Map{{"sweep", plan.sweep, {}},
                {"description", plan.description, {}},
                {"axes", Value(std::move(axes)), {}},
                {"cells", plan.cells, {}},
                {"seeds", Value(std::move(seeds)), {}},
                {"metric", text_or_null(primary_metric(plan)), {}},
                {"baseline", baseline ? Value(plan.variants[*baseline].label) : Value(), {}}});
  all.set("variants", variants_of(sweep));
  all.set("trials", Value(std::move(trials)));
  all.set("flops", Value(sweep.costs.flops));
  all.set("later_flops", Value(sweep.later_flops));
  const Value* looks = plan.growth.find("looks");
  all.set("looks", looks != nullptr ? *looks : Value());
  all.set("time", time_of(time));
  all.set("precision", precision_json(plan));
  all.set("memory_bytes", memory_of(workers_memory(plan)));
  all.set("results", directory_of_change(change, sweep.directory));
  all.set("notes", Value(std::move(said)));
  return all;
}

}  // namespace regsweep
