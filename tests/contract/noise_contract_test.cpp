// The contract of every noise at every site of every model, for rates 0, 0.1, 0.37 and 0.9. A new
// file in lib/regularizers/noise is tested by existing.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "models/registry.hpp"
#include "regularizers/site_noise.hpp"
#include "support/gradient_check.hpp"
#include "tensor/kernels/loss.hpp"

namespace regsweep::noise_contract_test {

// A model with a batch and its answers. The perceptron sees features, the transformer tokens.
struct Problem {
  Value options;
  std::int64_t rows, time, features, outputs;
  std::vector<real> x;
  std::vector<std::int32_t> tokens, answers;

  Inputs inputs() const {
    return {rows, tokens.empty() ? x.data() : nullptr, tokens.empty() ? nullptr : tokens.data(),
            time};
  }
  std::int64_t positions() const { return rows * time; }
};

Value normal_model(Map written) {
  return model_schema().normalize(Value(std::move(written)), "model");
}

const std::vector<Problem>& problems() {
  static const std::vector<Problem> all = [] {
    Problem mlp{normal_model({{"kind", Value("mlp"), {}},
                              {"hidden", Value(List{Value(6), Value(4)}), {}},
                              {"activation", Value("tanh"), {}}}),
                5,
                1,
                7,
                3,
                {},
                {},
                {2, 0, 1, 1, 0}};
    for (int i = 0; i < 5 * 7; ++i) mlp.x.push_back(static_cast<real>(std::cos(0.3 + 0.9 * i)));
    Problem transformer{normal_model({{"kind", Value("causal_transformer"), {}},
                                      {"layers", Value(1), {}},
                                      {"heads", Value(2), {}},
                                      {"channels", Value(8), {}},
                                      {"context", Value(5), {}},
                                      {"ffn", Value(2), {}},
                                      {"initialization", Value("pytorch"), {}}}),
                        2,
                        5,
                        0,
                        6,
                        {},
                        {},
                        {}};
    for (std::int32_t i = 0; i < 10; ++i) {
      transformer.tokens.push_back((3 * i * i + 1) % 6);
      transformer.answers.push_back((i * i + 2) % 6);
    }
    return std::vector<Problem>{mlp, transformer};
  }();
  return all;
}

struct Case {
  const Problem* problem;
  const NoiseEntry* entry;
  std::string scaling;
  Site site;
  double rate;
};

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const Problem& problem : problems()) {
    for (const NoiseEntry& entry : noise_entries()) {
      for (const std::string& scaling : entry.scalings) {
        for (const Site& site : model_sites(problem.options)) {
          if (!accepts(site, entry, scaling)) continue;
          for (const double rate : {0.0, 0.1, 0.37, 0.9}) {
            all.push_back({&problem, &entry, scaling, site, rate});
          }
        }
      }
    }
  }
  return all;
}

SiteNoiseOptions options_of(const Case& each) {
  SiteNoiseOptions options;
  options.noise = each.entry->name;
  options.scaling = each.scaling;
  options.rate = each.rate;
  for (const NoiseNumber& number : each.entry->numbers) options.numbers.push_back(number.fallback);
  return options;
}

std::unique_ptr<Model> model_with(const Case& each, std::uint32_t seed = 3) {
  SiteNoises noises;
  for (const Site& site : model_sites(each.problem->options)) {
    noises.push_back(site.name == each.site.name
                         ? std::make_unique<SiteNoise>(options_of(each), site, seed, 100)
                         : nullptr);
  }
  return make_model(each.problem->options, each.problem->features, each.problem->outputs,
                    std::move(noises));
}

Flat initial_weights(const Model& model) {
  Flat weights(model.layout().size());
  model.initialize(21, weights);
  return weights;
}

std::vector<real> outputs_of(const Problem& problem, Model& model, const Flat& weights,
                             const NoisePass& pass) {
  const real* z = model.forward(problem.inputs(), weights, pass);
  return {z, z + problem.positions() * problem.outputs};
}

// Mean loss; the outputs become its gradient.
double loss_of(const Problem& problem, real* outputs) {
  const std::int64_t n = problem.positions();
  return kernels::cross_entropy(n, problem.outputs, outputs, problem.answers.data(), nullptr,
                                real(1) / static_cast<real>(n))
             .loss /
         static_cast<double>(n);
}

