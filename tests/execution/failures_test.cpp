// Failures: attempts add up, the third is final, and a damaged record does not stop a sweep.
#include "execution/directory/failures.hpp"

#include <catch2/catch.hpp>
#include <tuple>

#include "small_sweep.hpp"

namespace regsweep::failures_test {

TEST_CASE("attempts add up and the third is final") {
  const ScratchFolder folder;
  const auto file = folder / "0123.json";
  REQUIRE_FALSE(read_failure(file).has_value());
  REQUIRE_FALSE(record_failure(file, "0123", "first \"reason\"", 5).final());
  REQUIRE_FALSE(record_failure(file, "0123", "second", -1).final());
  REQUIRE(record_failure(file, "0123", "third", 9).final());
  const std::optional<Failure> failure = read_failure(file);
  REQUIRE(failure->attempts == 3);
  REQUIRE(failure->message == "third");
  REQUIRE(failure->step == 9);
  REQUIRE(failure->id == "0123");
  REQUIRE_FALSE(failure->host.empty());
}

TEST_CASE("every key of a failure comes back, and one of another kind spoils none of the others") {
  const ScratchFolder folder;
  const Failure written =
      record_failure(folder / "0123.json", "0123", "gone", 37, {"first line", "caf\xC3\xA9"});
  const Failure read = *read_failure(folder / "0123.json");
  REQUIRE(std::tie(read.id, read.attempts, read.message, read.step, read.host, read.time,
                   read.log) == std::tie(written.id, written.attempts, written.message,
                                         written.step, written.host, written.time, written.log));
  write_text(folder / "4567.json", "{\"id\": 5, \"attempts\": 2, \"log\": [\"a\", 1, \"b\"]}");
  const Failure partly = *read_failure(folder / "4567.json");
  REQUIRE(partly.id.empty());
  REQUIRE(partly.attempts == 2);
  REQUIRE(partly.log == std::vector<std::string>{"a", "b"});
}

TEST_CASE("a damaged record counts as one attempt") {
  const ScratchFolder folder;
  write_text(folder / "0123.json", "not json");
  REQUIRE(read_failure(folder / "0123.json")->attempts == 1);
  REQUIRE(record_failure(folder / "0123.json", "0123", "again", 0).attempts == 2);
}

}  // namespace regsweep::failures_test
