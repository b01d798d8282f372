// Rows that someone else owns.
#include "data/rows_view.hpp"

#include <catch2/catch.hpp>

using namespace regsweep;

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
