// The environment of the operating system: its functions do what their names say.
#include "core/environment.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>

#include "core/pipe.hpp"

namespace regsweep::environment_test {

TEST_CASE("the system's environment reports the causes of the system") {
  const Environment& system = system_environment();
  REQUIRE_FALSE(system.write(-1, "text"));
  REQUIRE(errno == EBADF);
  REQUIRE(system.sync(-1) < 0);
  REQUIRE(errno == EBADF);
  REQUIRE(system.rename("/nowhere/from", "/nowhere/to") < 0);
  REQUIRE(errno == ENOENT);
  REQUIRE(system.link("/nowhere/from", "/nowhere/to") < 0);
  REQUIRE(errno == ENOENT);
}

TEST_CASE("the system's clock does not run backwards, and what is written arrives") {
  const Environment& system = system_environment();
  const Environment::Time before = system.now();
  REQUIRE(system.now() >= before);
  Pipe pipe;
  REQUIRE(system.write(pipe.write_end(), "x"));
  char byte = 0;
  REQUIRE(read(pipe.read_end(), &byte, 1) == 1);
  REQUIRE(byte == 'x');
}

}  // namespace regsweep::environment_test
