#include "models/kinds/mlp.hpp"

#include <fmt/format.h>

#include <numeric>

#include "models/drawn.hpp"
#include "models/expected_activation.hpp"
#include "tensor/kernels/elementwise.hpp"
#include "tensor/kernels/sums.hpp"

namespace regsweep {

const Fields<MlpOptions>& mlp_fields() {
  using M = MlpOptions;
  static const Fields<M> fields =
      Fields<M>("mlp", "Multi-layer perceptron")
          .required("hidden", &M::hidden, "units of each hidden layer, first to last",
                    between(1, 1e6), "units")
          .choice("activation", &M::activation,
                  {{"relu", Activation::relu},
                   {"gelu", Activation::gelu},
                   {"tanh", Activation::tanh},
                   {"sigmoid", Activation::sigmoid},
                   {"selu", Activation::selu}},
                  "nonlinearity of the hidden layers (gelu in its erf form)")
          .add("bias", &M::bias, "whether linear maps have biases")
          .section("initialization", &M::initialization, initialization_fields(),
                   "distribution of the initial weights");
  return fields;
}

std::vector<Site> mlp_sites(const MlpOptions& options) {
  const auto L = static_cast<std::int64_t>(options.hidden.size());
  const std::vector<std::string> values{"batch", "feature"};
  std::vector<Site> sites{{"input", values, {}, 0, 1}};
  for (std::int64_t i = 0; i < L; ++i) {
    sites.push_back({fmt::format("hidden.{}", i), values, {"hidden"}, i, L});
    sites.back().bounded = options.activation == Activation::sigmoid;
  }
  for (std::int64_t i = 0; i <= L; ++i) {
    sites[static_cast<std::size_t>(i)].open_and_feeding(fmt::format("layers.{}.weight", i));
  }
  for (std::int64_t i = 0; i <= L; ++i) {
    sites.push_back(
        {fmt::format("weights.{}", i), {"out", "in"}, {"weights"}, i, L + 1, "weights"});
    sites.back().averages = true;
  }
  for (std::int64_t i = 0; i <= L; ++i) {
    sites.push_back({fmt::format("example_weights.{}", i),
                     {"batch", "out", "in"},
                     {"example_weights"},
                     i,
                     L + 1,
                     "weights"});
    sites.back().averages = true;
  }
  return sites;
}

ParameterLayout mlp_layout(const MlpOptions& options, std::int64_t features, std::int64_t outputs) {
  ParameterLayout layout;
  std::int64_t in = features;
  for (std::size_t i = 0; i <= options.hidden.size(); ++i) {
    const bool last = i == options.hidden.size();
    const std::int64_t out = last ? outputs : options.hidden[i];
    layout.add(fmt::format("layers.{}.weight", i), {out, in}, last);
    if (options.bias) layout.add(fmt::format("layers.{}.bias", i), {out}, last);
    in = out;
  }
  return layout;
}

namespace {

Kept counted(std::int64_t n) {
  Kept out(static_cast<std::size_t>(n));
  std::iota(out.begin(), out.end(), 0);
  return out;
}

}  // namespace

Mlp::Mlp(const MlpOptions& options, std::int64_t features, std::int64_t outputs, SiteNoises noises,
         const Products& products)
    : Model(mlp_sites(options), std::move(noises)),
      options_(options),
      layout_(with_learned(mlp_layout(options, features, outputs))) {
  const std::size_t hidden = options.hidden.size();
  for (std::size_t i = 0; i <= hidden; ++i) {
    const std::string name = fmt::format("layers.{}.", i);
    Layer layer;
    layer.weight = layout_.find(name + "weight"), layer.bias = layout_.find(name + "bias");
    SiteNoise* on_weights = noise_at(fmt::format("weights.{}", i));
    layer.map = LinearMap(layer.weight, layer.bias, on_weights, products);
    layer.thin = ThinMap(products);
    layer.example = ExampleMap(layer.weight, layer.bias,
                               noise_at(fmt::format("example_weights.{}", i)), products);
    noisy_weights_ = noisy_weights_ || on_weights != nullptr || layer.example.used();
    if (i < hidden) {
      layer.site = noise_at(fmt::format("hidden.{}", i)),
      layer.watchers = &watchers_at(fmt::format("hidden.{}", i));
    }
    layers_.push_back(std::move(layer));
  }
  input_site_ = noise_at("input");
  all_inputs_ = counted(features);
}

void Mlp::initialize(std::uint32_t seed, Flat& weights) const {
  std::int64_t fan_in = 0;
  for (const ParameterInfo& each : layout_.all()) {
    if (each.matrix()) fan_in = each.shape[1];  // a bias follows its weight
    regsweep::initialize(options_.initialization, seed, each, fan_in, weights);
  }
  initialize_learned(weights);
}

void Mlp::reserve(std::int64_t rows) {
  if (rows <= reserved_) return;
  reserved_ = rows;
  for (Layer& layer : layers_) {
    const auto size = static_cast<std::size_t>(rows * layer.map.out());
    for (Buffer* buffer : {&layer.z, &layer.h, &layer.gradient}) buffer->resize(size);
  }
  if (input_site_ != nullptr) input_.resize(static_cast<std::size_t>(rows * layers_[0].map.in()));
}

const real* Mlp::noisy_input(const real* inputs, const NoisePass& moment) {
  const std::int64_t features = layers_[0].map.in();
  const Draw noise = draw_at(input_site_, moment, {rows_, features});
  if (noise.identity()) return inputs;
  apply(noise, rows_ * features, inputs, input_.data());
  return input_.data();
}

// Draws the masks of the hidden layers. Says whether units can be left out; then each layer knows
// which it keeps.
bool Mlp::draw_masks(const NoisePass& moment) {
  bool thinned = false, whole = noisy_weights_;
  for (const Layer& layer : layers_) {
    whole = whole || (layer.watchers != nullptr && layer.watchers->any());  // they see all units
  }
  for (Layer& layer : layers_) {
    layer.noise = draw_at(layer.site, moment, {rows_, layer.map.out()});
    layer.kept.clear();
    if (!layer.noise.rows_alike || layer.noise.factors.each == nullptr ||
        layer.noise.addend != nullptr || whole) {
      continue;
    }
    Thinning thinning = thinning_of(layer.noise.factors.each, layer.map.out());
    if (thinning.kept.empty()) continue;
    layer.kept = std::move(thinning.kept);
    layer.noise = {{thinning.scale}};
    thinned = true;
  }
  for (Layer& layer : layers_) {
    if (thinned && layer.kept.empty()) layer.kept = counted(layer.map.out());
  }
  return thinned;
}

real* Mlp::forward(const Inputs& inputs, const Flat& weights, const NoisePass& moment) {
  rows_ = inputs.rows;
  reserve(rows_);
  begin_learned(weights);
  const real* x = input_used_ = noisy_input(inputs.features, moment);
  thinned_ = draw_masks(moment);
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    Layer& layer = layers_[i];
    if (thinned_) {
      layer.thin.forward(rows_, x, weights, *layer.weight, layer.bias, kept_below(i), layer.kept,
                         layer.z.data());
    } else if (layer.example.used()) {
      layer.example.forward(rows_, x, weights, moment, layer.z.data());
    } else {
      layer.map.forward(rows_, x, weights, moment, layer.z.data());
    }
    if (i + 1 == layers_.size()) break;
    const std::int64_t n = rows_ * layer.width(thinned_);
    const real variance = layer.example.used() ? layer.example.variance() : layer.map.variance();
    if (variance > 0) {  // only in evaluation, where noise is one factor
      answer_variances(rows_, layer.map.in(), layer.map.out(), x, data(weights, *layer.weight),
                       variance, variances_);
      expected_activation(options_.activation, n, layer.z.data(), variances_.data(),
                          layer.h.data());
      kernels::multiply(n, layer.noise.factors, layer.h.data());
    } else {
      kernels::activate(options_.activation, n, layer.z.data(), layer.noise.factors,
                        layer.h.data());
    }
    if (layer.noise.addend != nullptr) {
      kernels::add_scaled(n, 1, layer.noise.addend, layer.h.data());
    }
    x = layer.h.data();
  }
  return layers_.back().z.data();
}

