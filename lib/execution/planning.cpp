#include "execution/planning.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>

#include "core/json.hpp"
#include "evaluation/metric.hpp"
#include "execution/execution_options.hpp"
#include "execution/slurm/options.hpp"
#include "sweep/analysis.hpp"
#include "training/trainer.hpp"

namespace regsweep {

namespace {

SweepKey block_key(const std::string& key, const Schema& schema, const std::string& meaning,
                   const std::string& example) {
  SweepKey block;
  block.field.key = key;
  block.field.kind = FieldKind::section;
  block.field.doc = meaning;
  block.field.optional = true;
  block.field.section = std::make_shared<Schema>(schema);
  block.example = example;
  return block;
}

}  // namespace

TrialGrammar trial_grammar() {
  SweepKey execution =
      block_key("execution", execution_fields().schema(),
                "how trials are computed, on whatever machine; frozen with the plan, no part of a "
                "trial's identity",
                "{blas_kernel: Haswell}");
  SweepKey slurm = block_key(
      "slurm", slurm_fields().schema(),
      "how `regsweep submit` runs the sweep on a Slurm cluster; no part of a trial's identity",
      "{partition: cpu, time: 4:00:00, cpus: 4}");
  slurm.settable = false;
  std::vector<std::string> metrics = metric_names();
  for (std::string& name : probe_metric_names()) metrics.push_back(std::move(name));
  return {&trial_schema(),    resolve_trial,    std::move(metrics),
          {execution, slurm}, higher_is_better, "probes"};
}

namespace {

// A metric of a probe, "probes.<probe>.<quantity>", is recorded where the sweep measures it.
void check_probe_metric(const Plan& plan, const AnalysisOptions& analysis) {
  const std::string& metric = *analysis.metric;
  const std::size_t dot = metric.rfind('.');
  const std::string probe = metric.substr(7, dot - 7), quantity = metric.substr(dot + 1);
  for (const ProbeRequest& request : probe_requests(plan.probes)) {
    if (request.entry->name != probe) continue;
    const auto& left_out = request.entry->left_out;
    const std::string why = left_out ? left_out(request.options, quantity) : "";
    if (why.empty()) return;
    throw ConfigurationError(
        analysis.metric_where,
        fmt::format("analysis.metric = '{}' is not measured; {}", metric, why));
  }
  throw ConfigurationError(
      analysis.metric_where,
      fmt::format("analysis.metric = '{0}', but the sweep does not measure {1}; add it to base: "
                  "{{probes: [{1}]}}, or name another metric",
                  metric, probe));
}

// A metric of a part that has no examples would be a table of nothing.
void check_metric(const Plan& plan, const DatasetFacts& facts) {
  const AnalysisOptions analysis = analysis_options(plan.analysis);
  if (!analysis.metric) return;
  if (analysis.metric->starts_with("probes.")) return check_probe_metric(plan, analysis);
  for (const auto& [part, count] :
       {std::pair{"test", facts.test}, std::pair{"validation", facts.validation}}) {
    if (count == 0 && analysis.metric->find(std::string(part) + ".") != std::string::npos) {
      throw ConfigurationError(analysis.metric_where,
                               fmt::format("analysis.metric = '{0}', but the data have no {1} "
                                           "part; name another metric (for example "
                                           "validation.loss), or give data.{1}: <count>",
                                           *analysis.metric, part));
    }
  }
}

}  // namespace

PlanCosts check_and_estimate(const Plan& plan) {
  PlanCosts costs;
  std::map<std::string, DatasetFacts> known;
  for (const Variant& variant : plan.variants) {
    const Value& data = variant.configuration.at("data");
    const std::string key = canonical_text(data);
    if (!known.contains(key)) known[key] = dataset_facts(data);
    check_against_data(variant.configuration, known[key]);
    check_probes(plan.probes, variant.configuration, known[key]);
    check_metric(plan, known[key]);
    costs.variants.push_back(estimate_trial(variant.configuration, known[key], plan.probes));
  }
  for (const PlannedTrial& trial : plan.trials) costs.flops += costs.variants[trial.variant].flops;
  return costs;
}

PlanCosts costs_or_equal(const Plan& plan) {
  try {
    return check_and_estimate(plan);
  } catch (const Error&) {
    PlanCosts equal;
    equal.variants.resize(plan.variants.size());
    return equal;
  }
}

double calibrate(const Plan& plan, const PlanCosts& costs, double seconds) {
  using Clock = std::chrono::steady_clock;
  const auto most =
      std::max_element(costs.variants.begin(), costs.variants.end(),
                       [](const Estimate& a, const Estimate& b) { return a.flops < b.flops; });
  const Variant& variant = plan.variants[static_cast<std::size_t>(most - costs.variants.begin())];
  const auto data = std::make_shared<const Dataset>(load_dataset(variant.configuration.at("data")));
  Trainer trainer(trial_of(variant.configuration), plan.seeds.front(), data);
  const std::int64_t rows = read_training(variant.configuration.at("training")).batch;
  trainer.step();  // touches every buffer for the first time
  const Clock::time_point start = Clock::now();
  std::int64_t steps = 0;
  double spent = 0;
  while (spent < seconds && steps + 1 < most->steps && trainer.step()) {
    ++steps;
    spent = std::chrono::duration<double>(Clock::now() - start).count();
  }
  return steps == 0 || spent <= 0
             ? 0
             : static_cast<double>(steps) * trainer.model().flops_per_step(rows) / spent;
}

}  // namespace regsweep
