// Several files as one table.
#include "data/joint_tables.hpp"

#include "temporary_files.hpp"

namespace regsweep::joint_tables_test {

using namespace testing;

Table table(const std::string& text) { return Table(text, {}, "t"); }

TEST_CASE("classes of several tables are those of one table with all rows") {
  const std::vector<Table> tables{table("x,10\ny,9\n"), table("z,11\nx,9.0\nx,?\n")};
  const JointClasses joint = joint_classes(tables, 1);
  REQUIRE(joint.names == std::vector<std::string>{"9", "10", "11"});
  REQUIRE(joint.labels[0] == std::vector<std::int32_t>{1, 0});
  REQUIRE(joint.labels[1] == std::vector<std::int32_t>{2, 0, -1});
  REQUIRE(joint_classes(tables, 0).names == std::vector<std::string>{"x", "y", "z"});
}

TEST_CASE("rows that two tables share are counted, cell by cell") {
  REQUIRE(shared_rows(table("1,2\n3,4\n"), table("3, 4\n12,\n1,2\n3,4\n")) == 3);
}

}  // namespace regsweep::joint_tables_test
