// Data by content: what makes trials the same and what makes them others, where files are looked
// for, and who refuses changed ones.
#include "execution/directory/data_files.hpp"

#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "data/temporary_files.hpp"
#include "execution/directory/freeze.hpp"
#include "execution/worker.hpp"
#include "own_data.hpp"

namespace regsweep::data_files_test {

using testing::gzip_of;
using testing::sentence;
namespace fs = std::filesystem;

struct WorkingFolder {
  fs::path before = fs::current_path();
  explicit WorkingFolder(const fs::path& folder) { fs::current_path(folder); }
  ~WorkingFolder() { fs::current_path(before); }
};

void require_says(const std::string& sentence, const std::vector<std::string>& parts) {
  for (const std::string& part : parts) {
    INFO(sentence);
    REQUIRE(sentence.find(part) != std::string::npos);
  }
}

TEST_CASE("the same bytes are the same trials: elsewhere, renamed, compressed") {
  const ScratchFolder first, second;
  write_text(first / "data.csv", table_text());
  const std::vector<std::string> ids = ids_of(own_plan(first.path(), "data.csv"));
  fs::create_directories(second / "deep");
  write_text(second / "deep/renamed.txt", table_text());
  write_text(second / "data.csv.gz", gzip_of(table_text()));
  REQUIRE(ids_of(own_plan(second.path(), "deep/renamed.txt")) == ids);
  REQUIRE(ids_of(own_plan(second.path(), "data.csv.gz")) == ids);
  REQUIRE(ids_of(own_plan(second.path(), (first / "data.csv").string())) == ids);
  write_text(second / "data.csv", table_text(3));
  const std::vector<std::string> others = ids_of(own_plan(second.path(), "data.csv"));
  for (const std::string& id : others) REQUIRE(std::count(ids.begin(), ids.end(), id) == 0);
}

TEST_CASE("a relative path counts from the folder of the YAML, wherever the program is started") {
  const ScratchFolder folder;
  fs::create_directories(folder / "other");
  write_text(folder / "data.csv", table_text());
  write_text(folder / "other/data.csv", table_text(5));
  const std::vector<std::string> ids = ids_of(own_plan(folder.path(), "data.csv"));
  const WorkingFolder elsewhere(folder / "other");
  const Plan plan = own_plan(folder.path(), "data.csv");
  REQUIRE(ids_of(plan) == ids);
  REQUIRE(plan.files.at(0).path == (folder / "data.csv").string());
  REQUIRE(plan.files.at(0).from_directory == "../data.csv");
  fs::remove(folder / "data.csv");
  require_says(
      sentence<DataError>([&] { own_plan(folder.path(), "data.csv"); }),
      {"own.yaml:3:", "there is no file " + (folder / "data.csv").string(),
       "counts from the folder of the YAML", "write " + (folder / "other/data.csv").string()});
}

TEST_CASE("a folder in the place of a table is named before anything in it is read") {
  const ScratchFolder folder;
  fs::create_directories(folder / "tables");
  write_text(folder / "tables/damaged.csv.gz", "\x1f\x8b");
  require_says(sentence<DataError>([&] { own_plan(folder.path(), "tables"); }),
               {"own.yaml:3:", (folder / "tables").string() + " is a folder, where a file is"});
}

TEST_CASE("the copy of a YAML in a sweep's directory counts from where the YAML was, also moved") {
  const ScratchFolder folder;
  fs::create_directories(folder / "a");
  write_text(folder / "a/data.csv", table_text());
  const Plan plan = own_plan(folder / "a", "data.csv");
  freeze(plan, own_yaml("data.csv"), SweepDirectory(folder / "a/sweep"));
  const auto ids_of_copy = [&](const std::string& place) {
    DataIndex index;
    FilesOfYaml files(folder / (place + "/sweep/sweep.yaml"), index);
    return ids_of(make_plan(read_yaml_file((folder / (place + "/sweep/sweep.yaml")).string()),
                            trial_grammar(files)));
  };
  REQUIRE(ids_of_copy("a") == ids_of(plan));
  fs::rename(folder / "a", folder / "b");
  REQUIRE(ids_of_copy("b") == ids_of(plan));
}

TEST_CASE("a plan says what its files held, and paths change nothing of it") {
  const ScratchFolder first, second;
  write_text(first / "data.csv", table_text());
  write_text(second / "other.csv", table_text());
  const Plan plan = own_plan(first.path(), "data.csv"),
             moved = own_plan(second.path(), "other.csv");
  REQUIRE(plan_digest(plan) == plan_digest(moved));
  REQUIRE(plan.files.at(0).bytes == static_cast<std::int64_t>(table_text().size()));
  REQUIRE(plan.variants.at(0).configuration.at("data").at("path").text() ==
          plan.files.at(0).content);
  REQUIRE(data_files_of(from_json(files_text(plan, 1), "text")) == plan.files);
  REQUIRE(located(plan.files, plan.variants[0].configuration).at("data").at("path").text() ==
          (first / "data.csv").string());
}

TEST_CASE("files of known data sets stand in the plan by their checksums, and identify nothing") {
  Plan plan = small_plan();
  const std::vector<std::string> ids = ids_of(plan);
  for (Variant& variant : plan.variants) {
    variant.configuration.set("data", Value(Map{{"name", Value("mnist"), {}}}));
  }
  DataIndex index;
  const std::vector<DataFile> files = FilesOfYaml("small.yaml", index).files_of(plan, "sweep");
  REQUIRE(files.size() == 4);
  REQUIRE(files[0].set == "mnist");
  REQUIRE(files[0].content ==
          "sha256:ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db");
  REQUIRE_FALSE(files[0].is_named());
}

TEST_CASE("files are found where they were, or moved together with the directory, or beside it") {
  const ScratchFolder folder;
  fs::create_directories(folder / "a");
  write_text(folder / "a/data.csv", table_text());
  Plan plan = own_plan(folder / "a", "data.csv");
  DataIndex index;
  const auto found = [&](const std::string& directory) {
    Plan now = plan;
    find_files(now, SweepDirectory(folder / directory), AbsentFiles::refused, index);
    return now.files.at(0).place();
  };
  REQUIRE(found("a/sweep") == (folder / "a/data.csv").string());
  fs::create_directories(folder / "b/sweep");
  write_text(folder / "b/data.csv", table_text());
  REQUIRE(found("b/sweep") == (folder / "a/data.csv").string());
  write_text(folder / "a/data.csv", table_text(2));  // edited there, and right here
  REQUIRE(found("b/sweep") == (folder / "b/data.csv").string());
  fs::remove(folder / "a/data.csv");
  fs::rename(folder / "b/data.csv", folder / "b/sweep/data.csv");
  REQUIRE(found("b/sweep") == (folder / "b/sweep/data.csv").string());
}

TEST_CASE(
    "a file that changed is refused with its name, the plan and a remedy; a missing one too") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder / "sweep");
  write_text(folder / "data.csv", table_text());
  const Plan plan = own_plan(folder.path(), "data.csv");
  freeze(plan, "", directory);
  write_text(folder / "data.csv", table_text(2));
  DataIndex index;
  Plan read = directory.read_plan();
  for (const AbsentFiles absent : {AbsentFiles::refused, AbsentFiles::passed_over}) {
    require_says(sentence<DataError>([&] { find_files(read, directory, absent, index); }),
                 {(folder / "data.csv").string(), "has changed since", "plan.json",
                  "put the earlier file back", "regsweep plan " + (folder / "own.yaml").string()});
  }
  const Plan now = own_plan(folder.path(), "data.csv");
  require_says(sentence<DataError>([&] { refuse_changed_files(now, directory, "the command"); }),
               {(folder / "data.csv").string(), directory.plan_file().string(), "(`the command`)"});
  freeze(now, "", directory);
  refuse_changed_files(now, directory, "");
  fs::remove(folder / "data.csv");
  read = directory.read_plan();
  require_says(
      sentence<DataError>([&] { find_files(read, directory, AbsentFiles::refused, index); }),
      {"the data file " + (folder / "data.csv").string(), "is not there", "bring it back"});
  find_files(read, directory, AbsentFiles::passed_over, index);
}

