// Finding files of known sets: the data folder, the spellings of a name, the sentences when
// something is absent or damaged.
#include "data/locate.hpp"

#include "data/sha256.hpp"
#include "temporary_files.hpp"

namespace regsweep::locate_test {

using namespace testing;

Origin origin_of(const std::string& content, const std::string& system_folder = "") {
  Origin origin;
  origin.files = {{"train-images-idx3-ubyte", sha256(content), content.size(), ""}};
  if (!system_folder.empty()) origin.system_folders = {system_folder};
  return origin;
}

TEST_CASE("the data folder comes from the environment, in this order") {
  const Environment home("HOME", "/h"), shared("XDG_DATA_HOME", "/x"), own("REGSWEEP_DATA", "/r");
  REQUIRE(data_folder() == "/r");
  const Environment no_own("REGSWEEP_DATA", "");
  REQUIRE(data_folder() == "/x/regsweep");
  const Environment no_shared("XDG_DATA_HOME", std::nullopt);
  REQUIRE(data_folder() == "/h/.local/share/regsweep");
  const Environment no_home("HOME", std::nullopt);
  REQUIRE(sentence<DataError>([] { data_folder(); }) ==
          "there is no folder for data: neither REGSWEEP_DATA, XDG_DATA_HOME nor HOME is set; set "
          "REGSWEEP_DATA");
}

TEST_CASE(
    "a file is found plain or compressed, under both spellings, first in the data folder, then on "
    "the system") {
  const TemporaryFolder folder;
  const Environment data("REGSWEEP_DATA", folder / "data");
  const Origin origin = origin_of("content", folder / "system-*");
  REQUIRE_FALSE(folder_of("set", origin).has_value());
  folder.write("system-1/train-images.idx3-ubyte.gz", gzip_of("content"));
  REQUIRE(folder_of("set", origin) == folder.path() / "system-1");
  REQUIRE(read_known_file("set", origin, 0) == "content");
  folder.write("data/set/train-images-idx3-ubyte", "content");
  REQUIRE(folder_of("set", origin) == folder.path() / "data/set");
  REQUIRE(read_known_file("set", origin, 0) == "content");
}

TEST_CASE("an absent file is told with the places searched and the command that gets it") {
  const TemporaryFolder folder;
  const Environment data("REGSWEEP_DATA", folder / "data");
  fs::create_directories(folder / "system-1");
  REQUIRE(sentence<DataError>(
              [&] { read_known_file("set", origin_of("content", folder / "system-*"), 0); }) ==
          "dataset 'set' is not on this machine: there is no train-images-idx3-ubyte in " +
              (folder / "data/set") + " or " + (folder / "system-1") +
              "; run 'regsweep data get set', or set REGSWEEP_DATA to the folder that holds set/");
}

TEST_CASE("another content is refused, whatever its length") {
  const TemporaryFolder folder;
  const Environment data("REGSWEEP_DATA", folder / "data");
  const Origin origin = origin_of("content");
  const auto refused = [&](const std::string& content) {
    const std::string path = folder.write("data/set/train-images-idx3-ubyte", content);
    const std::string message = sentence<DataError>([&] { read_known_file("set", origin, 0); });
    REQUIRE(message.substr(0, path.size()) == path);
    return message.substr(path.size());
  };
  const std::string remedy = "; delete it and run 'regsweep data get set'";
  REQUIRE(refused("conten") ==
          " holds less than the 7 bytes of train-images-idx3-ubyte of dataset 'set'" + remedy);
  REQUIRE(refused("content!") ==
          " holds more than the 7 bytes of train-images-idx3-ubyte of dataset 'set'" + remedy);
  REQUIRE(refused("") ==
          " holds less than the 7 bytes of train-images-idx3-ubyte of dataset 'set'" + remedy);
  REQUIRE(refused("Content") == " has the SHA-256 " + sha256("Content").substr(0, 12) +
                                    "... where train-images-idx3-ubyte of dataset 'set' has "
                                    "ed7002b439e9..., so it is damaged or another file" +
                                    remedy);
}

}  // namespace regsweep::locate_test
