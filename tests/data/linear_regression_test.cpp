// Linear regression: the features have the chosen spectrum, the targets are linear in them up to
// the noise.
#include "temporary_files.hpp"

namespace regsweep::linear_regression_test {

using namespace testing;

TEST_CASE("features have the chosen standard deviations and are uncorrelated") {
  const std::vector<double> spectrum{10, 1, 0.1, 0};
  const Map given{member("name", "linear_regression"), member("spectrum", List{10, 1, 0.1, 0}),
                  member("examples", 20000)};
  const Dataset dataset = load(given);
  require_facts(given, dataset);
  REQUIRE(dataset.task == Task::regression);
  REQUIRE(dataset.target_scale == 1);
  for (std::size_t j = 0; j < 4; ++j) {
    for (std::size_t k = j; k < 4; ++k) {
      double product = 0;
      for (std::size_t row = 0; row < 20000; ++row) {
        product += static_cast<double>(dataset.train.features(row, j)) *
                   static_cast<double>(dataset.train.features(row, k));
      }
      const double expected = j == k ? spectrum[j] * spectrum[j] : 0;
      REQUIRE(product / 20000 == Approx(expected).margin(0.04 * spectrum[j] * spectrum[k] + 1e-12));
    }
  }
}

TEST_CASE("targets are linear in the features with the given weights and noise") {
  const Map given{member("name", "linear_regression"), member("spectrum", List{2, 1}),
                  member("weights", List{3, -0.5}), member("noise", 0.25),
                  member("test_examples", 20000)};
  const Dataset dataset = load(given);
  for (const Split* split : {&dataset.train, &dataset.test}) {
    double squares = 0;
    for (std::size_t row = 0; row < static_cast<std::size_t>(split->count()); ++row) {
      const double residual = static_cast<double>(split->targets(row, 0)) -
                              3 * static_cast<double>(split->features(row, 0)) +
                              0.5 * static_cast<double>(split->features(row, 1));
      squares += residual * residual;
    }
    REQUIRE(std::sqrt(squares / static_cast<double>(split->count())) == Approx(0.25).epsilon(0.1));
  }
}

TEST_CASE("bad fields of linear_regression are refused") {
  const auto refused = [](const std::string& key, const Value& value) {
    return sentence<ConfigurationError>([&] {
      normalized({member("name", "linear_regression"), member(key, value)});
    });
  };
  REQUIRE(refused("spectrum", Value(List{})) ==
          "data.spectrum is empty; give one standard deviation per feature");
  REQUIRE(
      refused("spectrum", Value(List{1, -1})) ==
      "data.spectrum[1] = -1 violates spectrum >= 0; give a list of numbers with spectrum >= 0");
  REQUIRE(refused("weights", Value(List{1, 2})) ==
          "data.weights has 2 numbers where spectrum has 10; give one weight per feature, or none");
}

}  // namespace regsweep::linear_regression_test
