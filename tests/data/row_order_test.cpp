// Orders from which parts are cut: numbers of an independent rendering (Python, exact fractions:
// seats given one by one to the class with the largest n / (2 s + 1)), and what they promise.
#include "data/row_order.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <numeric>
#include <set>

namespace regsweep::row_order_test {

// The contract's order of 20 examples with seed 0, as in restrict_test.cpp.
const ExampleNumbers drawn{5, 13, 3, 9, 19, 7, 11, 8, 17, 16, 12, 4, 15, 14, 18, 6, 2, 0, 10, 1};

std::vector<std::int32_t> three_classes() {
  std::vector<std::int32_t> classes(20, 2);
  std::fill_n(classes.begin(), 10, 1);
  std::fill_n(classes.begin(), 4, 0);
  return classes;
}

std::vector<std::int64_t> groups_of_three() {
  std::vector<std::int64_t> groups;
  for (std::int64_t example = 0; example < 20; ++example) groups.push_back(example / 3);
  return groups;
}

TEST_CASE("a stratified order is that of Webster's and Sainte-Lague's seats") {
  REQUIRE(stratified(drawn, three_classes()) ==
          ExampleNumbers{13, 5, 3, 19, 9, 11, 17, 2, 7, 16, 12, 8, 0, 15, 4, 14, 18, 1, 6, 10});
}

TEST_CASE("every beginning and every end of a stratified order has each class in its share") {
  const std::vector<std::int32_t> classes = three_classes();
  for (const bool from_end : {false, true}) {
    ExampleNumbers order = stratified(drawn, classes);
    if (from_end) std::reverse(order.begin(), order.end());
    std::map<std::int32_t, int> counts;
    for (std::size_t i = 0; i < order.size(); ++i) {
      ++counts[classes[static_cast<std::size_t>(order[i])]];
      const double share = static_cast<double>(i + 1) / 20;
      REQUIRE(std::abs(counts[0] - 4 * share) <= 1);
      REQUIRE(std::abs(counts[1] - 6 * share) <= 1);
      REQUIRE(std::abs(counts[2] - 10 * share) <= 1);
    }
  }
}

TEST_CASE("classes of one size come in turn, which begins as was drawn") {
  const ExampleNumbers order{3, 1, 0, 2};
  REQUIRE(stratified(order, std::vector<std::int32_t>{0, 1, 0, 1}) == ExampleNumbers{3, 0, 1, 2});
  REQUIRE(stratified(order, std::vector<std::int32_t>{0, 0, 0, 0}) == order);
  REQUIRE(stratified({}, std::vector<std::int32_t>{}).empty());
}

TEST_CASE("a grouped order has groups side by side") {
  REQUIRE(grouped(drawn, groups_of_three()) ==
          ExampleNumbers{5, 3, 4, 13, 12, 14, 9, 11, 10, 19, 18, 7, 8, 6, 17, 16, 15, 2, 0, 1});
}

TEST_CASE("parts of a grouped order end at the nearest border") {
  const ExampleNumbers order{0, 1, 2, 3, 4, 5, 6};
  const std::vector<std::int64_t> groups{7, 7, 7, 2, 2, 2, 5};
  const auto border = [&](std::int64_t end, std::int64_t count) {
    return nearest_border(order, groups, end, count);
  };
  REQUIRE(border(7, 0) == 0);
  REQUIRE(border(7, 1) == 1);
  REQUIRE(border(7, 2) == 1);
  REQUIRE(border(7, 3) == 4);
  REQUIRE(border(7, 5) == 4);
  REQUIRE(border(6, 1) == 3);
  REQUIRE(border(6, 2) == 3);
  REQUIRE(border(7, 6) == 7);
}

TEST_CASE("folds hold every example once, and are as equal as can be") {
  REQUIRE(folds_dealt(7, 3) == std::vector<std::int64_t>{0, 1, 2, 0, 1, 2, 0});
  REQUIRE(folds_in_runs(7, 3) == std::vector<std::int64_t>{0, 0, 1, 1, 2, 2, 2});
  REQUIRE(folds_of_classes(drawn, three_classes(), 3) ==
          std::vector<std::int64_t>{1, 1, 0, 2, 2, 0, 0, 1, 1, 2, 0, 2, 1, 2, 0, 0, 1, 2, 1, 0});
}

TEST_CASE("a group is in one fold, and the largest groups are dealt first") {
  const std::vector<std::int64_t> groups{4, 4, 4, 4, 8, 8, 8, 6, 6, 9};
  ExampleNumbers order(10);
  std::iota(order.begin(), order.end(), 0);
  // Sizes 4, 3, 2, 1: fold 0 gets 4, fold 1 gets 3, then 2 goes to fold 1 and 1 to fold 0.
  REQUIRE(folds_of_groups(order, groups, 2) ==
          std::vector<std::int64_t>{0, 0, 0, 0, 1, 1, 1, 1, 1, 0});
  REQUIRE(group_count(order, groups) == 4);
}

}  // namespace regsweep::row_order_test
