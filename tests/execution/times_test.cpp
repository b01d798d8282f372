// Times of Slurm in all their forms.
#include "execution/slurm/times.hpp"

#include <catch2/catch.hpp>

namespace regsweep::times_test {

TEST_CASE("times of Slurm are seconds") {
  REQUIRE(slurm_seconds("3:04") == 184);
  REQUIRE(slurm_seconds("1:02:03") == 3723);
  REQUIRE(slurm_seconds("2-01:02:03") == 176523);
  REQUIRE_FALSE(slurm_seconds("UNLIMITED"));
  REQUIRE_FALSE(slurm_seconds("INVALID"));
  REQUIRE_FALSE(slurm_seconds(""));
}

TEST_CASE("time limits are read as sbatch reads them") {
  REQUIRE(slurm_seconds("90") == 5400);
  REQUIRE(slurm_seconds("90:30") == 5430);
  REQUIRE(slurm_seconds("4:00:05") == 14405);
  REQUIRE(slurm_seconds("1-2") == 93600);
  REQUIRE(slurm_seconds("1-2:03") == 93780);
  REQUIRE(slurm_seconds("1-2:03:04") == 93784);
  for (const char* other : {"", "soon", "1:2:3:4", "x-1", "-5"}) {
    REQUIRE_FALSE(slurm_seconds(other));
  }
}

}  // namespace regsweep::times_test
