// Classes of a column of words, of numbers and of both.
#include "data/csv_classes.hpp"

#include "temporary_files.hpp"

namespace regsweep::csv_classes_test {

// Of cells as they stand in a file; "" is missing.
TableClasses classes_of(const std::vector<std::string>& cells, const CsvFormat& format = {}) {
  CsvColumn column;
  for (const std::string& cell : cells) {
    if (const auto number = cell_number(cell, format)) {
      column.add_number(*number);
    } else if (cell.empty()) {
      column.add_missing();
    } else {
      column.add_word(cell);
    }
  }
  return classes_of_column(column, format,
                           [&](std::int64_t row) { return cells[static_cast<std::size_t>(row)]; });
}

using Names = std::vector<std::string>;
using Places = std::vector<std::int32_t>;

TEST_CASE("numbers are in numeric order, and with a word among them all in that of bytes") {
  const TableClasses numbers = classes_of({"10", "9", "1e1", "-1"});
  REQUIRE(numbers.names == Names{"-1", "9", "10"});
  REQUIRE(numbers.labels == Places{2, 1, 2, 0});
  const TableClasses mixed = classes_of({"10", "b", "9", "", "10.0", "B"});
  REQUIRE(mixed.names == Names{"10", "9", "B", "b"});
  REQUIRE(mixed.labels == Places{0, 3, 1, -1, 0, 2});
}

TEST_CASE("numbers that a double cannot tell apart are told apart by their text") {
  const TableClasses long_numbers =
      classes_of({"9007199254740993", "9007199254740992", "9007199254740993", "1"});
  REQUIRE(long_numbers.names == Names{"1", "9007199254740992", "9007199254740993"});
  REQUIRE(long_numbers.labels == Places{2, 1, 2, 0});
}

TEST_CASE("a suffix is no part of a class, of words and of numbers") {
  CsvFormat format;
  format.label_suffix = "K";
  const TableClasses suffixed = classes_of({"5K", "5", "x", "xK", "K"}, format);
  REQUIRE(suffixed.names == Names{"5", "x"});
  REQUIRE(suffixed.labels == Places{0, 0, 1, 1, -1});
}

}  // namespace regsweep::csv_classes_test
