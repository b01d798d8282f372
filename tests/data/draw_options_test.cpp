// The keys that say how parts are drawn: their normal form, and what excludes what.
#include "data/draw_options.hpp"

#include "temporary_files.hpp"

namespace regsweep::draw_options_test {

using namespace testing;

Map moons(std::initializer_list<Member> more) {
  Map given{member("name", "two_moons")};
  given.insert(given.end(), more);
  return given;
}

Value fold(int of, int index) { return Value(Map{member("of", of), member("index", index)}); }

std::string refused(const Map& given) {
  return sentence<ConfigurationError>([&] { normalized(given); });
}

TEST_CASE("what says nothing new leaves no trace, so that trials of before stay what they were") {
  REQUIRE(normalized(moons({})) == normalized(moons({member("order", "drawn")})));
  for (const char* key : {"stratify", "order", "fold", "split", "train_index"}) {
    REQUIRE(normalized(moons({})).find(key) == nullptr);
  }
}

TEST_CASE("a number of a split stands in the paths, and nowhere else") {
  const Value made =
      normalized(moons({member("train_index", "s/train_{split}.txt"),
                        member("test_index", "s/test_{split}.txt"), member("split", 12)}));
  REQUIRE(made.at("train_index").text() == "s/train_12.txt");
  REQUIRE(made.at("test_index").text() == "s/test_12.txt");
  REQUIRE(made.find("split") == nullptr);
  REQUIRE(dataset_schema().normalize(made, "data") == made);
  REQUIRE(refused(moons({member("test_index", "test_{split}.txt")})) ==
          "data.test_index contains {split}, but data.split is missing; add it, or an axis of it");
  REQUIRE(refused(moons({member("test_index", "test.txt"), member("split", 1)})) ==
          "data.split = 1 would change nothing, since no path of an index contains {split}; write "
          "data.test_index: 'test_{split}.txt', or delete it");
}

TEST_CASE("what excludes each other is refused in one sentence") {
  REQUIRE(refused(moons({member("order", "keep"), member("stratify", true)})) ==
          "data.order and data.stratify exclude each other: what keeps its order is not drawn; "
          "delete one of them");
  REQUIRE(refused(moons({member("fold", fold(5, 0)), member("test_index", "t.txt")})) ==
          "data.fold and data.test_index exclude each other: both say which examples are left "
          "out; delete one of them");
  REQUIRE(refused(moons({member("fold", fold(5, 5))})) ==
          "data.fold.index = 5, but data.fold.of = 5; give a fold from 0 to 4");
}

TEST_CASE("classes of the user are stratified where something is drawn, and say so") {
  const auto csv = [](std::initializer_list<Member> more) {
    Map given{member("name", "csv"), member("path", "t.csv"), member("task", "classification")};
    given.insert(given.end(), more);
    return normalized(given);
  };
  REQUIRE(csv({}).at("stratify") == Value(true));
  REQUIRE(csv({member("stratify", false)}).at("stratify") == Value(false));
  REQUIRE(csv({member("test_path", "u.csv")}).find("stratify") == nullptr);
  REQUIRE(csv({member("test_path", "u.csv"), member("train", 5)}).find("stratify") != nullptr);
  REQUIRE(csv({member("part", "p")}).find("stratify") == nullptr);
  REQUIRE(csv({member("group", "g")}).find("stratify") == nullptr);
  REQUIRE(csv({member("order", "keep")}).find("stratify") == nullptr);
  REQUIRE(normalized({member("name", "csv"), member("path", "t.csv")}).find("stratify") == nullptr);
  REQUIRE(normalized(moons({})).find("stratify") == nullptr);
}

}  // namespace regsweep::draw_options_test
