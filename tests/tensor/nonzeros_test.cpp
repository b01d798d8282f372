// Lists of nonzero elements against their definition, in both forms that the processor may get, and
// the products of them.
#include "tensor/kernels/nonzeros.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "tensor/kernels/packing.hpp"

namespace regsweep::nonzeros_test {

using kernels::Nonzeros;
using kernels::stretch;

constexpr real not_a_number = std::numeric_limits<real>::quiet_NaN(),
               infinity = std::numeric_limits<real>::infinity();

// About 0.37 of the elements are kept; one row has none, one has all.
Buffer thinned(std::int64_t rows, std::int64_t row) {
  Buffer x(static_cast<std::size_t>(rows * row));
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double value = std::sin(1.0 + 1.7 * static_cast<double>(i));
    const auto r = static_cast<std::int64_t>(i) / row;
    x[i] = r == 1 || (r != 2 && value < 0.4) ? real(0) : static_cast<real>(value);
  }
  return x;
}

TEST_CASE(
    "nonzeros: a list has each element that is not zero once, in order; NaN is kept and -0 is "
    "not") {
  const std::int64_t columns = GENERATE(1, 15, 16, 33, 64), rows = 5, row = 67;
  Buffer x = thinned(rows, row);
  x[0] = not_a_number;
  x[3 * row] = real(-0.0);
  x[4 * row] = -infinity;
  Nonzeros lists(rows), plain(rows);
  kernels::list_nonzeros(rows, columns, x.data(), row, lists);
  kernels::list_nonzeros_plainly(rows, columns, x.data(), row, plain);
  CHECK(lists.counts == plain.counts);
  for (std::int64_t r = 0; r < rows; ++r) {
    std::uint32_t count = 0;
    for (std::int64_t c = 0; c < columns; ++c) {
      const real value = x[static_cast<std::size_t>(r * row + c)];
      if (value == 0) continue;
      for (const Nonzeros* each : {&lists, &plain}) {
        const auto at = static_cast<std::size_t>(r * stretch + count);
        REQUIRE(each->columns[at] == c);
      }
      ++count;
    }
    REQUIRE(lists.counts[static_cast<std::size_t>(r)] == count);
  }
}

TEST_CASE("nonzeros: counted, also beyond what 16 bits hold") {
  Buffer x(150001, real(0));
  std::int64_t expected = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (i % 7 >= 4) continue;
    x[i] = real(-1);
    ++expected;
  }
  x[2] = not_a_number;
  CHECK(kernels::count_nonzeros(static_cast<std::int64_t>(x.size()), x.data()) == expected);
}

TEST_CASE(
    "nonzeros: the bits of a product do not depend on how many columns are computed together") {
  const std::int64_t at_once =
      std::min<std::int64_t>(GENERATE(16, 48, 80, 96, 112, 128), kernels::columns_at_once());
  const std::int64_t rows = 9, depth = 41, row = 64, columns = at_once - 3;
  const Buffer a = thinned(rows, row), b = thinned(depth, columns);
  Nonzeros lists(rows);
  kernels::list_nonzeros(rows, depth, a.data(), row, lists);
  Buffer packed(static_cast<std::size_t>(depth * at_once)),
      together(static_cast<std::size_t>(rows * at_once), real(0.25)), apart = together;
  kernels::pack(depth, columns, b.data(), columns, packed.data());
  kernels::sparse_product(rows, lists, columns, packed.data(), true, together.data(), at_once);
  for (std::int64_t c = 0; c < columns; c += 16) {
    const std::int64_t some = std::min<std::int64_t>(16, columns - c);
    kernels::pack(depth, some, b.data() + c, columns, packed.data());
    kernels::sparse_product(rows, lists, some, packed.data(), true, apart.data() + c, at_once);
  }
  CHECK(together == apart);
  CHECK(together[static_cast<std::size_t>(at_once + columns)] ==
        real(0.25));  // what lies behind a row is not touched
  CHECK(together[static_cast<std::size_t>(at_once)] ==
        real(0.25));  // the second row has no nonzero elements
}

}  // namespace regsweep::nonzeros_test
