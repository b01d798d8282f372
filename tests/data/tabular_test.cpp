// Rows of numbers: standardisation with the training split's moments, and noise after it.
#include "data/tabular.hpp"

#include "temporary_files.hpp"

namespace regsweep::tabular_test {

using namespace testing;

TabularSource source(std::int64_t count) {
  TabularSource made;
  made.name = "rows";
  made.outputs = 2;
  made.train.features = DoubleRows::from_shape({static_cast<std::size_t>(count), 2});
  made.train.targets = DoubleRows::from_shape({static_cast<std::size_t>(count), 2});
  for (std::int64_t row = 0; row < count; ++row) {
    const auto number = static_cast<double>(row);
    made.train.features(row, 0) = number;
    made.train.features(row, 1) = 1e6;
    made.train.targets(row, 0) = 10.0 + number;
    made.train.targets(row, 1) = 7.0 * number;
  }
  return made;
}

Value restriction(const Map& given) { return restriction_fields().normalize(Value(given), "data"); }

TEST_CASE(
    "standardised rows have mean 0 and deviation 1 in training; constant columns are only "
    "shifted") {
  const Dataset dataset =
      make_tabular_dataset(restriction({member("validation", 10)}), source(100), true);
  REQUIRE(dataset.train.count() == 70);
  double sum = 0, squares = 0;
  for (std::size_t row = 0; row < 70; ++row) {
    const double value = static_cast<double>(dataset.train.features(row, 0));
    sum += value;
    squares += value * value;
    REQUIRE(dataset.train.features(row, 1) == 0);
    REQUIRE(dataset.train.targets(row, 1) == Approx(dataset.train.targets(row, 0)).margin(1e-5));
  }
  REQUIRE(sum == Approx(0).margin(1e-4));
  REQUIRE(squares / 70 == Approx(1));
  for (std::size_t row = 0; row < 10; ++row) REQUIRE(dataset.validation.features(row, 1) == 0);
}

TEST_CASE("rows that are read one by one give the dataset of the table that they are") {
  const TabularSource table = source(50);
  TabularSource unread = table;
  unread.train.features = {};
  unread.train.unread = NumberRows::of(table.train.features);
  const Value wanted = restriction({member("validation", 7)});
  const Dataset read = make_tabular_dataset(wanted, unread, true);
  const Dataset whole = make_tabular_dataset(wanted, table, true);
  REQUIRE((read.train.features == whole.train.features));
  REQUIRE((read.validation.features == whole.validation.features));
  REQUIRE((read.test.features == whole.test.features));
}

TEST_CASE(
    "target_scale is the root mean square of the targets' deviations, 1 without standardisation") {
  const Dataset standard = make_tabular_dataset(restriction({}), source(100), true);
  const Dataset plain = make_tabular_dataset(restriction({}), source(100), false);
  REQUIRE(plain.target_scale == 1);
  const double first =
      static_cast<double>(plain.train.targets(0, 0) - plain.train.targets(1, 0)) /
      static_cast<double>(standard.train.targets(0, 0) - standard.train.targets(1, 0));
  REQUIRE(standard.target_scale == Approx(first * std::sqrt((1 + 49) / 2.0)).epsilon(1e-4));
  REQUIRE(plain.train.targets(0, 0) == plain.train.features(0, 0) + 10);
}

TEST_CASE("noise reaches training targets only, and does not change the scale") {
  const Dataset clean =
      make_tabular_dataset(restriction({member("validation", 10)}), source(100), true);
  const Dataset noisy = make_tabular_dataset(
      restriction({member("validation", 10), member("label_noise", 0.5)}), source(100), true);
  REQUIRE(noisy.target_scale == clean.target_scale);
  REQUIRE((noisy.train.features == clean.train.features));
  REQUIRE((noisy.validation.targets == clean.validation.targets));
  REQUIRE((noisy.test.targets == clean.test.targets));
  Matrix difference = noisy.train.targets - clean.train.targets;
  REQUIRE(moments(difference).deviation == Approx(0.5).epsilon(0.3));
}

}  // namespace regsweep::tabular_test
