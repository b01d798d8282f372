// What is said about a file of the user.
#include "data/show.hpp"

#include <cstdint>

#include "temporary_files.hpp"

namespace regsweep::show_test {

using namespace testing;

TEST_CASE("a table is shown with its columns, and the YAML to copy reads it") {
  const TemporaryFolder folder;
  std::string text = "id;size;kind\n";
  for (int row = 0; row < 12; ++row) {
    text += std::to_string(row) + ";" + (row == 3 ? "?" : std::to_string(row * 5 % 7)) + ";" +
            (row % 3 == 0 ? "cat" : "dog") + "\n";
  }
  const std::string path = folder.write("own.csv", text);
  const Value shown = shown_file(path);
  REQUIRE(shown.at("delimiter").text() == "';'");
  REQUIRE(shown.at("rows").integer() == 12);
  const List& columns = shown.at("columns").list();
  REQUIRE(columns[0].at("counts_rows").flag());
  REQUIRE(columns[1].at("missing").integer() == 1);
  REQUIRE(columns[1].at("high").number() == 6);
  REQUIRE(columns[2].at("kind").text() == "categories");
  REQUIRE(columns[2].at("classes").at("dog").integer() == 8);
  REQUIRE(shown.at("yaml").text() == "data: {name: csv, path: " + path +
                                         ", target: kind, task: classification, columns: {all_but: "
                                         "[0]}, missing: mean}");
  REQUIRE(shown_text(shown).find("12 rows, a header, columns delimited by ';'") !=
          std::string::npos);
  const Map copied{member("name", "csv"),     member("path", path),
                   member("target", "kind"),  member("task", "classification"),
                   member("missing", "mean"), member("columns", Map{member("all_but", List{0})})};
  REQUIRE(load(copied).features == 2);
}

TEST_CASE("decimal commas are found, and columns that name rows are no target") {
  const TemporaryFolder folder;
  std::string text = "a;b;name;\n";
  for (int row = 0; row < 12; ++row) {
    text += std::to_string(row * 5 % 7) + ",5;-0," + std::to_string(row * row) + ";n" +
            std::to_string(row) + ";\n";
  }
  const Value shown = shown_file(folder.write("comma.csv", text));
  REQUIRE(shown.at("columns").list()[0].at("high").number() == 6.5);
  REQUIRE(shown.at("yaml").text() == "data: {name: csv, path: " + (folder / "comma.csv") +
                                         ", target: b, task: regression, decimal: ',', columns: "
                                         "{all_but: [2]}}");
}

TEST_CASE("a text is shown as such") {
  const TemporaryFolder folder;
  const Value shown = shown_file(folder.write("a.txt", "the cat, the hat\nsat\n"));
  REQUIRE(shown.at("kind").text() == "text");
  REQUIRE(shown.at("words").integer() == 5);
  REQUIRE(shown.at("distinct_words").integer() == 4);
  REQUIRE(shown.at("lines").integer() == 2);
  REQUIRE_THROWS_AS(shown_file(folder.write("b.zip", "PK\x03\x04xxxx")), DataError);
}

TEST_CASE("numbers of tokens are shown with their width, whatever the size of the vocabulary") {
  const TemporaryFolder folder;
  const auto written = [&](const std::string& name, std::size_t width, std::uint32_t step) {
    std::string bytes;
    for (std::uint32_t i = 0; i < 300; ++i) {
      for (std::size_t byte = 0; byte < width; ++byte) {
        bytes += static_cast<char>(i * step % (13 * step) >> (8 * byte) & 0xff);
      }
    }
    return shown_file(folder.write(name, bytes));
  };
  REQUIRE(written("few.bin", 2, 1).at("unit").text() == "uint16");
  REQUIRE(written("many.bin", 2, 5000).at("unit").text() == "uint16");
  REQUIRE(written("wide.bin", 4, 1).at("unit").text() == "uint32");
  const Value shown = written("train.bin", 4, 7000);
  REQUIRE(shown.at("unit").text() == "uint32");
  REQUIRE(shown.at("tokens").integer() == 300);
  REQUIRE(shown.at("distinct").integer() == 13);
  REQUIRE(shown.at("largest").integer() == 84000);
  REQUIRE(shown.at("yaml").text() ==
          "data: {name: text, path: " + (folder / "train.bin") + ", unit: uint32}");
  folder.write("val.bin", "abcd");
  REQUIRE(shown_file(folder / "train.bin").at("yaml").text() ==
          "data: {name: text, path: " + (folder / "train.bin") +
              ", unit: uint32, validation_path: " + (folder / "val.bin") + "}");
  REQUIRE_THROWS_AS(shown_file(folder.write("odd.bin", "abc")), DataError);
}

}  // namespace regsweep::show_test
