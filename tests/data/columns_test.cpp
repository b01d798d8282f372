// Columns become features, with what the training part alone says.
#include "data/columns.hpp"

#include <cmath>
#include <limits>

#include "temporary_files.hpp"

namespace regsweep::columns_test {

using namespace testing;

constexpr double none = std::numeric_limits<double>::quiet_NaN();

// Four training rows, one to validate and two to test on.
ColumnSource source() {
  ColumnSource made;
  made.name = "rows";
  made.task = Task::regression;
  made.columns = {{"age", {2, none, 4, 9, 7, none, 1}, {}, {}},
                  {"work", {}, {1, 0, 1, -1, 2, 0, -1}, {"a", "b", "c"}},
                  {"size", {1, 1, 2, 4, none, 3, 0}, {}, {}}};
  made.targets = DoubleRows::from_shape({7, 1});
  for (std::size_t row = 0; row < 7; ++row) made.targets(row, 0) = static_cast<double>(row * row);
  made.outputs = 1;
  made.parts = {"rows", Task::regression, 4, 2, 1};
  return made;
}

Value parts() {
  Value made = restriction_fields().normalize(Value(Map{}), "data");
  made.erase("validation");
  return made;
}

double at(const FeatureTable& table, std::size_t row, std::size_t column) {
  return static_cast<double>(table(row, column));
}

TEST_CASE("numbers, categories and indicators stand in their order, each with its name") {
  REQUIRE(feature_names(parts(), source()) == std::vector<std::string>{"age", "work=a", "work=b",
                                                                       "work is missing", "size",
                                                                       "age is missing"});
  const DatasetFacts facts = column_facts(parts(), source());
  REQUIRE(facts.features == 6);
  REQUIRE(facts.validation == 1);
  REQUIRE(facts.test == 2);
}

TEST_CASE("means, deviations and categories are those of the training rows") {
  const Dataset dataset = make_column_dataset(parts(), source());
  // age of the training rows that have it: 2, 4, 9.
  const double mean = 5, deviation = std::sqrt((9 + 1 + 16) / 3.0);
  const FeatureTable& validation = dataset.validation.features;
  REQUIRE(at(validation, 0, 0) == Approx((7 - mean) / deviation));
  for (const std::size_t column : {1, 2, 3}) REQUIRE(at(validation, 0, column) == 0);  // c is new
  REQUIRE(at(validation, 0, 4) == 0);  // a missing size is the mean of training
  REQUIRE(at(validation, 0, 5) == 0);
  const FeatureTable& test = dataset.test.features;
  REQUIRE(at(test, 0, 0) == 0);
  REQUIRE(at(test, 0, 1) == 1);
  REQUIRE(at(test, 0, 5) == 1);
  REQUIRE(at(test, 1, 0) == Approx((1 - mean) / deviation));
  REQUIRE(at(test, 1, 3) == 1);
  double sum = 0, missing = 0;
  for (std::size_t row = 0; row < 4; ++row) {
    sum += at(dataset.train.features, row, 0);
    missing += at(dataset.train.features, row, 5);
  }
  REQUIRE(sum == Approx(0).margin(1e-6));
  REQUIRE(missing == 1);
}

TEST_CASE("without standardisation numbers are as they are, and missing ones the mean") {
  ColumnSource plain = source();
  plain.standardise = false;
  const Dataset dataset = make_column_dataset(parts(), plain);
  REQUIRE(at(dataset.test.features, 0, 0) == 5);
  REQUIRE(at(dataset.test.features, 1, 4) == 0);
  REQUIRE(dataset.target_scale == 1);
}

}  // namespace regsweep::columns_test
