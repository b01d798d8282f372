// The confidence penalty: minus the entropy, and its gradient by finite differences.
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "support/rules.hpp"

namespace regsweep::confidence_penalty_test {

using namespace testing;

constexpr std::int64_t rows = 3, columns = 4;
constexpr std::int32_t labels[rows] = {2, -1, 0};

double penalty(const std::vector<real>& z, std::vector<real>& gradient) {
  return make_rule("confidence_penalty", Value(0.37))
      ->penalize_outputs({rows, columns, z.data(), labels}, 0.5, gradient.data());
}

TEST_CASE(
    "confidence_penalty: equal logits have the entropy log K; what asks nothing does not count") {
  const std::vector<real> z(rows * columns, real(3));
  std::vector<real> gradient(z.size());
  CHECK(penalty(z, gradient) == Approx(-0.37 * 0.5 * 2 * std::log(4)));
  for (const real each : gradient) CHECK(static_cast<double>(each) == Approx(0).margin(1e-7));
}

TEST_CASE("confidence_penalty: its gradient equals finite differences and is added") {
  std::vector<real> z, gradient(rows * columns, real(2)), unused(rows * columns);
  for (int i = 0; i < rows * columns; ++i) z.push_back(static_cast<real>(2 * std::sin(1.7 * i)));
  penalty(z, gradient);
  const double step = sizeof(real) == 8 ? 1e-6 : 1e-2;
  for (std::size_t i = 0; i < z.size(); ++i) {
    const real before = z[i];
    z[i] = static_cast<real>(before + step);
    const double above = penalty(z, unused);
    z[i] = static_cast<real>(before - step);
    const double below = penalty(z, unused);
    z[i] = before;
    CHECK(static_cast<double>(gradient[i]) - 2 ==
          Approx((above - below) / (2 * step)).margin(sizeof(real) == 8 ? 1e-8 : 1e-4));
  }
}

}  // namespace regsweep::confidence_penalty_test
