#include "training/site_inspection.hpp"

#include <algorithm>

#include "evaluation/site_noises.hpp"
#include "models/registry.hpp"
#include "training/batches.hpp"
#include "training/configuration.hpp"

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

struct Forward {
  const Value& configuration;
  std::uint32_t seed;
  std::int64_t steps, outputs, features;
  Inputs inputs;
  NoisePass moment;
  const Flat& weights;
  Products products;

  // A model that has just seen the batch, with the noise of all sites but one.
  std::unique_ptr<Model> run(const std::string& without) const {
    auto model = make_model(configuration.at("model"), features, outputs,
                            noises_for(configuration, seed, steps, without), products);
    model->forward(inputs, weights, moment);
    return model;
  }
};

// Pairs of a query and a later key are not used, and their factors have no meaning.
void clear_above_diagonal(std::int64_t T, std::vector<real>& squares) {
  for (std::size_t row = 0; row < squares.size() / static_cast<std::size_t>(T); ++row) {
    const auto begin = squares.begin() + static_cast<std::ptrdiff_t>(row) * T;
    std::fill(begin + static_cast<std::ptrdiff_t>(row) % T + 1, begin + T, real(0));
  }
}

Group site_group(const Site& site, const Forward& forward, const Model& noisy) {
  Group group;
  group.name = site.name;
  const Value* options = forward.configuration.at("dropout").find(site.name);
  SiteTensor after = noisy.value_at(site.name, forward.weights);
  SiteTensor before =
      options == nullptr ? after : forward.run(site.name)->value_at(site.name, forward.weights);
  group.arrays.push_back(array_of("before", std::move(before.values), before.shape, site.axes,
                                  "values without this site's noise"));
  group.arrays.push_back(
      array_of("after", std::move(after.values), after.shape, site.axes, "values with it"));
  if (options == nullptr) return group;
  const auto index = std::find_if(noisy.sites().begin(), noisy.sites().end(),
                                  [&](const Site& each) { return each.name == site.name; });
  SiteNoise& noise = *noisy.noises()[static_cast<std::size_t>(index - noisy.sites().begin())];
  const Draw draw = noise.draw(forward.moment, after.shape);
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

}  // namespace

Group inspect_sites(const Value& configuration, std::uint32_t seed,
                    std::shared_ptr<const Dataset> data, const Flat& weights,
                    const InspectionRequest& request) {
  const TrainingOptions training = read_training(configuration.at("training"));
  Batches batches(data, model_context(configuration.at("model")), training.batch, seed);
  const Batch& batch = batches.at(request.step);
  const std::int64_t rows = std::min(request.examples, batch.rows);
  const bool sequences = data->task == Task::next_token;
  const Forward forward{configuration,
                        seed,
                        training.total_steps(batches.examples()),
                        data->outputs,
                        data->features,
                        {rows, sequences ? nullptr : batch.features.data(),
                         sequences ? batch.tokens.data() : nullptr, batch.time},
                        {true, static_cast<std::uint32_t>(request.step), 0},
                        weights,
                        Products(training.precision)};
  const auto noisy = make_model(configuration.at("model"), data->features, data->outputs,
                                noises_for(configuration, seed, forward.steps), forward.products);
  const real* logits = noisy->forward(forward.inputs, weights, forward.moment);
  Group root;
  root.arrays.push_back(array_of("logits", {logits, logits + rows * batch.time * data->outputs},
                                 {rows, batch.time, data->outputs}, {"batch", "time", "logit"},
                                 "outputs of the model under the noise"));
  if (sequences) {
    Array tokens{
        "tokens",
        std::vector<std::int64_t>(batch.tokens.begin(), batch.tokens.begin() + rows * batch.time),
        {rows, batch.time},
        {"batch", "time"},
        "1",
        "tokens that the model saw"};
    root.arrays.push_back(std::move(tokens));
  } else {
    root.arrays.push_back(
        array_of("features", {batch.features.data(), batch.features.data() + rows * data->features},
                 {rows, data->features}, {"batch", "feature"}, "features that the model saw"));
  }
  for (const Site& site : request.sites) root.groups.push_back(site_group(site, forward, *noisy));
  return root;
}

}  // namespace regsweep
