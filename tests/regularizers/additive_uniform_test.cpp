// NEFTune's noise: uniform within +- magnitude / sqrt(elements of an example).
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "random/draws.hpp"
#include "regularizers/site_noise.hpp"
#include "support/noises.hpp"

namespace regsweep::additive_uniform_test {

TEST_CASE(
    "additive_uniform: addend e is (2 u - 1) * magnitude / sqrt(n) with uniform e of the stream") {
  const StreamKey key = stream_key(6, "site/embedding");
  const auto drawn = testing::drawn_noise(
      "additive_uniform", {.key = key, .rate = 5, .count = 1003, .example = 12 * 7});
  std::vector<double> u(1003);
  uniforms(key, 0, 0, 1003, u.data());
  REQUIRE(drawn.multiplier.empty());
  for (std::size_t e = 0; e < u.size(); ++e) {
    REQUIRE(drawn.addend[e] ==
            Approx((2 * u[e] - 1) * 5 / std::sqrt(84.0)).epsilon(1e-6).margin(1e-7));
  }
}

TEST_CASE("additive_uniform: at an embedding n is T * C, whatever the batch") {
  SiteNoiseOptions options;
  options.noise = "additive_uniform";
  options.rate = 5;
  options.scaling = "none";
  SiteNoise site(options, {"embedding", {"batch", "time", "feature"}, {}, 0, 1}, 2, 100);
  for (const std::int64_t batch : {3, 50}) {
    const std::int64_t shape[] = {batch, 12, 7};
    const Draw draw = site.draw({true, 0, 0}, shape);
    REQUIRE(draw.factors.ones());
    const double largest =
        static_cast<double>(*std::max_element(draw.addend, draw.addend + batch * 84));
    REQUIRE(largest <= 5 / std::sqrt(84.0));
    REQUIRE(largest > 0.95 * 5 / std::sqrt(84.0));
  }
}

}  // namespace regsweep::additive_uniform_test
