// Schedules at their boundaries: the first step, the end of the warm-up, stairs, the last step.
#include "optimizers/schedules.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace regsweep::schedules_test {

LearningRateSchedule schedule(const Value& given) {
  return learning_rate_schedule_fields().read(given, "schedule");
}
MomentumSchedule momentum_schedule(const Value& given) {
  return momentum_schedule_fields().read(given, "momentum_schedule");
}
Value map(Map members) { return Value(std::move(members)); }

TEST_CASE("a constant learning rate is the same number at every step") {
  const LearningRateSchedule constant = schedule("constant");
  CHECK(constant.at(0.1, 0, 100, 10) == 0.1);
  CHECK(constant.at(0.1, 99, 100, 10) == 0.1);
}

TEST_CASE("the warm-up rises from rate / warmup to the rate, and the schedule starts after it") {
  const LearningRateSchedule warm = schedule(map({{"kind", "linear", {}}, {"warmup", 4, {}}}));
  CHECK(warm.at(0.8, 0, 14, 1) == Approx(0.2));
  CHECK(warm.at(0.8, 2, 14, 1) == Approx(0.6));
  CHECK(warm.at(0.8, 3, 14, 1) == 0.8);  // the last step of the warm-up
  CHECK(warm.at(0.8, 4, 14, 1) == 0.8);  // the first of ten steps of decay
  CHECK(warm.at(0.8, 5, 14, 1) == Approx(0.72));
  CHECK(warm.at(0.8, 13, 14, 1) == Approx(0.08));
}

TEST_CASE("a warm-up longer than the training never reaches the rate") {
  const LearningRateSchedule warm = schedule(map({{"kind", "cosine", {}}, {"warmup", 10, {}}}));
  CHECK(warm.at(1, 4, 5, 1) == Approx(0.5));
}

TEST_CASE("stairs change at exact multiples of their length") {
  const LearningRateSchedule stairs =
      schedule(map({{"kind", "step", {}}, {"every", 10, {}}, {"factor", 0.5, {}}}));
  CHECK(stairs.at(0.8, 0, 100, 7) == 0.8);
  CHECK(stairs.at(0.8, 9, 100, 7) == 0.8);
  CHECK(stairs.at(0.8, 10, 100, 7) == 0.4);
  CHECK(stairs.at(0.8, 29, 100, 7) == 0.2);
  CHECK(stairs.at(0.8, 30, 100, 7) == 0.1);
  const LearningRateSchedule epochs = schedule(
      map({{"kind", "step", {}}, {"every", 2, {}}, {"factor", 0.5, {}}, {"unit", "epochs", {}}}));
  CHECK(epochs.at(0.8, 13, 100, 7) == 0.8);  // the last step of the second epoch
  CHECK(epochs.at(0.8, 14, 100, 7) == 0.4);
}

TEST_CASE("stairs count from the end of the warm-up") {
  const LearningRateSchedule stairs = schedule(
      map({{"kind", "step", {}}, {"every", 10, {}}, {"factor", 0.5, {}}, {"warmup", 3, {}}}));
  CHECK(stairs.at(0.8, 12, 100, 7) == 0.8);
  CHECK(stairs.at(0.8, 13, 100, 7) == 0.4);
}

TEST_CASE("an exponential decay multiplies by its factor once per epoch, smoothly") {
  const LearningRateSchedule exponential =
      schedule(map({{"kind", "exponential", {}}, {"factor", 0.81, {}}}));
  CHECK(exponential.at(1, 0, 100, 10) == 1);
  CHECK(exponential.at(1, 5, 100, 10) == Approx(0.9));
  CHECK(exponential.at(1, 10, 100, 10) == Approx(0.81));
  CHECK(exponential.at(1, 20, 100, 10) == Approx(0.6561));
}

TEST_CASE("inverse time halves the rate after `decay`") {
  const LearningRateSchedule inverse =
      schedule(map({{"kind", "inverse_time", {}}, {"decay", 10000, {}}}));
  CHECK(inverse.at(1, 0, 1000000, 500) == 1);
  CHECK(inverse.at(1, 10000, 1000000, 500) == 0.5);
  CHECK(inverse.at(1, 990000, 1000000, 500) == Approx(0.01));
  const LearningRateSchedule epochs =
      schedule(map({{"kind", "inverse_time", {}}, {"decay", 3, {}}, {"unit", "epochs", {}}}));
  CHECK(epochs.at(1, 30, 100, 10) == 0.5);
}

