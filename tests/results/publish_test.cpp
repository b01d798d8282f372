// A published file is whole or absent, and a failure says what to do.
#include "results/publish.hpp"

#include <fcntl.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <csignal>
#include <functional>
#include <thread>

#include "example_trees.hpp"

namespace regsweep::publish_test {

namespace fs = std::filesystem;

std::size_t files_in(const fs::path& folder) {
  return static_cast<std::size_t>(
      std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const StorageError& failure) {
    return failure.what();
  }
  return "no error";
}

// The exit code of a child that runs `action`, or -signal.
int in_child(const std::function<int()>& action) {
  const pid_t child = fork();
  if (child == 0) _exit(action());
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

TEST_CASE("publish stores exactly the bytes, over an older file too, and leaves nothing else") {
  const ScratchFolder folder;
  const std::string bytes("a\0b\nc", 5);
  publish(folder / "file", std::string(100000, 'o'));
  publish(folder / "file", bytes);
  CHECK(bytes_of(folder / "file") == bytes);
  publish(folder / "empty", "");
  CHECK(bytes_of(folder / "empty").empty());
  CHECK(files_in(folder.path()) == 2);
}

TEST_CASE(
    "publish replaces the file instead of writing into it, so a reader keeps what it opened") {
  const ScratchFolder folder;
  publish(folder / "file", "old");
  std::ifstream reader(folder / "file");
  publish(folder / "file", "new");
  std::string seen;
  reader >> seen;
  CHECK(seen == "old");
}

TEST_CASE("publish_text ends with one line end") {
  const ScratchFolder folder;
  publish_text(folder / "without", "line");
  publish_text(folder / "with", "line\n");
  publish_text(folder / "empty", "");
  CHECK(bytes_of(folder / "without") == "line\n");
  CHECK(bytes_of(folder / "with") == "line\n");
  CHECK(bytes_of(folder / "empty") == "\n");
}

TEST_CASE("publish_if_absent leaves an existing file alone") {
  const ScratchFolder folder;
  CHECK(publish_if_absent(folder / "file", "first"));
  CHECK_FALSE(publish_if_absent(folder / "file", "second"));
  CHECK(bytes_of(folder / "file") == "first");
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("Of many that publish one name at once, one wins and its bytes are whole") {
  const ScratchFolder folder;
  std::vector<std::thread> threads;
  std::atomic<int> winners = 0;
  for (char letter = 'a'; letter < 'i'; ++letter) {
    threads.emplace_back([&, letter] {
      winners += publish_if_absent(folder / "file", std::string(50000, letter)) ? 1 : 0;
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(winners == 1);
  const std::string bytes = bytes_of(folder / "file");
  CHECK(bytes == std::string(50000, bytes.at(0)));
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("Temporary files of a killed process are neither in the way nor taken for results") {
  const ScratchFolder folder;
  const std::string left = fmt::format(".file.h5.tmp.{}.0", getpid());
  put_bytes(folder / left, "half");
  publish(folder / "file.h5", "whole");
  CHECK(bytes_of(folder / "file.h5") == "whole");
  CHECK(bytes_of(folder / left) == "half");
  CHECK(is_temporary(folder / left));
  CHECK_FALSE(is_temporary("file.h5"));
  CHECK_FALSE(is_temporary("file.tmp.1.2"));
  CHECK_FALSE(is_temporary(".hidden"));
  CHECK_FALSE(is_temporary(".file.tmp.x.0"));
}

TEST_CASE("A killed publish leaves the old file or the new one") {
  const ScratchFolder folder;
  const std::string old(200000, 'o'), fresh(300000, 'n');
  publish(folder / "file", old);
  for (int round = 0; round < 20; ++round) {
    const pid_t child = fork();
    if (child == 0) {
      for (;;) {
        publish(folder / "file", fresh);
        publish(folder / "file", old);
      }
    }
    usleep(static_cast<useconds_t>(500 + 700 * round));
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    const std::string now = bytes_of(folder / "file");
    REQUIRE((now == old || now == fresh));
  }
}

TEST_CASE("publish into a missing folder says so") {
  const ScratchFolder folder;
  const std::string missing = (folder / "absent").string();
  CHECK(message_of([&] { publish(folder / "absent" / "file", "x"); }) ==
        "cannot write " + missing + "/file: the folder " + missing +
            " does not exist; create it or choose another one with --out");
}

TEST_CASE("publish below a file says so") {
  const ScratchFolder folder;
  put_bytes(folder / "file", "x");
  const std::string parent = (folder / "file").string();
  CHECK(message_of([&] { publish(folder / "file" / "inner", "y"); }) ==
        "cannot write " + parent + "/inner: " + parent +
            " is not a folder; choose another one with --out");
}

TEST_CASE("publish over a folder says so and cleans up") {
  const ScratchFolder folder;
  fs::create_directory(folder / "name");
  CHECK(message_of([&] { publish(folder / "name", "y"); }) ==
        "cannot write " + (folder / "name").string() +
            ": a folder has that name; move it away or choose another place with --out");
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE("publish into a folder that may not be written says so") {
  const ScratchFolder folder;
  fs::create_directory(folder / "locked");
  chmod((folder / "locked").c_str(), 0555);
  chmod(folder.path().c_str(), 0755);
  // root may write everywhere, so the child becomes somebody else
  CHECK(in_child([&] {
          if (getuid() == 0 && setuid(65534) != 0) return 2;
          const std::string place = (folder / "locked").string();
          const std::string expected =
              "cannot write " + place + "/file: you may not write to " + place +
              "; change the permissions of that folder or choose another one with --out";
          return message_of([&] { publish(folder / "locked" / "file", "x"); }) == expected ? 0 : 1;
        }) == 0);
  CHECK(fs::is_empty(folder / "locked"));
}

TEST_CASE("A limit on file sizes is named, the old file stays, nothing is left behind") {
  const ScratchFolder folder;
  publish(folder / "file", "old");
  CHECK(in_child([&] {
          signal(SIGXFSZ, SIG_IGN);
          const rlimit limit{10000, 10000};
          setrlimit(RLIMIT_FSIZE, &limit);
          const std::string expected = "cannot write " + (folder / "file").string() +
                                       ": files may not grow to 20,000 bytes here; raise the limit "
                                       "(ulimit -f), then run the same command again";
          return message_of([&] { publish(folder / "file", std::string(20000, 'n')); }) == expected
                     ? 0
                     : 1;
        }) == 0);
  CHECK(bytes_of(folder / "file") == "old");
  CHECK(files_in(folder.path()) == 1);
}

TEST_CASE(
    "A full disk is named, the old file stays, and the next try succeeds when there is room") {
  const ScratchFolder folder;
  if (mount("tmpfs", folder.path().c_str(), "tmpfs", 0, "size=64k") != 0) {
    WARN("no full disk tried: mounting a small tmpfs is not permitted here");
    return;
  }
  publish(folder / "file", "old");
  publish(folder / "filler", std::string(40000, 'f'));
  CHECK(message_of([&] { publish(folder / "file", std::string(50000, 'n')); }) ==
        "cannot write " + (folder / "file").string() +
            ": the disk is full (50,000 bytes to write); free some space or choose another folder "
            "with --out, then run the same command "
            "again");
  CHECK(bytes_of(folder / "file") == "old");
  CHECK(files_in(folder.path()) == 2);
  fs::remove(folder / "filler");
  publish(folder / "file", std::string(50000, 'n'));
  CHECK(bytes_of(folder / "file") == std::string(50000, 'n'));
  umount(folder.path().c_str());
}

TEST_CASE("A read-only file system is named") {
  const ScratchFolder folder;
  if (mount("tmpfs", folder.path().c_str(), "tmpfs", MS_RDONLY, "size=64k") != 0) {
    WARN("no read-only file system tried: mounting one is not permitted here");
    return;
  }
  const std::string place = folder.path().string();
  CHECK(message_of([&] { publish(folder / "file", "x"); }) ==
        "cannot write " + place + "/file: the file system of " + place +
            " is read-only; choose another folder with --out");
  umount(folder.path().c_str());
}

// A disk that refuses from the given step of publishing on.
struct FailingDisk : Environment {
  enum class Step { write, sync, rename };
  Step refused;
  int reason;

  FailingDisk(Step step, int cause) : refused(step), reason(cause) {}
  bool fails(Step here) const {
    if (here == refused) errno = reason;
    return here == refused;
  }
  bool write(int descriptor, std::string_view bytes) const override {
    return !fails(Step::write) && Environment::write(descriptor, bytes);
  }
  int sync(int descriptor) const override {
    return fails(Step::sync) ? -1 : Environment::sync(descriptor);
  }
  int rename(const std::string& from, const std::string& to) const override {
    return fails(Step::rename) ? -1 : Environment::rename(from, to);
  }
};

TEST_CASE("whatever step of publishing a disk refuses, the older file stays and no other is left") {
  const ScratchFolder folder;
  publish(folder / "file", "old");
  using Step = FailingDisk::Step;
  const auto [step, cause, sentence] = GENERATE(table<Step, int, std::string>({
      {Step::write, ENOSPC, "the disk is full (3 bytes to write)"},
      {Step::write, EDQUOT, "your disk quota is used up"},
      {Step::sync, EIO, "the disk reported an error"},
      {Step::rename, EROFS, "is read-only"},
  }));
  const FailingDisk disk(step, cause);
  const std::string message = message_of([&] { publish(folder / "file", "new", disk); });
  CHECK_THAT(message, Catch::Contains(sentence));
  CHECK(bytes_of(folder / "file") == "old");
  CHECK(files_in(folder.path()) == 1);
}

}  // namespace regsweep::publish_test
