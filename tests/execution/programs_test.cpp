// The records of programs/: what is entered comes back, equality is transitive, mixing is not.
#include "execution/directory/programs.hpp"

#include <catch2/catch.hpp>

#include "results/publish.hpp"
#include "support/scratch_folder.hpp"

namespace regsweep::programs_test {

Program named(char digit) {
  Program program;
  program.id = std::string(16, digit);
  program.version = std::string("0.1.0+g") + digit;
  program.sources = std::string(32, digit);
  return program;
}

TEST_CASE("a folder without records has none, and a program that is entered twice is one") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  REQUIRE(ProgramRecords(directory).programs().empty());
  enter_program(directory, named('a'));
  enter_program(directory, named('a'));
  enter_program(directory, named('b'));
  const ProgramRecords records(directory);
  REQUIRE(records.programs().size() == 2);
  REQUIRE(records.programs().at(named('b').id) == named('b'));
  REQUIRE_FALSE(records.equal(named('a').id, named('b').id));
  REQUIRE(records.equal(named('a').id, named('a').id));
}

TEST_CASE("programs that are equal to a third one are equal, in whatever order that was found") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  record_equal_programs(directory, named('d'), named('c'), {"t"});
  record_equal_programs(directory, named('a'), named('b'), {"t"});
  REQUIRE_FALSE(ProgramRecords(directory).equal(named('a').id, named('d').id));
  record_equal_programs(directory, named('c'), named('b'), {"t", "u"});
  const ProgramRecords records(directory);
  for (const char digit : {'a', 'b', 'c', 'd'}) {
    REQUIRE(records.representative(named(digit).id) == named('a').id);
  }
  REQUIRE(records.representative(named('e').id) == named('e').id);
  REQUIRE(records.programs().size() == 4);  // comparing enters them
}

TEST_CASE("who mixes two programs mixes those that are equal to them, and no third") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  record_mixed_programs(directory, named('a'), named('b'));
  record_mixed_programs(directory, named('b'), named('c'));
  record_equal_programs(directory, named('b'), named('d'), {"t"});
  const ProgramRecords records(directory);
  REQUIRE(records.may_mix(named('b').id, named('a').id));
  REQUIRE(records.may_mix(named('d').id, named('a').id));
  REQUIRE_FALSE(records.may_mix(named('a').id, named('c').id));
  REQUIRE_FALSE(records.equal(named('a').id, named('b').id));
}

TEST_CASE("a record that cannot be read is an error that names the file") {
  const ScratchFolder folder;
  const SweepDirectory directory(folder.path());
  enter_program(directory, named('a'));
  publish(directory.folder(Folder::programs) / "bbbb.json", "rubbish");
  REQUIRE_THROWS_WITH(ProgramRecords(directory), Catch::Contains("bbbb.json"));
}

}  // namespace regsweep::programs_test
