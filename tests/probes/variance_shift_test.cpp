// Variances that can be written down, and the shift that dropout of known rate makes.
#include "probes/measurements/variance_shift.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace regsweep::variance_shift_test {

TEST_CASE("variances of units are biased, over all pieces, and averaged over units") {
  UnitVariances sums(2);
  CHECK(std::isnan(sums.mean()));
  const std::vector<real> first{1, 5, 3, 5}, second{8, 5};
  sums.add(2, first.data());
  sums.add(1, second.data());
  CHECK(sums.mean() == Approx((26.0 / 3 + 0) / 2));
}

TEST_CASE(
    "inverted dropout raises E h^2 by 1 / keep, so a shift is 1 + rate / keep E h^2 / var h") {
  // h is 1 or 3 by turns: E h^2 = 5, var h = 1; of four rows with mask 1, 0, 0, 1 times 2
  UnitVariances plain(1), noisy(1);
  const std::vector<real> h{1, 3, 1, 3, 1, 3, 1, 3}, dropped{2, 6, 0, 0, 2, 6, 0, 0};
  plain.add(8, h.data());
  noisy.add(8, dropped.data());
  CHECK(noisy.mean() / plain.mean() == Approx(1 + 0.5 / 0.5 * 5));
}

}  // namespace regsweep::variance_shift_test