TEST_CASE("another file that the YAML names now is a new plan and no change of data") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder / "sweep");
  write_text(folder / "data.csv", table_text());
  write_text(folder / "other.csv", table_text(2));
  freeze(own_plan(folder.path(), "data.csv"), "", directory);
  refuse_changed_files(own_plan(folder.path(), "other.csv"), directory, "");
  write_text(folder / "copy.csv", table_text());
  refuse_changed_files(own_plan(folder.path(), "copy.csv"), directory, "");
  REQUIRE_FALSE(freeze(own_plan(folder.path(), "copy.csv"), "", directory).rewritten);
  REQUIRE(directory.read_plan().files.at(0).path == (folder / "copy.csv").string());
}

TEST_CASE("data are not trained on when they changed after they were found") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder / "sweep");
  write_text(folder / "data.csv", table_text());
  const Plan plan = own_plan(folder.path(), "data.csv");
  freeze(plan, "", directory);
  const Value& data = plan.variants[0].configuration.at("data");
  DataIndex index;
  REQUIRE(load_checked(plan.files, data, index).train.count() == 48);
  write_text(folder / "data.csv", table_text(2));
  REQUIRE_THROWS_AS(load_checked(plan.files, data, index), DataError);
  REQUIRE_THROWS_AS(work(directory, plan, {.name = "test"}), DataError);
  REQUIRE_THROWS_AS(load_checked({}, data, index), DataError);
}

TEST_CASE("a plan of before, which names files by path alone, is told") {
  const ScratchFolder folder;
  write_text(folder / "data.csv", table_text());
  const Plan before =
      make_plan(read_yaml(own_yaml((folder / "data.csv").string()), "own.yaml"), trial_grammar());
  const Plan now = own_plan(folder.path(), "data.csv");
  REQUIRE(has_unproven_files(before));
  REQUIRE_FALSE(has_unproven_files(now));
  REQUIRE_FALSE(has_unproven_files(small_plan()));
  const SweepDirectory directory(folder / "sweep");
  freeze(before, "", directory);
  work(directory, before, {.name = "test"});
  const FreezeReport report = freeze(now, "", directory);
  REQUIRE(report.kept == 0);
  REQUIRE(report.orphans.size() == 4);
  REQUIRE(report.unproven == 4);
}

TEST_CASE("the command that plans again is one that a shell takes") {
  Plan plan = small_plan();
  plan.provenance = Value(Map{});
  REQUIRE(planning_command(plan, SweepDirectory("results/my own")) ==
          "regsweep plan SWEEP.yaml --out 'results/my own' --write");
  plan.provenance.set("sweep_yaml", Value("/a b/c.yaml"));
  plan.provenance.set("settings", Value(List{"seeds=4", "axes.x=[1, 2]"}));
  REQUIRE(planning_command(plan, SweepDirectory("r")) ==
          "regsweep plan '/a b/c.yaml' --out r --set seeds=4 --set 'axes.x=[1, 2]' --write");
}

}  // namespace regsweep::data_files_test
