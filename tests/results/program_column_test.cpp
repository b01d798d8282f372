// The column of programs: who made which row, and a sentence when that matters.
#include "results/program_column.hpp"

#include <catch2/catch.hpp>

#include "core/json.hpp"

namespace regsweep::program_column_test {

Group made_by(const std::string& id, const std::string& version) {
  Group trial;
  Group& about = trial.child("provenance");
  about.set_attribute("host", Value("here"));
  if (id.empty()) return trial;
  about.set_attribute("program", Value(id));
  about.set_attribute("program_version", Value(version));
  about.set_attribute("compiler_flags", Value("-O3"));
  return trial;
}

ProgramColumn column_of(const std::vector<std::string>& ids) {
  ProgramColumn column;
  for (const std::string& id : ids) column.add(made_by(id, "0.1.0+g" + id.substr(0, 4)));
  return column;
}

Group described(const ProgramColumn& column, const ProgramColumn::EqualPrograms& equal) {
  Group provenance;
  column.describe(provenance, "trial", equal);
  return provenance;
}

TEST_CASE("trials of one program are not mixed, and name it") {
  const ProgramColumn column = column_of({"1a2b3c4d5e6f7081", "1a2b3c4d5e6f7081"});
  REQUIRE(column.mixed({}).empty());
  const Group provenance = described(column, {});
  REQUIRE(std::get<std::vector<std::string>>(provenance.array("program")->data) ==
          std::vector<std::string>(2, "1a2b3c4d5e6f7081"));
  REQUIRE_FALSE(provenance.attribute("mixed_programs")->flag());
  const Value known = from_json(provenance.attribute("programs")->text(), "");
  REQUIRE(known.list().size() == 1);
  REQUIRE(known.list()[0].at("trials").integer() == 2);
  REQUIRE(known.list()[0].at("compiler_flags").text() == "-O3");
}

TEST_CASE("two programs are mixed unless they are known to give the same bits") {
  const ProgramColumn column =
      column_of({"1a2b3c4d5e6f7081", "99887766554433aa", "99887766554433aa"});
  REQUIRE(column.mixed({}) ==
          "mixed programs: 1 trial by 1a2b3c4d5e (0.1.0+g1a2b), 2 trials by 9988776655 "
          "(0.1.0+g9988); their numbers may differ for another reason than the settings");
  REQUIRE(described(column, {}).attribute("mixed_programs")->flag());
  const ProgramColumn::EqualPrograms equal{{"1a2b3c4d5e6f7081", "1a2b3c4d5e6f7081"},
                                           {"99887766554433aa", "1a2b3c4d5e6f7081"}};
  REQUIRE(column.mixed(equal).empty());
  REQUIRE_FALSE(described(column, equal).attribute("mixed_programs")->flag());
  const Value known = from_json(described(column, equal).attribute("programs")->text(), "");
  REQUIRE(known.list()[1].at("same_bits_as").text() == "1a2b3c4d5e6f7081");
}

TEST_CASE("trials of before programs were recorded stand for themselves") {
  REQUIRE(column_of({"", ""}).mixed({}).empty());
  REQUIRE_THAT(column_of({"", "1a2b3c4d5e6f7081"}).mixed({}),
               Catch::StartsWith("mixed programs: 1 trial by a program that left no record, 1 "));
}

TEST_CASE("trials that chose settings have no row, and their program counts all the same") {
  ProgramColumn column = column_of({"1a2b3c4d5e6f7081"});
  REQUIRE(column.count(made_by("99887766554433aa", "0.1.0")) == "99887766554433aa");
  REQUIRE_THAT(column.mixed({}), Catch::Contains("1 trial by 9988776655 (0.1.0)"));
  REQUIRE(described(column, {}).array("program")->shape == std::vector<std::int64_t>{1});
}

}  // namespace regsweep::program_column_test
