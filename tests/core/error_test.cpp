// Errors: exit codes, places, excerpts.
#include "core/error.hpp"

#include <catch2/catch.hpp>

using namespace regsweep;

namespace {

Location place(int line, int column) { return {std::make_shared<SourceText>(SourceText{"a.yaml", {"base:", "  rate: 2"}}), line, column}; }

}  // namespace

TEST_CASE("error: a sentence with its place, and the line with a caret") {
  const ConfigurationError error(place(2, 9), "rate = 2 violates 0 <= rate < 1");
  REQUIRE(std::string(error.what()) == "a.yaml:2:9: rate = 2 violates 0 <= rate < 1");
  REQUIRE(error.excerpt() == "    rate: 2\n          ^");
  REQUIRE(std::string(ConfigurationError(Location{}, "no place").what()) == "no place");
  REQUIRE(ConfigurationError(Location{}, "no place").excerpt().empty());
  REQUIRE(place(7, 1).excerpt().empty());  // beyond the text
}

TEST_CASE("error: each kind has its exit code") {
  REQUIRE(ConfigurationError("x").code() == ExitCode::configuration);
  REQUIRE(static_cast<int>(ConfigurationError("x").code()) == 2);
  REQUIRE(static_cast<int>(DataError("x").code()) == 3);
  REQUIRE(static_cast<int>(StorageError("x").code()) == 4);
  REQUIRE(static_cast<int>(LaunchError("x").code()) == 5);
}

TEST_CASE("error: a broken promise names file, line and condition") {
  REQUIRE_THROWS_WITH(RS_CHECK(1 > 2, "order"), Catch::Contains("error_test.cpp") && Catch::Contains("order (violated: 1 > 2)"));
}
