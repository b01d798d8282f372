// Uniforms, drop decisions, normals, epoch orders.
#include "random/draws.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

namespace regsweep::draws_test {

TEST_CASE("uniforms lie in [0, 1) on the 2^-24 grid") {
  REQUIRE(uniform(0) == 0.0);
  REQUIRE(uniform(0xffu) == 0.0);
  REQUIRE(uniform(0x100u) == 0x1p-24);
  REQUIRE(uniform(0xffffffffu) == 1.0 - 0x1p-24);
  double drawn[3];
  uniforms({5, 6}, 7, 0, 3, drawn);
  const auto made = words({5, 6}, 7, 0, 3);
  for (std::size_t i = 0; i < 3; ++i) REQUIRE(drawn[i] == uniform(made[i]));
}

TEST_CASE("the share of dropped elements is the rate, and masks nest across rates") {
  REQUIRE(drop_threshold(0) == 0);
  REQUIRE(drop_threshold(0.5) == 1u << 23);
  REQUIRE(drop_threshold(0.37) == 6207570u);
  const auto made = words(stream_key(11, "site/hidden.1"), 3, 0, 100000);
  const auto dropped = [&](double rate) {
    return std::count_if(made.begin(), made.end(),
                         [&](std::uint32_t word) { return (word >> 8) < drop_threshold(rate); });
  };
  REQUIRE(std::abs(static_cast<double>(dropped(0.37)) / 1e5 - 0.37) <
          4 * std::sqrt(0.37 * 0.63 / 1e5));
  for (const std::uint32_t word : made) {
    if ((word >> 8) < drop_threshold(0.1)) REQUIRE((word >> 8) < drop_threshold(0.3));
  }
}

TEST_CASE("normals are Box-Muller pairs with mean 0 and variance 1") {
  const std::int64_t count = 100001;  // odd: the last pair is cut
  std::vector<double> drawn(static_cast<std::size_t>(count));
  normals(stream_key(2, "init/layers.0.weight"), 0, 0, count, drawn.data());
  double sum = 0, squares = 0, fourth = 0;
  for (const double each : drawn) {
    sum += each;
    squares += each * each;
    fourth += each * each * each * each;
  }
  REQUIRE(std::abs(sum / static_cast<double>(count)) < 4 / std::sqrt(1e5));
  REQUIRE(std::abs(squares / static_cast<double>(count) - 1) < 4 * std::sqrt(2 / 1e5));
  REQUIRE(std::abs(fourth / static_cast<double>(count) - 3) < 4 * std::sqrt(96 / 1e5));
  const auto made = words(stream_key(2, "init/layers.0.weight"), 0, 0, 4);
  const double radius = std::sqrt(-2 * std::log(((made[2] >> 8) | 1u) * 0x1p-24));
  REQUIRE(drawn[3] == Approx(radius * std::sin(2 * M_PI * uniform(made[3]))).epsilon(1e-14));
}

TEST_CASE("normals about a mean: those of the words, shifted and scaled") {
  const auto made = words({4, 5}, 6, 0, 1002);
  double drawn[1002];
  normals({4, 5}, 6, 0, 1002, drawn);
  std::vector<float> single(1001);  // an odd number of normals is drawn from whole pairs
  std::vector<double> twice(1001);
  normals_about(1001, made.data(), 1.0F, 0.6F, single.data());
  normals_about(1001, made.data(), 1.0, 0.6, twice.data());
  for (std::size_t e = 0; e < single.size(); ++e) {
    REQUIRE(static_cast<double>(single[e]) ==
            Approx(1 + static_cast<double>(0.6F) * drawn[e]).epsilon(1e-6).margin(1e-6));
    REQUIRE(twice[e] == Approx(1 + 0.6 * drawn[e]).epsilon(1e-14).margin(1e-14));
  }
}

TEST_CASE("an epoch's order is the stable argsort of its words") {
  const std::int64_t count = 1003;
  const auto order = epoch_order(9, 4, count);
  const auto made = words(stream_key(9, "order"), 4, 0, count);
  std::vector<bool> seen(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < order.size(); ++i) {
    seen[static_cast<std::size_t>(order[i])] = true;
    if (i > 0) {
      REQUIRE(made[static_cast<std::size_t>(order[i - 1])] <=
              made[static_cast<std::size_t>(order[i])]);
    }
  }
  REQUIRE(std::count(seen.begin(), seen.end(), true) == count);
  REQUIRE(epoch_order(9, 5, count) != order);
  REQUIRE(epoch_order(8, 4, count) != order);
}

}  // namespace regsweep::draws_test
