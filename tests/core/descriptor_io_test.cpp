// Descriptors: all bytes are moved whatever the size of a pipe, ends and errors are told apart.
#include "core/descriptor_io.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>
#include <csignal>
#include <string>
#include <thread>

#include "core/pipe.hpp"

namespace regsweep::descriptor_io_test {

TEST_CASE("more than a pipe holds arrives whole, and the end of a pipe ends the reading") {
  const std::string text(300'000, 'x');
  Pipe pipe;
  std::thread writer([&] {
    write_all(pipe.write_end(), text);
    pipe.close_write();
  });
  std::string taken(400'000, '\0');
  const ssize_t count = read_all(pipe.read_end(), taken.data(), taken.size());
  writer.join();
  REQUIRE(count == 300'000);
  taken.resize(300'000);
  REQUIRE(taken == text);
}

TEST_CASE("an error keeps its cause") {
  REQUIRE_FALSE(write_all(-1, "text"));
  REQUIRE(errno == EBADF);
  char byte = 0;
  REQUIRE(read_all(-1, &byte, 1) == -1);
  REQUIRE(errno == EBADF);
}

TEST_CASE("a call that a signal interrupts is made again") {
  int calls = 0;
  const int result = without_interruption([&] {
    errno = EINTR;
    return ++calls < 3 ? -1 : 7;
  });
  REQUIRE(result == 7);
  REQUIRE(calls == 3);
}

}  // namespace regsweep::descriptor_io_test
