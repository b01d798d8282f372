// Subprocesses: what they get, how they end, and that none is left behind.
#include "core/subprocess.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <csignal>

#include "core/descriptor_io.hpp"
#include "core/pipe.hpp"

namespace regsweep::subprocess_test {

using namespace std::chrono_literals;

Subprocess shell(const std::string& script) {
  return Subprocess::start({.program = "sh", .words = {"sh", "-c", script}});
}

bool no_child_is_left() { return waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD; }

bool never() { return false; }

TEST_CASE("a program ends with its exit code, or by a signal") {
  const ProcessEnd by_code = shell("exit 37").wait();
  REQUIRE(by_code.code == 37);
  REQUIRE(by_code.signal == 0);
  const ProcessEnd by_signal = shell("kill -TERM $$").wait();
  REQUIRE(by_signal.code == -1);
  REQUIRE(by_signal.signal == SIGTERM);
}

TEST_CASE("a program that cannot be executed ends with 127 and says why") {
  Subprocess process = Subprocess::start({.program = "/nowhere/program", .words = {"program"}});
  REQUIRE(process.exists());
  REQUIRE(process.error() == ENOENT);
  REQUIRE(process.wait().code == 127);
}

TEST_CASE("a program gets its working folder, its variables and its descriptors") {
  Pipe out;
  Subprocess process = Subprocess::start({.program = "sh",
                                          .words = {"sh", "-c", "pwd; echo $REGSWEEP_TEST; cat"},
                                          .variables = {"REGSWEEP_TEST=given"},
                                          .folder = "/",
                                          .output = out.write_end()});
  out.close_write();
  std::string said(100, '\0');
  said.resize(static_cast<std::size_t>(read_all(out.read_end(), said.data(), said.size())));
  REQUIRE(said == "/\ngiven\n");  // cat finds nothing on its input
  REQUIRE(process.wait().code == 0);
}

TEST_CASE("a function runs in a process of its own") {
  const pid_t caller = getpid();
  Subprocess process = Subprocess::fork([&] { return getpid() == caller ? 1 : 7; });
  REQUIRE(process.wait().code == 7);
  REQUIRE(Subprocess::fork([]() -> int { throw 1; }).wait().code == 255);
}

// exec: otherwise the shell is ended and its child sleeps on.
TEST_CASE("who drops a process ends it") {
  { const Subprocess process = shell("exec sleep 1000"); }
  Subprocess replaced = shell("exec sleep 1000");
  replaced = Subprocess();
  REQUIRE_FALSE(replaced.exists());
  REQUIRE(no_child_is_left());
}

TEST_CASE("waiting for several processes ends with the first of them") {
  Subprocess slow = shell("exec sleep 1000");
  Subprocess fast = shell("exit 3");
  std::optional<ProcessEnd> end;
  while (!(end = fast.ended())) wait_for_any({&slow, &fast}, 1000s, never);
  REQUIRE(end->code == 3);
  REQUIRE_FALSE(slow.ended().has_value());
  REQUIRE_FALSE(fast.exists());
}

TEST_CASE("waiting ends at once for those who are awake, and after its time for the others") {
  Subprocess slow = shell("exec sleep 1000");
  wait_for_any({&slow}, 1000s, [] { return true; });
  wait_for_any({&slow}, 1ms, never);
  wait_for_any({}, 1ms, never);
  REQUIRE(slow.exists());
}

}  // namespace regsweep::subprocess_test
