// Tables: what is understood, what is refused and where, and the dataset `csv`.
#include "data/csv_file.hpp"

#include <cmath>

#include "temporary_files.hpp"

namespace regsweep::csv_file_test {

using namespace testing;

Table table(const std::string& text, const CsvFormat& format = {}) {
  return Table(text, format, "t.csv");
}
std::string refusal(const std::string& text, const CsvFormat& format = {}) {
  return sentence<DataError>([&] { table(text, format); });
}

TEST_CASE("delimiters, line ends, blanks, quotes and byte order marks are understood") {
  const std::vector<std::string> same{
      "x,y\n1,2.5\n-3,4e1\n", "x;y\r\n1;2.5\r\n-3;4e1", "\xef\xbb\xbfx\ty\n1\t2.5\n-3\t4e1\n",
      "  x   y \n\n 1  2.5\n -3\t4e1  \n\n", "\"x\" , \"y\"\n \"1\",2.5\n-3 , +40\n"};
  for (const std::string& text : same) {
    INFO(text);
    const Table read = table(text);
    REQUIRE(read.has_header());
    REQUIRE(read.rows() == 2);
    REQUIRE(read.columns() == 2);
    REQUIRE(read.column_name(1) == "y");
    REQUIRE(read.numbers(0) == std::vector<double>{1, -3});
    REQUIRE(read.numbers(1) == std::vector<double>{2.5, 40});
  }
  const Table quoted = table("name,note\n1,\"a, \"\"b\"\"\"\n2,\"\"\n");
  REQUIRE(quoted.cell(0, 1) == "a, \"b\"");
  REQUIRE(quoted.cell(1, 1) == "");
  REQUIRE(table("1,,\n").columns() == 3);
}

TEST_CASE("a copied table keeps its cells") {
  const auto copied = [] {
    const Table first = table("1,2\n");  // short enough for a string without memory of its own
    return std::vector<Table>{first, first};
  }();
  REQUIRE(copied[1].numbers(1) == std::vector<double>{2});
}

TEST_CASE("cells and lines of any row are found again in the text") {
  std::string text = "x,y\n";
  for (int row = 0; row < 200; ++row) {
    text += std::to_string(row) + (row % 3 == 0 ? ",\"a\n" : ",\"a") + std::to_string(row) + "\"\n";
    if (row == 70) text += "\n,\n";
  }
  const TemporaryFolder folder;
  for (const Table& read : {table(text), Table(map_bytes(folder.write("t.csv", text)), {}, "t.csv"),
                            Table(map_bytes(folder.write("t.gz", gzip_of(text))), {}, "t.csv")}) {
    REQUIRE(read.rows() == 200);
    for (const std::int64_t row : {0, 1, 63, 64, 65, 71, 128, 199}) {
      REQUIRE(read.cell(row, 0) == std::to_string(row));
      REQUIRE(read.cell(row, 1) == (row % 3 == 0 ? "a\n" : "a") + std::to_string(row));
      REQUIRE(read.line(row) == 2 + row + (row + 2) / 3 + (row > 70 ? 2 : 0));
    }
  }
}

TEST_CASE("columns that are left out have no cells, and the others theirs") {
  const std::string text = "id,x,y\na,1,2\nb,3,4\n";
  const Table read(text, {}, "t.csv", [](const Table& header) {
    return std::vector<std::int64_t>{header.column(Value("id"))};
  });
  REQUIRE(read.columns() == 3);
  REQUIRE(read.rows() == 2);
  REQUIRE(read.summary(0).words == 0);
  REQUIRE(read.numbers(2) == std::vector<double>{2, 4});
  REQUIRE(read.cell(1, 0) == "b");
}

TEST_CASE("the header is found or told") {
  REQUIRE_FALSE(table("1,2\n3,4\n").has_header());
  REQUIRE_FALSE(table("1,a\n2,b\n").has_header());
  REQUIRE(table("1,2\n3,4\n", {"auto", Header::yes}).rows() == 1);
  REQUIRE(table("a,b\nc,d\n", {"auto", Header::no}).rows() == 2);
}

TEST_CASE("columns are named by header or index") {
  const Table read = table("x,y,z\n1,2,3\n");
  REQUIRE(read.column(Value("y")) == 1);
  REQUIRE(read.column(Value(0)) == 0);
  REQUIRE(read.column(Value(-1)) == 2);
  const auto refused = [](const Table& from, const Value& wanted) {
    return sentence<ConfigurationError>([&] { from.column(wanted); });
  };
  REQUIRE(refused(read, Value("Y1")) == "t.csv has no column 'Y1'; allowed: x, y, z");
  REQUIRE(refused(read, Value(3)) ==
          "column 3 of t.csv does not exist: there are 3; give an index from 0 to 2 (negative: "
          "from the end)");
  REQUIRE(refused(read, Value(-4)) ==
          "column -4 of t.csv does not exist: there are 3; give an index from 0 to 2 (negative: "
          "from the end)");
  REQUIRE(
      refused(table("1,2\n"), Value("x")) ==
      "column 'x' of t.csv: the file has no header; give an index from 0 to 1, or header: true");
}

TEST_CASE("damaged tables are refused with file and line") {
  REQUIRE(refusal("") == "t.csv is empty; give a table with at least one row of numbers");
  REQUIRE(refusal("\n \r\n") == "t.csv is empty; give a table with at least one row of numbers");
  REQUIRE(refusal("a,b\n") ==
          "t.csv has a header but no rows; give a table with at least one row of numbers");
  REQUIRE(refusal("1,2\n\n3\n") ==
          "t.csv:3: 1 cell where the first line has 2 (delimited by ','); complete the line, or "
          "check data.delimiter, or leave out lines by data.comment or data.skip_lines");
  REQUIRE(refusal("1,2\n3,4,\n") ==
          "t.csv:2: 3 cells where the first line has 2 (delimited by ','); complete the line, or "
          "check data.delimiter, or leave out lines by data.comment or data.skip_lines");
  REQUIRE(refusal("1,2\n3,\"4\n5,6\n") ==
          "t.csv:2: a quote is opened and never closed; close it or remove it");
  REQUIRE(refusal("1,\"2\n3,4\n") ==
          "t.csv:1: a quote is opened and never closed; close it or remove it");
  REQUIRE(refusal("1,\"2\"x\n") ==
          "t.csv:1: the cell '\"2\"x' goes on after its closing quote; put the quotes around the "
          "whole cell");
}

TEST_CASE("cells that are not finite numbers are refused with file, line and column") {
  for (const std::string cell : {"inf", "-", "1e999", "0x10", "1 2", "1.5.2", "twelve"}) {
    const Table read = table("x;y\n1;2\n3;" + cell + "\n");
    REQUIRE(sentence<DataError>([&] { read.numbers(1); }) ==
            "t.csv:3: '" + cell +
                "' in column 'y' is not a finite number; correct it, leave out the column, or "
                "remove the row");
  }
  const Table comma = table("x;y\n1;2\n3;1,5\n");
  REQUIRE(sentence<DataError>([&] { comma.numbers(1); }) ==
          "t.csv:3: '1,5' in column 'y' is not a finite number; if commas are its decimal marks, "
          "say data.decimal: ','");
  const Table large = table("1,2\n-3.5e38,2\n");
  REQUIRE(sentence<DataError>([&] { large.numbers(0); }) ==
          "t.csv:2: '-3.5e38' in column 0 is beyond the range of float32 (3.4e38); rescale the "
          "column, or leave it out");
  REQUIRE(refusal(std::string("1,2\n3,\0x\n", 9)) ==
          "t.csv:2: a NUL byte, which no table of text has; give the file as text (UTF-8)");
}

TEST_CASE("cells without a value are told from those with a wrong one") {
  for (const std::string cell : {"", "?", "NA", "nan", "NULL", "None", "\"\""}) {
    INFO(cell);
    const Table read = table("x;y\n1;2\n3;" + cell + "\n");
    REQUIRE(read.is_missing(1, 1));
    REQUIRE_FALSE(read.is_missing(1, 0));
    REQUIRE(std::isnan(read.numbers_or_missing(1)[1]));
    REQUIRE(
        sentence<DataError>([&] { read.numbers(1); })
            .ends_with("in column 'y' is missing; say data.missing: mean or drop, leave out the "
                       "column, or remove the row"));
    REQUIRE(read.classes_or_missing(1).labels == std::vector<std::int32_t>{0, -1});
  }
  CsvFormat format;
  format.missing_marks = {"-200"};
  const Table marked = table("x,y\n1,-200.0\n-200,NA\n", format);
  REQUIRE(marked.is_missing(0, 1));
  REQUIRE(marked.is_missing(1, 0));
  REQUIRE_FALSE(marked.is_missing(1, 1));
  const Table::Summary summary = marked.summary(1);
  REQUIRE(summary.missing == 1);
  REQUIRE(summary.words == 1);
  REQUIRE(summary.first_word == 1);
}

TEST_CASE("a message shows of a cell what a terminal can show") {
  const Table odd = table("1,2\ncaf\xE9,2\n");
  REQUIRE(sentence<DataError>([&] { odd.numbers(0); }) ==
          "t.csv:2: 'caf\u00e9' in column 0 is not a finite number; correct it, leave out the "
          "column, or remove the row");
  const auto shown = [](const std::string& cell) {
    const Table read = table("1,2\n" + cell + ",2\n");
    const std::string said = sentence<DataError>([&] { read.numbers(0); });
    return said.substr(0, said.find(" in column"));
  };
  const auto letters = [](int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "ä";
    return text;
  };
  REQUIRE(shown(letters(40)) ==
          "t.csv:2: '" + letters(40) + "'");  // 40 characters are whole, though they are 80 bytes
  REQUIRE(shown(letters(41)) == "t.csv:2: '" + letters(40) + "...'");
}

TEST_CASE("classes are numbered in numeric order, or in that of their names") {
  const Table::Classes numeric = table("1,10\n2,9\n3,10\n").classes(1);
  REQUIRE(numeric.names == std::vector<std::string>{"9", "10"});
  REQUIRE(numeric.labels == std::vector<std::int32_t>{1, 0, 1});
  const Table::Classes words = table("1,cat\n2,ant\n3,bee\n4,ant\n").classes(1);
  REQUIRE(words.names == std::vector<std::string>{"ant", "bee", "cat"});
  REQUIRE(words.labels == std::vector<std::int32_t>{2, 0, 1, 0});
  const Table gap = table("1,a\n2,\n");
  REQUIRE(
      sentence<DataError>([&] { gap.classes(1); }) ==
      "t.csv:2: '' in column 1 names no class but marks a missing one; say data.missing: drop, or "
      "data.missing_marks without it if it is a class, or fill it in");
}

TEST_CASE("numbers that are equal are one class, however they are written") {
  const Table::Classes classes = table("1,1\n2,1.0\n3,01\n4,+2\n5,1e0\n6,2\n").classes(1);
  REQUIRE(classes.names == std::vector<std::string>{"1", "2"});
  REQUIRE(classes.labels == std::vector<std::int32_t>{0, 0, 0, 1, 0, 1});
  // Beyond 2^53 different numbers are one double.
  REQUIRE(table("1,9007199254740993\n2,9007199254740992\n").classes(1).names.size() == 2);
  CsvFormat format;
  format.label_suffix = ".";
  REQUIRE(table("1,>50K.\n2,>50K\n3,<=50K.\n", format).classes(1).names ==
          std::vector<std::string>{"<=50K", ">50K"});
}

TEST_CASE("a table cut anywhere is read or refused, never worse") {
  const std::string whole = "\xef\xbb\xbf\"a\",b,\"c\"\"\"\r\n1,\"2\",3\r\n4,5,\"6\"\r\n";
  int refused = 0;
  for (std::size_t length = 0; length < whole.size(); ++length) try {
      const Table read = table(whole.substr(0, length));
      for (std::int64_t column = 0; column < read.columns(); ++column) read.classes(column);
    } catch (const DataError&) {
      ++refused;
    }
  REQUIRE(refused > 10);
  REQUIRE(table(whole).column_name(2) == "c\"");
}

TEST_CASE("a csv file is a regression, standardised with the training part alone") {
  const TemporaryFolder folder;
  std::string text = "a b same target\n";
  for (int i = 0; i < 50; ++i) {
    text += std::to_string(i) + " " + std::to_string(i * i) + " 7 " + std::to_string(3 * i) + "\n";
  }
  const Map given{member("name", "csv"), member("path", folder.write("t.gz", gzip_of(text))),
                  member("validation", 5), member("test", 15)};
  const Dataset dataset = load(given);
  require_facts(given, dataset);
  REQUIRE(dataset.train.count() == 30);
  REQUIRE(dataset.features == 3);
  double sum = 0, squares = 0, raw_sum = 0, raw_squares = 0;
  const double scale = dataset.target_scale;
  for (std::size_t i = 0; i < 30; ++i) {
    const double x = static_cast<double>(dataset.train.features(i, 0)),
                 y = static_cast<double>(dataset.train.targets(i, 0));
    REQUIRE(x == Approx(y).margin(1e-6));  // the target is three times the first feature
    REQUIRE(dataset.train.features(i, 2) == 0);
    sum += y;
    squares += y * y;
    raw_sum += y * scale;
    raw_squares += y * scale * y * scale;
  }
  REQUIRE(sum == Approx(0).margin(1e-4));
  REQUIRE(squares / 30 == Approx(1));
  // target_scale takes differences back to the units of the file: neighbours there differ by
  // multiples of 3
  for (std::size_t i = 1; i < 15; ++i) {
    const double step =
        static_cast<double>(dataset.test.targets(i, 0) - dataset.test.targets(0, 0)) * scale / 3;
    REQUIRE(step == Approx(std::round(step)).margin(1e-4));
  }
}

TEST_CASE("target and columns of a csv file can be chosen, and nothing need be standardised") {
  const TemporaryFolder folder;
  const std::string path =
      folder.write("t.csv", "kind,x,y\nant,1,5\nbee,2,6\nant,3,7\ncat,4,8\nbee,5,9\ncat,6,10\n");
  const Map given{
      member("name", "csv"),    member("path", path),         member("task", "classification"),
      member("target", "kind"), member("columns", List{"y"}), member("standardise", false)};
  const Dataset dataset = load(given);
  require_facts(given, dataset);
  REQUIRE(dataset.class_names == std::vector<std::string>{"ant", "bee", "cat"});
  REQUIRE(dataset.train.count() == 5);  // 20 % of six are the test part
  for (std::size_t i = 0; i < 5; ++i) {
    const int row = static_cast<int>(dataset.train.features(i, 0)) - 5;
    REQUIRE(dataset.train.labels[i] ==
            std::vector<int>{0, 1, 0, 2, 1, 2}.at(static_cast<std::size_t>(row)));
  }
}

TEST_CASE("bad fields of csv are refused") {
  const TemporaryFolder folder;
  const std::string path = folder.write("t.csv", "x,y\n1,2\n3,4\n"),
                    single = folder.write("single.csv", "x\n1\n2\n");
  const auto refused = [&](const std::string& key, const Value& value) {
    return sentence<Error>([&] {
      load({member("name", "csv"), member("path", path), member(key, value)});
    });
  };
  REQUIRE(refused("header", Value("yes")) ==
          "data.header is text (yes), but it must be auto, true or false");
  REQUIRE(refused("target", Value(true)) ==
          "data.target is true or false (true), but it must be the name of a column, its index "
          "from 0 (negative: from the end), or a list of them");
  REQUIRE(
      refused("delimiter", Value("::")) ==
      "data.delimiter is text (::), but it must be auto or one character that occurs in no number");
  REQUIRE(refused("columns", Value(List{})) ==
          "data.columns is a list ([]), but it must be a list of column names or indices, or "
          "{all_but: [...]}");
  REQUIRE(refused("columns", Value(List{"x", 0})) ==
          "data.columns names column 0 of " + path +
              ", which is in the list already; name each column once");
  REQUIRE(refused("columns", Value(List{"y"})) ==
          "data.columns names column y of " + path +
              ", which is the target already; name each column once");
  REQUIRE(sentence<DataError>([&] {
            load({member("name", "csv"), member("path", single)});
          }) ==
          single +
              " has no column but its target ('x'), so nothing is left to predict it from; check "
              "data.delimiter");
}

}  // namespace regsweep::csv_file_test
