// L2 penalty: value, gradient, which parameters.
#include <catch2/catch.hpp>

#include "support/gradient_check.hpp"
#include "support/rules.hpp"

namespace regsweep::l2_test {

using namespace testing;

TEST_CASE("l2 adds rate / 2 * sum W^2 over matrices, and its gradient") {
  ParameterLayout layout;
  layout.add("w", {1, 2});
  layout.add("b", {1});
  Flat weights(layout.size()), gradient(layout.size());
  weights[0] = 3;
  weights[1] = -4;
  weights[16] = 100;
  gradient[0] = 1;
  gradient[16] = 7;
  CHECK(make_rule("l2", 0.5)->penalty(layout, weights, gradient) == 6.25);
  CHECK(gradient[0] == 1 + 1.5);
  CHECK(gradient[1] == -2);
  CHECK(gradient[16] == 7);
}

TEST_CASE("l2's gradient is the derivative of its value") {
  const ParameterLayout layout = two_linear_maps();
  Flat weights = numbered(layout), gradient(layout.size()), unused(layout.size());
  const auto rule = make_rule("l2", 0.3);
  rule->penalty(layout, weights, gradient);
  check_gradient(layout, weights, gradient, [&] { return rule->penalty(layout, weights, unused); });
  CHECK(padding_is_zero(layout, gradient));
}

TEST_CASE("l2 refuses a negative rate") {
  CHECK_THROWS_WITH(
      make_rule("l2", -1e-4),
      "regularizers.l2.rate = -1e-04 violates rate >= 0; give a number with rate >= 0");
}

}  // namespace regsweep::l2_test