std::string name_of(const Case& each) {
  return each.entry->name + " (" + each.scaling + ") at " + each.site.name + ", rate " +
         std::to_string(each.rate);
}

struct Sums {
  double mean = 0, variance = 0;
};

// Of `array` (null: `constant` everywhere), at one column of each row where elements of a row
// depend on each other.
Sums sums_of(const real* array, double constant, std::int64_t rows_drawn, std::int64_t columns,
             std::int64_t stride) {
  Sums out;
  double squares = 0, n = 0;
  for (std::int64_t b = 0; b < rows_drawn; ++b) {
    for (std::int64_t c = b % stride; c < columns; c += stride, ++n) {
      const double each = array == nullptr ? constant : static_cast<double>(array[b * columns + c]);
      out.mean += each;
      squares += each * each;
    }
  }
  out.mean /= n;
  out.variance = squares / n - out.mean * out.mean;
  return out;
}

void check_moments(const Sums& drawn, double mean, double variance, double n) {
  REQUIRE(std::abs(drawn.mean - mean) <= 5 * std::sqrt(variance / n) + 1e-7 * std::abs(mean));
  REQUIRE(drawn.variance == Approx(variance).epsilon(20 / std::sqrt(n)).margin(1e-7));
}

// A shape with this many elements in front of the last axis, for a site with any number of axes.
std::vector<std::int64_t> flat_shape(const Site& site, std::int64_t rows_drawn,
                                     std::int64_t columns) {
  std::vector<std::int64_t> shape(site.axes.size(), 1);
  shape.front() = rows_drawn;
  shape.back() = columns;
  return shape;
}

TEST_CASE("noise contract: means and variances are what the entry declares") {
  for (const Case& each : cases()) {
    if (each.rate == 0 || each.scaling == "renormalize" || each.entry->spares_diagonal) continue;
    INFO(name_of(each));
    SiteNoise noise(options_of(each), each.site, 8, 100);
    const std::int64_t columns = 10, rows_drawn = 20000;
    const auto shape = flat_shape(each.site, rows_drawn, columns);
    const Draw draw = noise.draw({true, 5, 0}, shape);
    const NoiseMoments declared = noise.moments(5, shape);
    const bool dependent = each.entry->rows || each.entry->blocks;
    const std::int64_t stride = dependent ? columns : 1;
    const auto n = static_cast<double>(dependent ? rows_drawn : rows_drawn * columns);
    const double scale = each.scaling == "inverted" ? 1 / declared.mean : 1;
    REQUIRE((draw.factors.each != nullptr || draw.factors.kept != nullptr) ==
            each.entry->multiplies);
    REQUIRE((draw.addend != nullptr) == each.entry->adds);
    check_moments(
        sums_of(factors_of(draw, rows_drawn * columns).data(), 1, rows_drawn, columns, stride),
        scale * declared.mean, scale * scale * declared.variance, n);
    check_moments(sums_of(draw.addend, 0, rows_drawn, columns, stride), declared.addend_mean,
                  declared.addend_variance, n);
    if (each.scaling == "inverted") REQUIRE(scale * declared.mean == Approx(1));
  }
}

TEST_CASE("noise contract: renormalized rows have mean 1") {
  int seen = 0;
  for (const Case& each : cases()) {
    if (each.rate == 0 || each.scaling != "renormalize") continue;
    INFO(name_of(each));
    SiteNoise noise(options_of(each), each.site, 8, 100);
    const auto shape = flat_shape(each.site, 300, 7);
    const std::vector<real> drawn = factors_of(noise.draw({true, 5, 0}, shape), 300 * 7);
    for (std::int64_t b = 0; b < 300; ++b, ++seen) {
      REQUIRE(std::accumulate(drawn.begin() + b * 7, drawn.begin() + (b + 1) * 7, 0.0) ==
              Approx(7).epsilon(1e-6));
    }
  }
  REQUIRE(seen > 0);
}

