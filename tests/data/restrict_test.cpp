// Restriction: subsets nest, validation stays, noise has its rate and belongs to the example.
#include "data/restrict.hpp"

#include <algorithm>
#include <set>

#include "temporary_files.hpp"

namespace regsweep::restrict_test {

using namespace testing;

const Available large{"big", Task::classification, 60000, 10000};
const Available small{"small", Task::classification, 20, 0};

Value restriction(const Map& given) { return restriction_fields().normalize(Value(given), "data"); }
Selection selected(const Map& given, const Available& available) {
  return select_examples(restriction(given), available);
}
std::string refusal(const Map& given, const Available& available) {
  return sentence<ConfigurationError>([&] { restricted_counts(restriction(given), available); });
}

TEST_CASE("the order is the contract's: an independent rendering gives the same examples") {
  const Selection whole = selected({member("validation", 2), member("test", 3)}, small);
  REQUIRE(whole.train ==
          std::vector<std::int64_t>{5, 13, 3, 9, 19, 7, 11, 8, 17, 16, 12, 4, 15, 14, 18});
  REQUIRE(whole.validation == std::vector<std::int64_t>{6, 2});
  REQUIRE(whole.test == std::vector<std::int64_t>{0, 10, 1});
  const Selection seeded =
      selected({member("train", 4), member("validation", 4), member("subset_seed", 7)}, large);
  REQUIRE(seeded.train == std::vector<std::int64_t>{22559, 48652, 12514, 6195});
  REQUIRE(seeded.validation == std::vector<std::int64_t>{39345, 14556, 45190, 22856});
  const Available tested{"tested", Task::classification, 20, 10};
  REQUIRE(selected({member("test", 3)}, tested).test == std::vector<std::int64_t>{1, 7, 0});
  REQUIRE(selected({}, tested).test == std::vector<std::int64_t>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
}

TEST_CASE("training subsets nest and leave validation and test as they are") {
  const Selection before = selected({member("train", 500), member("validation", 5000)}, large);
  for (const int size : {501, 10000, 55000}) {
    const Selection larger = selected({member("train", size), member("validation", 5000)}, large);
    REQUIRE(static_cast<int>(larger.train.size()) == size);
    REQUIRE(std::equal(before.train.begin(), before.train.end(), larger.train.begin()));
    REQUIRE(larger.validation == before.validation);
    REQUIRE(larger.test == before.test);
  }
  const Selection other = selected({member("train", 500), member("subset_seed", 1)}, large);
  REQUIRE(other.train != before.train);
}

TEST_CASE("no example is in two parts, and all are used") {
  const Selection parts = selected({member("validation", 5)}, small);
  std::set<std::int64_t> seen(parts.train.begin(), parts.train.end());
  seen.insert(parts.validation.begin(), parts.validation.end());
  seen.insert(parts.test.begin(), parts.test.end());
  REQUIRE(parts.train.size() == 11);
  REQUIRE(parts.test.size() == 4);  // 20 % of 20
  REQUIRE(seen.size() == 20);
  REQUIRE(*seen.rbegin() == 19);
}

TEST_CASE("more examples than there are is refused in one sentence") {
  REQUIRE(refusal({member("train", 58000), member("validation", 5000)}, large) ==
          "data asks for train = 58000, validation = 5000, but big has only 60000 examples to "
          "train on; give train: 55000 or less");
  REQUIRE(refusal({member("train", 60001)}, large) ==
          "data asks for train = 60001, but big has only 60000 examples to train on; give train: "
          "60000 or less");
  REQUIRE(refusal({member("validation", 60000)}, large) ==
          "data asks for validation = 60000 of the 60000 examples that big has to train on, so "
          "none is left for training; lower it");
  REQUIRE(refusal({member("test", 20)}, small) ==
          "data asks for test = 20 of the 20 examples that small has to train on, so none is left "
          "for training; lower it");
  REQUIRE(refusal({member("test", 10001)}, large) ==
          "data.test = 10001, but big has only 10000 test examples; lower it");
  REQUIRE(refusal({member("label_noise", 1.5)}, large) ==
          "data.label_noise = 1.5 violates 0 <= label_noise <= 1: for classes it is a probability; "
          "give one");
  REQUIRE(
      sentence<ConfigurationError>([] { restriction({member("train", 0)}); }) ==
      "data.train = 0 violates train >= 1; give an integer with train >= 1, or a share above 0 and "
      "below 1");
}

TEST_CASE("label noise is the contract's: an independent rendering changes the same labels") {
  Restriction noisy;
  noisy.label_noise = 0.3;
  std::vector<std::int64_t> indices(40);
  for (std::size_t i = 0; i < 40; ++i) indices[i] = static_cast<std::int64_t>(i);
  Labels labels(40, 2), expected(40, 2);
  add_label_noise(noisy, indices, 10, labels);
  const std::vector<std::pair<std::size_t, int>> shifts{{4, 4},  {5, 1},  {6, 5},  {7, 6},  {9, 3},
                                                        {11, 7}, {14, 2}, {15, 4}, {21, 5}, {24, 7},
                                                        {30, 5}, {31, 3}, {37, 6}};
  for (const auto& [at, shift] : shifts) expected[at] = (2 + 1 + shift) % 10;
  REQUIRE(labels == expected);
}

TEST_CASE(
    "label noise has its rate, is uniform over the other classes, nests, and belongs to the "
    "example") {
  constexpr std::int64_t count = 100000, classes = 5;
  std::vector<std::int64_t> indices(count);
  for (std::int64_t i = 0; i < count; ++i) indices[static_cast<std::size_t>(i)] = count - 1 - i;
  const auto noisy = [&](double rate, const std::vector<std::int64_t>& chosen) {
    Restriction restriction;
    restriction.label_noise = rate;
    Labels labels(chosen.size(), 1);
    add_label_noise(restriction, chosen, classes, labels);
    return labels;
  };
  const Labels some = noisy(0.2, indices), more = noisy(0.5, indices);
  const std::vector<int> counts = label_counts(some, classes);
  REQUIRE(std::abs(counts[1] - 80000) < 5 * std::sqrt(count * 0.2 * 0.8));
  for (const std::size_t other : {0, 2, 3, 4}) {
    REQUIRE(std::abs(counts[other] - 5000) < 5 * std::sqrt(count * 0.05 * 0.95));
  }
  for (std::size_t i = 0; i < some.size(); ++i) {
    if (some[i] != 1) REQUIRE(more[i] == some[i]);
  }
  const std::vector<std::int64_t> subset(indices.begin() + 500, indices.begin() + 700);
  const Labels alone = noisy(0.2, subset);
  REQUIRE(std::equal(alone.begin(), alone.end(), some.begin() + 500));
  REQUIRE(noisy(0, indices) == Labels(count, 1));
  REQUIRE(label_counts(noisy(1, indices), classes)[1] == 0);
}

TEST_CASE("target noise is gaussian with the given deviation and belongs to the example") {
  Restriction restriction;
  restriction.label_noise = 0.5;
  std::vector<std::int64_t> indices(50000);
  for (std::size_t i = 0; i < indices.size(); ++i) indices[i] = static_cast<std::int64_t>(i);
  Matrix targets = Matrix::from_shape({indices.size(), 2});
  targets.fill(3);
  add_target_noise(restriction, indices, targets);
  const Moments found = moments(targets);
  REQUIRE(found.mean == Approx(3).margin(5 * 0.5 / std::sqrt(1e5)));
  REQUIRE(found.deviation == Approx(0.5).epsilon(0.02));
  Matrix one = Matrix::from_shape({1, 2});
  one.fill(3);
  add_target_noise(restriction, {777}, one);
  REQUIRE(one(0, 0) == targets(777, 0));
  REQUIRE(one(0, 1) == targets(777, 1));
}

}  // namespace regsweep::restrict_test
