// Sums: every element counts once, whatever the length; small terms are not lost beside large ones.
#include "tensor/kernels/sums.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <vector>

namespace regsweep::sums_test {

TEST_CASE("sums count every element once at any length") {
  for (const std::int64_t n : {0, 1, 15, 16, 17, 32, 100}) {
    std::vector<real> x(static_cast<std::size_t>(n) + 1, real(99));  // the last one must not count
    double squares = 0, magnitudes = 0;
    for (std::int64_t i = 0; i < n; ++i) {
      x[static_cast<std::size_t>(i)] = static_cast<real>(i % 2 == 0 ? i + 1 : -(i + 1));
      squares += static_cast<double>((i + 1) * (i + 1));
      magnitudes += static_cast<double>(i + 1);
    }
    CAPTURE(n);
    CHECK(kernels::sum_of_squares(n, x.data()) == squares);
    CHECK(kernels::sum_of_magnitudes(n, x.data()) == magnitudes);
  }
}

TEST_CASE("sums run in double: large squares do not overflow and small terms survive") {
  const std::vector<real> large(3, real(1e30));
  CHECK(kernels::sum_of_squares(3, large.data()) == Approx(3e60).epsilon(1e-6));
  std::vector<real> many(1 << 20, real(1));
  many[0] = real(4096);  // 4096^2 + 2^20 - 1 needs 25 bits
  CHECK(kernels::sum_of_squares(1 << 20, many.data()) == 4096.0 * 4096 + (1 << 20) - 1);
}

TEST_CASE("a sum of squares is not finite when an element is not") {
  std::vector<real> x(40, real(1));
  x[37] = std::numeric_limits<real>::quiet_NaN();
  CHECK_FALSE(std::isfinite(kernels::sum_of_squares(40, x.data())));
  x[37] = -std::numeric_limits<real>::infinity();
  CHECK_FALSE(std::isfinite(kernels::sum_of_squares(40, x.data())));
}

TEST_CASE("add_scaled adds and leaves the rest alone") {
  std::vector<real> x{1, -2, 3, 4}, out{10, 20, 30, 40};
  kernels::add_scaled(3, real(0.5), x.data(), out.data());
  CHECK(out == std::vector<real>{10.5, 19, 31.5, 40});
}

}  // namespace regsweep::sums_test
