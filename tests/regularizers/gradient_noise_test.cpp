// Gradient noise: normals of its stream, variance rate / (1 + t)^decay.
#include <catch2/catch.hpp>
#include <cmath>

#include "random/draws.hpp"
#include "support/rules.hpp"

namespace regsweep::gradient_noise_test {

using namespace testing;

TEST_CASE(
    "gradient_noise: element e of all parameters gets normal e of the step, times the deviation of "
    "the step") {
  ParameterLayout layout;
  layout.add("a", {3, 7});
  layout.add("b", {5});
  layout.add("c", {90, 61});  // more than one piece of words
  const auto rule = make_rule("gradient_noise", Value(Map{{"rate", 0.3, {}}, {"decay", 0.8, {}}}));
  for (const std::int64_t step : {0, 9}) {
    Flat gradient = numbered(layout);
    const Flat before = gradient;
    rule->change_gradient({4, step, 100}, layout, gradient);
    std::vector<double> expected(layout.count());
    normals(stream_key(4, "gradient_noise"), static_cast<std::uint32_t>(step), 0,
            static_cast<std::int64_t>(expected.size()), expected.data());
    const double deviation = std::sqrt(0.3 / std::pow(1 + static_cast<double>(step), 0.8));
    std::size_t e = 0;
    for (const ParameterInfo& each : layout.all()) {
      for (std::size_t i = 0; i < each.size; ++i, ++e) {
        const auto from = static_cast<double>(data(before, each)[i]);
        REQUIRE(static_cast<double>(data(gradient, each)[i]) ==
                Approx(from + deviation * expected[e]).epsilon(1e-6).margin(1e-5));
      }
    }
    CHECK(padding_is_zero(layout, gradient));
  }
}

}  // namespace regsweep::gradient_noise_test