TEST_CASE("noise contract: gradients equal finite differences with the mask held fixed") {
  for (const Case& each : cases()) {
    INFO(name_of(each));
    const auto model = model_with(each);
    Flat weights = initial_weights(*model), gradient(weights.size());
    const NoisePass pass{true, 9, 0};
    const auto loss = [&] {
      return loss_of(*each.problem, model->forward(each.problem->inputs(), weights, pass));
    };
    real* z = model->forward(each.problem->inputs(), weights, pass);
    loss_of(*each.problem, z);
    model->backward(z, weights, gradient);
    testing::check_gradient(model->layout(), weights, gradient, loss,
                            each.problem->time > 1 ? 23 : 5);
  }
}

TEST_CASE(
    "noise contract: rate 0 is bit-identical to no noise; evaluation is bit-identical whatever the "
    "step and pass") {
  for (const Problem& problem : problems()) {
    const auto plain = make_model(problem.options, problem.features, problem.outputs, {});
    const Flat weights = initial_weights(*plain);
    const auto clean = outputs_of(problem, *plain, weights, {false, 0, 0});
    for (const Case& each : cases()) {
      if (each.problem != &problem) continue;
      INFO(name_of(each));
      const auto model = model_with(each);
      const Flat own = initial_weights(*model);  // the same, and then parameters of the noise
      REQUIRE(std::equal(weights.begin(), weights.end(), own.begin()));
      const auto evaluated = outputs_of(problem, *model, own, {false, 3, 0});
      REQUIRE(evaluated == outputs_of(problem, *model, own, {false, 77, 4}));
      if (each.rate == 0) REQUIRE(outputs_of(problem, *model, own, {true, 3, 0}) == clean);
      if ((each.scaling != "inference" && each.scaling != "moments") || each.rate == 0) {
        REQUIRE(evaluated == clean);
      } else {
        REQUIRE(evaluated != clean);  // the original formulation: activations times the mean
      }
    }
  }
}

TEST_CASE("noise contract: noise is a function of seed, site, step and pass") {
  for (const Case& each : cases()) {
    if (each.rate == 0) continue;
    INFO(name_of(each));
    const auto model = model_with(each), again = model_with(each), other_seed = model_with(each, 4);
    const Flat weights = initial_weights(*model);
    const auto outputs = [&](Model& which, std::uint32_t step, std::uint32_t pass) {
      return outputs_of(*each.problem, which, weights, {true, step, pass});
    };
    const auto once = outputs(*model, 3, 0);
    outputs(*model, 4, 0);  // nothing carries over from one call to the next
    REQUIRE(outputs(*model, 3, 0) == once);
    REQUIRE(outputs(*again, 3, 0) == once);
    if (each.rate < 0.2 || each.rate > 0.8) continue;
    int by_step = 0, by_pass = 0,
        by_seed = 0;  // small masks may agree by chance, but not eight times
    for (std::uint32_t i = 0; i < 8; ++i) {
      const auto here = outputs(*model, i, 0);
      by_step += outputs(*model, i + 1, 0) != here;
      by_pass += outputs(*model, i, 1) != here;
      by_seed += outputs(*other_seed, i, 0) != here;
    }
    REQUIRE((by_step > 1 && by_pass > 1 && by_seed > 1));
  }
}

TEST_CASE("noise contract: every entry says what it is, and refuses strengths out of range") {
  REQUIRE(noise_entries().size() >= 8);
  for (const NoiseEntry& entry : noise_entries()) {
    INFO(entry.name);
    for (const std::string* text : {&entry.summary, &entry.equation, &entry.source}) {
      REQUIRE(!text->empty());
    }
    REQUIRE(!entry.scalings.empty());
    REQUIRE(!entry.stages.empty());
    const auto with_strength = [&](double strength) {
      return site_noise_schema().normalize(
          Value(Map{{"noise", Value(entry.name), {}}, {entry.strength.key, Value(strength), {}}}),
          "dropout.hidden");
    };
    REQUIRE_THROWS_AS(with_strength(-0.1), ConfigurationError);
    if (entry.strength.key == "rate") {
      for (const double rate : {1.0, 1.1}) {
        REQUIRE_THROWS_AS(with_strength(rate), ConfigurationError);
      }
    }
    REQUIRE(read_site_noise(with_strength(0.37)).rate == 0.37);
    REQUIRE(read_site_noise(with_strength(0.37)).scaling == entry.scalings.front());
    REQUIRE(acts(with_strength(0.37)));
    REQUIRE_FALSE(acts(with_strength(0)));
  }
}

}  // namespace regsweep::noise_contract_test
