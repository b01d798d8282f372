#include "execution/planning.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <memory>
#include <set>

#include "core/json.hpp"
#include "core/text.hpp"
#include "data/draw_options.hpp"
#include "data/locate.hpp"
#include "data/restrict.hpp"
#include "evaluation/evaluation_options.hpp"
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

TrialGrammar trial_grammar(FilesOfYaml& files) {
  TrialGrammar grammar = trial_grammar();
  grammar.resolve = [&files](const Value& configuration) {
    return files.by_content(resolve_trial(configuration));
  };
  return grammar;
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

// The data of each variant.
using FactsOfVariants = std::vector<DatasetFacts>;

// A metric that the trials of some variants must record: that of the analysis, or, of those that
// serve to choose settings, that by which they are chosen.
struct WantedMetric {
  std::string key, name;  // "analysis.metric", "test.error"
  Location where;
  std::vector<std::size_t> variants = {};
};

std::vector<WantedMetric> wanted_metrics(const Plan& plan) {
  const AnalysisOptions analysis = analysis_options(plan.analysis);
  WantedMetric judged{"analysis.metric", analysis.metric.value_or(""), analysis.metric_where};
  WantedMetric chosen{"tune.by", "", {}};
  if (const Value* by = plan.growth.find("by")) {
    chosen.name = by->text();
    chosen.where = by->where();
  }
  for (std::size_t i = 0; i < plan.variants.size(); ++i) {
    (plan.variants[i].stage.empty() ? judged : chosen).variants.push_back(i);
  }
  return {judged, chosen};
}

std::string obstacle_of(const Plan& plan, const std::string& metric, std::size_t variant,
                        const DatasetFacts& facts) {
  return metric_obstacle(metric, facts, evaluation_of(plan.variants[variant].configuration));
}

// Whether every trial of which the metric is wanted ends with a number of this name.
bool all_record(const Plan& plan, const WantedMetric& wanted, const std::string& name,
                const FactsOfVariants& facts) {
  return std::all_of(wanted.variants.begin(), wanted.variants.end(),
                     [&](std::size_t i) { return obstacle_of(plan, name, i, facts[i]).empty(); });
}

// Some metrics that would do: those of the same measure first.
std::string recorded_by_all(const Plan& plan, const WantedMetric& wanted,
                            const FactsOfVariants& facts) {
  constexpr std::size_t most = 6;
  std::vector<std::string> recorded;
  for (const std::string& name : metric_names()) {
    const bool allowed = wanted.key == "analysis.metric" || name.starts_with("validation.");
    if (allowed && all_record(plan, wanted, name, facts)) recorded.push_back(name);
  }
  const std::string measure = wanted.name.substr(wanted.name.rfind('.') + 1);
  std::stable_partition(recorded.begin(), recorded.end(), [&](const std::string& name) {
    return name.substr(name.rfind('.') + 1) == measure;
  });
  const bool cut = recorded.size() > most;
  if (cut) recorded.resize(most);
  return join(recorded, ", ") + (cut ? ", ..." : "");
}

// "; or give data.validation: 10" when the metric is recorded with it, by a plan whose axes leave
// that field alone; else "". Of sets of examples a tenth of the smallest training part.
std::string larger_part(const Plan& plan, const WantedMetric& wanted, const std::string& part,
                        const FactsOfVariants& facts) {
  std::int64_t smallest = facts.front().train;
  for (const DatasetFacts& each : facts) smallest = std::min(smallest, each.train);
  const std::int64_t count = std::max<std::int64_t>(1, smallest / 10);
  const Value first = plan.variants.front().configuration.at("data");
  try {
    FactsOfVariants changed;
    std::map<std::string, DatasetFacts> known;
    for (const Variant& variant : plan.variants) {
      Value configuration = variant.configuration;
      Value& data = *configuration.find("data");
      const Value *now = data.find(part), *before = first.find(part);
      if ((now == nullptr) != (before == nullptr) || (now != nullptr && !(*now == *before))) {
        return "";
      }
      data.set(part, Value(count));
      const std::string key = canonical_text(data);
      if (!known.contains(key)) known[key] = dataset_facts(data);
      check_against_data(configuration, known[key]);
      changed.push_back(known[key]);
    }
    if (!all_record(plan, wanted, wanted.name, changed)) return "";
  } catch (const Error&) {
    return "";
  }
  return fmt::format("; or give data.{}: {}", part, count);
}

// A metric that some trial does not record would leave a table of nothing, or of some variants.
void check_metric(const Plan& plan, const WantedMetric& wanted, const FactsOfVariants& facts) {
  if (wanted.name.empty()) return;
  if (wanted.name.starts_with("probes.")) {
    return check_probe_metric(plan, analysis_options(plan.analysis));
  }
  for (const std::size_t i : wanted.variants) {
    const std::string obstacle = obstacle_of(plan, wanted.name, i, facts[i]);
    if (obstacle.empty()) continue;
    std::string part;
    if (obstacle.find("no validation part") != std::string::npos) part = "validation";
    if (obstacle.find("no test part") != std::string::npos) part = "test";
    throw ConfigurationError(
        wanted.where, fmt::format("{} = '{}' is not recorded by the trials of [{}], because {}; "
                                  "name a metric that all trials record: {}{}",
                                  wanted.key, wanted.name, plan.variants[i].label, obstacle,
                                  recorded_by_all(plan, wanted, facts),
                                  part.empty() ? "" : larger_part(plan, wanted, part, facts)));
  }
}

// What is read from files: the fields that choose among its examples do not matter.
std::string source_of_data(const Value& data) {
  Value source = data;
  Schema choices = restriction_fields().schema();
  add_draw_fields(choices);
  for (const Field& choice : choices.fields) source.erase(choice.key);
  return canonical_text(source);
}

std::size_t most_expensive(const PlanCosts& costs) {
  const auto most =
      std::max_element(costs.variants.begin(), costs.variants.end(),
                       [](const Estimate& a, const Estimate& b) { return a.flops < b.flops; });
  return static_cast<std::size_t>(most - costs.variants.begin());
}

}  // namespace

