// Slowness: mean squared differences of neighbours in time.
#include "support/activations.hpp"

namespace regsweep::slowness_test {

using namespace testing;

Value options(double rate) {
  return Value(Map{{"at", Value("hidden"), {}}, {"rate", Value(rate), {}}});
}

TEST_CASE("slowness is rate times the mean squared change; examples do not touch each other") {
  const auto rule = make_rule("slowness", options(0.5));
  const real h[] = {1, 3, 2, 7, 7, 7};  // two examples of three positions
  real gradient[6] = {};
  CHECK(rule->penalize_activations({2, 3, 1, h}, 1, gradient) == Approx(0.5 * (4 + 1) / 4));
  CHECK(gradient[0] == real(-0.5));
  CHECK(gradient[1] == real(0.75));
  for (int i = 3; i < 6; ++i) CHECK(gradient[i] == 0);
  CHECK(rule->penalize_activations({6, 1, 1, h}, 1, gradient) ==
        0);  // one position changes nothing
}

TEST_CASE("slowness' gradient is the derivative of its value") {
  check_activation_penalty(*make_rule("slowness", options(0.7)), 2, 4, 3);
}

}  // namespace regsweep::slowness_test
