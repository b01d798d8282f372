// DataFile as JSON and back.
#include "sweep/data_file.hpp"

#include <catch2/catch.hpp>

#include "core/json.hpp"

namespace regsweep::data_file_test {

TEST_CASE("files come back from JSON, named ones and those of a known set") {
  const std::vector<DataFile> files{
      {"sha256:ab", 1159, "/a b/d\"ata.csv", "../../d\"ata.csv", "", "", "/found"},
      {"sha256:cd", 47040016, "", "", "mnist", "train-images-idx3-ubyte", ""}};
  const std::string text = to_json(as_value(files), JsonForm::one_line);
  REQUIRE(data_files_of(from_json(text, "text")) == files);
  REQUIRE(text.find("\"set\":\"\"") == std::string::npos);
  REQUIRE(files[0].place() == "/found");
  REQUIRE(data_file_of(as_value(files[0])).place() == "/a b/d\"ata.csv");
  REQUIRE(files[0].is_named());
  REQUIRE_FALSE(files[1].is_named());
}

}  // namespace regsweep::data_file_test
