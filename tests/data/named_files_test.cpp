// Which files a data configuration names, and how their paths are exchanged.
#include "data/named_files.hpp"

#include "temporary_files.hpp"

namespace regsweep::named_files_test {

using namespace testing;

TEST_CASE("every data set that reads files of the user names them") {
  for (const Map& given :
       {Map{member("name", "csv"), member("path", "a b.csv")},
        Map{member("name", "text"), member("path", "a b.csv")},
        Map{member("name", "idx"), member("train_images", "a b.csv"), member("train_labels", "l"),
            member("test_images", "t"), member("test_labels", "u")}}) {
    const std::vector<NamedFile> files = named_files(normalized(given));
    REQUIRE(files.size() == given.size() - 1);
    REQUIRE(files[0].path == "a b.csv");
    REQUIRE(files[0].inside.empty());
    REQUIRE(files[0].key == given[1].key);
  }
  REQUIRE(named_files(normalized({member("name", "two_moons")})).empty());
}

TEST_CASE("a path may say what is meant inside its file") {
  REQUIRE(named_file("x/data.npz:images").path == "x/data.npz");
  REQUIRE(named_file("x/data.npz:images").inside == ":images");
  REQUIRE(named_file("d.h5:/group/x").inside == ":/group/x");
  REQUIRE(named_file("C:table.csv").path == "C:table.csv");
}

TEST_CASE("paths are exchanged and nothing else") {
  const Value before = normalized({member("name", "csv"), member("path", "t.csv")});
  const Value after =
      with_named_files(before, [](const NamedFile& file) { return "/x/" + file.path; });
  REQUIRE(after.at("path").text() == "/x/t.csv");
  REQUIRE(with_named_files(after, [](const NamedFile&) { return "t.csv"; }) == before);
}

TEST_CASE("a folder is its files in the order of their names, hidden ones left out") {
  const TemporaryFolder folder;
  folder.write("f/b/2.png", "x");
  folder.write("f/a/10.png", "x");
  folder.write("f/.cache/z", "x");
  std::vector<std::string> names;
  for (const fs::path& file : files_at(folder / "f")) names.push_back(file.filename().string());
  REQUIRE(names == std::vector<std::string>{"10.png", "2.png"});
  REQUIRE(files_at(folder / "f/b/2.png").size() == 1);
  REQUIRE(sentence<DataError>([&] { files_at(folder / "none"); }) ==
          "there is no file " + (folder / "none") + "; check the path under data:");
}

}  // namespace regsweep::named_files_test
