// What a model does with the noise drawn at a site.
#include "models/apply_noise.hpp"

#include <catch2/catch.hpp>

namespace regsweep::apply_noise_test {

TEST_CASE("noise: y = x * factors + addend, in place or not; the gradient ignores the addend") {
  const std::vector<real> x{1, -2, 3}, multiplier{0, 2, 0.5}, addend{10, 20, 30};
  const bool in_place = GENERATE(true, false);
  const auto applied = [&](const Draw& noise) {
    std::vector<real> y = in_place ? x : std::vector<real>(3, 7);
    apply_noise(noise, 3, in_place ? y.data() : x.data(), y.data());
    return y;
  };
  REQUIRE(applied({}) == x);
  REQUIRE(applied({{4, multiplier.data()}}) == std::vector<real>{0, -16, 6});
  REQUIRE(applied({{4}}) == std::vector<real>{4, -8, 12});
  REQUIRE(applied({{4, multiplier.data()}, addend.data()}) == std::vector<real>{10, 4, 36});
  std::vector<real> g{1, 1, 2};
  apply_noise_backward({{4, multiplier.data()}, addend.data()}, 3, g.data());
  REQUIRE(g == std::vector<real>{0, 8, 4});
}

TEST_CASE(
    "noise: adding to a base, and gradients from one buffer to another, are the same arithmetic") {
  const std::uint16_t bits[5] = {0b10100000};  // of elements 5, 6, 7: kept, dropped, kept
  const std::vector<real> base{1, 2, 3}, multiplier{0, 2, 0.5}, addend{10, 20, 30}, g{1, -1, 2},
      bias{1, -2, 3};
  for (const Draw& noise :
       {Draw{}, Draw{{1, multiplier.data()}}, Draw{{4, multiplier.data()}, addend.data()},
        Draw{{3}}, Draw{{3, nullptr, bits, 5}}}) {
    std::vector<real> y{5, 6, 7}, expected = y, biased{4, 8, 4}, in_place = g, out(3);
    apply_noise(noise, 3, expected.data(), expected.data());
    apply_noise_and_add(noise, 1, 3, base.data(), nullptr, y.data());
    apply_noise_and_add(noise, 1, 3, base.data(), bias.data(), biased.data());
    REQUIRE(biased == y);
    apply_noise_backward(noise, 3, in_place.data());
    apply_noise_backward(noise, 3, g.data(), out.data());
    for (std::size_t i = 0; i < 3; ++i) {
      REQUIRE(y[i] == base[i] + expected[i]);
      if (noise.factors.kept != nullptr) REQUIRE(out[i] == (i == 1 ? 0 : 3 * g[i]));
      REQUIRE(out[i] == in_place[i]);
    }
  }
}

TEST_CASE("noise: a site without noise draws the identity") {
  REQUIRE(draw_at(nullptr, {true, 3, 0}, {2, 3}).identity());
}

}  // namespace regsweep::apply_noise_test
