// Decay towards the initial weights.
#include <catch2/catch.hpp>

#include "support/rules.hpp"

namespace regsweep::decay_to_initialization_test {

using namespace testing;

TEST_CASE("decay_to_initialization: a share of the way back, of weight matrices only") {
  const ParameterLayout layout = two_linear_maps();
  const Flat initial = numbered(layout);
  Flat weights = initial;
  for (const ParameterInfo& each : layout.all()) {
    for (std::size_t i = 0; i < each.size; ++i) data(weights, each)[i] += real(2);
  }
  const auto rule = make_rule("decay_to_initialization", Value(0.37));
  rule->start(layout, initial);
  rule->before_update(layout, weights, 0.1);
  for (const ParameterInfo& each : layout.all()) {
    for (std::size_t i = 0; i < each.size; ++i) {
      CHECK(static_cast<double>(data(weights, each)[i] - data(initial, each)[i]) ==
            Approx(each.matrix() ? 2 * (1 - 0.037) : 2));
    }
  }
  CHECK(padding_is_zero(layout, weights));
}

}  // namespace regsweep::decay_to_initialization_test
