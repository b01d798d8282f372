// Activation L2: a mean square, and its gradient.
#include "support/activations.hpp"

namespace regsweep::activation_l2_test {

using namespace testing;

Value options(double rate) {
  return Value(Map{{"at", Value("hidden"), {}}, {"rate", Value(rate), {}}});
}

TEST_CASE(
    "activation_l2 is rate times the mean square, times the share of the batch that is seen") {
  const auto rule = make_rule("activation_l2", options(0.5));
  CHECK(rule->placement() == "hidden");
  const real h[] = {1, -2, 3, 0};
  real gradient[] = {0, 0, 1, 0};
  CHECK(rule->penalize_activations({2, 1, 2, h}, 1, gradient) == 0.5 * 14 / 4);
  CHECK(gradient[1] == real(-0.5));
  CHECK(gradient[2] == real(1.75));
  CHECK(rule->penalize_activations({2, 1, 2, h}, 0.25, gradient) == 0.125 * 14 / 4);
}

TEST_CASE("activation_l2's gradient is the derivative of its value") {
  check_activation_penalty(*make_rule("activation_l2", options(0.7)), 4, 3, 5);
}

}  // namespace regsweep::activation_l2_test
