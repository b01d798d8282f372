// Records of tables: one per line, but for line breaks in quotes.
#include "data/csv_records.hpp"

#include "temporary_files.hpp"

namespace regsweep::csv_records_test {

using namespace testing;

std::vector<CsvRecord> records_of(const std::string& text, const CsvDialect& dialect) {
  static std::string kept;  // the cells are views
  kept = text;
  CsvRecords records(kept, dialect, 1, "t");
  std::vector<CsvRecord> all;
  for (CsvRecord record; records.next(record);) all.push_back(record);
  return all;
}

using Cells = std::vector<std::string_view>;

TEST_CASE("line breaks in quotes belong to their cell, and lines are counted on") {
  const auto read = records_of("a,\"b\nc\n\",d\n\n1,2,\"3\"\n", {',', '\n', ""});
  REQUIRE(read.size() == 2);
  REQUIRE(read[0].cells == Cells{"a", "\"b\nc\n\"", "d"});
  REQUIRE(read[1].line == 5);
  REQUIRE(read[1].cells == Cells{"1", "2", "\"3\""});
}

TEST_CASE("comments and empty lines are left out, and comments are counted") {
  std::string text = "# one\r1,2\r  # two\r\r3,4";
  CsvRecords records(text, {',', '\r', "#"}, 1, "t");
  CsvRecord record;
  REQUIRE(records.next(record));
  REQUIRE(record.line == 2);
  REQUIRE(records.next(record));
  REQUIRE(record.line == 5);
  REQUIRE(record.cells == Cells{"3", "4"});
  REQUIRE_FALSE(records.next(record));
  REQUIRE(records.comments() == 2);
}

TEST_CASE("empty cells count, unless blanks delimit") {
  REQUIRE(records_of("1,, \n", {',', '\n', ""})[0].cells == Cells{"1", "", ""});
  REQUIRE(records_of(" 1  \t 2 \r\n", {' ', '\n', ""})[0].cells == Cells{"1", "2"});
  REQUIRE(records_of("a b\t\tc\n", {'\t', '\n', ""})[0].cells == Cells{"a b", "", "c"});
}

}  // namespace regsweep::csv_records_test
