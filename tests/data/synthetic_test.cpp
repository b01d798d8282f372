// Computed sets: examples are functions of seed and index; sizes that no machine holds are refused.
#include "data/synthetic.hpp"

#include "temporary_files.hpp"

namespace regsweep::synthetic_test {

using namespace testing;

TEST_CASE(
    "numbers of a set are named by set, purpose and seed, and longer draws contain shorter ones") {
  const std::vector<double> few = set_normals(1, "a", "x", 10),
                            many = set_normals(1, "a", "x", 1000);
  REQUIRE(std::equal(few.begin(), few.end(), many.begin()));
  REQUIRE(set_normals(2, "a", "x", 10) != few);
  REQUIRE(set_normals(1, "b", "x", 10) != few);
  REQUIRE(set_normals(1, "a", "test/x", 10) != few);
  for (const double each : set_uniforms(1, "a", "x", 1000)) REQUIRE((each >= 0 && each < 1));
}

TEST_CASE("a set of more than 2^32 numbers is refused before anything is computed") {
  REQUIRE(
      sentence<ConfigurationError>([] {
        load({member("name", "teacher"), member("inputs", 1000000), member("examples", 100000)});
      }) ==
      "data asks for 110,000 x 1,000,005 numbers, more than the 4,294,967,296 that are possible; "
      "make it smaller");
}

}  // namespace regsweep::synthetic_test