TEST_CASE("cosine goes from the rate over the middle towards the minimum") {
  const LearningRateSchedule cosine = schedule(map({{"kind", "cosine", {}}, {"minimum", 0.2, {}}}));
  CHECK(cosine.at(1, 0, 100, 10) == 1);
  CHECK(cosine.at(1, 25, 100, 10) == Approx(0.2 + 0.4 * (1 + std::sqrt(0.5))));
  CHECK(cosine.at(1, 50, 100, 10) == Approx(0.6));
  CHECK(cosine.at(1, 99, 100, 10) == Approx(0.2 + 0.4 * (1 - std::cos(M_PI / 100))));
  CHECK(cosine.at(1, 99, 100, 10) > 0.2);
}

TEST_CASE("linear decay leaves something for the last step") {
  const LearningRateSchedule linear = schedule(map({{"kind", "linear", {}}, {"minimum", 0.2, {}}}));
  CHECK(linear.at(1, 0, 100, 10) == 1);
  CHECK(linear.at(1, 50, 100, 10) == Approx(0.6));
  CHECK(linear.at(1, 99, 100, 10) == Approx(0.208));
}

TEST_CASE("momentum rises linearly to its final value and stays (Hinton et al. 2012)") {
  const MomentumSchedule linear = momentum_schedule(map(
      {{"kind", "linear", {}}, {"initial", 0.5, {}}, {"over", 500, {}}, {"unit", "epochs", {}}}));
  CHECK(linear.at(0.99, 0, 600) == 0.5);
  CHECK(linear.at(0.99, 250 * 600, 600) == Approx(0.745));
  CHECK(linear.at(0.99, 500 * 600 - 1, 600) < 0.99);
  CHECK(linear.at(0.99, 500 * 600, 600) == 0.99);
  CHECK(linear.at(0.99, 3000 * 600, 600) == 0.99);
}

TEST_CASE("momentum approaches its final value exponentially (deepnet)") {
  const MomentumSchedule exponential = momentum_schedule(
      map({{"kind", "exponential", {}}, {"initial", 0.5, {}}, {"over", 100000, {}}}));
  CHECK(exponential.at(0.99, 0, 500) == Approx(0.5));
  CHECK(exponential.at(0.99, 100000, 500) == Approx(0.99 - 0.49 * std::exp(-1)));
  CHECK(exponential.at(0.99, 1000000, 500) == Approx(0.99).margin(3e-5));
}

TEST_CASE("constant momentum is the number itself") {
  CHECK(momentum_schedule("constant").at(0.95, 0, 1) == 0.95);
  CHECK(momentum_schedule("constant").at(0.95, 12345, 1) == 0.95);
}

TEST_CASE("a schedule without its own numbers says which one is missing") {
  CHECK_THROWS_WITH(schedule("step"),
                    "schedule.every is missing; add 'every:' with a number with every > 0: length "
                    "of a stair, in `unit`");
  CHECK_THROWS_WITH(schedule("cosin"),
                    "schedule.kind = 'cosin' is unknown; did you mean 'cosine'?");
  CHECK_THROWS_WITH(
      schedule(map({{"kind", "cosine", {}}, {"factor", 0.1, {}}})),
      "unknown key 'factor' in schedule (kind: cosine); allowed: kind, minimum, warmup");
  CHECK_THROWS_WITH(schedule(map({{"kind", "constant", {}}, {"warmup", -1, {}}})),
                    "schedule.warmup = -1 violates warmup >= 0; give an integer with warmup >= 0");
  CHECK_THROWS_WITH(
      momentum_schedule(map({{"kind", "linear", {}}, {"over", 10, {}}, {"initial", 1, {}}})),
      "momentum_schedule.initial = 1 violates 0 <= initial < 1; give a number with 0 <= initial < "
      "1");
}

}  // namespace regsweep::schedules_test
