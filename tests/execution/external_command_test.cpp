// Running other programs: what they say, how they end, what they are fed.
#include "execution/process/external_command.hpp"

#include <catch2/catch.hpp>

namespace regsweep::external_command_test {

TEST_CASE("a program's words and exit code come back, apart from each other") {
  const CommandResult result = run_command({"sh", "-c", "echo said; echo complained >&2; exit 37"});
  REQUIRE(result.code == 37);
  REQUIRE_FALSE(result.ok());
  REQUIRE(result.out == "said\n");
  REQUIRE(result.err == "complained\n");
}

TEST_CASE("a program is fed its input, also more than a pipe holds") {
  const std::string much(300'000, 'x');
  REQUIRE(run_command({"cat"}, much).out == much);
}

TEST_CASE("a program that does not want its input is no harm") {
  REQUIRE(run_command({"true"}, std::string(300'000, 'x')).ok());
}

TEST_CASE("a program that is not there is told by its name") {
  const CommandResult result = run_command({"regsweep-is-no-such-program"});
  REQUIRE(result.code == 127);
  REQUIRE(result.err == "regsweep-is-no-such-program: No such file or directory");
}

TEST_CASE("a program that a signal ended says so, and one that hangs is killed") {
  REQUIRE(run_command({"sh", "-c", "kill -TERM $$"}).code == 128 + 15);
  const CommandResult result = run_command({"sleep", "1000"}, "", 0.05);
  REQUIRE(result.code == 124);
  REQUIRE(result.err == "sleep did not answer within 0.05 s");
}

TEST_CASE("quoted text is one word of a shell") {
  REQUIRE(shell_quoted("/plain/path-1.yaml") == "/plain/path-1.yaml");
  const std::string odd = "it's a $HOME `thing` \"here\"";
  REQUIRE(run_command({"sh", "-c", "printf %s " + shell_quoted(odd)}).out == odd);
  REQUIRE(shell_quoted("") == "''");
}

}  // namespace regsweep::external_command_test
