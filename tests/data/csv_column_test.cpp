// A column filled cell by cell: numbers, words and missing cells in one array.
#include "data/csv_column.hpp"

#include <cmath>

#include "temporary_files.hpp"

namespace regsweep::csv_column_test {

TEST_CASE("cells are numbers, words or missing, and say which") {
  CsvColumn column;
  column.add_number(-2.5);
  column.add_word("b");
  column.add_missing();
  column.add_word("a");
  column.add_word("b");
  column.add_number(7);
  REQUIRE(column.rows() == 6);
  REQUIRE(column.number(0) == -2.5);
  REQUIRE_FALSE(column.number(1).has_value());
  REQUIRE_FALSE(column.number(2).has_value());
  REQUIRE(column.is_missing(2));
  REQUIRE_FALSE(column.is_missing(1));
  REQUIRE_FALSE(column.is_word(0));
  REQUIRE_FALSE(column.is_word(2));
  REQUIRE(column.words() == std::vector<std::string>{"b", "a"});
  REQUIRE(column.word(1) == 0);
  REQUIRE(column.word(3) == 1);
  REQUIRE(column.word(4) == 0);
  REQUIRE(std::isnan(column.cells()[1]));
  const ColumnSummary summary = column.summary();
  REQUIRE(summary.numbers == 2);
  REQUIRE(summary.words == 3);
  REQUIRE(summary.missing == 1);
  REQUIRE(summary.low == -2.5);
  REQUIRE(summary.high == 7);
  REQUIRE(summary.first_word == 1);
  REQUIRE(summary.first_missing == 2);
  REQUIRE_FALSE(summary.counts_rows);
}

TEST_CASE("a column counts rows when each number is one more than that before, in ten rows") {
  CsvColumn column;
  for (int i = 0; i < 9; ++i) column.add_number(100 + i);
  REQUIRE_FALSE(column.summary().counts_rows);
  column.add_number(109);
  REQUIRE(column.summary().counts_rows);
  column.add_number(111);
  REQUIRE_FALSE(column.summary().counts_rows);
}

TEST_CASE("a column that was taken leaves its summary") {
  CsvColumn column;
  column.add_number(3);
  column.add_missing();
  const std::vector<double> cells = column.take_cells();
  REQUIRE(cells.size() == 2);
  REQUIRE(cells[0] == 3);
  REQUIRE(column.rows() == 0);
  REQUIRE(column.summary().missing == 1);
}

}  // namespace regsweep::csv_column_test
