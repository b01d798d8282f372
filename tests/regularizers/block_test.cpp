// Block dropout: neighbours share their fate; blocks of one element are bernoulli.
#include <algorithm>
#include <catch2/catch.hpp>

#include "regularizers/site_noise.hpp"

namespace regsweep::block_test {

std::vector<real> mask_of(const std::string& noise, double size, std::vector<std::string> share,
                          std::int64_t rows, std::int64_t columns) {
  SiteNoiseOptions options;
  options.noise = noise;
  options.rate = 0.37;
  options.share = std::move(share);
  if (noise == "block") options.numbers = {size};
  SiteNoise site(options, {"hidden.0", {"batch", "feature"}, {"hidden"}, 0, 1}, 5, 100);
  const std::int64_t shape[] = {rows, columns};
  return factors_of(site.draw({true, 4, 0}, shape), rows * columns);
}

TEST_CASE("block: size 1 is bernoulli, bit for bit") {
  CHECK(mask_of("block", 1, {}, 9, 50) == mask_of("bernoulli", 0, {}, 9, 50));
  CHECK(mask_of("block", 1, {"batch"}, 9, 50) == mask_of("bernoulli", 0, {"batch"}, 9, 50));
}

TEST_CASE(
    "block: element (b, c) has the multiplier of block c / size of row b; the last block may be "
    "short") {
  const auto wide = mask_of("block", 8, {}, 9, 21), narrow = mask_of("bernoulli", 0, {}, 9, 3);
  for (std::size_t b = 0; b < 9; ++b) {
    for (std::size_t c = 0; c < 21; ++c) REQUIRE(wide[b * 21 + c] == narrow[b * 3 + c / 8]);
  }
}

TEST_CASE("block: where the last axis is shared, blocks lie along the one before") {
  const auto rows = mask_of("block", 4, {"feature"}, 10, 3),
             blocks = mask_of("bernoulli", 0, {"feature"}, 3, 3);
  for (std::size_t b = 0; b < 10; ++b) {
    for (std::size_t c = 0; c < 3; ++c) REQUIRE(rows[b * 3 + c] == blocks[b / 4 * 3 + c]);
  }
}

}  // namespace regsweep::block_test
