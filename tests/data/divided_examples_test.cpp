// Folds, said parts and order: what is taken out of the order from which parts are cut.
#include "data/divided_examples.hpp"

#include <set>

#include "temporary_files.hpp"

namespace regsweep::divided_examples_test {

using namespace testing;

const TemporaryFolder& folder() {
  static const TemporaryFolder made;
  return made;
}

// Two moons: 60 examples, from which test is drawn unless it has a part of its own.
Map moons(std::initializer_list<Member> more, int test_examples = 20) {
  Map given{member("name", "two_moons"), member("examples", 60),
            member("test_examples", test_examples)};
  given.insert(given.end(), more);
  return given;
}

Member fold(int of, int index) {
  return member("fold", Value(Map{member("of", of), member("index", index)}));
}

Selection selected(const Map& given, const Available& available) {
  return select_examples(normalized(given), available);
}

const Available twenty{"twenty", Task::regression, 20, 0};

TEST_CASE("the folds of a set are its parts in turn") {
  std::set<std::int64_t> tested;
  for (const int index : {0, 1, 2}) {
    const Selection parts = selected(moons({fold(3, index), member("validation", 2)}), twenty);
    REQUIRE(parts.test.size() == (index == 2 ? 6 : 7));
    REQUIRE(parts.validation.size() == 2);
    REQUIRE(parts.train.size() == 18 - parts.test.size());
    REQUIRE(std::ranges::is_sorted(parts.test));
    for (const std::int64_t example : parts.test) REQUIRE(tested.insert(example).second);
    std::set<std::int64_t> all(parts.test.begin(), parts.test.end());
    all.insert(parts.train.begin(), parts.train.end());
    all.insert(parts.validation.begin(), parts.validation.end());
    REQUIRE(all.size() == 20);
  }
  REQUIRE(tested.size() == 20);
  // Places 0, 3, 6, ... of the contract's order, as in restrict_test.cpp.
  REQUIRE(selected(moons({fold(3, 0)}), twenty).test ==
          std::vector<std::int64_t>{5, 6, 9, 10, 11, 15, 16});
}

TEST_CASE("of a set with a test part the fold is what is validated on") {
  const Map given = moons({fold(4, 1)});
  const Dataset data = load(given);
  require_facts(given, data);
  REQUIRE(data.count(data.validation) == 15);
  REQUIRE(data.count(data.train) == 45);
  REQUIRE(data.count(data.test) == 20);
}

TEST_CASE("stratified folds and parts have each class in its share") {
  for (const int index : {0, 1, 2, 3}) {
    const Dataset data = load(moons({fold(4, index), member("stratify", true)}));
    const std::vector<int> counts = label_counts(data.validation.labels, 2);
    REQUIRE(std::abs(counts[0] - counts[1]) <= 1);
  }
  const Dataset data =
      load(moons({member("stratify", true), member("validation", 10), member("train", 20)}));
  REQUIRE(label_counts(data.validation.labels, 2) == std::vector<int>{5, 5});
  REQUIRE(label_counts(data.train.labels, 2) == std::vector<int>{10, 10});
}

TEST_CASE("an order that is kept gives runs of the file, training right before validation") {
  const Selection parts = selected(moons({member("order", "keep"), member("train", 5),
                                          member("validation", 3), member("test", 0.2)}),
                                   twenty);
  REQUIRE(parts.test == std::vector<std::int64_t>{16, 17, 18, 19});
  REQUIRE(parts.validation == std::vector<std::int64_t>{13, 14, 15});
  REQUIRE(parts.train == std::vector<std::int64_t>{8, 9, 10, 11, 12});
}

TEST_CASE("shares are counts of what there is") {
  const auto sizes = [](std::initializer_list<Member> more, const Available& available) {
    const Counts counts = restricted_counts(normalized(moons(more)), available);
    return std::vector<std::int64_t>{counts.train, counts.validation, counts.test};
  };
  REQUIRE(sizes({member("test", 0.25), member("validation", 0.1)}, twenty) ==
          std::vector<std::int64_t>{13, 2, 5});
  REQUIRE(sizes({member("train", 0.5), member("test", 0.01)}, twenty) ==
          std::vector<std::int64_t>{10, 0, 1});
  const Available odd{"odd", Task::regression, 15, 0};  // 12, 1.5 and 1.5
  REQUIRE(sizes({member("train", 0.8), member("validation", 0.1), member("test", 0.1)}, odd) ==
          std::vector<std::int64_t>{11, 2, 2});
  REQUIRE(sentence<ConfigurationError>([] { normalized(moons({member("train", 1.0)})); }) ==
          "data.train is 1.0, which may mean one or all; write 1, or leave the key out");
}

TEST_CASE("published splits are read, and what no file names is left out") {
  const std::string train = folder().write("train_3.txt", "1\n2\n3\n4\n10\n11\n");
  folder().write("test_3.txt", "19\n5\n7\n");
  const Map given = moons({member("train_index", folder() / "train_{split}.txt"),
                           member("test_index", folder() / "test_{split}.txt"), member("split", 3),
                           member("validation", 2)});
  const Selection parts = selected(given, twenty);
  REQUIRE(parts.test == std::vector<std::int64_t>{5, 7, 19});
  REQUIRE(parts.validation.size() == 2);
  std::set<std::int64_t> rest(parts.train.begin(), parts.train.end());
  rest.insert(parts.validation.begin(), parts.validation.end());
  REQUIRE(rest == std::set<std::int64_t>{1, 2, 3, 4, 10, 11});
  folder().write("test_3.txt", "19\n4\n");
  REQUIRE(sentence<DataError>([&] { selected(given, twenty); }) ==
          "example 4 is named by " + train + " and by " + (folder() / "test_3.txt") +
              ", so that it would be in two parts; give files that share no number");
}

TEST_CASE("ways to draw that the examples do not have are refused") {
  const auto refused = [](const Map& given, const Available& available) {
    const std::string said =
        sentence<ConfigurationError>([&] { select_examples(normalized(given), available); });
    REQUIRE(sentence<ConfigurationError>(
                [&] { restricted_counts(normalized(given), available); }) == said);
    return said;
  };
  REQUIRE(refused(moons({member("stratify", true)}), twenty) ==
          "data.stratify needs classes, but twenty has none; delete it");
  REQUIRE(refused(moons({fold(21, 0)}), twenty) ==
          "data.fold.of = 21, but twenty has only 20 examples to train on; give 20 or less");
  REQUIRE(refused(moons({fold(5, 0), member("test", 4)}), twenty) ==
          "data.test = 4, but data.fold says already which examples are the test part; delete "
          "data.test");
}

}  // namespace regsweep::divided_examples_test