PlanCosts check_and_estimate(const Plan& plan) {
  PlanCosts costs;
  std::map<std::string, DatasetFacts> known;
  FactsOfVariants facts;
  for (const Variant& variant : plan.variants) {
    const Value& data = variant.configuration.at("data");
    const std::string key = canonical_text(data);
    if (!known.contains(key)) known[key] = dataset_facts(located_data(plan.files, data));
    check_against_data(variant.configuration, known[key]);
    check_probes(plan.probes, variant.configuration, known[key]);
    facts.push_back(known[key]);
    const double held = static_cast<double>(std::max(known[key].test, known[key].validation));
    costs.held_out = std::max(costs.held_out, held / static_cast<double>(known[key].train));
    costs.variants.push_back(estimate_trial(variant.configuration, known[key], plan.probes));
  }
  for (const WantedMetric& wanted : wanted_metrics(plan)) check_metric(plan, wanted, facts);
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

void read_all_data(const Plan& plan, const PlanCosts& costs, bool was_calibrated) {
  std::set<std::string> read;
  if (was_calibrated) {
    read.insert(source_of_data(plan.variants[most_expensive(costs)].configuration.at("data")));
  }
  for (const Variant& variant : plan.variants) {
    const Value& data = variant.configuration.at("data");
    if (!read.insert(source_of_data(data)).second) continue;
    try {
      load_dataset(located_data(plan.files, data));
    } catch (const AbsentData&) {  // they may be where the sweep runs
    }
  }
}

double calibrate(const Plan& plan, const PlanCosts& costs, double seconds) {
  using Clock = std::chrono::steady_clock;
  const std::size_t most = most_expensive(costs);
  const Variant& variant = plan.variants[most];
  const auto data = std::make_shared<const Dataset>(
      load_dataset(located_data(plan.files, variant.configuration.at("data"))));
  Trainer trainer(trial_as_computed(plan, variant.configuration), plan.seeds.front(), data);
  const std::int64_t rows = read_training(variant.configuration.at("training")).batch;
  trainer.step();  // touches every buffer for the first time
  const Clock::time_point start = Clock::now();
  std::int64_t steps = 0;
  double spent = 0;
  while (spent < seconds && steps + 1 < costs.variants[most].steps && trainer.step()) {
    ++steps;
    spent = std::chrono::duration<double>(Clock::now() - start).count();
  }
  return steps == 0 || spent <= 0
             ? 0
             : static_cast<double>(steps) * trainer.model().flops_per_step(rows) / spent;
}

}  // namespace regsweep
