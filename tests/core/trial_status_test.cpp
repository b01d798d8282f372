// The status of a finished trial: its words, and trees that say none.
#include "core/trial_status.hpp"

#include <catch2/catch.hpp>

namespace regsweep::trial_status_test {

TEST_CASE("only results whose status is diverged have diverged") {
  Group results;
  REQUIRE_FALSE(has_diverged(results));
  results.set_attribute("status", Value(status_word(TrialStatus::done)));
  REQUIRE_FALSE(has_diverged(results));
  results.set_attribute("status", Value(status_word(TrialStatus::diverged)));
  REQUIRE(has_diverged(results));
  results.set_attribute("status", Value(1));
  REQUIRE_FALSE(has_diverged(results));
}

TEST_CASE("the words of a status are those of the file format") {
  REQUIRE(status_word(TrialStatus::done) == "done");
  REQUIRE(status_word(TrialStatus::diverged) == "diverged");
}

}  // namespace regsweep::trial_status_test
