// Texts that several processes make: the same and in order, whatever happens to the processes.
#include "execution/process/shared_work.hpp"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cerrno>
#include <csignal>
#include <set>
#include <vector>

#include "core/error.hpp"

namespace regsweep::shared_work_test {

constexpr std::size_t count = 20;

// Of all lengths: none, and more than a pipe holds.
std::string example(std::size_t number) {
  return std::string(number % 7 == 3 ? 300'000 + number : number % 3,
                     static_cast<char>('a' + number));
}

void check_examples(SharedWork& work) {
  for (std::size_t number = 0; number < count; ++number) REQUIRE(work.next() == example(number));
}

bool no_child_is_left() { return waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD; }

TEST_CASE("any number of processes hands over the same texts in the same order") {
  for (const std::size_t processes : {0, 1, 3, 30}) {
    SharedWork work(count, processes, example);
    check_examples(work);
  }
  REQUIRE(no_child_is_left());
}

TEST_CASE("each process makes its share, and none is made by the caller") {
  SharedWork work(count, 3, [](std::size_t) { return std::to_string(getpid()); });
  std::vector<std::string> makers;
  for (std::size_t number = 0; number < count; ++number) makers.push_back(work.next());
  REQUIRE(std::set(makers.begin(), makers.end()).size() == 3);
  REQUIRE(std::set(makers.begin(), makers.end()).count(std::to_string(getpid())) == 0);
  for (std::size_t number = 3; number < count; ++number) {
    REQUIRE(makers[number] == makers[number - 3]);
  }
}

TEST_CASE("what a killed process leaves is made by the caller") {
  const pid_t caller = getpid();
  SharedWork work(count, 3, [caller](std::size_t number) {
    if (number == 7 && getpid() != caller) raise(SIGKILL);
    return example(number);
  });
  check_examples(work);
}

TEST_CASE("without a descriptor left, the caller makes everything") {
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_NOFILE, &before) == 0);
  rlimit none = before;
  none.rlim_cur = 0;
  REQUIRE(setrlimit(RLIMIT_NOFILE, &none) == 0);
  SharedWork work(count, 2, [](std::size_t) { return std::to_string(getpid()); });
  REQUIRE(setrlimit(RLIMIT_NOFILE, &before) == 0);
  REQUIRE(work.next() == std::to_string(getpid()));
}

TEST_CASE("an error comes at its text, as the caller would have met it") {
  SharedWork work(count, 2, [](std::size_t number) {
    if (number == 5) throw StorageError("the fifth is on a disk that fails");
    return example(number);
  });
  for (std::size_t number = 0; number < 5; ++number) REQUIRE(work.next() == example(number));
  REQUIRE_THROWS_AS(work.next(), StorageError);
}

TEST_CASE("processes whose texts nobody wants any more are gone with the work") {
  {
    SharedWork work(1000, 4, [](std::size_t) { return std::string(300'000, 'x'); });
  }
  REQUIRE(no_child_is_left());
}

}  // namespace regsweep::shared_work_test
