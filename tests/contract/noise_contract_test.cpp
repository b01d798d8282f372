// The contract of every noise at every site of every model, for rates 0, 0.1, 0.37 and 0.9. A new file in
// lib/regularizers/noise is tested by existing.
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "models/registry.hpp"
#include "regularizers/site_noise.hpp"
#include "support/gradient_check.hpp"
#include "tensor/kernels/loss.hpp"

using namespace regsweep;

namespace {

Value model_options() {
  const Map written{{"kind", Value("mlp"), {}}, {"hidden", Value(List{Value(6), Value(4)}), {}}, {"activation", Value("tanh"), {}}};
  return model_schema().normalize(Value(written), "model");
}

constexpr std::int64_t rows = 5, features = 7, outputs = 3;
constexpr std::int32_t labels[rows] = {2, 0, 1, 1, 0};

struct Case {
  const NoiseEntry* entry;
  std::string scaling;
  Site site;
  double rate;
};

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const NoiseEntry& entry : noise_entries())
    for (const std::string& scaling : entry.scalings)
      for (const Site& site : model_sites(model_options()))
        for (const double rate : {0.0, 0.1, 0.37, 0.9}) all.push_back({&entry, scaling, site, rate});
  return all;
}

SiteNoiseOptions options_of(const Case& each) {
  SiteNoiseOptions options;
  options.noise = each.entry->name, options.scaling = each.scaling, options.rate = each.rate;
  return options;
}

std::unique_ptr<Model> model_with(const Case& each, std::uint32_t seed = 3) {
  SiteNoises noises;
  for (const Site& site : model_sites(model_options()))
    noises.push_back(site.name == each.site.name ? std::make_unique<SiteNoise>(options_of(each), site, seed, 100) : nullptr);
  return make_model(model_options(), features, outputs, std::move(noises));
}

std::vector<real> inputs() {
  std::vector<real> x;
  for (int i = 0; i < rows * features; ++i) x.push_back(static_cast<real>(std::cos(0.3 + 0.9 * i)));
  return x;
}

std::vector<real> outputs_of(Model& model, const Flat& weights, const NoisePass& moment) {
  const std::vector<real> x = inputs();
  const real* z = model.forward({rows, x.data()}, weights, moment);
  return {z, z + rows * outputs};
}

std::string name_of(const Case& each) {
  return each.entry->name + " (" + each.scaling + ") at " + each.site.name + ", rate " + std::to_string(each.rate);
}

}  // namespace

TEST_CASE("noise contract: mean and variance of the multiplier are what the entry declares") {
  for (const Case& each : cases()) {
    if (each.rate == 0) continue;
    INFO(name_of(each));
    SiteNoise noise(options_of(each), each.site, 8, 100);
    const std::int64_t shape[] = {400, 503};
    const Draw draw = noise.draw({true, 5, 0}, shape);
    const auto n = static_cast<double>(shape[0] * shape[1]);
    double sum = 0, squares = 0;
    for (std::int64_t e = 0; e < shape[0] * shape[1]; ++e) {
      const auto m = static_cast<double>(draw.multiplier[e] * draw.scale);
      sum += m, squares += m * m;
    }
    const double scale = each.scaling == "inverted" ? 1 / each.entry->mean(each.rate) : 1;
    const double mean = scale * each.entry->mean(each.rate), variance = scale * scale * each.entry->variance(each.rate);
    REQUIRE(std::abs(sum / n - mean) < 5 * std::sqrt(variance / n));
    REQUIRE(squares / n - sum / n * sum / n == Approx(variance).epsilon(0.03));
    if (each.scaling == "inverted") REQUIRE(mean == Approx(1));
  }
}

TEST_CASE("noise contract: gradients equal finite differences with the mask held fixed") {
  for (const Case& each : cases()) {
    INFO(name_of(each));
    const auto model = model_with(each);
    Flat weights(model->layout().size()), gradient(model->layout().size());
    model->initialize(21, weights);
    const std::vector<real> x = inputs();
    const NoisePass moment{true, 9, 0};
    const auto loss = [&] {
      return kernels::cross_entropy(rows, outputs, model->forward({rows, x.data()}, weights, moment), labels, nullptr, real(1) / rows)
                 .loss /
             rows;
    };
    real* z = model->forward({rows, x.data()}, weights, moment);
    kernels::cross_entropy(rows, outputs, z, labels, nullptr, real(1) / rows);
    model->backward(z, weights, gradient);
    testing::check_gradient(model->layout(), weights, gradient, loss, 5);
  }
}

TEST_CASE("noise contract: rate 0 is bit-identical to no noise; evaluation is bit-identical whatever the step and pass") {
  const auto plain = make_model(model_options(), features, outputs, {});
  Flat weights(plain->layout().size());
  plain->initialize(21, weights);
  const auto clean = outputs_of(*plain, weights, {false, 0, 0});
  for (const Case& each : cases()) {
    INFO(name_of(each));
    const auto model = model_with(each);
    const auto evaluated = outputs_of(*model, weights, {false, 3, 0});
    REQUIRE(evaluated == outputs_of(*model, weights, {false, 77, 4}));
    if (each.rate == 0) REQUIRE(outputs_of(*model, weights, {true, 3, 0}) == clean);
    if (each.scaling != "inference" || each.rate == 0)
      REQUIRE(evaluated == clean);
    else
      REQUIRE(evaluated != clean);  // the original formulation: activations times mean(rate)
  }
}

TEST_CASE("noise contract: noise is a function of seed, site, step and pass") {
  const auto plain = make_model(model_options(), features, outputs, {});
  Flat weights(plain->layout().size());
  plain->initialize(21, weights);
  for (const Case& each : cases()) {
    if (each.rate == 0) continue;
    INFO(name_of(each));
    const auto model = model_with(each), again = model_with(each), other_seed = model_with(each, 4);
    const auto once = outputs_of(*model, weights, {true, 3, 0});
    outputs_of(*model, weights, {true, 4, 0});  // nothing carries over from one call to the next
    REQUIRE(outputs_of(*model, weights, {true, 3, 0}) == once);
    REQUIRE(outputs_of(*again, weights, {true, 3, 0}) == once);
    if (each.rate > 0.2 && each.rate < 0.8) {  // small masks at extreme rates may agree by chance
      REQUIRE(outputs_of(*model, weights, {true, 4, 0}) != once);
      REQUIRE(outputs_of(*model, weights, {true, 3, 1}) != once);
      REQUIRE(outputs_of(*other_seed, weights, {true, 3, 0}) != once);
    }
  }
}

TEST_CASE("noise contract: every entry says what it is, and refuses rates outside [0, 1)") {
  REQUIRE(noise_entries().size() >= 2);
  for (const NoiseEntry& entry : noise_entries()) {
    INFO(entry.name);
    for (const std::string* text : {&entry.summary, &entry.equation, &entry.source}) REQUIRE(!text->empty());
    REQUIRE(!entry.scalings.empty());
    for (const double rate : {-0.1, 1.0, 1.1})
      REQUIRE_THROWS_AS(
          site_noise_schema().normalize(Value(Map{{"noise", Value(entry.name), {}}, {"rate", Value(rate), {}}}), "dropout.hidden"),
          ConfigurationError);
  }
}
