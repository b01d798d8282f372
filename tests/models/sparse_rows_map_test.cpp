// Networks without their dropped units: the small products equal the masked dense ones, outputs and
// gradients.
#include "models/sparse_rows_map.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "models/kinds/mlp.hpp"

namespace regsweep::sparse_rows_map_test {

constexpr std::int64_t rows = 6, features = 5, outputs = 3;

std::unique_ptr<Mlp> network(bool bias, const std::string& share,
                             std::vector<std::string> noisy = {"hidden.0", "hidden.1"}) {
  MlpOptions options;
  options.hidden = {17, 13};
  options.activation = Activation::relu;
  options.bias = bias;
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
  options.rate = 0.37;
  options.share = {"batch"};
  SiteNoise noise(options, {site, {"batch", "feature"}, {"hidden"}, 0, 2}, 3, 100);
  const std::int64_t shape[] = {1, units};
  const real* drawn = noise.draw({true, step, 0}, shape).factors.each;
  return {drawn, drawn + units};
}

TEST_CASE(
    "kept units: those of the mask and their multiplier; none where multipliers differ or all are "
    "kept") {
  const real half[] = {0, 2, 2, 0, 2}, different[] = {0, 2, 3}, all[] = {2, 2}, none[] = {0, 0};
  KeptUnits kept;
  CHECK(find_kept(half, 5, kept) == 2);
  CHECK(kept == KeptUnits{1, 2, 4});
  find_kept(different, 3, kept);
  CHECK(kept.empty());
  find_kept(all, 2, kept);
  CHECK(kept.empty());
  find_kept(none, 2, kept);
  CHECK(kept.empty());
}

TEST_CASE(
    "a network without its dropped units equals the dense one whose next weights are masked, to "
    "1e-6, outputs and "
    "gradients") {
  const bool bias = GENERATE(true, false);
  const auto sparse = network(bias, "batch"), dense = network(bias, "");
  Flat weights(sparse->layout().size());
  sparse->initialize(4, weights);
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
            *sparse->layout().find("layers." + std::to_string(layer) + ".weight");
        const auto& mask = masks[layer - 1];
        for (std::size_t i = 0; i < each.size; ++i) data(flat, each)[i] *= mask[i % mask.size()];
      }
    };
    through_mask(masked);
    const real* z = dense->forward({rows, x.data()}, masked, {true, step, 0});
    const std::vector<real> dense_outputs(z, z + rows * outputs);
    dense->backward(at_outputs.data(), masked, expected);
    through_mask(expected);
    z = sparse->forward({rows, x.data()}, weights, {true, step, 0});
    for (std::size_t i = 0; i < dense_outputs.size(); ++i) {
      CHECK(z[i] == Approx(dense_outputs[i]).margin(1e-6));
    }
    sparse->backward(at_outputs.data(), weights, gradient);
    for (std::size_t i = 0; i < gradient.size(); ++i) {
      REQUIRE(gradient[i] == Approx(expected[i]).margin(2e-6));
    }
  }
}

TEST_CASE("a network with dropped units in one layer, or evaluated, has all units elsewhere") {
  const auto sparse = network(true, "batch", {"hidden.1"}), dense = network(true, "");
  Flat weights(sparse->layout().size()), gradient(weights.size());
  sparse->initialize(4, weights);
  const std::vector<real> x = numbers(rows * features, 1), at_outputs = numbers(rows * outputs, 2);
  sparse->forward({rows, x.data()}, weights, {true, 0, 0});
  sparse->backward(at_outputs.data(), weights, gradient);
  const ParameterInfo& first = *sparse->layout().find("layers.0.weight");
  CHECK(std::count(data(gradient, first), data(gradient, first) + first.size, real(0)) <
        static_cast<std::int64_t>(first.size) / 2);
  const real* z = sparse->forward({rows, x.data()}, weights, {false, 0, 0});
  const std::vector<real> evaluated(z, z + rows * outputs);
  z = dense->forward({rows, x.data()}, weights, {false, 0, 0});
  CHECK(evaluated == std::vector<real>(z, z + rows * outputs));
}

TEST_CASE(
    "what a network without its dropped units shows at a site are all units, dropped ones at 0") {
  const auto sparse = network(true, "batch", {"hidden.1"});
  Flat weights(sparse->layout().size());
  sparse->initialize(4, weights);
  const std::vector<real> x = numbers(rows * features, 1), mask = mask_of("hidden.1", 13, 2);
  sparse->forward({rows, x.data()}, weights, {false, 2, 0});
  const SiteTensor clean = sparse->value_at("hidden.1", weights);
  sparse->forward({rows, x.data()}, weights, {true, 2, 0});
  const SiteTensor noisy = sparse->value_at("hidden.1", weights);
  REQUIRE(noisy.shape == std::vector<std::int64_t>{rows, 13});
  for (std::size_t e = 0; e < noisy.values.size(); ++e) {
    CHECK(noisy.values[e] == Approx(clean.values[e] * mask[e % 13]).margin(1e-6));
  }
}

}  // namespace regsweep::sparse_rows_map_test
