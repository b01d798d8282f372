#include "models/kinds/mlp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "models/apply_noise.hpp"
#include "models/expected_activation.hpp"
#include "models/per_example_map.hpp"
#include "tensor/kernels/elementwise.hpp"
#include "tensor/kernels/sums.hpp"

namespace regsweep {
namespace mlp {

bool normalizes(const MlpOptions& options) {
  return options.norm.value_or(HiddenNormKind::none) != HiddenNormKind::none;
}

std::string norm_name(std::size_t layer) { return fmt::format("norms.{}", layer); }

}  // namespace mlp

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
          .choice("norm", &M::norm,
                  {{"none", HiddenNormKind::none},
                   {"batch", HiddenNormKind::batch},
                   {"layer", HiddenNormKind::layer}},
                  "what normalizes hidden layers before the activation: batch, over the examples "
                  "of a batch, with running statistics in evaluation (arXiv 1502.03167); layer, "
                  "over the units of an example (arXiv 1607.06450); default: none")
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
    sites.back().averages = !mlp::normalizes(options);
  }
  for (std::int64_t i = 0; i <= L; ++i) {
    sites.push_back({fmt::format("example_weights.{}", i),
                     {"batch", "out", "in"},
                     {"example_weights"},
                     i,
                     L + 1,
                     "weights"});
    sites.back().averages = !mlp::normalizes(options);
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
    if (!last) {
      const HiddenNormKind norm = options.norm.value_or(HiddenNormKind::none);
      HiddenNorm::add_parameters(norm, mlp::norm_name(i), out, layout);
    }
    in = out;
  }
  return layout;
}

namespace mlp {

// 0, 1, .. in the memory that `units` has.
void number_all(std::int64_t count, KeptUnits& units) {
  units.resize(static_cast<std::size_t>(count));
  std::iota(units.begin(), units.end(), 0);
}

}  // namespace mlp

Mlp::Mlp(const MlpOptions& options, std::int64_t features, std::int64_t outputs, SiteNoises noises,
         const Products& products)
    : Model(mlp_sites(options), std::move(noises)),
      options_(options),
      layout_(with_learned(mlp_layout(options, features, outputs))),
      layers_(options.hidden.size() + 1),
      input_site_(noise_at("input")) {
  for (std::size_t i = 0; i < options.hidden.size(); ++i) {
    layers_[i].site = noise_at(fmt::format("hidden.{}", i));
    layers_[i].watchers = &watchers_at(fmt::format("hidden.{}", i));
    if (mlp::normalizes(options)) {
      layers_[i].norm.emplace(*options.norm, mlp::norm_name(i), layout_);
    }
  }
  for (std::size_t i = 0; i < layers_.size(); ++i) choose_map(layers_[i], i, products);
  mlp::number_all(features, all_inputs_);
}

void Mlp::choose_map(Layer& layer, std::size_t index, const Products& products) {
  const std::string name = fmt::format("layers.{}.", index);
  layer.weight = layout_.find(name + "weight");
  const ParameterInfo* bias = layout_.find(name + "bias");
  SiteNoise* of_examples = noise_at(fmt::format("example_weights.{}", index));
  if (of_examples != nullptr) {
    layer.map = std::make_unique<PerExampleMap>(layer.weight, bias, *of_examples, products);
  } else if (leaves_units_out()) {
    auto map = std::make_unique<SparseRowsMap>(layer.weight, bias, products);
    layer.sparse = map.get();
    layer.kept.reserve(static_cast<std::size_t>(map->out()));
    layer.map = std::move(map);
  } else {
    layer.map = std::make_unique<LinearMap>(layer.weight, bias,
                                            noise_at(fmt::format("weights.{}", index)), products);
  }
}

// Whether masks are shared by the batch, so that all rows drop the same units, and nothing needs
// whole matrices or all units: noise on weights, a norm.
bool Mlp::leaves_units_out() const {
  if (mlp::normalizes(options_)) return false;
  bool shared = false;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    if (noise_at(fmt::format("weights.{}", i)) != nullptr) return false;
    if (noise_at(fmt::format("example_weights.{}", i)) != nullptr) return false;
    shared = shared || (layers_[i].site != nullptr && layers_[i].site->shared_by_batch());
  }
  return shared;
}

