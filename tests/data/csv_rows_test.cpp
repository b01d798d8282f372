// Rows of tables: records of one width, without their quotes.
#include "data/csv_rows.hpp"

#include "temporary_files.hpp"

namespace regsweep::csv_rows_test {

using namespace testing;

std::vector<std::string> texts_of(CsvRows rows) {
  std::vector<std::string> texts;
  while (rows.next()) {
    std::string text = std::to_string(rows.line()) + ":";
    for (const std::string_view cell : rows.cells()) text += " [" + std::string(cell) + "]";
    texts.push_back(text);
  }
  return texts;
}

CsvRows rows_of(const std::string& text, CsvPlace from = {}, std::int64_t columns = 0) {
  return {text, {',', '\n', "#"}, from, columns, "t"};
}

TEST_CASE("quotes are undone, and rows of empty cells are counted and left out") {
  const std::string text = "\"a\",\"b \"\"c\"\"\"\n,\n#x\n\"\",2\n , \n\"1\n\",2\n7,8\n";
  CsvRows rows = rows_of(text);
  REQUIRE(texts_of(rows) ==
          std::vector<std::string>{"1: [a] [b \"c\"]", "4: [] [2]", "6: [1\n] [2]", "8: [7] [8]"});
  while (rows.next()) {
  }
  REQUIRE(rows.columns() == 2);
  REQUIRE(rows.empty_rows() == 2);
  REQUIRE(rows.comments() == 1);
}

TEST_CASE("rows are read again from a place between two of them, with their lines") {
  const std::string text = "1,2\n\n\"3\n\",4\n5,6\n";
  CsvRows rows = rows_of(text);
  REQUIRE(rows.next());
  const CsvPlace behind_first = rows.place();
  REQUIRE(rows.next());
  const CsvPlace behind_second = rows.place();
  REQUIRE(texts_of(rows_of(text, behind_first, 2)) ==
          std::vector<std::string>{"3: [3\n] [4]", "5: [5] [6]"});
  REQUIRE(texts_of(rows_of(text, behind_second, 2)) == std::vector<std::string>{"5: [5] [6]"});
}

TEST_CASE("a first record of empty cells is a row where none was before, and later it is none") {
  const std::string text = ",\n,\n1,2\n";
  REQUIRE(texts_of(rows_of(text)) == std::vector<std::string>{"1: [] []", "3: [1] [2]"});
  REQUIRE(texts_of(rows_of(text, {}, 2)) == std::vector<std::string>{"3: [1] [2]"});
}

TEST_CASE("a cell is shown in quotes, a long one by its beginning") {
  REQUIRE(in_quotes("x") == "'x'");
  REQUIRE(in_quotes(std::string(41, 'x')) == "'" + std::string(40, 'x') + "...'");
}

}  // namespace regsweep::csv_rows_test
