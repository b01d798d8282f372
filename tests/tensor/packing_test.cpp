// Copies into padded rows against their definition, at sizes that fill no vector.
#include "tensor/kernels/packing.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace regsweep::packing_test {

using kernels::padded;

TEST_CASE(
    "packing: rows lie padded with zeros, as they are and transposed, with a bias or without") {
  const bool biased = GENERATE(false, true);
  const std::int64_t rows = GENERATE(1, 7, 16, 37), columns = GENERATE(1, 5, 16, 50), stride = 53;
  Buffer x(static_cast<std::size_t>(rows * stride));
  for (std::size_t i = 0; i < x.size(); ++i) {
    x[i] = static_cast<real>(std::sin(1.0 + static_cast<double>(i)));
  }
  Buffer straight(static_cast<std::size_t>(rows * padded(columns)), real(9)),
      turned(static_cast<std::size_t>(columns * padded(rows)), real(9));
  const real* bias = biased ? x.data() + 1 : nullptr;
  kernels::pack(rows, columns, x.data(), stride, straight.data(), bias);
  kernels::pack_transposed(rows, columns, x.data(), stride, turned.data(), bias);
  const auto expected = [&](std::int64_t r, std::int64_t c) {
    if (r >= rows || c >= columns) return real(0);
    return x[static_cast<std::size_t>(r * stride + c)] + (biased ? bias[c] : real(0));
  };
  for (std::int64_t r = 0; r < rows; ++r) {
    for (std::int64_t c = 0; c < padded(columns); ++c) {
      REQUIRE(straight[static_cast<std::size_t>(r * padded(columns) + c)] == expected(r, c));
    }
  }
  for (std::int64_t c = 0; c < columns; ++c) {
    for (std::int64_t r = 0; r < padded(rows); ++r) {
      REQUIRE(turned[static_cast<std::size_t>(c * padded(rows) + r)] == expected(r, c));
    }
  }
}

}  // namespace regsweep::packing_test
