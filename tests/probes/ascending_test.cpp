// Lists that ascend, that repeat a number, that fall.
#include "probes/ascending.hpp"

#include <catch2/catch.hpp>

#include "core/error.hpp"

namespace regsweep::ascending_test {

TEST_CASE("numbers of a list ascend, each once") {
  const auto check = [](List numbers) {
    check_ascending(Value(Map{{"shares", Value(std::move(numbers)), {}}}), "shares", "probes.a");
  };
  CHECK_NOTHROW(check({}));
  CHECK_NOTHROW(check({Value(0), Value(0.5), Value(1)}));
  CHECK_THROWS_WITH(check({Value(0.5), Value(0.5)}),
                    Catch::Contains("probes.a.shares does not ascend; sort it, each number once"));
  CHECK_THROWS_WITH(check({Value(2), Value(1)}), Catch::Contains("does not ascend"));
}

}  // namespace regsweep::ascending_test
