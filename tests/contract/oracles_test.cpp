// Mathematics that noise must obey: identities of the literature, checked on the library's own
// models and masks. Expectations are sums over all masks where those can be enumerated, and else
// means over many steps, within five standard errors.
//   others: gradients, rate 0, evaluation (noise_contract_test), DropKey (drop_key_test), blocks of
//   one (block_test), moments of gaussian noise (gaussian_test), causality with masks fixed
//   (causal_transformer_test)
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

#include "models/kinds/mlp.hpp"
#include "optimizers/optimizer.hpp"
#include "random/draws.hpp"
#include "support/rules.hpp"
#include "tensor/kernels/loss.hpp"

namespace regsweep::oracles_test {

constexpr bool in_double = sizeof(real) == 8;
constexpr double exact = in_double ? 1e-12 : 2e-6;  // relative, of sums of a few dozen terms

// A perceptron with noise at the sites that are named.
std::unique_ptr<Mlp> perceptron(
    std::vector<std::int64_t> hidden, std::int64_t features, std::int64_t outputs,
    Activation activation, bool bias,
    const std::vector<std::pair<std::string, SiteNoiseOptions>>& noise = {}) {
  MlpOptions options;
  options.hidden = std::move(hidden);
  options.activation = activation;
  options.bias = bias;
  SiteNoises noises;
  for (const Site& site : mlp_sites(options)) {
    noises.push_back(nullptr);
    for (const auto& [name, each] : noise) {
      if (name == site.name) noises.back() = std::make_unique<SiteNoise>(each, site, 5, 1000000);
    }
  }
  return std::make_unique<Mlp>(options, features, outputs, std::move(noises));
}

SiteNoiseOptions dropout(double rate, const std::string& scaling = "inverted") {
  SiteNoiseOptions options;
  options.rate = rate;
  options.scaling = scaling;
  return options;
}

Flat initial(const Mlp& model) {
  Flat weights(model.layout().size());
  model.initialize(3, weights);
  return weights;
}

std::vector<real> numbers(std::int64_t count, double salt, double shift = 0) {
  std::vector<real> out;
  for (std::int64_t i = 0; i < count; ++i) {
    out.push_back(static_cast<real>(std::sin(salt + 1.9 * static_cast<double>(i)) + shift));
  }
  return out;
}

std::vector<double> answers(Mlp& model, std::int64_t rows, std::int64_t outputs,
                            const std::vector<real>& x, const Flat& weights,
                            const NoisePass& pass) {
  const real* z = model.forward({rows, x.data()}, weights, pass);
  return {z, z + rows * outputs};
}

// Mean over `steps` of what `sample` measures, and its standard error.
struct Mean {
  double mean = 0, error = 0;
};
Mean mean_over(int steps, const std::function<double(std::uint32_t step)>& sample) {
  double sum = 0, squares = 0;
  for (int step = 0; step < steps; ++step) {
    const double x = sample(static_cast<std::uint32_t>(step));
    sum += x;
    squares += x * x;
  }
  const double mean = sum / steps;
  return {mean, std::sqrt((squares / steps - mean * mean) / steps)};
}

std::vector<double> log_softmax(const double* z, std::size_t n) {
  const double largest = *std::max_element(z, z + n);
  double sum = 0;
  for (std::size_t k = 0; k < n; ++k) sum += std::exp(z[k] - largest);
  std::vector<double> out;
  for (std::size_t k = 0; k < n; ++k) out.push_back(z[k] - largest - std::log(sum));
  return out;
}

TEST_CASE(
    "oracle: input dropout of a linear regression is ridge regression (Srivastava 2014, section "
    "9.1)") {
  constexpr std::int64_t rows = 4, features = 6;
  const double rate = 0.37;
  const auto model =
      perceptron({}, features, 1, Activation::relu, false, {{"input", dropout(rate)}});
  const Flat w = initial(*model);
  const std::vector<real> x = numbers(rows * features, 1), y = numbers(rows, 2);
  const auto clean = answers(*model, rows, 1, x, w, {false, 0, 0});
  double expected = 0;
  for (std::size_t b = 0; b < rows; ++b) {
    expected += std::pow(static_cast<double>(y[b]) - clean[b], 2);
    for (std::size_t c = 0; c < features; ++c) {
      expected += rate / (1 - rate) * std::pow(static_cast<double>(x[b * features + c] * w[c]), 2);
    }
  }
  const Mean drawn = mean_over(20000, [&](std::uint32_t step) {
    real* z = model->forward({rows, x.data()}, w, {true, step, 0});
    return kernels::squared_error(rows, 1, z, y.data(), 1).loss;
  });
  REQUIRE(std::abs(drawn.mean - expected) < 5 * drawn.error);
  REQUIRE(5 * drawn.error < 0.05 * expected);
}

TEST_CASE(
    "oracle: hidden dropout adds rate / keep * sum ||u_j||^2 h_j^2 to a quadratic loss (Mianjy & "
    "Arora 2019)") {
  constexpr std::int64_t features = 3, hidden = 5, outputs = 2;
  const double rate = 0.37;
  const auto model = perceptron({hidden}, features, outputs, Activation::relu, false,
                                {{"hidden.0", dropout(rate)}});
  Flat w = initial(*model);
  const ParameterInfo &first = *model->layout().find("layers.0.weight"),
                      &second = *model->layout().find("layers.1.weight");
  for (std::size_t i = 0; i < first.size; ++i) {
    data(w, first)[i] = std::abs(data(w, first)[i]);  // relu is linear here
  }
  const std::vector<real> x = numbers(features, 1, 2), y = numbers(outputs, 2);
  const auto clean = answers(*model, 1, outputs, x, w, {false, 0, 0});
  double expected = 0;
  for (std::size_t k = 0; k < outputs; ++k) {
    expected += std::pow(static_cast<double>(y[k]) - clean[k], 2);
  }
  for (std::size_t j = 0; j < hidden; ++j) {
    double h = 0, norm = 0;
    for (std::size_t c = 0; c < features; ++c) {
      h += static_cast<double>(data(w, first)[j * features + c] * x[c]);
    }
    for (std::size_t k = 0; k < outputs; ++k) {
      norm += std::pow(static_cast<double>(data(w, second)[k * hidden + j]), 2);
    }
    expected += rate / (1 - rate) * norm * h * h;
  }
  const Mean drawn = mean_over(20000, [&](std::uint32_t step) {
    real* z = model->forward({1, x.data()}, w, {true, step, 0});
    return outputs * kernels::squared_error(1, outputs, z, y.data(), 1)
                         .loss;  // the kernel takes the mean over outputs
  });
  REQUIRE(std::abs(drawn.mean - expected) < 5 * drawn.error);
  REQUIRE(5 * drawn.error < 0.1 * expected);
}

TEST_CASE(
    "oracle: weight scaling is the normalised geometric mean of a softmax over all masks, and the "
    "mean of its logits") {
  constexpr std::size_t n = 9, outputs = 4;
  const double rate = 0.37;
  const auto scaled =
      perceptron({}, n, outputs, Activation::relu, true, {{"input", dropout(rate, "inference")}});
  const auto plain = perceptron({}, n, outputs, Activation::relu, true);
  const Flat w = initial(*plain);
  const std::vector<real> x = numbers(n, 1);
  std::vector<double> logs(outputs, 0), logits(outputs, 0);
  for (unsigned mask = 0; mask < 1u << n; ++mask) {
    std::vector<real> kept = x;
    double probability = 1;
    for (std::size_t c = 0; c < n; ++c) {
      const bool keeps = mask >> c & 1u;
      probability *= keeps ? 1 - rate : rate;
      if (!keeps) kept[c] = 0;
    }
    const auto z = answers(*plain, 1, outputs, kept, w, {true, 0, 0}),
               log_p = log_softmax(z.data(), outputs);
    for (std::size_t k = 0; k < outputs; ++k) {
      logs[k] += probability * log_p[k];
      logits[k] += probability * z[k];
    }
  }
  const auto geometric = log_softmax(logs.data(), outputs);
  const auto z = answers(*scaled, 1, outputs, x, w, {false, 0, 0}),
             log_p = log_softmax(z.data(), outputs);
  for (std::size_t k = 0; k < outputs; ++k) {
    CHECK(log_p[k] == Approx(geometric[k]).epsilon(exact));
    CHECK(z[k] == Approx(logits[k]).epsilon(exact));
  }
}

TEST_CASE(
    "oracle: classic and inverted dropout are one algorithm, with learning rate, limits and "
    "penalties rescaled") {
  constexpr std::int64_t rows = 6, features = 5, outputs = 3;
  constexpr std::int32_t labels[rows] = {0, 2, 1, 1, 2, 0};
  const double rate = 0.37, keep = 1 - rate, limit = 1.1, decay = 0.01, learning_rate = 0.1;
  struct Run {
    std::unique_ptr<Mlp> model;
    Flat weights;
    double learning_rate, decay, limit;
  };
  const auto run_of = [&](const std::string& scaling, double lr, double l2, double norm) {
    Run run{perceptron({8, 7}, features, outputs, Activation::tanh, false,
                       {{"input", dropout(rate, scaling)},
                        {"hidden.0", dropout(rate, scaling)},
                        {"hidden.1", dropout(rate, scaling)}}),
            {},
            lr,
            l2,
            norm};
    run.weights = initial(*run.model);
    return run;
  };
  Run inverted = run_of("inverted", learning_rate, decay, limit);
  Run classic =
      run_of("inference", learning_rate / (keep * keep), decay * keep * keep, limit / keep);
  for (real& each : classic.weights) each /= static_cast<real>(keep);
  const std::vector<real> x = numbers(rows * features, 1);
  for (Run* run : {&inverted, &classic}) {
    OptimizerOptions options;
    options.kind = OptimizerKind::sgd;
    options.momentum = 0.9;
    Optimizer optimizer(options, run->model->layout());
    const auto l2 = testing::make_rule("l2", Value(run->decay)),
               max_norm = testing::make_rule("max_norm", Value(run->limit));
    Flat gradient(run->weights.size());
    for (std::uint32_t step = 0; step < 100; ++step) {
      real* z = run->model->forward({rows, x.data()}, run->weights, {true, step, 0});
      kernels::cross_entropy(rows, outputs, z, labels, nullptr, real(1) / rows);
      run->model->backward(z, run->weights, gradient);
      l2->penalty(run->model->layout(), run->weights, gradient);
      optimizer.step(run->weights, gradient, step, run->learning_rate, 0.9, 1);
      max_norm->after_update(run->model->layout(), run->weights);
    }
  }
  double moved = 0;
  const Flat start = initial(*inverted.model);
  for (std::size_t i = 0; i < start.size(); ++i) {
    REQUIRE(static_cast<double>(classic.weights[i]) * keep ==
            Approx(static_cast<double>(inverted.weights[i])).margin(in_double ? 1e-11 : 2e-3));
    moved = std::max(moved, std::abs(static_cast<double>(inverted.weights[i] - start[i])));
  }
  REQUIRE(moved > 0.1);
  const auto a = answers(*inverted.model, rows, outputs, x, inverted.weights, {false, 100, 0});
  const auto b = answers(*classic.model, rows, outputs, x, classic.weights, {false, 100, 0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    REQUIRE(a[i] == Approx(b[i]).margin(in_double ? 1e-10 : 1e-2));
  }
}

TEST_CASE(
    "oracle: dropped attention rows sum to 1 on average, with variance rate / keep * sum A^2") {
  constexpr std::int64_t length = 6;
  const double rate = 0.37;
  SiteNoise noise(dropout(rate), {"block.0.attention", {"batch", "head", "query", "key"}, {}, 0, 1},
                  5, 1000000);
  double A[length], total = 0, squares = 0;
  for (std::int64_t j = 0; j < length; ++j) {
    total += A[j] = std::exp(std::sin(1.0 + 2.0 * static_cast<double>(j)));
  }
  for (double& each : A) {
    each /= total;
    squares += each * each;
  }
  const std::int64_t shape[] = {20000, 1, 1, length};
  const std::vector<real> drawn = factors_of(noise.draw({true, 0, 0}, shape), 20000 * length);
  const auto row_sum = [&](std::uint32_t row) {
    double sum = 0;
    for (std::int64_t j = 0; j < length; ++j) {
      sum += A[j] * static_cast<double>(drawn[static_cast<std::size_t>(row * length + j)]);
    }
    return sum;
  };
  const Mean sums = mean_over(20000, row_sum);
  REQUIRE(std::abs(sums.mean - 1) < 5 * sums.error);
  const Mean variance =
      mean_over(20000, [&](std::uint32_t row) { return std::pow(row_sum(row) - 1, 2); });
  REQUIRE(std::abs(variance.mean - rate / (1 - rate) * squares) < 5 * variance.error);
}

TEST_CASE(
    "oracle: DropConnect's pre-activations have mean keep W v and variance rate keep (W * W)(v * "
    "v)") {
  constexpr std::int64_t features = 6;
  const double rate = 0.37, keep = 1 - rate;
  const auto model = perceptron({}, features, 1, Activation::relu, false,
                                {{"weights.0", dropout(rate, "inference")}});
  const Flat w = initial(*model);
  const std::vector<real> v = numbers(features, 1);
  double mean = 0, variance = 0;
  for (std::size_t c = 0; c < features; ++c) {
    const double product = static_cast<double>(w[c]) * static_cast<double>(v[c]);
    mean += keep * product;
    variance += rate * keep * product * product;
  }
  const auto unit = [&](std::uint32_t step) {
    return answers(*model, 1, 1, v, w, {true, step, 0})[0];
  };
  const Mean drawn = mean_over(20000, unit);
  REQUIRE(std::abs(drawn.mean - mean) < 5 * drawn.error);
  const Mean spread =
      mean_over(20000, [&](std::uint32_t step) { return std::pow(unit(step) - mean, 2); });
  REQUIRE(std::abs(spread.mean - variance) < 5 * spread.error);
  REQUIRE(answers(*model, 1, 1, v, w, {false, 0, 0})[0] ==
          Approx(mean).epsilon(in_double ? 1e-12 : 1e-5));  // mean inference
}

TEST_CASE(
    "oracle: Gaussian-moment inference of DropConnect answers what the mean over many weight masks "
    "does, where mean inference errs") {
  constexpr std::int64_t features = 40, hidden = 3;
  const auto with = [&](const std::string& scaling) {
    return perceptron({hidden}, features, 1, Activation::relu, true,
                      {{"weights.0", dropout(0.5, scaling)}});
  };
  const auto moments = with("moments"), mean_only = with("inference");
  Flat w = initial(*moments);
  const ParameterInfo &first = *moments->layout().find("layers.0.weight"),
                      &last = *moments->layout().find("layers.1.weight");
  for (std::size_t i = 0; i < first.size; ++i) {
    data(w, first)[i] *= 4;  // deviations as large as means
  }
  for (std::size_t i = 0; i < last.size; ++i) data(w, last)[i] = 1;
  const std::vector<real> v = numbers(features, 1);
  const Mean drawn = mean_over(20000, [&](std::uint32_t step) {
    return answers(*moments, 1, 1, v, w, {true, step, 0})[0];
  });
  const double inferred = answers(*moments, 1, 1, v, w, {false, 0, 0})[0],
               plain = answers(*mean_only, 1, 1, v, w, {false, 0, 0})[0];
  CHECK(std::abs(inferred - drawn.mean) <
        5 * drawn.error + 0.02 * drawn.mean);  // 40 dropped terms are nearly normal
  CHECK(std::abs(plain - drawn.mean) > 3 * std::abs(inferred - drawn.mean));
  CHECK(std::abs(plain - drawn.mean) > 20 * drawn.error);
}

TEST_CASE(
    "oracle: the loss of the mean prediction is at most the mean loss of the thinned networks "
    "(Jensen)") {
  constexpr std::int64_t rows = 6, features = 5, outputs = 3;
  constexpr std::size_t labels[rows] = {0, 2, 1, 1, 2, 0};
  const auto model =
      perceptron({8}, features, outputs, Activation::relu, true, {{"hidden.0", dropout(0.37)}});
  const Flat w = initial(*model);
  const std::vector<real> x = numbers(rows * features, 1);
  for (std::uint32_t passes : {2u, 5u, 50u}) {
    std::vector<double> predicted(rows, 0);
    double single = 0;
    for (std::uint32_t k = 0; k < passes; ++k) {
      const auto z = answers(*model, rows, outputs, x, w, {true, 9, 2 + k});
      for (std::size_t b = 0; b < rows; ++b) {
        const double log_p = log_softmax(z.data() + b * outputs, outputs)[labels[b]];
        predicted[b] += std::exp(log_p) / passes;
        single -= log_p / passes;
      }
    }
    double together = 0;
    for (const double each : predicted) together -= std::log(each);
    REQUIRE(together < single);
  }
}

TEST_CASE("oracle: masks of different sites, steps, passes and seeds are uncorrelated") {
  constexpr std::int64_t n = 100000;
  const double rate = 0.37;
  const auto mask = [&](const std::string& site, std::uint32_t seed, std::uint32_t step,
                        std::uint32_t pass) {
    SiteNoise noise(dropout(rate, "none"), {site, {"batch", "feature"}, {}, 0, 1}, seed, 1000);
    const std::int64_t shape[] = {n / 10, 10};
    const std::vector<real> drawn = factors_of(noise.draw({true, step, pass}, shape), n);
    return std::vector<double>(drawn.begin(), drawn.end());
  };
  const auto here = mask("hidden.0", 3, 7, 0);
  for (const auto& other : {mask("hidden.1", 3, 7, 0), mask("hidden.0", 4, 7, 0),
                            mask("hidden.0", 3, 8, 0), mask("hidden.0", 3, 7, 1)}) {
    double covariance = 0;
    for (std::size_t e = 0; e < n; ++e) {
      covariance += (here[e] - (1 - rate)) * (other[e] - (1 - rate)) / n;
    }
    REQUIRE(std::abs(covariance / (rate * (1 - rate))) < 5 / std::sqrt(static_cast<double>(n)));
  }
}

}  // namespace regsweep::oracles_test
