#include "models/mlp.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "tensor/gemm.hpp"
#include "tensor/kernels/elementwise.hpp"
#include "tensor/kernels/sums.hpp"

namespace regsweep {

const Fields<MlpOptions>& mlp_fields() {
  using M = MlpOptions;
  static const Fields<M> fields =
      Fields<M>("mlp", "Multi-layer perceptron")
          .required("hidden", &M::hidden, "units of each hidden layer, first to last", between(1, 1e6), "units")
          .choice("activation", &M::activation,
                  {{"relu", Activation::relu},
                   {"gelu", Activation::gelu},
                   {"tanh", Activation::tanh},
                   {"sigmoid", Activation::sigmoid},
                   {"selu", Activation::selu}},
                  "nonlinearity of the hidden layers (gelu in its erf form)")
          .add("bias", &M::bias, "whether linear maps have biases")
          .section("initialization", &M::initialization, initialization_fields(), "distribution of the initial weights");
  return fields;
}

std::vector<Site> mlp_sites(const MlpOptions& options) {
  const auto L = static_cast<std::int64_t>(options.hidden.size());
  std::vector<Site> sites{{"input", {"batch", "feature"}, {}, 0, 1}};
  for (std::int64_t i = 0; i < L; ++i) sites.push_back({fmt::format("hidden.{}", i), {"batch", "feature"}, {"hidden"}, i, L});
  for (std::int64_t i = 0; i <= L; ++i) sites.push_back({fmt::format("weights.{}", i), {"out", "in"}, {"weights"}, i, L + 1, "weights"});
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

Mlp::Mlp(const MlpOptions& options, std::int64_t features, std::int64_t outputs, SiteNoises noises)
    : options_(options), sites_(mlp_sites(options)), layout_(mlp_layout(options, features, outputs)), noises_(std::move(noises)) {
  noises_.resize(sites_.size());
  for (std::size_t i = 0; i <= options.hidden.size(); ++i) {
    Layer layer;
    layer.weight = layout_.find(fmt::format("layers.{}.weight", i));
    layer.bias = layout_.find(fmt::format("layers.{}.bias", i));
    layer.out = layer.weight->shape[0], layer.in = layer.weight->shape[1];
    layers_.push_back(std::move(layer));
  }
}

void Mlp::initialize(std::uint32_t seed, Flat& weights) const {
  for (const Layer& layer : layers_) {
    regsweep::initialize(options_.initialization, seed, *layer.weight, layer.in, weights);
    if (layer.bias != nullptr) regsweep::initialize(options_.initialization, seed, *layer.bias, layer.in, weights);
  }
}

void Mlp::reserve(std::int64_t rows) {
  if (rows <= reserved_) return;
  reserved_ = rows;
  for (Layer& layer : layers_) {
    const auto size = static_cast<std::size_t>(rows * layer.out);
    for (std::vector<real>* buffer : {&layer.z, &layer.h, &layer.gradient}) buffer->resize(size);
  }
  if (noises_[0]) input_.resize(static_cast<std::size_t>(rows * layers_[0].in));
}

Draw Mlp::draw(std::size_t site, const NoisePass& moment, std::int64_t first, std::int64_t second) {
  if (!noises_[site]) return {};
  const std::int64_t shape[] = {first, second};
  return noises_[site]->draw(moment, shape);
}

namespace {

// y = x * multiplier * scale + addend
void apply(const Draw& noise, std::int64_t n, const real* x, real* y) {
  if (noise.multiplier != nullptr)
    kernels::product(n, x, noise.multiplier, y);
  else
    std::copy(x, x + n, y);
  if (noise.scale != 1) kernels::scale(n, noise.scale, y);
  if (noise.addend != nullptr) kernels::add_scaled(n, 1, noise.addend, y);
}

}  // namespace

const real* Mlp::noisy_input(const real* inputs, const NoisePass& moment) {
  const Draw noise = draw(0, moment, rows_, layers_[0].in);
  if (noise.identity()) return inputs;
  apply(noise, rows_ * layers_[0].in, inputs, input_.data());
  return input_.data();
}

const real* Mlp::effective_weight(std::size_t i, const Flat& weights, const NoisePass& moment) {
  Layer& layer = layers_[i];
  const real* weight = weights.data() + layer.weight->offset;
  layer.weight_noise = draw(1 + options_.hidden.size() + i, moment, layer.out, layer.in);
  if (layer.weight_noise.identity()) return weight;
  const std::int64_t n = layer.out * layer.in;
  layer.noisy_weight.resize(static_cast<std::size_t>(n));
  apply(layer.weight_noise, n, weight, layer.noisy_weight.data());
  return layer.noisy_weight.data();
}

real* Mlp::forward(const Inputs& inputs, const Flat& weights, const NoisePass& moment) {
  const std::int64_t rows = rows_ = inputs.rows;
  reserve(rows);
  const real* x = input_used_ = noisy_input(inputs.features, moment);
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    Layer& layer = layers_[i];
    const real* weight = effective_weight(i, weights, moment);
    if (layer.bias != nullptr) kernels::repeat_row(rows, layer.out, weights.data() + layer.bias->offset, layer.z.data());
    gemm(Transpose::no, Transpose::yes, rows, layer.out, layer.in, 1, x, layer.in, weight, layer.in,
         layer.bias != nullptr ? real(1) : real(0), layer.z.data(), layer.out);
    if (i + 1 == layers_.size()) break;
    layer.noise = draw(1 + i, moment, rows, layer.out);
    kernels::activate(options_.activation, rows * layer.out, layer.z.data(), layer.noise.multiplier, layer.noise.scale, layer.h.data());
    if (layer.noise.addend != nullptr) kernels::add_scaled(rows * layer.out, 1, layer.noise.addend, layer.h.data());
    x = layer.h.data();
  }
  return layers_.back().z.data();
}

void Mlp::backward(const real* output_gradient, const Flat& weights, Flat& gradient) {
  const real* g = output_gradient;
  for (std::size_t i = layers_.size(); i-- > 0;) {
    Layer& layer = layers_[i];
    const real* x = i == 0 ? input_used_ : layers_[i - 1].h.data();
    real* weight_gradient = gradient.data() + layer.weight->offset;
    gemm(Transpose::yes, Transpose::no, layer.out, layer.in, rows_, 1, g, layer.out, x, layer.in, 0, weight_gradient, layer.in);
    const std::int64_t n = layer.out * layer.in;
    if (layer.weight_noise.multiplier != nullptr) kernels::multiply(n, layer.weight_noise.multiplier, weight_gradient);
    if (layer.weight_noise.scale != 1) kernels::scale(n, layer.weight_noise.scale, weight_gradient);
    if (layer.bias != nullptr) kernels::column_sums(rows_, layer.out, g, gradient.data() + layer.bias->offset);
    if (i == 0) break;
    Layer& below = layers_[i - 1];
    const real* weight = layer.weight_noise.identity() ? weights.data() + layer.weight->offset : layer.noisy_weight.data();
    gemm(Transpose::no, Transpose::no, rows_, layer.in, layer.out, 1, g, layer.out, weight, layer.in, 0, below.gradient.data(), layer.in);
    kernels::activate_backward(options_.activation, rows_ * below.out, below.z.data(), below.noise.multiplier, below.noise.scale,
                               below.gradient.data());
    g = below.gradient.data();
  }
}

double Mlp::flops_per_step(std::int64_t rows) const {
  double products = 0;
  for (std::size_t i = 0; i < layers_.size(); ++i)
    products += static_cast<double>(layers_[i].in * layers_[i].out) * (i == 0 ? 2 : 3);  // no gradient at the inputs
  return 2 * static_cast<double>(rows) * products;
}

}  // namespace regsweep
