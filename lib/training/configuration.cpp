#include "training/configuration.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "evaluation/evaluation_options.hpp"
#include "evaluation/site_noises.hpp"
#include "models/registry.hpp"
#include "optimizers/options.hpp"
#include "probes/probe_options.hpp"
#include "regularizers/presets.hpp"
#include "regularizers/rule_entry.hpp"
#include "regularizers/site_noise.hpp"
#include "training/batches.hpp"
#include "training/revisions.hpp"
#include "training/rule_checks.hpp"

namespace regsweep {
namespace {

Field section(std::string key, const Schema& schema, std::string doc, bool optional) {
  Field field;
  field.key = std::move(key);
  field.kind = FieldKind::section;
  field.doc = std::move(doc);
  field.section = std::make_shared<Schema>(schema);
  if (optional) field.default_value = Value(Map{});
  return field;
}

Schema dropout_schema() {
  Schema schema;
  schema.name = "dropout";
  schema.doc = "Noise at sites: placement -> noise; the most specific placement wins";
  schema.entries = std::make_shared<Schema>(site_noise_schema());
  Field preset;  // with whatever else all its placements get; for editors: the map is replaced
                 // before it is checked
  preset.key = "preset";
  preset.kind = FieldKind::choice;
  preset.doc = "placements of a library or text";
  preset.optional = true;
  for (const SchemePreset& each : scheme_presets()) preset.choices.push_back(each.name);
  schema.fields = {preset};
  return schema;
}

// The most specific placement that is written and means the site.
const Member* deciding(const Value& dropout, const Site& site) {
  const auto written = [&](const std::string& name) -> const Member* {
    for (const Member& member : dropout.map()) {
      if (member.key == name) return &member;
    }
    return nullptr;
  };
  for (const std::string& placement : placements_of(site)) {
    if (const Member* member = written(placement)) return member;
  }
  return nullptr;
}

// What to offer for a placement that is none: something spelt like it, else the names that are not
// those of single blocks.
std::string placement_suggestion(const std::string& name, const std::vector<Site>& sites) {
  const std::vector<std::string> known = placements(sites);
  std::string near = suggestion(name, known);
  if (near.starts_with("did you mean")) return near;
  std::vector<std::string> general;
  for (const std::string& each : known) {
    if (!each.starts_with("block.")) general.push_back(each);
  }
  return suggestion(name, general);
}

void check_placements(const Value& dropout, const std::vector<Site>& sites) {
  const std::vector<std::string> known = placements(sites);
  const auto& explained =
      site_noise_schema().refused;  // `p` is as ambiguous here as it is at a site
  for (const Member& member : dropout.map()) {
    if (const auto why = explained.find(member.key); why != explained.end()) {
      throw ConfigurationError(member.key_where,
                               fmt::format("dropout.{}: {}", member.key, why->second));
    } else if (std::find(known.begin(), known.end(), member.key) == known.end()) {
      throw ConfigurationError(member.key_where,
                               fmt::format("the model has no placement '{}'; {}", member.key,
                                           placement_suggestion(member.key, sites)));
    }
  }
}

// Placements -> sites whose noise does something.
Value canonical_dropout(const Value& dropout, const std::vector<Site>& sites) {
  Map active;
  for (const Site& site : sites) {
    const Member* member = deciding(dropout, site);
    if (member == nullptr) continue;
    check_site_noise(member->value, site, "dropout." + member->key);
    if (acts(member->value)) active.push_back(Member{site.name, member->value, member->key_where});
  }
  return Value(std::move(active), dropout.where());
}

// A matrix has noise for the whole batch or for each example.
void refuse_two_noises_of_a_matrix(const Value& dropout) {
  for (const Member& member : dropout.map()) {
    if (member.key.starts_with("example_") && dropout.find(member.key.substr(8)) != nullptr) {
      throw ConfigurationError(
          member.value.where(),
          fmt::format("dropout.{} and dropout.{} are both noise on one matrix; delete one",
                      member.key, member.key.substr(8)));
    }
  }
}

}  // namespace

const Schema& trial_schema() {
  static const Schema schema = [] {
    Schema all;
    all.name = "base";
    all.doc = "The configuration that the axes vary";
    all.fields = {
        section("data", dataset_schema(), "what to learn from", false),
        section("model", model_schema(), "what is trained", false),
        section("dropout", dropout_schema(), "noise at sites", true),
        section("regularizers", regularizers_schema(), "everything else that regularizes", true),
        section("optimizer", optimizer_fields().schema(), "how weights are updated", false),
        section("training", training_schema(), "how long, how often measured", false),
        section("evaluation", evaluation_fields().schema(), "what is measured beside the means",
                true),
        section("probes", probes_schema(),
                "measurements of the trained model; no part of a trial's identity, the same for "
                "all trials",
                true)};
    return all;
  }();
  return schema;
}

namespace {

// A model without normalization is the one that says nothing of it.
void make_norm_canonical(Value& canonical) {
  const Value* norm = canonical.at("model").find("norm");
  if (norm == nullptr || norm->text() != "none") return;
  Value model = canonical.at("model");
  model.erase("norm");
  canonical.set("model", std::move(model));
}

void check_batch_norm(const Value& canonical) {
  const Value* norm = canonical.at("model").find("norm");
  const Value& accumulation = canonical.at("training").at("accumulation");
  if (norm == nullptr || norm->text() != "batch" || accumulation.integer() == 1) return;
  throw ConfigurationError(
      accumulation.where(),
      fmt::format("training.accumulation = {} computes a batch in parts, but model.norm: batch "
                  "needs its statistics as a whole; use accumulation: 1 or norm: layer",
                  accumulation.integer()));
}

}  // namespace

Value resolve_trial(const Value& given) {
  Value configuration = given;
  configuration.erase("revisions");  // add_revisions says whether it is right
  if (const Value* written = given.find("dropout")) {
    configuration.set("dropout", expand_presets(*written));
  }
  // A misspelt placement is told as such, before the fields below it are looked at.
  const Value *model = configuration.find("model"), *dropout = configuration.find("dropout");
  if (model != nullptr && dropout != nullptr && dropout->is_map()) {
    check_placements(*dropout, model_sites(model_schema().normalize(*model, "model")));
  }
  Value canonical = trial_schema().normalize(configuration, "");
  canonical.erase("probes");
  make_norm_canonical(canonical);
  check_batch_norm(canonical);
  const std::vector<Site> sites = model_sites(canonical.at("model"));
  canonical.set("dropout", canonical_dropout(canonical.at("dropout"), sites));
  refuse_two_noises_of_a_matrix(canonical.at("dropout"));
  canonical.set("regularizers", canonical_regularizers(canonical.at("regularizers")));
  make_evaluation_canonical(canonical);
  check_rules(canonical, sites);
  add_revisions(given, canonical);
  return canonical;
}

namespace {

void check_model_fits(const Value& model, const DatasetFacts& facts) {
  const bool sequences = facts.task == Task::next_token;
  const std::int64_t context = model_context(model);
  const Location& where = model.at("kind").where();
  if (sequences && context == 0) {
    throw ConfigurationError(
        where,
        fmt::format(
            "model.kind = '{}' takes features, but the data are sequences of tokens; use kind: "
            "causal_transformer or another dataset",
            model.at("kind").text()));
  }
  if (!sequences && context > 0) {
    throw ConfigurationError(where, fmt::format("model.kind = '{}' takes tokens, but the data are "
                                                "{} features; use kind: mlp or a dataset "
                                                "of text",
                                                model.at("kind").text(), facts.features));
  }
  if (facts.sequence > context) {
    throw ConfigurationError(
        model.at("context").where(),
        fmt::format("model.context = {0} is shorter than the data's sequences; give at least {1}",
                    context, facts.sequence));
  }
  if (sequences && facts.sequence == 0 && facts.train <= context) {
    throw ConfigurationError(model.at("context").where(),
                             fmt::format("model.context = {} needs a training text of more than {} "
                                         "tokens, but it has {}; shorten the "
                                         "context or take more text",
                                         context, context, facts.train));
  }
}

std::int64_t training_examples(const Value& canonical, const DatasetFacts& facts) {
  return examples_for(facts.task, facts.sequence, facts.train,
                      model_context(canonical.at("model")));
}

// Parameters are kept after steps that come, and the best evaluation can be told.
void check_kept(const Value& canonical, const DatasetFacts& facts) {
  const TrainingOptions training = read_training(canonical.at("training"));
  const std::int64_t steps = training.total_steps(training_examples(canonical, facts));
  for (const Value& item : canonical.at("training").at("save_parameters").list()) {
    if (item.is_integer() && item.integer() > steps) {
      throw ConfigurationError(
          item.where(),
          fmt::format("training.save_parameters names step {}, but the training ends after {} "
                      "steps; give at most {}, or the word last",
                      item.integer(), steps, steps));
    }
    if (item == Value("best") && facts.validation == 0 && training.train_subset == 0) {
      throw ConfigurationError(
          item.where(),
          "training.save_parameters names best, but the data have no validation part and "
          "training.train_subset is 0; add data.validation: <count>");
    }
  }
}

}  // namespace

void check_against_data(const Value& canonical, const DatasetFacts& facts) {
  check_model_fits(canonical.at("model"), facts);
  check_kept(canonical, facts);
  if (evaluation_of(canonical).precision && facts.task != Task::regression) {
    throw ConfigurationError(canonical.at("evaluation").at("precision").where(),
                             "evaluation.precision is that of a regression's answers, but the data "
                             "are classes; delete it");
  }
  if (evaluation_of(canonical).perplexity && facts.task != Task::next_token) {
    throw ConfigurationError(canonical.at("evaluation").at("perplexity").where(),
                             "evaluation.perplexity is that of tokens, but the data are no text; "
                             "delete it");
  }
  if (evaluation_of(canonical).per_character && !facts.has_characters) {
    throw ConfigurationError(canonical.at("evaluation").at("per_character").where(),
                             "evaluation.per_character is that of words, but the data are no text "
                             "of words; delete it, or say data.unit: word");
  }
  check_rules_against_data(canonical, facts);
  const EvaluationOptions evaluation = evaluation_of(canonical);
  for (const ProbeEntry& entry : probe_entries()) {
    if (entry.fields.empty() || !entry.wanted(evaluation)) continue;
    const std::string obstacle =
        probe_obstacle(entry, facts, placements(model_sites(canonical.at("model"))));
    if (!obstacle.empty()) {
      throw ConfigurationError(canonical.at("evaluation").where(), obstacle);
    }
  }
}

void check_probes(const Value& probes, const Value& canonical, const DatasetFacts& facts) {
  const Value& model = canonical.at("model");
  const std::int64_t steps =
      read_training(canonical.at("training"))
          .total_steps(examples_for(facts.task, facts.sequence, facts.train, model_context(model)));
  for (const ProbeRequest& request : probe_requests(probes)) {
    const std::string obstacle = request_obstacle(request, canonical, facts, steps);
    if (!obstacle.empty()) throw ConfigurationError(request.options.where(), obstacle);
  }
}

Estimate estimate_trial(const Value& canonical, const DatasetFacts& facts, const Value& probes) {
  const TrainingOptions training = read_training(canonical.at("training"));
  const ModelSize size =
      model_size(canonical.at("model"), facts.features, facts.outputs, training.batch);
  const auto examples = [&](std::int64_t count) {
    return examples_for(facts.task, facts.sequence, count, model_context(canonical.at("model")));
  };
  const std::int64_t train = training_examples(canonical, facts);
  Estimate estimate;
  estimate.parameters = size.parameters;
  estimate.steps = training.total_steps(train);
  const double evaluations =
      1 + static_cast<double>(estimate.steps / training.evaluation_interval(train));
  const auto passes = static_cast<double>(evaluation_of(canonical).passes());
  const double evaluated =
      evaluations *
      (static_cast<double>(std::min(training.train_subset, train)) +
       (1 + passes) * static_cast<double>(examples(facts.validation) + examples(facts.test)));
  const std::int64_t time = tokens_per_example(canonical.at("model"), facts.sequence);
  const double forward = 2 * static_cast<double>(size.parameters * time);
  estimate.flops = static_cast<double>(estimate.steps) * size.flops_per_step + evaluated * forward;
  for (const ProbeRequest& request : probe_requests(probes)) {
    const RequestCost cost = request_cost(request, canonical, facts, training.batch);
    estimate.flops += (cost.forward + 2 * cost.backward) * forward;
  }
  return estimate;
}

}  // namespace regsweep
