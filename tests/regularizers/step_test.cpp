// The plain gradient of a part: one pass, and none when the loss is not finite.
#include "regularizers/step.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "support/fake_step.hpp"

namespace regsweep::step_test {

using namespace testing;

TEST_CASE(
    "the plain gradient is one forward and one backward pass that stand for all of the loss") {
  FakePart part({{1, 2, 3, 4}});
  Flat gradient(1);
  const LossSums sums = plain_gradient(part, gradient);
  CHECK(sums.loss == 10);
  CHECK(part.passes == std::vector<std::uint32_t>{0});
  CHECK(part.shares == std::vector<double>{1});
  CHECK(gradient[0] == 4 * real(0.5));
}

TEST_CASE("there is no backward pass for a loss that is not finite") {
  FakePart part({{1, 2, std::numeric_limits<real>::quiet_NaN(), 4}});
  Flat gradient(1);
  CHECK_FALSE(plain_gradient(part, gradient).loss <= 0);
  CHECK(part.shares.empty());
}

}  // namespace regsweep::step_test