real* Mlp::input_gradient() {
  if (!watchers_at("input").any()) return nullptr;
  input_gradient_.resize(static_cast<std::size_t>(rows_ * layers_[0].map.in()));
  return input_gradient_.data();
}

void Mlp::backward(const real* output_gradient, const Flat& weights, Flat& gradient) {
  const real* g = output_gradient;
  for (std::size_t i = layers_.size(); i-- > 0;) {
    Layer* below = i == 0 ? nullptr : &layers_[i - 1];
    Layer& layer = layers_[i];
    const real* x = below == nullptr ? input_used_ : below->h.data();
    real* x_gradient = below == nullptr ? input_gradient() : below->gradient.data();
    const SiteWatchers& watchers = below == nullptr ? watchers_at("input") : *below->watchers;
    if (thinned_) {
      layer.thin.backward(rows_, x, g, *layer.weight, layer.bias, kept_below(i), layer.kept,
                          gradient, x_gradient);
    } else if (layer.example.used()) {
      layer.example.backward(rows_, x, g, weights, gradient, x_gradient);
    } else {
      layer.map.backward(rows_, x, g, weights, gradient, x_gradient);
    }
    if (watchers.any()) watchers.show({rows_, 1, layer.map.in(), x}, x_gradient);
    if (below == nullptr) break;
    kernels::activate_backward(options_.activation, rows_ * below->width(thinned_), below->z.data(),
                               below->noise.factors, below->gradient.data());
    g = below->gradient.data();
  }
  write_learned(gradient);
}

