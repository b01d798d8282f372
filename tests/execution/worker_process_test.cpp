// Workers as processes: their words, environment, descriptors and process group, and the end of
// their log.
#include "execution/process/worker_process.hpp"

#include <fcntl.h>
#include <unistd.h>
#include <catch2/catch.hpp>

#include "small_sweep.hpp"

namespace regsweep::worker_process_test {

// Runs a shell script as a worker that writes into `log`; its exit code.
int run_script(const std::filesystem::path& log, const std::string& script,
               std::vector<std::string> variables = {}, std::vector<int> inherited = {},
               const std::string& program = "/bin/sh") {
  const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  Subprocess worker = start_worker(
      {program, {"sh", "-c", script, "name", "a word"}, std::move(variables), std::move(inherited)},
      file);
  close(file);
  REQUIRE(worker.exists());
  return worker.wait().code;
}

std::pair<ExitCode, std::string> told(const std::filesystem::path& log, std::int64_t from,
                                      ExitCode code) {
  const Error error = last_error(log, from, code);
  return {error.code(), error.what()};
}

TEST_CASE(
    "a worker gets its words, both outputs in its log, no input and a process group of its own") {
  const ScratchFolder folder;
  const std::filesystem::path log = folder / "log";
  REQUIRE(run_script(log,
                     "echo \"$1\"; cat; echo oops >&2; test $(cut -d ' ' -f 5 /proc/$$/stat) = $$ "
                     "&& exit 37") == 37);
  REQUIRE(last_lines(log, 0, 10) == std::vector<std::string>{"a word", "oops"});
  REQUIRE(run_script(log, "", {}, {}, "/nowhere/program") == 127);
}

TEST_CASE("variables that are given replace those of this process, the others stay") {
  const ScratchFolder folder;
  const std::filesystem::path log = folder / "log";
  setenv("REGSWEEP_TEST_A", "old", 1);
  setenv("REGSWEEP_TEST_AB", "kept", 1);
  run_script(log, "echo $REGSWEEP_TEST_A $REGSWEEP_TEST_AB", {"REGSWEEP_TEST_A=new"});
  REQUIRE(last_lines(log, 0, 1) == std::vector<std::string>{"new kept"});
  REQUIRE(std::string(getenv("REGSWEEP_TEST_A")) == "old");
}

TEST_CASE("descriptors are inherited only when they are named") {
  const ScratchFolder folder;
  const int file = open(folder.path().c_str(), O_RDONLY | O_CLOEXEC);
  const std::string script = "test -e /proc/self/fd/" + std::to_string(file);
  REQUIRE(run_script(folder / "log", script) == 1);
  REQUIRE(run_script(folder / "log", script, {}, {file}) == 0);
  REQUIRE((fcntl(file, F_GETFD) & FD_CLOEXEC) != 0);  // this process' own is as it was
  close(file);
}

TEST_CASE("the end of a log is its last lines, none of a log that is not there") {
  const ScratchFolder folder;
  const std::filesystem::path log = folder / "log";
  write_text(log, "one\ntwo\nthree\n");
  REQUIRE(last_lines(log, 0, 2) == std::vector<std::string>{"two", "three"});
  REQUIRE(last_lines(log, 4, 10) == std::vector<std::string>{"two", "three"});
  REQUIRE(last_lines(folder / "none", 0, 2).empty());
}

TEST_CASE("why a worker ended: its last sentence with its exit code, else that there is none") {
  const ScratchFolder folder;
  const std::filesystem::path log = folder / "log";
  write_text(log, "regsweep: an old error\none\ntwo\n");
  for (const ExitCode code :
       {ExitCode::configuration, ExitCode::data, ExitCode::storage, ExitCode::launch}) {
    REQUIRE(told(log, 0, code) == std::pair{code, std::string("an old error")});
  }
  REQUIRE(told(log, 22, ExitCode::data) ==
          std::pair{ExitCode::data, "a worker stopped without a reason; see " + log.string()});
  REQUIRE(told(log, 22, ExitCode::storage) ==
          std::pair{ExitCode::storage,
                    "a worker could not write its results, nor the reason into " + log.string() +
                        "; check the space of that disk, then run the same command again"});
  REQUIRE_FALSE(std::filesystem::exists(log.string() + ".reason"));
}

TEST_CASE("a worker whose log is gone met an error of storage, whatever its exit code says") {
  const ScratchFolder folder;
  const std::filesystem::path log = folder / "gone" / "log";
  for (const ExitCode code :
       {ExitCode::configuration, ExitCode::data, ExitCode::storage, ExitCode::launch}) {
    const auto [told_code, sentence] = told(log, 0, code);
    REQUIRE(told_code == ExitCode::storage);
    REQUIRE_THAT(sentence, Catch::StartsWith("cannot write " + log.string() + ".reason: "));
  }
  const auto [code, sentence] =
      told(folder / "log", 0, ExitCode::configuration);  // the folder can be written again
  REQUIRE(code == ExitCode::storage);
  REQUIRE_THAT(sentence,
               Catch::StartsWith("a worker could not write its results, nor the reason into "));
}

}  // namespace regsweep::worker_process_test
