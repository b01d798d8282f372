// Identity of processes: the living, the dead, and the dead whose pid may be used again.
#include "execution/process/processes.hpp"

#include <sys/wait.h>
#include <unistd.h>
#include <catch2/catch.hpp>

namespace regsweep::processes_test {

TEST_CASE("this process runs, and says who it is") {
  const ProcessIdentity self = this_process();
  REQUIRE(self.pid == getpid());
  REQUIRE(self.start > 0);
  REQUIRE_FALSE(self.host.empty());
  REQUIRE(self.machine.find("pid:[") != std::string::npos);
  REQUIRE(is_running(self));
}

TEST_CASE("the same pid with another start time is another process") {
  ProcessIdentity other = this_process();
  ++other.start;
  REQUIRE_FALSE(is_running(other));
}

TEST_CASE("a process that ended does not run, even as a zombie") {
  int gate[2];
  REQUIRE(pipe(gate) == 0);
  const pid_t child = fork();
  if (child == 0) {
    char byte;
    close(gate[1]);
    (void)!read(gate[0], &byte, 1);
    _exit(0);
  }
  ProcessIdentity identity = this_process();
  identity.pid = child;
  identity.start = process_start(child).value_or(-2);
  REQUIRE(is_running(identity));
  close(gate[0]);
  close(gate[1]);
  siginfo_t ended{};
  REQUIRE(waitid(P_PID, static_cast<id_t>(child), &ended, WEXITED | WNOWAIT) == 0);  // a zombie now
  REQUIRE_FALSE(is_running(identity));
  waitpid(child, nullptr, 0);
  REQUIRE_FALSE(is_running(identity));
}

TEST_CASE("times are UTC to the second") {
  REQUIRE(utc_now_text().size() == 20);
  REQUIRE(utc_now_text().substr(10, 1) == "T");
  REQUIRE(utc_now_text().back() == 'Z');
  REQUIRE(utc_now() > 1.7e9);
}

}  // namespace regsweep::processes_test