SiteTensor Mlp::value_at(const std::string& site, const Flat& weights) const {
  const auto tensor = [](const real* values, std::int64_t first, std::int64_t second) {
    return SiteTensor{{first, second}, {values, values + first * second}};
  };
  if (site == "input") return tensor(input_used_, rows_, layers_[0].map.in());
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const LinearMap& map = layers_[i].map;
    if (site == fmt::format("hidden.{}", i) && i + 1 < layers_.size()) {
      if (!thinned_) return tensor(layers_[i].h.data(), rows_, map.out());
      const std::vector<real> whole =
          spread(rows_, layers_[i].h.data(), layers_[i].kept, map.out());
      return tensor(whole.data(), rows_, map.out());
    }
    if (site == fmt::format("example_weights.{}", i)) {
      return {{rows_, map.out(), map.in()}, layers_[i].example.used_weights(rows_, weights)};
    }
    if (site == fmt::format("weights.{}", i)) {
      return tensor(map.used_weight(weights), map.out(), map.in());
    }
  }
  return {};
}

double Mlp::flops_per_step(std::int64_t rows) const {
  double per_row = 0;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    per_row += layers_[i].map.flops_per_row(i > 0);  // no gradient at the inputs
  }
  return static_cast<double>(rows) * per_row;
}

ModelEntry model_entry_mlp() {
  const auto options_of = [](const Value& model) { return mlp_fields().take(model); };
  return {.name = "mlp",
          .summary = mlp_fields().schema().doc,
          .schema = mlp_fields().schema(),
          .sites = [=](const Value& model) { return mlp_sites(options_of(model)); },
          .make =
              [=](const Value& model, const DataShape& data, SiteNoises noises,
                  const Products& products) {
                return std::make_unique<Mlp>(options_of(model), data.features, data.outputs,
                                             std::move(noises), products);
              }};
}

}  // namespace regsweep
