// Additive Gaussian noise: normals of the stream times the deviation.
#include <catch2/catch.hpp>

#include "random/draws.hpp"
#include "support/noises.hpp"

namespace regsweep::additive_gaussian_test {

TEST_CASE(
    "additive_gaussian: addend e is deviation times normal e of the site's stream, and nothing is "
    "multiplied") {
  constexpr std::int64_t count = 4099;  // more than one piece, odd
  const StreamKey key = stream_key(6, "site/hidden.0");
  const auto drawn = testing::drawn_noise("additive_gaussian",
                                          {.key = key, .step = 3, .rate = 1.7, .count = count});
  std::vector<double> expected(count);
  normals(key, 3, 0, count, expected.data());
  REQUIRE(drawn.multiplier.empty());
  for (std::size_t e = 0; e < expected.size(); ++e) {
    REQUIRE(drawn.addend[e] == Approx(1.7 * expected[e]).epsilon(1e-6).margin(1e-6));
  }
}

}  // namespace regsweep::additive_gaussian_test
