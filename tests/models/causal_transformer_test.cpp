// The transformer: gradients with the masks held fixed, causality, windows shorter than the
// context. Values: golden/transformer_test.cpp.
#include "models/kinds/causal_transformer.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "support/gradient_check.hpp"
#include "tensor/kernels/loss.hpp"

namespace regsweep::causal_transformer_test {

constexpr std::int64_t rows = 2, context = 5, vocabulary = 7;

TransformerOptions small() {
  TransformerOptions options;
  options.layers = 2;
  options.heads = 2;
  options.channels = 8;
  options.context = context;
  options.ffn = 2;
  options.initialization = TransformerWeights::pytorch;
  return options;
}

SiteNoises noise_at(const TransformerOptions& options, const std::string& only,
                    const std::string& kind, double rate) {
  SiteNoises noises;
  for (const Site& site : transformer_sites(options)) {
    SiteNoiseOptions noise;
    noise.noise = kind;
    noise.rate = rate;
    const bool wanted = only == "everywhere" || site.name == only;
    noises.push_back(wanted ? std::make_unique<SiteNoise>(noise, site, 3, 100) : nullptr);
  }
  return noises;
}

std::vector<std::int32_t> tokens(std::int64_t count, int salt) {
  std::vector<std::int32_t> made;
  for (std::int64_t i = 0; i < count; ++i) {
    made.push_back(static_cast<std::int32_t>((3 * i * i + 2 * i + salt) % vocabulary));
  }
  return made;
}

double loss_of(Model& model, const Flat& weights, const NoisePass& pass, Flat* gradient = nullptr) {
  const auto seen = tokens(rows * context, 1), next = tokens(rows * context, 4);
  real* z = model.forward({rows, nullptr, seen.data(), context}, weights, pass);
  const double loss =
      kernels::cross_entropy(rows * context, vocabulary, z, next.data(), nullptr, real(1) / 10)
          .loss /
      10;
  if (gradient != nullptr) model.backward(z, weights, *gradient);
  return loss;
}

void check(const TransformerOptions& options, SiteNoises noises, std::size_t stride) {
  CausalTransformer model(options, vocabulary, std::move(noises));
  Flat weights(model.layout().size()), gradient(model.layout().size());
  model.initialize(11, weights);
  const NoisePass pass{true, 17, 0};
  loss_of(model, weights, pass, &gradient);
  testing::check_gradient(
      model.layout(), weights, gradient, [&] { return loss_of(model, weights, pass); }, stride);
}

TEST_CASE("transformer: gradients equal finite differences with noise at each site in turn") {
  const TransformerOptions options = small();
  for (const Site& site : transformer_sites(options)) {
    INFO(site.name);
    check(options, noise_at(options, site.name, "gaussian", 0.37), 7);
  }
}

TEST_CASE(
    "transformer: gradients equal finite differences for every way to tell positions, norm and "
    "tying, with noise everywhere") {
  TransformerOptions options = small();
  options.positions = GENERATE(Positions::learned, Positions::sinusoidal, Positions::rotary,
                               Positions::alibi, Positions::none);
  options.norm = GENERATE(Norm::pre, Norm::post);
  options.tie_embeddings = GENERATE(true, false);
  options.bias = options.tie_embeddings;
  check(options, noise_at(options, "everywhere", "bernoulli", 0.1), 5);
}

TEST_CASE("transformer: a token's logits do not depend on later tokens, dropped or not") {
  TransformerOptions options = small();
  options.positions = GENERATE(Positions::learned, Positions::rotary, Positions::alibi);
  const bool training = GENERATE(true, false);
  CausalTransformer model(options, vocabulary, noise_at(options, "everywhere", "bernoulli", 0.37));
  Flat weights(model.layout().size());
  model.initialize(5, weights);
  const NoisePass pass{training, 9, 0};
  const auto logits = [&](const std::vector<std::int32_t>& seen) {
    const real* z = model.forward({rows, nullptr, seen.data(), context}, weights, pass);
    return std::vector<real>(z, z + rows * context * vocabulary);
  };
  const auto seen = tokens(rows * context, 1);
  const auto before = logits(seen);
  for (std::int64_t changed = 0; changed < context; ++changed) {
    auto other = seen;
    other[static_cast<std::size_t>(context + changed)] =
        (other[static_cast<std::size_t>(context + changed)] + 1) % vocabulary;
    const auto after = logits(other);
    const auto row = [&](const std::vector<real>& all, std::int64_t position) {
      const auto first = all.begin() + position * vocabulary;
      return std::vector<real>(first, first + vocabulary);
    };
    for (std::int64_t position = 0; position < rows * context; ++position) {
      if (position < context + changed) REQUIRE(row(after, position) == row(before, position));
    }
    if (!training) REQUIRE(row(after, context + changed) != row(before, context + changed));
  }
}

TEST_CASE("transformer: no gradient reaches tokens after the position that is asked") {
  TransformerOptions options = small();
  options.tie_embeddings = false;
  CausalTransformer model(options, vocabulary,
                          noise_at(options, "block.1.attention", "bernoulli", 0.37));
  Flat weights(model.layout().size()), gradient(model.layout().size());
  model.initialize(5, weights);
  const std::vector<std::int32_t> seen{0, 1, 2, 3,
                                       4};  // each token once, so a row of the table is a position
  const std::int64_t asked = 2;
  real* z = model.forward({1, nullptr, seen.data(), context}, weights, {true, 3, 0});
  std::fill(z, z + context * vocabulary, real(0));
  for (std::int64_t v = 0; v < vocabulary; ++v) {
    z[asked * vocabulary + v] = static_cast<real>(std::sin(1.0 + static_cast<double>(v)));
  }
  model.backward(z, weights, gradient);
  const real* table = data(gradient, *model.layout().find("transformer.wte.weight"));
  for (std::int64_t position = 0; position < context; ++position) {
    for (std::int64_t c = 0; c < options.channels; ++c) {
      if (position > asked) REQUIRE(table[position * options.channels + c] == 0);
      if (position <= asked) REQUIRE(table[position * options.channels + c] != 0);
    }
  }
}

TEST_CASE("transformer: a shorter window gives the same logits as the start of a longer one") {
  const TransformerOptions options = small();
  CausalTransformer model(options, vocabulary, {});
  Flat weights(model.layout().size());
  model.initialize(5, weights);
  const auto seen = tokens(context, 1);
  const real* z = model.forward({1, nullptr, seen.data(), context}, weights, {});
  const std::vector<real> whole(z, z + 3 * vocabulary);
  z = model.forward({1, nullptr, seen.data(), 3}, weights, {});
  for (std::size_t i = 0; i < whole.size(); ++i) REQUIRE(z[i] == Approx(whole[i]).margin(1e-6));
}

TEST_CASE("transformer: rate 0 is no noise and evaluation never drops, bit for bit") {
  const TransformerOptions options = small();
  CausalTransformer plain(options, vocabulary, {}),
      silent(options, vocabulary, noise_at(options, "everywhere", "bernoulli", 0)),
      noisy(options, vocabulary, noise_at(options, "everywhere", "bernoulli", 0.37));
  Flat weights(plain.layout().size());
  plain.initialize(11, weights);
  REQUIRE(loss_of(plain, weights, {true, 4, 0}) == loss_of(silent, weights, {true, 4, 0}));
  REQUIRE(loss_of(plain, weights, {false, 4, 0}) == loss_of(noisy, weights, {false, 9, 0}));
  REQUIRE(loss_of(plain, weights, {true, 4, 0}) != loss_of(noisy, weights, {true, 4, 0}));
}

TEST_CASE("transformer: floating-point operations count the lower triangle only") {
  const TransformerOptions options = small();
  const double matrices = 2.0 * 8 * 8 * (3 + 1 + 2 + 2) + 7 * 8, triangle = 5 * 6 / 2;
  REQUIRE(CausalTransformer(options, vocabulary, {}).flops_per_step(3) ==
          3 * (6 * context * matrices + 2 * 12 * 8 * triangle));
}

}  // namespace regsweep::causal_transformer_test
