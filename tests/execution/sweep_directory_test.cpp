// The names in a sweep directory, both ways, and its folders.
#include "execution/directory/sweep_directory.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>
#include <set>

#include "results/publish.hpp"
#include "results/trial_file.hpp"
#include "small_sweep.hpp"

namespace regsweep::sweep_directory_test {

namespace fs = std::filesystem;

TEST_CASE("every file of a trial is known by its name, and nothing else is") {
  const SweepDirectory directory("sweep");
  const std::string id = "0123456789abcdef";
  const auto kind = [](Folder folder, const fs::path& file) {
    return parse_file_name(folder, file.filename().string()).kind;
  };
  const auto id_in = [](Folder folder, const fs::path& file) {
    return parse_file_name(folder, file.filename().string()).id;
  };
  REQUIRE(kind(Folder::trials, directory.trial(id)) == FileKind::trial);
  REQUIRE(id_in(Folder::trials, directory.trial(id)) == id);
  const fs::path alarm = alarm_file(directory.trial(id), "89abcdef0123");
  REQUIRE(kind(Folder::trials, alarm) == FileKind::determinism_alarm);
  REQUIRE(id_in(Folder::trials, alarm) == id);
  REQUIRE(kind(Folder::checkpoints, directory.checkpoint(id)) == FileKind::checkpoint);
  REQUIRE(id_in(Folder::checkpoints, directory.checkpoint(id)) == id);
  REQUIRE(kind(Folder::claims, directory.claim(id)) == FileKind::claim);
  REQUIRE(id_in(Folder::claims, directory.claim(id)) == id);
  REQUIRE(kind(Folder::failures, directory.failure(id)) == FileKind::failure);
  REQUIRE(id_in(Folder::failures, directory.failure(id)) == id);
  REQUIRE(kind(Folder::logs, directory.worker_log("1")) == FileKind::log);
  REQUIRE(kind(Folder::logs, directory.slurm_log("7_3")) == FileKind::log);
  REQUIRE(kind(Folder::trials, "notes.txt") == FileKind::other);
  REQUIRE(kind(Folder::trials, ".h5") == FileKind::other);
  REQUIRE(kind(Folder::checkpoints, id + ".old.h5") == FileKind::other);
  REQUIRE(kind(Folder::failures, id) == FileKind::other);
}

TEST_CASE("temporary files and drafts of claims name the process that writes them") {
  const std::string temporary = ".0123.h5.tmp.4711.0";
  REQUIRE(is_temporary(temporary));
  REQUIRE(parse_file_name(Folder::trials, temporary).kind == FileKind::temporary);
  REQUIRE(writing_process(temporary) == 4711);
  const fs::path draft = claim_draft("sweep/claims/0123", {"node7.cluster", "", 4712, 99}, 3);
  REQUIRE(draft.parent_path() == "sweep/claims");
  REQUIRE(parse_file_name(Folder::claims, draft.filename().string()).kind == FileKind::temporary);
  REQUIRE(writing_process(draft.filename().string()) == 4712);
  REQUIRE_FALSE(writing_process(".hidden").has_value());
}

TEST_CASE("a folder is visited entry by entry, and one that is absent is empty") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  const auto kinds_in = [&](Folder which) {
    std::multiset<FileKind> kinds;
    directory.visit(which, [&](const fs::path&, const FileName& name) { kinds.insert(name.kind); });
    return kinds;
  };
  REQUIRE(kinds_in(Folder::trials).empty());
  directory.create();
  write_text(directory.trial("01"), "");
  write_text(directory.trial("02"), "");
  write_text(directory.folder(Folder::trials) / "notes.txt", "");
  REQUIRE(kinds_in(Folder::trials) ==
          std::multiset<FileKind>{FileKind::trial, FileKind::trial, FileKind::other});
}

TEST_CASE("a folder without a plan, and one that cannot be made, are told apart") {
  const ScratchFolder folder;
  REQUIRE_THROWS_WITH(SweepDirectory(folder.path()).read_plan(),
                      fmt::format("{0} is not a sweep directory: it has no plan.json; make one "
                                  "with `regsweep run SWEEP.yaml --out {0}` or "
                                  "`regsweep plan SWEEP.yaml --write`",
                                  folder.path().string()));
  write_text(folder / "file", "");
  REQUIRE_THROWS_AS(SweepDirectory(folder / "file").create(), StorageError);
  REQUIRE_THROWS_WITH(SweepDirectory(folder / "file").create(),
                      fmt::format("cannot make the folder {} (Not a directory); choose another "
                                  "place with --out or change its permissions",
                                  (folder / "file" / "trials").string()));
}

}  // namespace regsweep::sweep_directory_test
