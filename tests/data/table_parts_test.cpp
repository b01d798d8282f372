// Columns that say what belongs together and what is which part, in tables as people have them.
#include "data/table_parts.hpp"

#include <set>

#include "temporary_files.hpp"

namespace regsweep::table_parts_test {

using namespace testing;

const TemporaryFolder& folder() {
  static const TemporaryFolder made;
  return made;
}

// Rows with their number as a feature; `more`: the cells of the last column.
template <class CellOf>
Map table(int rows, const CellOf& more, std::initializer_list<Member> keys) {
  std::string text = "x,y,more\n";
  for (int row = 0; row < rows; ++row) {
    text +=
        std::to_string(1000 - row) + "," + (row % 3 == 0 ? "no" : "yes") + "," + more(row) + "\n";
  }
  Map given{member("name", "csv"), member("path", folder().write("t.csv", text)),
            member("target", "y"), member("task", "classification"), member("standardise", false)};
  given.insert(given.end(), keys);
  return given;
}

std::set<int> rows_of(const Split& part) {
  std::set<int> rows;
  for (const real x : part.features) rows.insert(1000 - static_cast<int>(x));
  return rows;
}

std::string patient(int row) { return "p" + std::to_string(row / 4); }

TEST_CASE("no group is in two parts, and a group is no feature") {
  const Map given =
      table(40, patient, {member("group", "more"), member("validation", 6), member("test", 0.25)});
  const Dataset data = load(given);
  require_facts(given, data);
  REQUIRE(data.features == 1);
  REQUIRE(data.count(data.test) == 8);        // 10 are asked for; 8 and 12 are as near
  REQUIRE(data.count(data.validation) == 4);  // of 6
  REQUIRE(data.count(data.train) == 28);
  std::set<int> groups;
  std::size_t sum = 0;
  for (const Split* part : {&data.train, &data.validation, &data.test}) {
    std::set<int> own;
    for (const int row : rows_of(*part)) own.insert(row / 4);
    sum += own.size();
    groups.merge(own);
  }
  REQUIRE(groups.size() == 10);
  REQUIRE(sum == 10);
}

TEST_CASE("folds of groups hold every row once, and no group twice") {
  std::set<int> tested;
  for (const int index : {0, 1, 2}) {
    const Map given = table(40, patient,
                            {member("group", "more"),
                             member("fold", Value(Map{member("of", 3), member("index", index)}))});
    const Dataset data = load(given);
    require_facts(given, data);
    for (const int row : rows_of(data.test)) {
      REQUIRE(tested.insert(row).second);
      REQUIRE_FALSE(rows_of(data.train).contains(row / 4 * 4));
    }
  }
  REQUIRE(tested.size() == 40);
}

TEST_CASE("a column says the part of each row") {
  const auto part_of = [](int row) -> std::string {
    if (row % 10 == 7) return "Test";
    return row % 10 == 3 ? "dev" : "train";
  };
  const Map given = table(40, part_of, {member("part", "more")});
  const Dataset data = load(given);
  require_facts(given, data);
  REQUIRE(rows_of(data.test) == std::set<int>{7, 17, 27, 37});
  REQUIRE(rows_of(data.validation) == std::set<int>{3, 13, 23, 33});
  REQUIRE(data.count(data.train) == 32);
}

TEST_CASE("cells that name no part, and groups without a name, are refused with their place") {
  const auto refused = [](const Map& given) { return sentence<DataError>([&] { load(given); }); };
  const std::string path = folder() / "t.csv";
  REQUIRE(refused(table(20, [](int row) { return row == 5 ? "fold 5" : "train"; },
                        {member("part", "more")})) ==
          path +
              ":7: 'fold 5' in column 'more' names no part, though data.part says that it does; "
              "write train, validation or test");
  REQUIRE(refused(table(20, [](int row) { return row == 5 ? "" : "a" + std::to_string(row); },
                        {member("group", "more")})) ==
          path +
              ":7: '' in column 'more' is missing, and data.group says by it which rows belong "
              "together; fill it in");
  REQUIRE(refused(table(20, [](int) { return "a"; }, {member("group", "more")}))
              .find("one group alone") != std::string::npos);
}

TEST_CASE("numbers of an index file are those of the file, though rows were left out") {
  folder().write("test_0.txt", "0\n6\n12\n18\n");
  const auto gaps = [](int row) { return row == 6 ? "" : std::to_string(row % 4); };
  const Map given =
      table(20, gaps,
            {member("missing", "drop"), member("columns", List{"x", "more"}),
             member("test_index", folder() / "test_{split}.txt"), member("split", 0)});
  const Dataset data = load(given);
  require_facts(given, data);
  REQUIRE(data.count(data.test) == 3);
  REQUIRE(data.test.features(0, 0) == 1000);
  REQUIRE(data.test.features(1, 0) == 988);
  REQUIRE(data.test.features(2, 0) == 982);
  REQUIRE(data.count(data.train) == 16);
}

}  // namespace regsweep::table_parts_test
