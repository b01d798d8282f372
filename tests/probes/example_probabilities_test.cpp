// Values of float16 that can be written down; probabilities are those of the losses beside them.
#include "probes/measurements/example_probabilities.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "core/json.hpp"
#include "support/small_trial.hpp"

namespace regsweep::example_probabilities_test {

using namespace testing;

Value keeping_probabilities() {
  return small_trial(
      {{"evaluation.per_example", Value(true)}, {"evaluation.probabilities", Value(true)}});
}

TEST_CASE("numbers are rounded to eleven bits, ties to even, and small ones to their grid") {
  CHECK(rounded_to_half(0) == 0);
  CHECK(rounded_to_half(1) == 1);
  CHECK(rounded_to_half(1.0 / 3) == 0.333251953125f);
  CHECK(rounded_to_half(0.1) == 0.0999755859375f);
  CHECK(rounded_to_half(1 - 0x1p-12) == 1);            // a tie between 1 - 2^-11 and 1
  CHECK(rounded_to_half(1 + 0x1p-11) == 1);            // a tie between 1 and 1 + 2^-10
  CHECK(rounded_to_half(1 + 0x3p-11) == 1 + 0x1p-9f);  // one between odd and even
  CHECK(rounded_to_half(0x1p-24) == 0x1p-24f);
  CHECK(rounded_to_half(0x1.8p-24) == 0x1p-23f);
  CHECK(rounded_to_half(0x1p-26) == 0);
}

TEST_CASE("probabilities sum to 1 and give the losses, confidences and choices beside them") {
  const Group records = trained(keeping_probabilities(), 1, small_classes());
  const Group& examples = *records.group("examples");
  const auto& p = std::get<std::vector<float>>(examples.array("test.probability")->data);
  const auto& labels = std::get<std::vector<std::int64_t>>(examples.array("test.label")->data);
  const auto& losses = std::get<std::vector<double>>(examples.array("test.loss")->data);
  const auto& correct = std::get<std::vector<std::int64_t>>(examples.array("test.correct")->data);
  REQUIRE(examples.array("test.probability")->shape == std::vector<std::int64_t>{70, 3});
  for (std::size_t i = 0; i < 70; ++i) {
    const float* const row = p.data() + 3 * i;
    CHECK(row[0] + row[1] + row[2] == Approx(1).margin(2e-3));
    CHECK(static_cast<double>(row[labels[i]]) == Approx(std::exp(-losses[i])).epsilon(1e-3));
    CHECK((std::max_element(row, row + 3) - row == labels[i]) == (correct[i] == 1));
    CHECK(labels[i] == small_classes()->test.labels[i]);
  }
}

TEST_CASE("they are kept of classes only, and with the results of examples") {
  CHECK(canonical_text(small_trial({{"evaluation.probabilities", Value(false)}})) ==
        canonical_text(small_trial()));
  CHECK_THROWS_WITH(small_trial({{"evaluation.probabilities", Value(true)}}),
                    Catch::Contains("add per_example: true"));
  DatasetFacts regression{Task::regression, 3, 1, 100, 50, 50};
  CHECK_THROWS_WITH(check_against_data(keeping_probabilities(), regression),
                    Catch::Contains("evaluation.probabilities needs a class for each example, but "
                                    "the data are a regression"));
}

}  // namespace regsweep::example_probabilities_test
