// KL sparsity: the divergence of mean activations from their target.
#include "support/activations.hpp"

namespace regsweep::kl_sparsity_test {

using namespace testing;

Value options(double rate) {
  return Value(Map{{"at", Value("hidden"), {}}, {"rate", Value(rate), {}}});
}

TEST_CASE("kl_sparsity is 0 at the target, and the divergence elsewhere") {
  const auto rule = make_rule("kl_sparsity", Value(Map{{"at", Value("hidden"), {}},
                                                       {"rate", Value(0.5), {}},
                                                       {"target", Value(0.2), {}}}));
  const real h[] = {real(0.1), real(0.9), real(0.3), real(0.5)};  // means 0.2 and 0.7
  real gradient[4] = {};
  const double divergence = 0.2 * std::log(0.2 / 0.7) + 0.8 * std::log(0.8 / 0.3);
  CHECK(rule->penalize_activations({2, 1, 2, h}, 1, gradient) ==
        Approx(0.5 * divergence).epsilon(1e-6));
  CHECK(static_cast<double>(gradient[0]) == Approx(0).margin(1e-6));
  CHECK(static_cast<double>(gradient[1]) == Approx(0.25 * (0.8 / 0.3 - 0.2 / 0.7)).epsilon(1e-6));
  const real silent[] = {0, 1};
  CHECK(std::isfinite(rule->penalize_activations({1, 1, 2, silent}, 1, gradient)));
}

TEST_CASE("kl_sparsity's gradient is the derivative of its value") {
  check_activation_penalty(*make_rule("kl_sparsity", options(0.07)), 6, 1, 4);
}

}  // namespace regsweep::kl_sparsity_test
