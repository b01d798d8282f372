// Which columns of a table are meant, and which need not be read.
#include "data/table_columns.hpp"

#include "temporary_files.hpp"

namespace regsweep::table_columns_test {

using namespace testing;

using Indices = std::vector<std::int64_t>;

const Table& patients() {
  static const Table table(FileBytes("id,age,ward,dose,sick,\na,1,x,2,0,\nb,3,y,4,1,\n"), {}, "t");
  return table;
}

Value asked(const Map& keys) {
  Map given{member("name", "csv"), member("path", "t"), member("target", "sick")};
  given.insert(given.end(), keys.begin(), keys.end());
  return normalized(given);
}

TEST_CASE("all columns but the target, those of rows and empty ones without a name are features") {
  std::vector<std::string> notes;
  const TableColumns all = table_columns(asked({member("group", "ward")}), patients(), notes);
  REQUIRE(all.targets == Indices{4});
  REQUIRE(all.features == Indices{0, 1, 3});
  REQUIRE(notes ==
          std::vector<std::string>{"t: column 5 is left out, being empty and without a name"});
  const Value some = asked({member("columns", List{"dose", 1})});
  REQUIRE(table_columns(some, patients(), notes).features == Indices{3, 1});
  const Value but = asked({member("columns", Map{member("all_but", List{"id", -1})})});
  REQUIRE(table_columns(but, patients(), notes).features == Indices{1, 2, 3});
}

TEST_CASE("columns that are left out are not read, unless something else uses them") {
  REQUIRE(unread_columns(asked({}), patients()).empty());
  const Value some = asked({member("columns", List{"dose"}), member("group", "ward")});
  REQUIRE(unread_columns(some, patients()) == Indices{0, 1, 5});
  const Value but = asked(
      {member("columns", Map{member("all_but", List{"id", "ward"})}), member("part", "ward")});
  REQUIRE(unread_columns(but, patients()) == Indices{0});
}

}  // namespace regsweep::table_columns_test
