// The perceptron: gradients, names, evaluation, cost.
#include "models/kinds/mlp.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "support/gradient_check.hpp"
#include "tensor/kernels/loss.hpp"

namespace regsweep::mlp_test {

constexpr std::int64_t rows = 5, features = 7, outputs = 3;
constexpr std::int32_t labels[rows] = {0, 2, 1, 1, 2};

std::vector<real> inputs() {
  std::vector<real> x;
  for (int i = 0; i < rows * features; ++i) x.push_back(static_cast<real>(std::sin(1 + 0.7 * i)));
  return x;
}

SiteNoises noise_everywhere(const MlpOptions& options, const std::string& kind, double rate) {
  SiteNoises noises;
  for (const Site& site : mlp_sites(options)) {
    SiteNoiseOptions noise;
    noise.noise = kind;
    noise.rate = rate;
    const bool of_examples = site.name.starts_with(
        "example_weights");  // instead of that of the batch: the contract test
    noises.push_back(of_examples ? nullptr : std::make_unique<SiteNoise>(noise, site, 3, 100));
  }
  return noises;
}

double loss_of(Mlp& model, const std::vector<real>& x, const Flat& weights, const NoisePass& pass) {
  real* z = model.forward({rows, x.data()}, weights, pass);
  return kernels::cross_entropy(rows, outputs, z, labels, nullptr, real(1) / rows).loss / rows;
}

TEST_CASE(
    "mlp: gradients equal finite differences for every activation, with noise at every site") {
  const std::string activation = GENERATE("relu", "gelu", "tanh", "sigmoid", "selu");
  const std::string noise = GENERATE("none", "bernoulli", "gaussian");
  const bool bias = GENERATE(true, false);
  MlpOptions options;
  options.hidden = {6, 4};
  options.bias = bias;
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, Activation>>{{"relu", Activation::relu},
                                                       {"gelu", Activation::gelu},
                                                       {"tanh", Activation::tanh},
                                                       {"sigmoid", Activation::sigmoid},
                                                       {"selu", Activation::selu}}) {
    if (name == activation) options.activation = value;
  }
  Mlp model(options, features, outputs,
            noise == "none" ? SiteNoises{} : noise_everywhere(options, noise, 0.37));
  Flat weights(model.layout().size()), gradient(model.layout().size());
  model.initialize(11, weights);
  const std::vector<real> x = inputs();
  const NoisePass pass{true, 17, 0};
  real* z = model.forward({rows, x.data()}, weights, pass);
  kernels::cross_entropy(rows, outputs, z, labels, nullptr, real(1) / rows);
  model.backward(z, weights, gradient);
  testing::check_gradient(model.layout(), weights, gradient,
                          [&] { return loss_of(model, x, weights, pass); });
}

TEST_CASE("mlp: gradients with a norm equal finite differences, with noise at every site") {
  MlpOptions options;
  options.hidden = {6, 4};
  options.activation = Activation::tanh;
  options.norm = GENERATE(HiddenNormKind::batch, HiddenNormKind::layer);
  Mlp model(options, features, outputs, noise_everywhere(options, "gaussian", 0.37));
  Flat weights(model.layout().size()), gradient(model.layout().size());
  model.initialize(11, weights);
  for (const char* name : {"norms.0.weight", "norms.1.bias"}) {
    data(weights, *model.layout().find(name))[2] = real(0.4);
  }
  const std::vector<real> x = inputs();
  const NoisePass pass{.training = true, .step = 17, .learns = true};
  real* z = model.forward({rows, x.data()}, weights, pass);
  kernels::cross_entropy(rows, outputs, z, labels, nullptr, real(1) / rows);
  model.backward(z, weights, gradient);
  testing::check_gradient(model.layout(), weights, gradient,
                          [&] { return loss_of(model, x, weights, pass); });
}

TEST_CASE("mlp: a norm makes hidden layers blind to the scale of weights, batch after a step too") {
  MlpOptions options;
  options.hidden = {6, 4};
  options.norm = GENERATE(HiddenNormKind::batch, HiddenNormKind::layer);
  Mlp model(options, features, outputs, {});
  Flat weights(model.layout().size());
  model.initialize(11, weights);
  const std::vector<real> x = inputs();
  const NoisePass learning{.training = true, .learns = true};
  const double before = loss_of(model, x, weights, learning);
  for (const char* name : {"layers.0.weight", "layers.0.bias"}) {
    const ParameterInfo& scaled = *model.layout().find(name);
    for (std::size_t i = 0; i < scaled.size; ++i) data(weights, scaled)[i] *= 8;
  }
  CHECK(loss_of(model, x, weights, learning) == Approx(before).epsilon(1e-3));
  const double fresh = loss_of(model, x, weights, {});
  model.after_step(weights);
  const double stepped = loss_of(model, x, weights, {});
  CHECK((stepped == fresh) == (options.norm == HiddenNormKind::layer));
}

