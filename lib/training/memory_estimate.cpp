#include "training/memory_estimate.hpp"

#include <algorithm>

#include "core/json.hpp"
#include "evaluation/evaluation.hpp"
#include "models/registry.hpp"
#include "optimizers/optimizer.hpp"
#include "probes/probe_options.hpp"
#include "regularizers/noise_entry.hpp"
#include "regularizers/rule_entry.hpp"
#include "regularizers/site_noise.hpp"
#include "tensor/sparse_products.hpp"
#include "training/batches.hpp"
#include "training/configuration.hpp"

namespace regsweep {
namespace {

// Measured: a worker of two_moons has 35 MiB, of which libraries are most; with products of 1024
// units and more 45 MiB.
constexpr std::int64_t program_bytes = std::int64_t{36} << 20;
constexpr std::int64_t size = sizeof(real);

struct DataBytes {
  std::int64_t features = 0, others = 0;  // others: labels, targets, tokens
};

DataBytes data_bytes(const DatasetFacts& facts) {
  const std::int64_t examples = facts.train + facts.validation + facts.test;
  if (facts.task == Task::next_token) {
    return {0, examples * std::max<std::int64_t>(1, 2 * facts.sequence) *
                   std::int64_t{sizeof(std::int32_t)}};
  }
  return {examples * facts.features * size,
          examples * (facts.task == Task::regression ? facts.outputs : 1) * size};
}

// Arrays as long as the weights: those that stay in memory, and how many of them a checkpoint has.
struct Copies {
  std::int64_t model = 2;  // weights and gradient
  std::int64_t optimizer = 0, rules = 0, kept = 0, saved = 0;
};

Copies copies_of(const Value& canonical, const TrainingOptions& training) {
  const Value& regularizers = canonical.at("regularizers");
  Copies copies;
  copies.model += training.accumulation > 1 ? 1 : 0;
  copies.optimizer = kept_arrays(optimizer_fields().take(canonical.at("optimizer")));
  copies.kept = static_cast<std::int64_t>(training.save_parameters.size()) +
                int{training.save_last} + int{training.save_best};
  copies.saved = 1 + copies.optimizer;
  for (const RuleEntry& entry : rule_entries()) {
    if (regularizers.find(entry.name) != nullptr) copies.rules += entry.kept_arrays;
  }
  for (const auto& rule : make_rules(regularizers)) {
    copies.saved += static_cast<std::int64_t>(rule->state().size());
    copies.kept += int{rule->restores().has_value()};
  }
  if (evaluates_other_weights(regularizers)) copies.kept *= 2;  // beside those that are trained
  copies.saved += copies.kept;
  return copies;
}

// Noise that only keeps or drops single elements is bits; all else is one number per element and
// array, and noisy weights and inputs are kept beside those without noise.
std::int64_t noise_bytes(const Value& canonical, const Model& model, const CallShape& call) {
  std::int64_t bytes = 0;
  for (const Site& site : model.sites()) {
    const Value* noise = canonical.at("dropout").find(site.name);
    if (noise == nullptr) continue;
    const NoiseEntry& entry = noise_entry(noise->at("noise").text());
    const bool bits = draws_bits(read_site_noise(*noise));
    const std::int64_t elements = model.elements_at(site, call);
    bytes += bits ? elements / 8 : elements * size * (int{entry.multiplies} + int{entry.adds});
    if (site.stage == "weights" || site.name == "input") {
      bytes += elements / (site.name.starts_with("example") ? call.examples : 1) * size;
    }
  }
  return bytes;
}

// Elements of the largest parameter: what drawing its initial values needs for a moment.
std::int64_t largest_parameter(const ParameterLayout& layout) {
  std::size_t largest = 0;
  for (const ParameterInfo& each : layout.all()) largest = std::max(largest, each.size);
  return static_cast<std::int64_t>(largest);
}

}  // namespace

MemoryEstimate estimate_memory(const Value& canonical, const DatasetFacts& facts,
                               const Value& probes) {
  const TrainingOptions training = read_training(canonical.at("training"));
  const Value& model = canonical.at("model");
  const bool tokens = facts.task == Task::next_token;
  const std::int64_t time = tokens_per_example(model, facts.sequence);
  const auto examples = [&](std::int64_t count) {
    return examples_for(facts.task, facts.sequence, count, model_context(model));
  };
  CallShape call{0, time};
  const std::unique_ptr<Model> made = make_model(model, facts.features, facts.outputs, {});
  const auto parameters = static_cast<std::int64_t>(made->layout().count());
  const std::int64_t largest = largest_parameter(made->layout());

  const bool drawn =
      tokens && facts.sequence == 0;  // windows of a running text, as many as a batch wants
  const std::int64_t batch =
      drawn ? training.batch : std::min(training.batch, examples(facts.train));
  const std::int64_t evaluated = std::max({std::min(training.train_subset, examples(facts.train)),
                                           examples(facts.validation), examples(facts.test)});
  call.examples = (batch + training.accumulation - 1) / training.accumulation;
  const std::int64_t backward = made->buffer_sizes(call).backward;
  const std::int64_t noise = noise_bytes(canonical, *made, call);
  call.examples =
      std::max(call.examples, std::min(evaluated, examples_of_a_piece(tokens ? time : 0)));

  const Copies copies = copies_of(canonical, training);
  const auto arrays = [&](std::int64_t count) { return count * parameters * size; };
  const DataBytes data = data_bytes(facts);
  MemoryEstimate estimate;
  estimate.program = program_bytes;
  estimate.data = data.features + data.others;
  estimate.copied = data.others;
  estimate.model = arrays(copies.model);
  estimate.optimizer = arrays(copies.optimizer);
  estimate.rules = arrays(copies.rules);
  estimate.kept = arrays(copies.kept);
  estimate.batch = batch * time * (facts.features + facts.outputs) * size;  // with its answers
  const BufferSizes buffered = made->buffer_sizes(call);
  estimate.products = SparseProducts::bytes();
  if (training.precision == Precision::bf16) {  // both factors of a product, rounded
    estimate.products += (buffered.widest + std::max(buffered.widest, largest)) * size;
  }
  estimate.activations = (buffered.forward + backward) * size;
  estimate.noise = noise;
  estimate.momentary = largest * static_cast<std::int64_t>(sizeof(double) + sizeof(std::uint32_t));
  estimate.saved = arrays(copies.saved);
  for (const ProbeRequest& request : probe_requests(probes)) {
    estimate.probes =
        std::max(estimate.probes, request_cost(request, canonical, facts, training.batch).bytes);
  }
  return estimate;
}

MemoryEstimate MemoryEstimates::of(const Value& canonical) {
  const Value& data = canonical.at("data");
  const std::string key = canonical_text(data);
  auto found = known_.find(key);
  if (found == known_.end()) found = known_.emplace(key, dataset_facts(data)).first;
  return estimate_memory(canonical, found->second, probes_);
}

}  // namespace regsweep
