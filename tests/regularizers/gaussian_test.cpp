// Gaussian noise: normals of the stream, moments of dropout at the same rate.
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "random/draws.hpp"
#include "regularizers/noise_entry.hpp"

using namespace regsweep;

TEST_CASE("gaussian: multiplier e is 1 + sqrt(rate / keep) times normal e of the site's stream") {
  constexpr std::int64_t count = 9001;  // more than one piece, odd
  std::vector<real> drawn(count);
  std::vector<double> expected(count);
  const StreamKey key = stream_key(6, "site/hidden.0");
  noise_entry("gaussian").draw({key, 3, 0}, 0.37, 1, 0, count, {drawn.data()});
  normals(key, 3, 0, count, expected.data());
  for (std::size_t e = 0; e < drawn.size(); ++e)
    REQUIRE(static_cast<double>(drawn[e]) == Approx(1 + std::sqrt(0.37 / 0.63) * expected[e]).epsilon(1e-6).margin(1e-6));
}

TEST_CASE("gaussian: its first two moments are those of inverted Bernoulli dropout") {
  const NoiseEntry &gaussian = noise_entry("gaussian"), &bernoulli = noise_entry("bernoulli");
  for (const double rate : {0.1, 0.37, 0.9}) {
    REQUIRE(gaussian.mean(rate) == 1);
    const double keep = bernoulli.mean(rate);
    REQUIRE(gaussian.variance(rate) == Approx(bernoulli.variance(rate) / (keep * keep)));
  }
}
