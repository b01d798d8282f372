// Norms and ranks of matrices that can be written down.
#include "probes/measurements/weights.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace regsweep::weights_test {

TEST_CASE("stable rank: n of the identity, 1.5 of singular values 2, 1, 1, nan of zeros") {
  const std::vector<real> identity{1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0};  // [3, 4]
  CHECK(numbers_of_matrix({identity.data(), 3, 4}, 0).stable_rank == Approx(3));
  CHECK(numbers_of_matrix({identity.data(), 4, 3}, 0).norm == Approx(std::sqrt(3.0)));
  const std::vector<real> diagonal{0, 2, 0, 1, 0, 0, 0, 0, -1};
  const MatrixNumbers numbers = numbers_of_matrix({diagonal.data(), 3, 3}, 0.5);
  CHECK(numbers.stable_rank == Approx(1.5));
  CHECK(numbers.norm == Approx(std::sqrt(6.0)));
  CHECK(numbers.near_zero_share == Approx(6.0 / 9));
  const std::vector<real> zeros{0, 0};
  CHECK(std::isnan(numbers_of_matrix({zeros.data(), 1, 2}, 0).stable_rank));
}

}  // namespace regsweep::weights_test