TEST_CASE(
    "mlp: where dropout leaves mostly zeros, leaving them out changes neither outputs nor "
    "gradients beyond rounding") {
  set_blas_threads(1);  // with several, no zeros are left out
  constexpr std::int64_t many = 48, wide = 70;
  MlpOptions options;
  options.hidden = {83, 91};
  std::vector<real> x;
  for (int i = 0; i < many * wide; ++i) x.push_back(static_cast<real>(std::sin(1 + 0.7 * i)));
  const auto step = [&](const Products& products) {
    SiteNoises noises;
    for (const Site& site : mlp_sites(options)) {
      SiteNoiseOptions noise;
      noise.rate = 0.63;
      noises.push_back(site.stage == "values" ? std::make_unique<SiteNoise>(noise, site, 3, 100)
                                              : nullptr);
    }
    Mlp model(options, wide, outputs, std::move(noises), products);
    Flat weights(model.layout().size()), gradient(model.layout().size());
    model.initialize(11, weights);
    real* z = model.forward({many, x.data()}, weights, {true, 17, 0});
    const std::vector<real> z_of_all(z, z + many * outputs);
    for (std::int64_t i = 0; i < many * outputs; ++i) {
      z[i] = static_cast<real>(std::cos(0.9 * static_cast<double>(i)));
    }
    model.backward(z, weights, gradient);
    return std::pair(z_of_all, gradient);
  };
  const auto [dense, dense_gradient] = step(Products());
  const auto [sparse, sparse_gradient] = step(Products(Precision::float32));
  CHECK(dense_gradient != sparse_gradient);  // another order of additions: the zeros were left out
  for (std::size_t i = 0; i < dense.size(); ++i) {
    CHECK(sparse[i] == Approx(dense[i]).epsilon(1e-5).margin(1e-6));
  }
  for (std::size_t i = 0; i < dense_gradient.size(); ++i) {
    REQUIRE(sparse_gradient[i] == Approx(dense_gradient[i]).epsilon(1e-5).margin(1e-5));
  }
}

TEST_CASE("mlp: parameters carry PyTorch's names and shapes, sites the design's names") {
  MlpOptions options;
  options.hidden = {32, 24};
  const ParameterLayout layout = mlp_layout(options, 784, 10);
  REQUIRE(layout.all().size() == 6);
  REQUIRE(layout.find("layers.0.weight")->shape == std::vector<std::int64_t>{32, 784});
  REQUIRE(layout.find("layers.2.weight")->shape == std::vector<std::int64_t>{10, 24});
  REQUIRE(layout.find("layers.2.bias")->shape == std::vector<std::int64_t>{10});
  std::vector<std::string> names;
  for (const Site& site : mlp_sites(options)) names.push_back(site.name);
  REQUIRE(names == std::vector<std::string>{"input", "hidden.0", "hidden.1", "weights.0",
                                            "weights.1", "weights.2", "example_weights.0",
                                            "example_weights.1", "example_weights.2"});
}

TEST_CASE(
    "mlp: evaluation never drops and does not depend on the rate; rate 0 is no noise, bit for "
    "bit") {
  MlpOptions options;
  options.hidden = {6, 4};
  const std::vector<real> x = inputs();
  Mlp plain(options, features, outputs, {}),
      noisy(options, features, outputs, noise_everywhere(options, "bernoulli", 0.37)),
      silent(options, features, outputs, noise_everywhere(options, "bernoulli", 0));
  Flat weights(plain.layout().size());
  plain.initialize(11, weights);
  REQUIRE(loss_of(plain, x, weights, {false, 17, 0}) == loss_of(noisy, x, weights, {false, 17, 0}));
  REQUIRE(loss_of(plain, x, weights, {true, 17, 0}) == loss_of(silent, x, weights, {true, 17, 0}));
  REQUIRE(loss_of(plain, x, weights, {true, 17, 0}) != loss_of(noisy, x, weights, {true, 17, 0}));
  REQUIRE(loss_of(noisy, x, weights, {true, 17, 0}) != loss_of(noisy, x, weights, {true, 18, 0}));
}

TEST_CASE("mlp: floating-point operations are those of the products") {
  MlpOptions options;
  options.hidden = {64};
  REQUIRE(Mlp(options, 128, 10, {}).flops_per_step(64) == 2.0 * 64 * (2 * 128 * 64 + 3 * 64 * 10));
}

}  // namespace regsweep::mlp_test
