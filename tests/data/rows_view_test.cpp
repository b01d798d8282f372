// Rows that someone else owns.
#include "data/rows_view.hpp"

#include <catch2/catch.hpp>
#include <vector>

namespace regsweep::rows_view_test {

TEST_CASE("a view gives the rows of its owner, without a copy") {
  DoubleRows owner{{1, 2, 3}, {4, 5, 6}};
  const RowsView<double> view = owner;
  REQUIRE(view.rows() == 2);
  REQUIRE(view.columns() == 3);
  REQUIRE(view.row(1).data() == &owner(1, 0));
  owner(1, 2) = 7;
  REQUIRE(view.row(1).back() == 7);
  REQUIRE(RowsView<double>().rows() == 0);
}

TEST_CASE("rows that are read when they are wanted are those of their owner") {
  DoubleRows owner{{1, 2, 3}, {4, 5, 6}};
  const NumberRows rows = NumberRows::of(owner);
  REQUIRE(rows.rows == 2);
  REQUIRE(rows.columns == 3);
  std::vector<double> row(3);
  rows.read(1, row);
  REQUIRE(row == std::vector<double>{4, 5, 6});
}

}  // namespace regsweep::rows_view_test
