// Masks: repeated, renormalized, diagonal spared.
#include "regularizers/mask.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "regularizers/site_noise.hpp"

namespace regsweep::mask_test {

std::vector<real> counted(std::size_t n) {
  std::vector<real> out(n);
  std::iota(out.begin(), out.end(), real(1));
  return out;
}

TEST_CASE("masks repeat along shared axes and in blocks, whichever axes those are") {
  const std::int64_t shape[] = {2, 3, 4, 5};
  for (const std::vector<std::int64_t>& cells :
       std::vector<std::vector<std::int64_t>>{{1, 1, 1, 1},
                                              {0, 1, 0, 1},
                                              {1, 0, 1, 0},
                                              {0, 0, 0, 0},
                                              {1, 1, 0, 2},
                                              {0, 2, 1, 0},
                                              {1, 3, 2, 4}}) {
    std::int64_t length[4], elements = 1;
    for (std::size_t axis = 0; axis < 4; ++axis) {
      elements *= length[axis] =
          cells[axis] == 0 ? 1 : (shape[axis] + cells[axis] - 1) / cells[axis];
    }
    const auto mask = counted(static_cast<std::size_t>(elements));
    Buffer out;
    repeat_mask(mask.data(), cells, shape, out);
    std::size_t e = 0;
    for (std::int64_t i = 0; i < 2; ++i) {
      for (std::int64_t j = 0; j < 3; ++j) {
        for (std::int64_t k = 0; k < 4; ++k) {
          for (std::int64_t l = 0; l < 5; ++l, ++e) {
            const std::int64_t index[] = {i, j, k, l};
            std::int64_t from = 0;
            for (std::size_t axis = 0; axis < 4; ++axis) {
              from = from * length[axis] + (cells[axis] == 0 ? 0 : index[axis] / cells[axis]);
            }
            REQUIRE(out[e] == mask[static_cast<std::size_t>(from)]);
          }
        }
      }
    }
  }
}

TEST_CASE("spared diagonals are 0 in each matrix, and nothing else is touched") {
  const std::int64_t shape[] = {2, 3, 4};
  auto out = counted(24);
  spare_diagonal(shape, out.data());
  for (std::size_t e = 0; e < 24; ++e) {
    REQUIRE(out[e] == (e % 12 / 4 == e % 4 ? 0 : static_cast<real>(e + 1)));
  }
}

TEST_CASE(
    "renormalized heads: kept ones weigh H / kept, in each example; none without any (DropHead)") {
  SiteNoiseOptions options;
  options.rate = 0.7;
  options.scaling = "renormalize";
  options.share = {"time", "feature"};
  const Site head{"block.0.head", {"batch", "head", "time", "feature"}, {"head"}, 0, 1};
  SiteNoise site(options, head, 3, 100);
  constexpr std::int64_t rows = 4000, heads = 3;
  const std::int64_t shape[] = {rows, heads, 2, 2};
  const real* m = site.draw({true, 1, 0}, shape).factors.each;
  double counts[heads + 1] = {};
  for (std::int64_t b = 0; b < rows; ++b) {
    int kept = 0;
    for (std::int64_t h = 0; h < heads; ++h) kept += m[(b * heads + h) * 4] != 0;
    REQUIRE(kept > 0);
    counts[kept]++;
    for (std::int64_t e = 0; e < heads * 4; ++e) {
      const double each = static_cast<double>(m[b * heads * 4 + e]);
      REQUIRE((each == 0 || each == Approx(static_cast<double>(heads) / kept)));
    }
  }
  // Drawn again until one is kept: binomial(3, 0.3) given at least one.
  const double some = 1 - std::pow(0.7, 3);
  const double expected[] = {0, 3 * 0.3 * 0.49 / some, 3 * 0.09 * 0.7 / some, 0.027 / some};
  for (int k = 1; k <= heads; ++k) {
    REQUIRE(std::abs(counts[k] / rows - expected[k]) <
            5 * std::sqrt(expected[k] * (1 - expected[k]) / rows));
  }
}

TEST_CASE(
    "renormalized masks of a batch in parts are those of the whole, also where rows are drawn "
    "again") {
  SiteNoiseOptions options;
  options.rate = 0.9;
  options.scaling = "renormalize";
  SiteNoise site(options, {"hidden.0", {"batch", "feature"}, {"hidden"}, 0, 1}, 3, 100);
  const std::int64_t whole_shape[] = {40, 3}, part_shape[] = {27, 3};
  const std::vector<real> whole = factors_of(site.draw({true, 1, 0}, whole_shape), 120);
  REQUIRE(factors_of(site.draw({true, 1, 0, 13}, part_shape), 81) ==
          std::vector<real>(whole.begin() + 39, whole.end()));
}

}  // namespace regsweep::mask_test
