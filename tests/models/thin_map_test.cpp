// Thinned networks: the small products equal the masked dense ones, outputs and gradients.
#include "models/thin_map.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "models/kinds/mlp.hpp"

using namespace regsweep;

namespace {

constexpr std::int64_t rows = 6, features = 5, outputs = 3;

std::unique_ptr<Mlp> network(bool bias, const std::string& share,
                             std::vector<std::string> noisy = {"hidden.0", "hidden.1"}) {
  MlpOptions options;
  options.hidden = {17, 13}, options.activation = Activation::relu, options.bias = bias;
  SiteNoises noises;
  for (const Site& site : mlp_sites(options)) {
    SiteNoiseOptions noise;
    noise.rate = 0.37;
    if (!share.empty()) noise.share = {share};
    const bool wanted =
        !share.empty() && std::find(noisy.begin(), noisy.end(), site.name) != noisy.end();
    noises.push_back(wanted ? std::make_unique<SiteNoise>(noise, site, 3, 100) : nullptr);
  }
  return std::make_unique<Mlp>(options, features, outputs, std::move(noises));
}

std::vector<real> numbers(std::int64_t count, double salt) {
  std::vector<real> out;
  for (std::int64_t i = 0; i < count; ++i) {
    out.push_back(static_cast<real>(std::sin(salt + 1.9 * static_cast<double>(i))));
  }
  return out;
}

// The masks of the two hidden layers at the step.
std::vector<real> mask_of(const std::string& site, std::int64_t units, std::uint32_t step) {
  SiteNoiseOptions options;
  options.rate = 0.37, options.share = {"batch"};
  SiteNoise noise(options, {site, {"batch", "feature"}, {"hidden"}, 0, 2}, 3, 100);
  const std::int64_t shape[] = {1, units};
  const real* drawn = noise.draw({true, step, 0}, shape).factors.each;
  return {drawn, drawn + units};
}

}  // namespace

TEST_CASE(
    "thinning: kept columns and their multiplier; nothing where multipliers differ or all are "
    "kept") {
  const real half[] = {0, 2, 2, 0, 2}, different[] = {0, 2, 3}, all[] = {2, 2}, none[] = {0, 0};
  CHECK(thinning_of(half, 5).kept == Kept{1, 2, 4});
  CHECK(thinning_of(half, 5).scale == 2);
  CHECK(thinning_of(different, 3).kept.empty());
  CHECK(thinning_of(all, 2).kept.empty());
  CHECK(thinning_of(none, 2).kept.empty());
}

TEST_CASE(
    "a thinned network equals the dense one whose next weights are masked, to 1e-6, outputs and "
    "gradients") {
  const bool bias = GENERATE(true, false);
  const auto thin = network(bias, "batch"), dense = network(bias, "");
  Flat weights(thin->layout().size());
  thin->initialize(4, weights);
  const std::vector<real> x = numbers(rows * features, 1), at_outputs = numbers(rows * outputs, 2);
  for (const std::uint32_t step : {0u, 1u, 2u}) {
    // relu(z) * m W^T = relu(z) (W m)^T: the mask of a layer's units goes into the columns of the
    // next weights.
    Flat masked = weights, expected(weights.size()), gradient(weights.size());
    const std::vector<real> masks[] = {mask_of("hidden.0", 17, step),
                                       mask_of("hidden.1", 13, step)};
    const auto through_mask = [&](Flat& flat) {
      for (int layer : {1, 2}) {
        const ParameterInfo& each =
            *thin->layout().find("layers." + std::to_string(layer) + ".weight");
        const auto& mask = masks[layer - 1];
        for (std::size_t i = 0; i < each.size; ++i) data(flat, each)[i] *= mask[i % mask.size()];
      }
    };
    through_mask(masked);
    const real* z = dense->forward({rows, x.data()}, masked, {true, step, 0});
    const std::vector<real> dense_outputs(z, z + rows * outputs);
    dense->backward(at_outputs.data(), masked, expected);
    through_mask(expected);
    z = thin->forward({rows, x.data()}, weights, {true, step, 0});
    for (std::size_t i = 0; i < dense_outputs.size(); ++i) {
      CHECK(z[i] == Approx(dense_outputs[i]).margin(1e-6));
    }
    thin->backward(at_outputs.data(), weights, gradient);
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      REQUIRE(gradient[i] == Approx(expected[i]).margin(2e-6));
    }
  }
}

TEST_CASE("a network thinned in one layer, or evaluated, has all units elsewhere") {
  const auto thin = network(true, "batch", {"hidden.1"}), dense = network(true, "");
  Flat weights(thin->layout().size()), gradient(weights.size());
  thin->initialize(4, weights);
  const std::vector<real> x = numbers(rows * features, 1), at_outputs = numbers(rows * outputs, 2);
  thin->forward({rows, x.data()}, weights, {true, 0, 0});
  thin->backward(at_outputs.data(), weights, gradient);
  const ParameterInfo& first = *thin->layout().find("layers.0.weight");
  CHECK(std::count(data(gradient, first), data(gradient, first) + first.size, real(0)) <
        static_cast<std::int64_t>(first.size) / 2);
  const real* z = thin->forward({rows, x.data()}, weights, {false, 0, 0});
  const std::vector<real> evaluated(z, z + rows * outputs);
  z = dense->forward({rows, x.data()}, weights, {false, 0, 0});
  CHECK(evaluated == std::vector<real>(z, z + rows * outputs));
}

TEST_CASE("what a thinned network shows at a site are all its units, dropped ones at 0") {
  const auto thin = network(true, "batch", {"hidden.1"});
  Flat weights(thin->layout().size());
  thin->initialize(4, weights);
  const std::vector<real> x = numbers(rows * features, 1), mask = mask_of("hidden.1", 13, 2);
  thin->forward({rows, x.data()}, weights, {false, 2, 0});
  const SiteTensor clean = thin->value_at("hidden.1", weights);
  thin->forward({rows, x.data()}, weights, {true, 2, 0});
  const SiteTensor noisy = thin->value_at("hidden.1", weights);
  REQUIRE(noisy.shape == std::vector<std::int64_t>{rows, 13});
  for (std::size_t e = 0; e < noisy.values.size(); ++e) {
    CHECK(noisy.values[e] == Approx(clean.values[e] * mask[e % 13]).margin(1e-6));
  }
}
