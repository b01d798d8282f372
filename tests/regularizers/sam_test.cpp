// SAM: where it takes the gradient, and that it leaves the weights.
// (What a training step does with it: training/rules_in_training_test.cpp.)
#include <catch2/catch.hpp>
#include <limits>

#include "support/rules.hpp"

namespace regsweep::sam_test {

using namespace testing;

// A loss whose gradient at w is 2 w.
class Bowl : public WholeBatch {
 public:
  explicit Bowl(Flat weights) : weights_(std::move(weights)), gradient_(weights_.size()) {
    compute_gradient();
  }
  Flat& weights() override { return weights_; }
  Flat& gradient() override { return gradient_; }
  void compute_gradient() override {
    for (std::size_t i = 0; i < weights_.size(); ++i) gradient_[i] = 2 * weights_[i];
    ++computed;
  }

  int computed = 0;

 private:
  Flat weights_, gradient_;
};

TEST_CASE("sam: the bare number is the radius, 0 is absent, negative is refused") {
  CHECK(rule_entry("sam").off_field == "radius");
  CHECK_THROWS_AS(make_rule("sam", Value(-0.05)), ConfigurationError);
}

TEST_CASE("sam: the gradient is taken at the weights + radius * gradient / its norm") {
  const Flat weights{3, 4};
  Bowl bowl(weights);
  const auto rule = make_rule("sam", Value(0.5));
  rule->start({}, weights);
  rule->batch_gradient(bowl);
  CHECK(bowl.weights() == weights);
  CHECK(static_cast<double>(bowl.gradient()[0]) == Approx(2 * 3.3));
  CHECK(static_cast<double>(bowl.gradient()[1]) == Approx(2 * 4.4));
}

TEST_CASE("sam: a gradient of 0 or one that is not finite has no direction, and stays") {
  for (const real where : {real(0), std::numeric_limits<real>::infinity()}) {
    Bowl bowl({where, where});
    const auto rule = make_rule("sam", Value(0.5));
    rule->start({}, bowl.weights());
    rule->batch_gradient(bowl);
    CHECK(bowl.computed == 1);
    CHECK(bowl.weights()[0] == where);
  }
}

}  // namespace regsweep::sam_test
