// Kernels against their formulas in double, at lengths around the width of a vector; memory behind
// the end is not touched.
#include "optimizers/update_kernels.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <vector>

namespace regsweep::update_kernels_test {

struct Element {
  double g, a, b, w;  // gradient, two moments, weight
};
using Arrays = std::vector<std::vector<real>>;  // g, a, b, w

constexpr double scale = 0.5, rate = 0.1;
real as_real(double value) { return static_cast<real>(value); }

void check(const std::function<void(std::int64_t, Arrays&)>& kernel,
           const std::function<void(Element&)>& formula) {
  for (const std::int64_t n : {1, 7, 16, 17, 1003}) {
    const auto size = static_cast<std::size_t>(n);
    Arrays arrays(4, std::vector<real>(size + 1));
    for (std::size_t i = 0; i <= size; ++i) {
      arrays[0][i] = as_real(static_cast<double>(i * 37 % 17) - 8);
      arrays[1][i] = as_real(static_cast<double>(i * 13 % 11) / 4);
      arrays[2][i] = as_real(static_cast<double>(i * 7 % 5));
      arrays[3][i] = as_real(static_cast<double>(i * 5 % 23) - 11);
    }
    const Arrays before = arrays;
    kernel(n, arrays);
    for (std::size_t i = 0; i < size; ++i) {
      Element e{static_cast<double>(before[0][i]), static_cast<double>(before[1][i]),
                static_cast<double>(before[2][i]), static_cast<double>(before[3][i])};
      formula(e);
      CAPTURE(n, i);
      REQUIRE(arrays[0][i] == before[0][i]);
      REQUIRE(static_cast<double>(arrays[1][i]) == Approx(e.a).epsilon(1e-5).margin(1e-6));
      REQUIRE(static_cast<double>(arrays[2][i]) == Approx(e.b).epsilon(1e-5).margin(1e-6));
      REQUIRE(static_cast<double>(arrays[3][i]) == Approx(e.w).epsilon(1e-5).margin(1e-6));
    }
    for (std::size_t array = 0; array < 4; ++array) {
      REQUIRE(arrays[array][size] == before[array][size]);
    }
  }
}

TEST_CASE("sgd kernels follow their formulas") {
  check([](std::int64_t n,
           Arrays& x) { kernels::sgd(n, as_real(scale), as_real(rate), x[0].data(), x[3].data()); },
        [](Element& e) { e.w -= rate * scale * e.g; });
  check(
      [](std::int64_t n, Arrays& x) {
        kernels::sgd_momentum(n, as_real(scale), as_real(rate), as_real(0.9), x[0].data(),
                              x[1].data(), x[3].data());
      },
      [](Element& e) {
        e.a = 0.9 * e.a + scale * e.g;
        e.w -= rate * e.a;
      });
  check(
      [](std::int64_t n, Arrays& x) {
        kernels::sgd_nesterov(n, as_real(scale), as_real(rate), as_real(0.9), x[0].data(),
                              x[1].data(), x[3].data());
      },
      [](Element& e) {
        e.a = 0.9 * e.a + scale * e.g;
        e.w -= rate * (scale * e.g + 0.9 * e.a);
      });
}

TEST_CASE("the adam kernel follows its formula") {
  const kernels::AdamNumbers numbers{.scale = as_real(scale),
                                     .decay = as_real(0.02),
                                     .keep_first = as_real(0.1),
                                     .beta2 = as_real(0.9),
                                     .square = as_real(0.1),
                                     .rate = as_real(rate),
                                     .second_correction = as_real(2),
                                     .epsilon = as_real(0.01)};
  check(
      [&](std::int64_t n, Arrays& x) {
        kernels::adam(n, numbers, x[0].data(), x[1].data(), x[2].data(), x[3].data());
      },
      [](Element& e) {
        const double g = scale * e.g;
        e.a = 0.9 * e.a + 0.1 * g;
        e.b = 0.9 * e.b + 0.1 * g * g;
        e.w = e.w * 0.98 - rate * e.a / (2 * std::sqrt(e.b) + 0.01);
      });
}

TEST_CASE("rmsprop kernels follow their formulas") {
  check(
      [](std::int64_t n, Arrays& x) {
        kernels::rmsprop(n, as_real(scale), as_real(rate), as_real(0.9), as_real(0.01), x[0].data(),
                         x[2].data(), x[3].data());
      },
      [](Element& e) {
        e.b = 0.9 * e.b + 0.1 * scale * e.g * scale * e.g;
        e.w -= rate * scale * e.g / (std::sqrt(e.b) + 0.01);
      });
  check(
      [](std::int64_t n, Arrays& x) {
        kernels::rmsprop_momentum(n, as_real(scale), as_real(rate), as_real(0.9), as_real(0.01),
                                  as_real(0.5), x[0].data(), x[2].data(), x[1].data(), x[3].data());
      },
      [](Element& e) {
        e.b = 0.9 * e.b + 0.1 * scale * e.g * scale * e.g;
        e.a = 0.5 * e.a + scale * e.g / (std::sqrt(e.b) + 0.01);
        e.w -= rate * e.a;
      });
}

}  // namespace regsweep::update_kernels_test
