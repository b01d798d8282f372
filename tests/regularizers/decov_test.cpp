// DeCov: covariances between units.
#include "support/activations.hpp"

namespace regsweep::decov_test {

using namespace testing;

Value options(double rate) {
  return Value(Map{{"at", Value("hidden"), {}}, {"rate", Value(rate), {}}});
}

TEST_CASE("decov is half the sum of squared covariances of different units") {
  const auto rule = make_rule("decov", options(0.5));
  const real h[] = {1, 2, 3, 8};  // two examples of two units: variances 1 and 9, covariance 3
  real gradient[4] = {};
  CHECK(rule->penalize_activations({2, 1, 2, h}, 1, gradient) == Approx(0.5 / 2 * (2 * 9)));
  const real apart[] = {1, 2, -1, 2, 1, -2, -1, -2};  // uncorrelated
  CHECK(rule->penalize_activations({4, 1, 2, apart}, 1, gradient) == Approx(0).margin(1e-12));
}

TEST_CASE("decov's gradient is the derivative of its value") {
  check_activation_penalty(*make_rule("decov", options(0.7)), 7, 1, 4);
  check_activation_penalty(*make_rule("decov", options(0.7)), 2, 3, 4);
}

}  // namespace regsweep::decov_test
