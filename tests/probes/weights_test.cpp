// Norms and ranks of matrices that can be written down.
#include "probes/measurements/weights.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace regsweep::weights_test {

TEST_CASE("stable rank: n of the identity, 1.5 of singular values 2, 1, 1, nan of zeros") {
  const std::vector<real> identity{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0};  // [3, 4]
  CHECK(numbers_of_matrix(3, 4, identity.data(), 0).stable_rank == Approx(3));
  CHECK(numbers_of_matrix(4, 3, identity.data(), 0).norm == Approx(std::sqrt(3.0)));
  const std::vector<real> diagonal{0, 2, 0, 1, 0, 0, 0, 0, -1};
  const MatrixNumbers numbers = numbers_of_matrix(3, 3, diagonal.data(), 0.5);
  CHECK(numbers.stable_rank == Approx(1.5));
  CHECK(numbers.norm == Approx(std::sqrt(6.0)));
  CHECK(numbers.near_zero_share == Approx(6.0 / 9));
  CHECK(std::isnan(numbers_of_matrix(1, 2, std::vector<real>{0, 0}.data(), 0).stable_rank));
}

}  // namespace regsweep::weights_test
