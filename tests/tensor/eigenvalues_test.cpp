// Eigenvalues that can be written down.
#include "tensor/eigenvalues.hpp"

#include <catch2/catch.hpp>

#include "core/error.hpp"

namespace regsweep::eigenvalues_test {

TEST_CASE("eigenvalues of symmetric matrices, ascending") {
  CHECK(symmetric_eigenvalues(1, {-2.5}) == std::vector<double>{-2.5});
  // [[2, 1, 0], [1, 2, 1], [0, 1, 2]]: 2 - sqrt 2, 2, 2 + sqrt 2
  const std::vector<double> values = symmetric_eigenvalues(3, {2, 1, 0, 1, 2, 1, 0, 1, 2});
  REQUIRE(values.size() == 3);
  CHECK(values[0] == Approx(0.5857864376269049));
  CHECK(values[1] == Approx(2));
  CHECK(values[2] == Approx(3.414213562373095));
  CHECK_THROWS_AS(symmetric_eigenvalues(2, {1, 2, 3}), ContractError);
}

}  // namespace regsweep::eigenvalues_test
