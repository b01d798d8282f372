// Rates over training and depth.
#include "regularizers/rate_schedule.hpp"

#include <catch2/catch.hpp>
#include <cmath>

namespace regsweep::rate_schedule_test {

TEST_CASE("rates at the edges of each schedule") {
  const auto rate = [](const std::string& kind, std::int64_t step, const char* shape = nullptr) {
    Value written(Map{{"kind", kind, {}}});
    if (shape != nullptr) written.set("shape", Value(shape));
    if (kind == "off_at_end") written.set("steps", Value(10));
    const RateSchedule schedule = rate_schedule_fields().read(written, "schedule");
    return ScheduledRate(schedule, 0.5, 100, 1, 4).at(step);
  };
  REQUIRE(rate("constant", 99) == 0.5);
  REQUIRE(rate("early", 19) == 0.5);
  REQUIRE(rate("early", 20) == 0);
  REQUIRE(rate("early", 5, "linear") == Approx(0.375));
  REQUIRE(rate("late", 19) == 0);
  REQUIRE(rate("late", 20) == 0.5);
  REQUIRE(rate("curriculum", 0) == 0);
  REQUIRE(rate("curriculum", 10) == Approx(0.5 * (1 - std::exp(-1.0))));
  REQUIRE(rate("linear_in_depth", 50) == 0.25);
  REQUIRE(rate("falling_in_depth", 50) == 0.375);
  REQUIRE(rate("off_at_end", 89) == 0.5);
  REQUIRE(rate("off_at_end", 90) == 0);
}

TEST_CASE("a rising rate reaches its value and stays, a triangle comes back to 0") {
  const auto rate = [](Map written, std::int64_t step) {
    const RateSchedule schedule =
        rate_schedule_fields().read(Value(std::move(written)), "schedule");
    return ScheduledRate(schedule, 0.4, 200, 0, 1).at(step);
  };
  const Map whole{{"kind", "rising", {}}}, half{{"kind", "rising", {}}, {"until", 0.5, {}}};
  CHECK(rate(whole, 0) == 0);
  CHECK(rate(whole, 150) == Approx(0.3));
  CHECK(rate(half, 50) == Approx(0.2));
  CHECK(rate(half, 100) == 0.4);
  CHECK(rate(half, 199) == 0.4);
  const Map triangle{{"kind", "triangle", {}}, {"cycles", 4, {}}};  // of 50 steps each
  CHECK(rate(triangle, 0) == 0);
  CHECK(rate(triangle, 10) == Approx(0.16));
  CHECK(rate(triangle, 25) == Approx(0.4));
  CHECK(rate(triangle, 40) == Approx(0.16));
  CHECK(rate(triangle, 50) == Approx(0).margin(1e-12));
  CHECK(rate(triangle, 175) == Approx(0.4));
}

TEST_CASE("schedules are read by name, and a cutoff lies in (0, 1]") {
  REQUIRE(rate_schedule_fields().read(Value("curriculum"), "schedule").kind ==
          RateShape::curriculum);
  REQUIRE_THROWS_WITH(
      rate_schedule_fields().read(
          Value(Map{{"kind", Value("early"), {}}, {"cutoff", Value(50), {}}}), "schedule"),
      "schedule.cutoff = 50 violates 0 < cutoff <= 1; give a number with 0 < cutoff <= 1");
  REQUIRE_THROWS_WITH(rate_schedule_fields().read(Value("erly"), "schedule"),
                      "schedule.kind = 'erly' is unknown; did you mean 'early'?");
}

}  // namespace regsweep::rate_schedule_test
