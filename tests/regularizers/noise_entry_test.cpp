// The table of noises.
#include "regularizers/noise_entry.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>

#include "core/error.hpp"

namespace regsweep::noise_entry_test {

TEST_CASE("there is an entry for each file of noise, found by its name") {
  std::vector<std::string> files, names;
  for (const auto& file :
       std::filesystem::directory_iterator(REGSWEEP_SOURCE_DIR "/lib/regularizers/noise")) {
    files.push_back(file.path().stem().string());
  }
  for (const NoiseEntry& entry : noise_entries()) {
    names.push_back(entry.name);
    CHECK(&noise_entry(entry.name) == &entry);
  }
  std::sort(files.begin(), files.end());
  CHECK(names == files);
  CHECK_THROWS_AS(noise_entry("silence"), ContractError);
}

}  // namespace regsweep::noise_entry_test
