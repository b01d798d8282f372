// Digits: counts of the UCI test part, pixels in [0, 1].
#include "real_sets.hpp"

namespace regsweep::digits_test {

using namespace testing;

TEST_CASE("digits have the counts of the UCI archive, and pixels of 0 to 16 become 0 to 1") {
  if (!is_here("digits")) return;
  const Map given{member("name", "digits"), member("test", 0)};
  const Dataset dataset = load(given);
  require_facts(given, dataset);
  REQUIRE(dataset.train.count() == 1797);
  REQUIRE(label_counts(dataset.train.labels, 10) ==
          std::vector<int>{178, 182, 177, 183, 181, 182, 181, 179, 174, 180});
  REQUIRE(*std::max_element(dataset.train.features.begin(), dataset.train.features.end()) == 1);
  REQUIRE(moments(dataset.train.features).mean * 16 ==
          Approx(4.884165).margin(1e-5));  // scikit-learn: digits.data.mean()
}

TEST_CASE("a fifth of the digits is the test part unless told otherwise") {
  const DatasetFacts facts =
      dataset_facts(normalized({member("name", "digits"), member("validation", 200)}));
  REQUIRE(facts.test == 359);
  REQUIRE(facts.validation == 200);
  REQUIRE(facts.train == 1797 - 359 - 200);
}

}  // namespace regsweep::digits_test
