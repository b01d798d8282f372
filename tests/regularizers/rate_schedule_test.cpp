// Rates over training and depth.
#include "regularizers/rate_schedule.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace regsweep;

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