void Mlp::initialize(std::uint32_t seed, Flat& weights) const {
  std::int64_t fan_in = 0;
  for (const ParameterInfo& each : layout_.all()) {
    if (each.matrix()) fan_in = each.shape[1];  // a bias follows its weight
    regsweep::initialize(options_.initialization, seed, each, fan_in, weights);
  }
  for (const Layer& layer : layers_) {
    if (layer.norm) layer.norm->initialize(weights);
  }
  initialize_learned(weights);
}

void Mlp::forward_buffers(const CallShape& call, BufferVisitor& visit) {
  for (Layer& layer : layers_) {
    for (Buffer* buffer : {&layer.z, &layer.h, &layer.gradient}) {
      visit.array(*buffer, call.rows() * layer.map->out());
    }
    if (!layer.norm) continue;
    visit.array(layer.normalized, call.rows() * layer.map->out());
    layer.norm->buffers(call, visit);
  }
}

std::int64_t Mlp::widest_map() const {
  std::int64_t widest = 0;
  for (const Layer& layer : layers_) {
    widest = std::max({widest, layer.map->in(), layer.map->out()});
  }
  return widest;
}

const real* Mlp::noisy_input(const real* inputs, const NoisePass& pass) {
  if (input_site_ == nullptr) return inputs;
  const std::int64_t features = layers_[0].map->in();
  grow(input_, rows() * features);
  const Draw mask = draw_at(input_site_, pass, {rows(), features});
  if (mask.identity()) return inputs;
  apply_noise(mask, rows() * features, inputs, input_.data());
  return input_.data();
}

void Mlp::draw_masks(const NoisePass& pass) {
  for (Layer& layer : layers_) layer.mask = draw_at(layer.site, pass, {rows(), layer.map->out()});
}

// From the masks of the hidden layers: which units this pass computes.
void Mlp::choose_units() {
  without_dropped_ = false;
  if (layers_[0].sparse == nullptr) return;
  bool watched = false;  // watchers see all units
  for (const Layer& layer : layers_) {
    watched = watched || (layer.watchers != nullptr && layer.watchers->any());
  }
  for (Layer& layer : layers_) {
    layer.kept.clear();
    const bool shared =
        layer.mask.rows_alike && layer.mask.factors.each != nullptr && layer.mask.addend == nullptr;
    if (watched || !shared) continue;
    const real multiplier = find_kept(layer.mask.factors.each, layer.map->out(), layer.kept);
    if (layer.kept.empty()) continue;
    layer.mask = {{multiplier}};
    without_dropped_ = true;
  }
  const KeptUnits* below = &all_inputs_;
  for (Layer& layer : layers_) {
    if (without_dropped_ && layer.kept.empty()) mlp::number_all(layer.map->out(), layer.kept);
    if (without_dropped_) {
      layer.sparse->choose(below, &layer.kept);
    } else {
      layer.sparse->choose(nullptr, nullptr);
    }
    below = &layer.kept;
  }
}

// h = noise(activation(z)), z normalized where there is a norm; x is what the layer's map has read.
void Mlp::activate(Layer& layer, const real* x, const Flat& weights) {
  const std::int64_t n = rows() * layer.width(without_dropped_);
  if (const real variance = layer.map->variance(); variance > 0) {
    // Only in evaluation, where noise is one factor.
    const std::int64_t in = layer.map->in(), out = layer.map->out();
    output_variances({x, rows(), in}, {data(weights, *layer.weight), out, in}, variance,
                     variances_);
    expected_activation(options_.activation, n, layer.z.data(), variances_.data(), layer.h.data());
    kernels::multiply(n, layer.mask.factors, layer.h.data());
  } else {
    kernels::activate(options_.activation, n, layer.activated(), layer.mask.factors,
                      layer.h.data());
  }
  if (layer.mask.addend != nullptr) kernels::add_scaled(n, 1, layer.mask.addend, layer.h.data());
}

real* Mlp::forward(const Inputs& inputs, const Flat& weights, const NoisePass& pass) {
  begin_call({inputs.rows});
  begin_learned(weights);
  input_used_ = noisy_input(inputs.features, pass);
  draw_masks(pass);
  choose_units();
  const real* x = input_used_;
  for (Layer& layer : layers_) {
    layer.map->forward(rows(), x, weights, pass, layer.z.data());
    if (&layer == &layers_.back()) break;
    if (layer.norm) {
      layer.norm->forward(rows(), layer.z.data(), weights, pass, layer.normalized.data());
    }
    activate(layer, x, weights);
    x = layer.h.data();
  }
  return layers_.back().z.data();
}

