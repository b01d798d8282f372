// Gaussian noise: normals of the stream, moments of dropout at the same rate.
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "random/draws.hpp"
#include "support/noises.hpp"

namespace regsweep::gaussian_test {

TEST_CASE("gaussian: multiplier e is 1 + sqrt(rate / keep) times normal e of the site's stream") {
  constexpr std::int64_t count = 9001;  // more than one piece, odd
  std::vector<double> expected(count);
  const StreamKey key = stream_key(6, "site/hidden.0");
  const auto drawn =
      testing::drawn_noise("gaussian", {.key = key, .step = 3, .rate = 0.37, .count = count})
          .multiplier;
  normals(key, 3, 0, count, expected.data());
  for (std::size_t e = 0; e < drawn.size(); ++e) {
    REQUIRE(drawn[e] ==
            Approx(1 + std::sqrt(0.37 / 0.63) * expected[e]).epsilon(1e-6).margin(1e-6));
  }
}

TEST_CASE("gaussian: its first two moments are those of inverted Bernoulli dropout") {
  for (const double rate : {0.1, 0.37, 0.9}) {
    const NoiseMoments gaussian = noise_entry("gaussian").moments({.rate = rate});
    const NoiseMoments bernoulli = noise_entry("bernoulli").moments({.rate = rate});
    REQUIRE(gaussian.mean == 1);
    REQUIRE(gaussian.variance == Approx(bernoulli.variance / (bernoulli.mean * bernoulli.mean)));
  }
}

}  // namespace regsweep::gaussian_test
