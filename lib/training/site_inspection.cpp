#include "training/site_inspection.hpp"

#include <algorithm>

#include "evaluation/site_noises.hpp"
#include "models/registry.hpp"
#include "training/batches.hpp"
#include "training/mixed_batch.hpp"

namespace regsweep {
namespace {

Array array_of(std::string name, std::vector<real> values, std::vector<std::int64_t> shape,
               std::vector<std::string> dimensions, std::string long_name) {
  Array array;
  array.name = std::move(name);
  array.data = std::move(values);
  array.shape = std::move(shape);
  array.dimensions = std::move(dimensions);
  array.units = "1";
  array.long_name = std::move(long_name);
  return array;
}

// A model, and the pass over some examples whose tensors are shown.
struct InspectedPass {
  Model& model;
  const Flat& weights;
  Inputs inputs;
  NoisePass noise;

  // The tensor at a site, of the pass as it is or with another noise at one site.
  SiteTensor value_at(const std::string& site, const SiteOverride* instead = nullptr) const {
    NoisePass pass = noise;
    pass.instead = instead;
    model.forward(inputs, weights, pass);
    return model.value_at(site, weights);
  }
};

// Pairs of a query and a later key are not used, and their factors have no meaning.
void clear_above_diagonal(std::int64_t T, std::vector<real>& squares) {
  for (std::size_t row = 0; row < squares.size() / static_cast<std::size_t>(T); ++row) {
    const auto begin = squares.begin() + static_cast<std::ptrdiff_t>(row) * T;
    std::fill(begin + static_cast<std::ptrdiff_t>(row) % T + 1, begin + T, real(0));
  }
}

SiteNoise* noise_of(const Model& model, const std::string& name) {
  for (std::size_t i = 0; i < model.sites().size(); ++i) {
    if (model.sites()[i].name == name) return model.noises()[i].get();
  }
  return nullptr;
}

Group site_group(const Site& site, const InspectedPass& pass) {
  Group group;
  group.name = site.name;
  SiteNoise* noise = noise_of(pass.model, site.name);
  const SiteOverride none{site.name};
  SiteTensor before = pass.value_at(site.name, &none);
  SiteTensor after = pass.value_at(site.name);
  group.arrays.push_back(array_of("before", std::move(before.values), before.shape, site.axes,
                                  "values without this site's noise"));
  group.arrays.push_back(
      array_of("after", std::move(after.values), after.shape, site.axes, "values with it"));
  if (noise == nullptr) return group;
  const Draw draw = noise->draw(pass.noise, after.shape);
  std::int64_t n = 1;
  for (const std::int64_t length : after.shape) n *= length;
  std::vector<real> multiplier = factors_of(draw, n);
  if (site.causal) clear_above_diagonal(after.shape.back(), multiplier);
  group.arrays.push_back(array_of("multiplier", std::move(multiplier), after.shape, site.axes,
                                  "what values are multiplied by"));
  if (draw.addend != nullptr) {
    group.arrays.push_back(array_of("addend", {draw.addend, draw.addend + n}, after.shape,
                                    site.axes, "what is added to them"));
  }
  return group;
}

// The first `rows` examples of a batch.
void add_inputs(Group& root, const Dataset& data, const Batch& batch, std::int64_t rows) {
  if (data.task == Task::next_token) {
    root.arrays.push_back(
        {"tokens",
         std::vector<std::int64_t>(batch.tokens.begin(), batch.tokens.begin() + rows * batch.time),
         {rows, batch.time},
         {"batch", "time"},
         "1",
         "tokens that the model saw"});
  } else {
    root.arrays.push_back(
        array_of("features", {batch.features.data(), batch.features.data() + rows * data.features},
                 {rows, data.features}, {"batch", "feature"}, "features that the model saw"));
  }
}

// Of which examples of the batch these are mixtures.
void add_mixing(Group& root, const Mixing& mixing, std::int64_t rows) {
  root.arrays.push_back(
      {"mixing_partner",
       std::vector<std::int64_t>(mixing.partner.begin(), mixing.partner.begin() + rows),
       {rows},
       {"batch"},
       "1",
       "position in the batch of the example that this one is mixed with"});
  root.add_scalar("mixing_share", mixing.share, "1", "share of the example itself");
}

}  // namespace

Group inspect_sites(const Trial& trial, std::uint32_t seed, std::shared_ptr<const Dataset> data,
                    const Flat& weights, const InspectionRequest& request) {
  const SeedParts seeds = trial.training.seed_parts(seed);
  Batches batches(data, model_context(trial.model), trial.training.batch, seeds.order);
  const std::int64_t steps = trial.training.total_steps(batches.examples());
  Mixing mixing;
  Batch mixed;
  const Batch& batch = batch_as_seen(make_rules(trial.rules), {seeds.masks, request.step, steps},
                                     batches.at(request.step), mixing, mixed);
  const std::int64_t rows = std::min(request.examples, batch.rows);
  const bool sequences = data->task == Task::next_token;
  const auto model =
      make_model(trial.model, data->features, data->outputs,
                 make_noises(model_sites(trial.model), trial.noises, seeds.masks, steps),
                 Products(trial.training.precision, trial.onednn));
  const InspectedPass pass{*model,
                           weights,
                           {rows, sequences ? nullptr : batch.features.data(),
                            sequences ? batch.tokens.data() : nullptr, batch.time},
                           {.training = true,
                            .step = static_cast<std::uint32_t>(request.step),
                            .batch_rows = batch.rows}};
  const real* logits = model->forward(pass.inputs, weights, pass.noise);
  Group root;
  root.arrays.push_back(array_of("logits", {logits, logits + rows * batch.time * data->outputs},
                                 {rows, batch.time, data->outputs}, {"batch", "time", "logit"},
                                 "outputs of the model under the noise"));
  add_inputs(root, *data, batch, rows);
  if (!mixing.partner.empty()) add_mixing(root, mixing, rows);
  for (const Site& site : request.sites) root.groups.push_back(site_group(site, pass));
  return root;
}

}  // namespace regsweep
