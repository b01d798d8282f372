// Which kernels computed a sweep: counted, told in one sentence only when they differ; and how
// long it took.
#include "results/arithmetic.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace regsweep::arithmetic_test {

using Catch::Matchers::StartsWith;

Group trial(const char* kernel, const char* instructions) {
  Group made;
  made.child("provenance").set_attribute("blas_core", kernel);
  made.child("provenance").set_attribute("instruction_set", instructions);
  return made;
}

TEST_CASE("one kernel for all is not worth a sentence") {
  ArithmeticOfTrials arithmetic;
  CHECK(arithmetic.mixed_bits() == "");
  for (int i = 0; i < 3; ++i) arithmetic.add(trial("Zen", "avx2"));
  CHECK(arithmetic.mixed_bits() == "");
  Group about;
  arithmetic.describe(about, "trial");
  CHECK(*about.attribute("mixed_bits") == Value(false));
}

TEST_CASE("kernels and instruction sets that differ are counted") {
  ArithmeticOfTrials arithmetic;
  arithmetic.add(trial("SkylakeX", "avx512"));
  arithmetic.add(trial("Haswell", "avx2"));
  arithmetic.add(trial("Haswell", "avx512"));
  arithmetic.add(trial("SkylakeX", "avx512"));
  arithmetic.add(Group{});  // an old file that says nothing
  CHECK_THAT(
      arithmetic.mixed_bits(),
      StartsWith(
          "mixed bits: 1 trial by Haswell with avx2, 1 trial by Haswell with avx512, 2 trials by "
          "SkylakeX with avx512, 1 trial by unknown with unknown; "));
  Group about;
  arithmetic.describe(about, "trial");
  CHECK(*about.attribute("mixed_bits") == Value(true));
  CHECK(std::get<std::vector<std::string>>(about.array("blas_core")->data) ==
        std::vector<std::string>{"SkylakeX", "Haswell", "Haswell", "SkylakeX", "unknown"});
  CHECK(about.array("instruction_set")->dimensions == std::vector<std::string>{"trial"});
}

TEST_CASE("core-seconds are the time at the last evaluation times the threads") {
  Group made = trial("Zen", "avx2");
  CHECK(std::isnan(core_seconds(made)));
  made.child("provenance")
      .arrays.push_back(
          {"wall_time", std::vector<double>{1.5, 4.0, 7.25}, {3}, {"evaluation"}, "", ""});
  CHECK(core_seconds(made) == 7.25);  // a file that does not say how many threads
  made.child("provenance").set_attribute("blas_threads", 4);
  CHECK(core_seconds(made) == 29);
  CHECK(std::isnan(core_seconds(Group{})));
  ArithmeticOfTrials arithmetic;
  arithmetic.add(made);
  Group about;
  arithmetic.describe(about, "trial");
  CHECK(std::get<std::vector<double>>(about.array("core_seconds")->data) ==
        std::vector<double>{29});
}

}  // namespace regsweep::arithmetic_test
