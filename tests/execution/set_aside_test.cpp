// Setting aside: names that are taken stay taken, whole trials stay where they are.
#include "execution/directory/set_aside.hpp"

#include <catch2/catch.hpp>

#include "execution/directory/freeze.hpp"
#include "execution/worker.hpp"
#include "small_sweep.hpp"

namespace regsweep::set_aside_test {

namespace fs = std::filesystem;

TEST_CASE("files are moved to the first free name and never over another one") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  for (const char* text : {"first", "second", "third"}) {
    write_text(folder / "0123.h5", text);
    set_aside(directory, folder / "0123.h5", Folder::damaged);
  }
  REQUIRE_FALSE(fs::exists(folder / "0123.h5"));
  const auto first_word = [&](const char* name) {
    std::ifstream stream(folder / "damaged" / name);
    std::string word;
    stream >> word;
    return word;
  };
  REQUIRE(first_word("0123.h5") == "first");
  REQUIRE(first_word("0123.2.h5") == "second");
  REQUIRE(first_word("0123.3.h5") == "third");
}

TEST_CASE("a file that is not there, or a folder that cannot be made, is a storage error") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  REQUIRE_THROWS_WITH(set_aside(directory, folder / "nothing.h5", Folder::damaged),
                      Catch::Contains("No such file or directory"));
  write_text(folder / "retried", "in the way");
  write_text(folder / "0123.json", "{}");
  REQUIRE_THROWS_AS(set_aside(directory, folder / "0123.json", Folder::retried), StorageError);
  REQUIRE(fs::exists(folder / "0123.json"));
}

TEST_CASE("only a damaged trial is moved") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const Plan plan = small_plan("10", "[0.5]", "1");
  const std::string& id = plan.trials[0].id;
  freeze(plan, "", directory);
  REQUIRE(set_damaged_trial_aside(directory, id).empty());
  work(directory, plan, {.name = "test"});
  REQUIRE(set_damaged_trial_aside(directory, id).empty());
  REQUIRE(fs::exists(directory.trial(id)));
  fs::resize_file(directory.trial(id), 500);
  REQUIRE(set_damaged_trial_aside(directory, id) == folder / "damaged" / (id + ".h5"));
  REQUIRE_FALSE(fs::exists(directory.trial(id)));
}

}  // namespace regsweep::set_aside_test
