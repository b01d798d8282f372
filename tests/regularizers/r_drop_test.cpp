// R-Drop: its passes, the mean of their losses, and the divergence that it adds at the outputs.
// (What a training step does with it: training/rules_in_training_test.cpp.)
#include <catch2/catch.hpp>

#include "regularizers/kl_between_passes.hpp"
#include "support/fake_step.hpp"
#include "support/rules.hpp"

namespace regsweep::r_drop_test {

using namespace testing;

TEST_CASE("r_drop: the bare number is the factor, 0 is absent, negative is refused") {
  CHECK(rule_entry("r_drop").off_field == "rate");
  CHECK_THROWS_AS(make_rule("r_drop", Value(-1)), ConfigurationError);
}

TEST_CASE("r_drop: two passes, each half of the loss, and the divergence at the outputs of both") {
  const std::vector<real> first{1, 2, 3, 4}, second{2, 2, 5, 3};
  const auto rule = make_rule("r_drop", Value(1.5));
  Flat gradient(1);
  rule->start({}, gradient);
  REQUIRE(rule->computes_part_gradient());
  FakePart part({first, second});
  const LossSums sums = rule->part_gradient(part, gradient);
  CHECK(sums.loss == (10 + 12) / 2.0);
  CHECK(sums.count == 2);
  CHECK(part.passes == std::vector<std::uint32_t>{0, 1, 0});
  CHECK(part.shares == std::vector<double>{0.5, 0.5});

  // The gradient of the loss itself is share * scale = 1/4 everywhere.
  std::vector<real> at_first(4, real(0.25)), at_second(4, real(0.25));
  add_kl_between_passes({first.data(), 2, 2}, {second.data(), 2, 2}, part.labels(), 0.5 * 1.5,
                        {at_first.data(), 2, 2}, {at_second.data(), 2, 2});
  CHECK(part.shown == std::vector<std::vector<real>>{at_second, at_first});
  CHECK(static_cast<double>(gradient[0]) == Approx(2));  // the divergence's sums to 0
}

}  // namespace regsweep::r_drop_test
