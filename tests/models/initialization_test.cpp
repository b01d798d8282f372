// Initial weights: moments, bounds, streams.
#include "models/initialization.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "random/draws.hpp"

namespace regsweep::initialization_test {

struct Moments {
  double mean, deviation, largest;
};

Moments moments(const std::string& kind, std::vector<std::int64_t> shape, std::int64_t fan_in) {
  ParameterLayout layout;
  layout.add("layers.0.weight", shape);
  Flat weights(layout.size());
  const Initialization initialization = initialization_fields().read(Value(kind), "initialization");
  initialize(initialization, 5, layout.all()[0], fan_in, weights);
  double sum = 0, squares = 0, largest = 0;
  const auto n = static_cast<double>(layout.all()[0].size);
  for (std::size_t i = 0; i < layout.all()[0].size; ++i) {
    const auto w = static_cast<double>(weights[i]);
    sum += w;
    squares += w * w;
    largest = std::max(largest, std::abs(w));
  }
  return {sum / n, std::sqrt(squares / n), largest};
}

TEST_CASE("initialization: deviation and bounds of each distribution") {
  const std::vector<std::int64_t> shape{300, 100};
  REQUIRE(moments("he", shape, 100).deviation == Approx(std::sqrt(2.0 / 100)).epsilon(0.02));
  REQUIRE(moments("gaussian", shape, 100).deviation == Approx(0.01).epsilon(0.02));
  REQUIRE(moments("pytorch", shape, 100).deviation == Approx(0.1 / std::sqrt(3.0)).epsilon(0.02));
  REQUIRE(moments("pytorch", shape, 100).largest <= 0.1);
  REQUIRE(moments("glorot", shape, 100).deviation ==
          Approx(std::sqrt(6.0 / 400 / 3)).epsilon(0.02));
  for (const char* kind : {"he", "gaussian", "pytorch", "glorot"}) {
    REQUIRE(std::abs(moments(kind, shape, 100).mean) < 0.003);
  }
}

TEST_CASE("initialization: biases are uniform for pytorch and zero otherwise") {
  REQUIRE(moments("pytorch", {300}, 25).largest > 0.19);
  REQUIRE(moments("pytorch", {300}, 25).largest <= 0.2);
  for (const char* kind : {"he", "gaussian", "glorot"}) {
    REQUIRE(moments(kind, {300}, 25).largest == 0);
  }
}

TEST_CASE("initialization: element e of a parameter is element e of its stream") {
  ParameterLayout layout;
  layout.add("layers.0.bias", {3});
  layout.add("layers.1.weight", {5, 3});
  Flat weights(layout.size());
  Initialization initialization;
  initialization.kind = WeightDistribution::gaussian;
  initialization.deviation = 0.5;
  initialize(initialization, 9, *layout.find("layers.1.weight"), 3, weights);
  double drawn[15];
  normals(stream_key(9, "init/layers.1.weight"), 0, 0, 15, drawn);
  for (std::size_t e = 0; e < 15; ++e) {
    REQUIRE(static_cast<double>(weights[layout.find("layers.1.weight")->offset + e]) ==
            Approx(0.5 * drawn[e]).epsilon(1e-6));
  }
}

}  // namespace regsweep::initialization_test
