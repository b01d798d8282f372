#include "training/memory.hpp"

#include <algorithm>

#include "models/buffers.hpp"
#include "models/registry.hpp"
#include "optimizers/optimizer.hpp"
#include "tensor/sparse_products.hpp"
#include "training/batches.hpp"
#include "training/configuration.hpp"
#include "training/evaluation.hpp"

namespace regsweep {
namespace {

// Measured: a worker of two_moons has 26 MiB, of which libraries are most; with products of 1024 units and more 45 MiB.
constexpr std::int64_t program_bytes = std::int64_t{32} << 20;
constexpr std::int64_t size = sizeof(real);

std::int64_t data_bytes(const DatasetFacts& facts) {
  const std::int64_t examples = facts.train + facts.validation + facts.test;
  if (facts.task == Task::next_token) return examples * std::max<std::int64_t>(1, 2 * facts.sequence) * std::int64_t{sizeof(std::int32_t)};
  return examples * (facts.features + (facts.task == Task::regression ? facts.outputs : 1)) * size;
}

// Arrays as long as the parameters: those that stay in memory, and how many of them a checkpoint has.
struct Copies {
  double held = 2, saved = 1;  // weights and gradient; weights
};

Copies copies_of(const Value& canonical, const TrainingOptions& training) {
  Copies copies;
  const OptimizerOptions options = optimizer_fields().take(canonical.at("optimizer"));
  const double moments = options.kind.starts_with("adam") ? 2 : (options.kind == "rmsprop" ? 1 : 0) + (options.momentum > 0 ? 1 : 0);
  const double kept = static_cast<double>(training.save_parameters.size()) + (training.save_last ? 1 : 0);
  const Value& rules = canonical.at("regularizers");
  const double averages = rules.find("weight_averaging") != nullptr ? 1 : 0;
  copies.held += moments + kept + averages;
  copies.saved += moments + kept + averages;
  if (rules.find("decay_to_initialization") != nullptr) copies.held += 1;
  if (rules.find("r_drop") != nullptr || rules.find("sam") != nullptr) copies.held += 1;
  if (training.accumulation > 1) copies.held += 1;
  if (training.precision == Precision::bf16) copies.held += 0.5;
  return copies;
}

// Bernoulli masks that nothing is shared of are bits; all else is one number per element, and noisy weights are kept beside the weights.
std::int64_t noise_bytes(const Value& canonical, const CallShape& shape) {
  std::int64_t bytes = 0;
  const Value& model = canonical.at("model");
  for (const Site& site : model_sites(model)) {
    const Value* noise = canonical.at("dropout").find(site.name);
    if (noise == nullptr) continue;
    const bool bits =
        noise->at("noise").text() == "bernoulli" && noise->at("share").list().empty() && noise->at("scaling").text() != "renormalize";
    const std::int64_t elements = site_elements(model, site, shape);
    bytes += bits ? elements / 8 : elements * size;
    if (site.stage == "weights" || site.name == "input") bytes += elements / (site.name.starts_with("example") ? shape.rows : 1) * size;
  }
  return bytes;
}

}  // namespace

MemoryEstimate estimate_memory(const Value& canonical, const DatasetFacts& facts) {
  const TrainingOptions training = read_training(canonical.at("training"));
  const Value& model = canonical.at("model");
  const bool tokens = facts.task == Task::next_token;
  const std::int64_t time = !tokens ? 1 : facts.sequence > 0 ? facts.sequence : model_context(model);
  const auto examples = [&](std::int64_t count) { return examples_for(facts.task, facts.sequence, count, model_context(model)); };
  CallShape shape{facts.features, facts.outputs, 0, time};
  const std::int64_t parameters = model_size(model, facts.features, facts.outputs, training.batch).parameters;

  const bool drawn = tokens && facts.sequence == 0;  // windows of a running text, as many as a batch wants
  const std::int64_t batch = drawn ? training.batch : std::min(training.batch, examples(facts.train));
  const std::int64_t evaluated =
      std::max({std::min(training.train_subset, examples(facts.train)), examples(facts.validation), examples(facts.test)});
  shape.rows = (batch + training.accumulation - 1) / training.accumulation;
  const std::int64_t backward = buffered_numbers(model, shape).backward;
  const std::int64_t noise = noise_bytes(canonical, shape);
  shape.rows = std::max(shape.rows, std::min(evaluated, examples_of_a_piece(tokens ? time : 0)));

  const Copies copies = copies_of(canonical, training);
  const auto arrays = [&](double count) { return static_cast<std::int64_t>(count * static_cast<double>(parameters * size)); };
  MemoryEstimate estimate;
  estimate.program = program_bytes;
  estimate.data = data_bytes(facts);
  estimate.state = arrays(copies.held) + batch * time * (facts.features + facts.outputs) * size;  // and the batch with its answers
  if (training.precision == Precision::float32) estimate.state += SparseProducts::bytes();
  estimate.activations = (buffered_numbers(model, shape).forward + backward) * size;
  estimate.noise = noise;
  estimate.momentary = largest_parameter(model, shape) * static_cast<std::int64_t>(sizeof(double) + sizeof(std::uint32_t));
  estimate.saved = arrays(copies.saved);
  return estimate;
}

}  // namespace regsweep
