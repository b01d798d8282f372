// The program as a maker of numbers: what it is made of, and how two are told apart.
#include "execution/program.hpp"

#include <catch2/catch.hpp>

#include "core/program_sources.hpp"

namespace regsweep::program_test {

using Catch::Contains;

TEST_CASE("this program knows its sources, compiler, flags and libraries") {
  const Program& program = this_program();
  REQUIRE(program.id.size() == 16);
  REQUIRE(program.id == program_id(program));
  REQUIRE_THAT(program.compiler, Catch::StartsWith("g++ "));
  REQUIRE_THAT(program.flags, Contains("-O") || Contains("-g"));
  REQUIRE_THAT(program.flags, Contains("-ffp-contract=fast") && !Contains("-march=native"));
  REQUIRE_THAT(program.flags, !Contains(REGSWEEP_SOURCE_DIR));
  REQUIRE_THAT(program.libraries, Contains("OpenBLAS ") && Contains("glibc "));
}

TEST_CASE("the hash in the program is that of the sources that it was built from") {
  REQUIRE(this_program().sources ==
          sources_hash(std::filesystem::path(REGSWEEP_SOURCE_DIR) / "lib"));
}

TEST_CASE("version and commit name a program and are no part of it; all else is") {
  const Program program = this_program();
  Program other = program;
  other.version = "9.9.9";
  REQUIRE(program_id(other) == program.id);
  for (std::string Program::*part :
       {&Program::sources, &Program::compiler, &Program::flags, &Program::libraries}) {
    other = program;
    other.*part += "x";
    REQUIRE(program_id(other) != program.id);
  }
}

TEST_CASE("a program comes back from the provenance that it wrote") {
  const Program program = this_program();
  REQUIRE(program_of(provenance_of(program)) == program);
  const Program before_records = program_of({{"regsweep_version", "0.1.0", {}},
                                             {"commit", "abc.changed", {}},
                                             {"compiler", "g++ 12.2.0", {}}});
  REQUIRE(before_records.id.empty());
  REQUIRE(program_name(before_records) == "a program that left no record (0.1.0+gabc.changed)");
}

TEST_CASE("of two programs what differs is named, and nothing else") {
  const Program before{"1111111111111111", "0.1.0", "aaaaaaaaaaaaaaaa", "g++ 12", "-O3", "libs"};
  Program now = before;
  REQUIRE(program_difference(before, now).empty());
  now.id = "2222222222222222";
  now.sources = "bbbbbbbbbbbbbbbb";
  now.flags = "-O2";
  REQUIRE(program_difference(before, now) == "sources aaaaaaaaaa -> bbbbbbbbbb, flags -O3 -> -O2");
  REQUIRE_THAT(program_difference(Program{}, now),
               Catch::StartsWith("a program that left no record"));
}

}  // namespace regsweep::program_test
