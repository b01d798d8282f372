#include "topics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/text.hpp"
#include "data/dataset_entry.hpp"
#include "evaluation/evaluation_options.hpp"
#include "execution/execution_options.hpp"
#include "execution/slurm/options.hpp"
#include "models/registry.hpp"
#include "optimizers/options.hpp"
#include "probes/measured.hpp"
#include "probes/probe_options.hpp"
#include "regularizers/presets.hpp"
#include "regularizers/rule_entry.hpp"
#include "regularizers/site_noise.hpp"
#include "sweep/claims.hpp"
#include "training/configuration.hpp"

namespace regsweep {
namespace {

using Facts = std::vector<std::pair<std::string, std::string>>;

void add_data(std::vector<Topic>& out) {
  out.push_back({"Data",
                 "data",
                 "data:",
                 "Fields of every dataset",
                 {},
                 dataset_schema(),
                 "data: {name: mnist, train: 10000, validation: 5000}",
                 AlternativeFields::elsewhere});
  for (const DatasetEntry& entry : dataset_entries()) {
    Facts facts{{"size", entry.size}, {"source", entry.source}};
    if (entry.licence != "-") facts.emplace_back("licence", entry.licence);
    out.push_back({"Data", entry.name, fmt::format("data: {{name: {}}}", entry.name), entry.summary,
                   facts, entry.schema, ""});
  }
}

// The sites that a placement means, each kind of them once.
PlacementRow placement_row(const PlacementMeaning& placement, const std::vector<Site>& sites) {
  std::vector<std::string> names, axes;
  const auto once = [](std::vector<std::string>& list, const std::string& text) {
    if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
  };
  for (const Site& site : sites) {
    const bool in_family = std::find(site.families.begin(), site.families.end(), placement.name) !=
                           site.families.end();
    if (!in_family && site.name != placement.name) continue;
    once(names, with_index(site.name));
    once(axes, join(site.axes, ", "));
  }
  return {placement.name, join(names, ", "), join(axes, "; "), placement.meaning};
}

void add_models(std::vector<Topic>& out) {
  for (const std::string& name : model_schema().alternative_names()) {
    const ModelEntry& entry = model_entry(Value(Map{{"kind", name, {}}}));
    Schema schema = entry.schema;
    for (const Field& field : model_schema().fields) schema.fields.push_back(field);
    out.push_back({"Models",
                   entry.name,
                   fmt::format("model: {{kind: {}}}", entry.name),
                   entry.summary,
                   {},
                   schema,
                   entry.example});
    const std::vector<Site> sites = entry.sites(model_schema().normalize(entry.small, "model"));
    for (const PlacementMeaning& each : entry.placements) {
      out.back().placements.push_back(placement_row(each, sites));
    }
  }
}

void add_noises(std::vector<Topic>& out) {
  out.push_back({"Noise at sites",
                 "dropout",
                 "dropout: {<placement>: ...}",
                 site_noise_schema().doc,
                 {},
                 site_noise_schema(),
                 "dropout: {input: 0.2, hidden: {rate: 0.5, share: [batch]}}; of a transformer "
                 "dropout: {embedding: 0.1, attention: 0.1, residual: {rate: 0.1, share: [time]}}",
                 AlternativeFields::elsewhere});
  for (const NoiseEntry& entry : noise_entries()) {
    Facts facts{{"equation", entry.equation},
                {"strength", fmt::format("{}: {}", entry.strength.key, entry.strength.doc)},
                {"scaling", join(entry.scalings, ", ")},
                {"sites", "those that hold " + join(entry.stages, " or ")},
                {"source", entry.source}};
    out.push_back({"Noise at sites", entry.name,
                   fmt::format("dropout: {{<placement>: {{noise: {}}}}}", entry.name),
                   entry.summary, facts, *site_noise_schema().alternative(entry.name), ""});
  }
}

void add_presets(std::vector<Topic>& out) {
  for (const MethodPreset& each : method_presets()) {
    const std::string choices = each.choices.empty() ? "the defaults" : Value(each.choices).shown();
    out.push_back({"Presets of a placement",
                   each.name,
                   fmt::format("dropout: {{<placement>: {{preset: {}, ...}}}}", each.name),
                   each.summary,
                   {{"stands for", choices}, {"placements", each.where}, {"source", each.source}},
                   Schema(),
                   ""});
  }
  for (const SchemePreset& each : scheme_presets()) {
    out.push_back({"Presets of several placements",
                   each.name,
                   fmt::format("dropout: {{preset: {}, rate: 0.2}}", each.name),
                   each.summary,
                   {{"stands for", join(each.placements, ", ")}, {"source", each.source}},
                   Schema(),
                   ""});
  }
}

void add_rules(std::vector<Topic>& out) {
  for (const RuleEntry& entry : rule_entries()) {
    Facts facts{{"equation", entry.equation}, {"source", entry.source}};
    if (!entry.acts_on.empty()) facts.insert(facts.begin() + 1, {"acts on", entry.acts_on});
    out.push_back({"Regularizers", entry.name, fmt::format("regularizers: {{{}: ...}}", entry.name),
                   entry.summary, facts, entry.schema, ""});
  }
}

void add_optimizers(std::vector<Topic>& out) {
  const Schema& schema = optimizer_fields().schema();
  out.push_back({"Optimizers",
                 "optimizer",
                 "optimizer:",
                 schema.doc,
                 {},
                 schema,
                 "optimizer: {kind: sgd, learning_rate: 0.1, momentum: 0.95, schedule: {kind: "
                 "cosine, warmup: 100}}",
                 AlternativeFields::elsewhere});
  for (const SchemaPointer& each : schema.alternatives) {
    out.push_back({"Optimizers",
                   each->name,
                   fmt::format("optimizer: {{kind: {}}}", each->name),
                   each->doc,
                   {},
                   *each,
                   ""});
  }
}

std::string record_text(const ProbeRecord& record) {
  return record.dimensions.empty()
             ? record.name
             : fmt::format("{} [{}]", record.name, join(record.dimensions, ", "));
}

// A measurement: its quantities, with what they are, and their dimensions.
Facts measurement_facts(const ProbeEntry& entry) {
  std::vector<std::string> quantities;
  std::set<std::string> dimensions;
  for (const ProbeRecord& each : entry.records) {
    quantities.push_back(fmt::format("{}: {}{}", record_text(each), each.long_name,
                                     each.units == "1" ? "" : " (" + each.units + ")"));
    dimensions.insert(each.dimensions.begin(), each.dimensions.end());
  }
  std::vector<std::string> meanings;
  for (const std::string& each : dimensions) {
    meanings.push_back(fmt::format("{}: {}", each, dimension_meaning(each)));
  }
  Facts facts{{"equation", entry.equation}, {"records", join(quantities, "; ")}};
  if (!meanings.empty()) facts.emplace_back("dimensions", join(meanings, "; "));
  facts.emplace_back("metrics",
                     fmt::format("probes.{}.<quantity>, of those along no other dimension "
                                 "than layer, head and matrix: the mean over these",
                                 entry.name));
  facts.emplace_back("source", entry.source);
  return facts;
}

// Where an observer measures, what it adds to a trial's file, and what asks for it.
Facts probe_facts(const ProbeEntry& entry) {
  std::vector<std::string> records;
  for (const ProbeRecord& each : entry.records) {
    records.push_back(record_text(each));
  }
  const std::string between = entry.needs.each_part ? " and " : ", or else ";
  Facts facts{{"equation", entry.equation},
              {"measures", fmt::format("{}{}{}", join(entry.needs.parts, between),
                                       entry.needs.tokens ? ", of sequences" : "",
                                       entry.at_end ? ", when training has ended" : "")},
              {"records", join(records, ", ")}};
  if (entry.source != "-") facts.emplace_back("source", entry.source);
  return facts;
}

void add_probes(std::vector<Topic>& out) {
  for (const ProbeEntry& entry : probe_entries()) {
    if (entry.measure) {
      out.push_back({"Probes", entry.name, fmt::format("probes: {{{}: ...}}", entry.name),
                     entry.summary, measurement_facts(entry), probe_schema(entry),
                     fmt::format("probes: {{{}: {{at: [0, last]}}}}", entry.name)});
      continue;
    }
    out.push_back({"Probes", entry.name,
                   entry.fields.empty() ? "no key is needed" : join(entry.fields, ", "),
                   entry.summary, probe_facts(entry), Schema(), ""});
  }
}

}  // namespace

std::string with_index(const std::string& site) {
  std::vector<std::string> words = split(site, '.');
  for (std::string& word : words) {
    if (parse_integer(word)) word = "<i>";
  }
  return join(words, ".");
}

const std::vector<Topic>& topics() {
  static const std::vector<Topic> all = [] {
    std::vector<Topic> made;
    add_key_topics(made);
    add_data(made);
    add_models(made);
    add_noises(made);
    add_presets(made);
    add_rules(made);
    add_optimizers(made);
    made.push_back({"Training",
                    "training",
                    "training:",
                    training_schema().doc,
                    {},
                    training_schema(),
                    "training: {epochs: 20, batch: 128}"});
    made.push_back({"Training",
                    "evaluation",
                    "evaluation:",
                    evaluation_fields().schema().doc,
                    {},
                    evaluation_fields().schema(),
                    "evaluation: {monte_carlo: 20, per_example: true}"});
    add_probes(made);
    add_comparison_topics(made);
    made.push_back({"Claims",
                    "claims",
                    "claims: [...]",
                    claim_schema({}).doc,
                    {},
                    claim_schema({}),
                    "claims: [{name: helps, says: dropout helps, expect: {...}}]"});
    made.push_back({"Claims",
                    "expect",
                    "claims: [{expect: ...}]",
                    expectation_schema({}).doc,
                    {},
                    expectation_schema({}),
                    "expect: {metric: test.error, epoch: 5, of: {variants: dropout}, against: "
                    "{variants: none}, is: higher}"});
    made.push_back({"Execution",
                    "execution",
                    "execution:",
                    execution_fields().schema().doc,
                    {},
                    execution_fields().schema(),
                    "execution: {blas_kernel: Haswell}"});
    made.push_back({"Clusters",
                    "slurm",
                    "slurm:",
                    slurm_fields().schema().doc,
                    {},
                    slurm_fields().schema(),
                    "slurm: {partition: cpu, time: 4:00:00, cpus: 4, mem: 8G}"});
    return made;
  }();
  return all;
}

}  // namespace regsweep