real* Mlp::input_gradient() {
  if (!watchers_at("input").any()) return nullptr;
  grow(input_gradient_, rows() * layers_[0].map->in());
  return input_gradient_.data();
}

void Mlp::backward(const real* output_gradient, const Flat& weights, Flat& gradient) {
  const real* g = output_gradient;
  for (std::size_t i = layers_.size(); i-- > 0;) {
    Layer* below = i == 0 ? nullptr : &layers_[i - 1];
    LayerMap& map = *layers_[i].map;
    const real* x = below == nullptr ? input_used_ : below->h.data();
    real* x_gradient = below == nullptr ? input_gradient() : below->gradient.data();
    const SiteWatchers& watchers = below == nullptr ? watchers_at("input") : *below->watchers;
    map.backward(rows(), x, g, weights, gradient, x_gradient);
    if (watchers.any()) watchers.show({rows(), 1, map.in(), x}, x_gradient);
    if (below == nullptr) break;
    kernels::activate_backward(options_.activation, rows() * below->width(without_dropped_),
                               below->activated(), below->mask.factors, below->gradient.data());
    if (below->norm) {
      below->norm->backward(rows(), below->z.data(), below->gradient.data(), weights, gradient,
                            below->gradient.data());
    }
    g = below->gradient.data();
  }
  write_learned(gradient);
}

void Mlp::after_step(Flat& weights) const {
  for (const Layer& layer : layers_) {
    if (layer.norm) layer.norm->after_step(weights);
  }
}

std::vector<std::int64_t> Mlp::shape_at(const Site& site, const CallShape& call) const {
  if (site.name == "input") return {call.rows(), layers_[0].map->in()};
  const LayerMap& map = *layers_[static_cast<std::size_t>(site.depth)].map;
  if (site.families[0] == "hidden") return {call.rows(), map.out()};
  if (site.families[0] == "weights") return {map.out(), map.in()};
  return {call.rows(), map.out(), map.in()};
}

SiteView Mlp::numbers_at(const Site& site, const Flat& weights) const {
  if (site.name == "input") return SiteView(input_used_);
  const Layer& layer = layers_[static_cast<std::size_t>(site.depth)];
  if (site.families[0] == "weights") return SiteView(layer.map->used_weight(weights));
  if (site.families[0] == "example_weights") {
    return SiteView(layer.map->used_weights(rows(), weights));
  }
  if (!without_dropped_) return SiteView(layer.h.data());
  return SiteView(with_dropped(rows(), layer.h.data(), layer.kept, layer.map->out()));
}

double Mlp::flops_per_step(std::int64_t rows) const {
  double per_row = 0;
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    per_row += layers_[i].map->flops_per_row(i > 0);  // no gradient at the inputs
  }
  return static_cast<double>(rows) * per_row;
}

ModelEntry model_entry_mlp() {
  const auto options_of = [](const Value& model) { return mlp_fields().take(model); };
  return {.name = "mlp",
          .summary = mlp_fields().schema().doc,
          .schema = mlp_fields().schema(),
          .example = "model: {kind: mlp, hidden: [1024, 1024], activation: relu}",
          .small = Value(Map{{"kind", "mlp", {}}, {"hidden", Value(List{8, 8}), {}}}),
          .small_has = "two hidden layers",
          .sites = [=](const Value& model) { return mlp_sites(options_of(model)); },
          .placements =
              {{"input", "the features of an example, before the first layer"},
               {"hidden", "the units of hidden layer i (from 0), after the activation"},
               {"weights",
                "the weight matrix of layer i (the last is the output layer), one draw for all "
                "examples of a batch"},
               {"example_weights", "the same matrix, drawn anew for each example"}},
          .make =
              [=](const Value& model, const DataShape& data, SiteNoises noises,
                  const Products& products) {
                return std::make_unique<Mlp>(options_of(model), data.features, data.outputs,
                                             std::move(noises), products);
              }};
}

}  // namespace regsweep
