// Claims: one holder at a time, whatever dies and whoever comes at once.
#include "execution/directory/claims.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <algorithm>
#include <catch2/catch.hpp>

#include "small_sweep.hpp"

namespace regsweep::claims_test {

namespace fs = std::filesystem;

// A claim file as another process would have left it.
void forge(const fs::path& file, const ProcessIdentity& holder) {
  write_text(
      file,
      fmt::format(
          R"({{"host": "{}", "machine": "{}", "pid": {}, "process_start": {}, "token": "forged"}})",
          holder.host, holder.machine, holder.pid, holder.start));
}

void make_older(const fs::path& file, double seconds) {
  struct stat status {};
  REQUIRE(stat(file.c_str(), &status) == 0);
  timespec times[2] = {status.st_atim, status.st_mtim};
  times[1].tv_sec -= static_cast<time_t>(seconds);
  REQUIRE(utimensat(AT_FDCWD, file.c_str(), times, 0) == 0);
}

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

TEST_CASE("a claim has one holder until it is released, and leaves nothing behind") {
  const ScratchFolder folder;
  const fs::path file = folder / "0123";
  {
    const std::optional<Claim> first = Claim::acquire(file, "one");
    REQUIRE(first.has_value());
    REQUIRE_FALSE(Claim::acquire(file, "two").has_value());
    REQUIRE(files_in(folder.path()) == 1);
    REQUIRE(read_claim(file)->worker == "one");
    REQUIRE(read_claim(file)->holder == this_process());
  }
  REQUIRE(files_in(folder.path()) == 0);
  REQUIRE(Claim::acquire(file, "two").has_value());
}

TEST_CASE("a heartbeat shows progress and keeps the claim") {
  const ScratchFolder folder;
  const fs::path file = folder / "0123";
  std::optional<Claim> claim = Claim::acquire(file, "one");
  REQUIRE(claim->heartbeat({7, 40, 1.5, 9, 0.25}));
  const std::optional<ClaimRecord> record = read_claim(file);
  REQUIRE(record->progress.step == 7);
  REQUIRE(record->progress.steps == 40);
  REQUIRE(record->progress.epoch == 1.5);
  REQUIRE(record->progress.loss == 0.25);
  REQUIRE(files_in(folder.path()) == 1);
}

TEST_CASE("the claim of a dead process of this machine is taken over at once") {
  const ScratchFolder folder;
  const fs::path file = folder / "0123";
  const pid_t child = fork();
  if (child == 0) {
    std::optional<Claim> claim = Claim::acquire(file, "victim");
    _exit(claim ? 0 : 1);  // without releasing
  }
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE((WIFEXITED(status) && WEXITSTATUS(status) == 0));
  REQUIRE(read_claim(file)->worker == "victim");
  REQUIRE(is_abandoned(file));
  const std::optional<Claim> heir = Claim::acquire(file, "heir");
  REQUIRE(heir.has_value());
  REQUIRE(read_claim(file)->predecessor_pid ==
          child);  // so that the victim's supervisor learns what it held
  REQUIRE(read_claim(file)->predecessor_machine == this_process().machine);
}

TEST_CASE("a pid that was given to another process does not keep a claim alive") {
  const ScratchFolder folder;
  ProcessIdentity former = this_process();
  former.start -= 1;
  forge(folder / "0123", former);
  REQUIRE(Claim::acquire(folder / "0123", "heir").has_value());
}

TEST_CASE("the claim of another machine lasts as long as its lease") {
  const ScratchFolder folder;
  const fs::path file = folder / "0123";
  ProcessIdentity elsewhere = this_process();
  elsewhere.machine = "another boot/pid:[1]";
  forge(file, elsewhere);
  REQUIRE_FALSE(Claim::acquire(file, "here", 600).has_value());
  make_older(file, 599);
  REQUIRE_FALSE(is_abandoned(file, 600));
  make_older(file, 2);
  REQUIRE(is_abandoned(file, 600));
  REQUIRE(Claim::acquire(file, "here", 600).has_value());
}

TEST_CASE(
    "a claim without sense, as a power cut leaves it, is taken over after seconds, not after the "
    "lease") {
  const ScratchFolder folder;
  const fs::path file = folder / "0123";
  write_text(file, GENERATE("", "{\"host\": "));
  REQUIRE_FALSE(Claim::acquire(file, "here").has_value());
  make_older(file, 18);
  REQUIRE_FALSE(Claim::acquire(file, "here").has_value());
  make_older(file, 3);
  REQUIRE(Claim::acquire(file, "here").has_value());
}

TEST_CASE("a holder that lost its claim notices, and does not remove the new one") {
  const ScratchFolder folder;
  const fs::path file = folder / "0123";
  std::optional<Claim> old = Claim::acquire(file, "old");
  forge(file, this_process());
  REQUIRE_FALSE(old->heartbeat({}));
  old->release();
  REQUIRE(read_claim(file)->token == "forged");
}

TEST_CASE("a claim that vanished for a moment is made again by its holder") {
  const ScratchFolder folder;
  const fs::path file = folder / "0123";
  std::optional<Claim> claim = Claim::acquire(file, "one");
  fs::remove(file);
  REQUIRE(claim->heartbeat({3, 4, 0, 0, 0}));
  REQUIRE(read_claim(file)->progress.step == 3);
  REQUIRE(files_in(folder.path()) == 1);
}

TEST_CASE("of many processes that want an abandoned claim at once, one gets it") {
  const ScratchFolder folder;
  const fs::path file = folder / "0123";
  ProcessIdentity former = this_process();
  former.start -= 1;
  constexpr int racers = 8;
  for (int round = 0; round < 20; ++round) {
    forge(file, former);
    int start[2], answers[2],
        end[2];  // the racers begin when `start` closes, answer, and live on until `end` closes
    REQUIRE((pipe(start) == 0 && pipe(answers) == 0 && pipe(end) == 0));
    std::vector<pid_t> children;
    for (int i = 0; i < racers; ++i) {
      const pid_t child = fork();
      if (child == 0) {
        char byte;
        close(start[1]);
        close(end[1]);
        (void)!read(start[0], &byte, 1);
        const std::optional<Claim> claim = Claim::acquire(file, std::to_string(i));
        (void)!write(answers[1], claim ? "w" : "l", 1);
        (void)!read(end[0], &byte, 1);
        _exit(claim && read_claim(file)->worker != std::to_string(i)
                  ? 1
                  : 0);  // the winner still holds it
      }
      children.push_back(child);
    }
    close(start[0]);
    close(start[1]);
    std::string outcome(racers, '?');
    for (char& letter : outcome) REQUIRE(read(answers[0], &letter, 1) == 1);
    close(end[0]);
    close(end[1]);
    close(answers[0]);
    close(answers[1]);
    for (const pid_t child : children) {
      int status = 0;
      waitpid(child, &status, 0);
      REQUIRE((WIFEXITED(status) && WEXITSTATUS(status) == 0));
    }
    REQUIRE(std::count(outcome.begin(), outcome.end(), 'w') == 1);
    fs::remove(file);
  }
}

TEST_CASE("fresh claims are those with a recent heartbeat; drafts of others are none") {
  const ScratchFolder folder;
  for (const char* name : {"0123", "4567", ".89ab.host.1.2.3"}) {
    forge(folder.path() / name, {"elsewhere", "another machine", 7, 7});
  }
  make_older(folder / "4567", 20);
  REQUIRE(fresh_claims(folder.path(), 15) == std::unordered_set<std::string>{"0123"});
  REQUIRE(fresh_claims(folder.path(), 37) == std::unordered_set<std::string>{"0123", "4567"});
  REQUIRE(fresh_claims(folder / "absent", 15).empty());
  REQUIRE(files_in(folder.path()) == 3);
}

TEST_CASE("a folder that is not there is a storage error that says so") {
  REQUIRE_THROWS_WITH(Claim::acquire("/nowhere/claims/0123", "one"),
                      Catch::Contains("cannot write the claim /nowhere/claims/") &&
                          Catch::Contains("No such file or directory"));
}

TEST_CASE("a claim that cannot be read is an error of the disk, not an absent claim") {
  const ScratchFolder folder;
  REQUIRE_FALSE(read_claim(folder / "nothing").has_value());
  REQUIRE_FALSE(read_claim(folder / "no" / "folder").has_value());
  std::filesystem::create_directory(folder / "0123");
  REQUIRE_THROWS_WITH(read_claim(folder / "0123"),
                      Catch::Contains("cannot read the claim " + (folder / "0123").string()));

  std::optional<Claim> claim = Claim::acquire(folder / "4567", "one");
  std::filesystem::remove(folder / "4567");
  std::filesystem::create_directory(folder / "4567");
  REQUIRE_THROWS_AS(
      claim->heartbeat({}),
      StorageError);  // not "another worker has it", which would end the training without a word
}

}  // namespace regsweep::claims_test
