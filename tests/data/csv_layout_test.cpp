// How tables are laid out: what is found without a word, and what is said.
#include "data/csv_layout.hpp"

#include "temporary_files.hpp"

namespace regsweep::csv_layout_test {

using namespace testing;

char delimiter_of(const std::string& text) { return layout_of(text, {}, "t").dialect.delimiter; }

TEST_CASE("the delimiter is the one by which the lines agree and which makes numbers") {
  REQUIRE(delimiter_of("18.0   8   307.0  1\t\"chevrolet malibu\"\n"
                       "15.0   8   350.0  1\t\"buick 320\"\n") == ' ');
  REQUIRE(delimiter_of("name of car\t1\nbuick\t2\nford t\t3\n") == '\t');
  REQUIRE(delimiter_of("d;a;b\n1;2,5;3\n2;0,5;1,5\n") == ';');
  REQUIRE(delimiter_of("1,5;2,5\n3,5;4,5\n") == ';');
  REQUIRE(delimiter_of("2020-01-01 10:00,5\n2020-01-02 10:00,7\n") == ',');
  REQUIRE(delimiter_of("1|2\n3|4\n") == '|');
  REQUIRE(delimiter_of("New York,a\nSan Jose,b\nLos Angeles\n") == ',');
  REQUIRE(delimiter_of("\"a;b\",1\n\"c;d\",2\n") == ',');
  REQUIRE(delimiter_of("sep=;\na,b;1\n") == ';');
  REQUIRE(delimiter_of("1\n2\n") == ' ');
}

TEST_CASE("lines before the table are skipped, and counted") {
  CsvFormat format;
  format.skip_lines = 2;
  const CsvLayout layout = layout_of("Report\n2020, of a lab\nx;y\n1;2\n", format, "t");
  REQUIRE(layout.first_line == 3);
  REQUIRE(layout.body.starts_with("x;y"));
  REQUIRE(layout.dialect.delimiter == ';');
  format.skip_lines = 9;
  REQUIRE(sentence<DataError>([&] { layout_of("a\nb\n", format, "t"); }) ==
          "t has fewer lines than the 9 to skip; lower data.skip_lines");
}

TEST_CASE("numbers are read with the marks that were said, and no others") {
  CsvFormat format;
  REQUIRE(cell_number("1.5", format) == 1.5);
  REQUIRE_FALSE(cell_number("1,5", format));
  format.decimal = ',';
  REQUIRE(cell_number("-1,5e2", format) == -150);
  REQUIRE_FALSE(cell_number("1.5", format));
  format.thousands = ".";
  REQUIRE(cell_number("1.234.567,25", format) == 1234567.25);
  for (const std::string wrong : {"1.23", "1.2345", ".123", "1..234", "1.234.56"}) {
    INFO(wrong);
    REQUIRE_FALSE(cell_number(wrong, format));
  }
}

}  // namespace regsweep::csv_layout_test
