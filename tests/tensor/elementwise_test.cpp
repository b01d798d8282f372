// Small loops on flat memory.
#include "tensor/kernels/elementwise.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "random/draws.hpp"

namespace regsweep::elementwise_test {

using Numbers = std::vector<real>;

TEST_CASE("elementwise: products, rows and sums") {
  const Numbers a{1, 2, 3, 4, 5, 6}, b{2, 0, -1, 3, 1, 0.5};
  Numbers x = a, out(6);
  kernels::multiply(6, {1, b.data()}, x.data());
  kernels::product(6, a.data(), {1, b.data()}, out.data());
  REQUIRE(x == Numbers{2, 0, -3, 12, 5, 3});
  REQUIRE(out == x);
  kernels::multiply(6, {real(0.5)}, x.data());
  REQUIRE(x == Numbers{1, 0, -1.5, 6, 2.5, 1.5});
  Numbers sums(3);
  kernels::column_sums(2, 3, a.data(), sums.data());
  REQUIRE(sums == Numbers{5, 7, 9});
  kernels::repeat_row(2, 3, sums.data(), out.data());
  REQUIRE(out == Numbers{5, 7, 9, 5, 7, 9});
  const std::int64_t chosen[] = {2, 0, 2};
  kernels::gather_rows(3, 2, a.data(), chosen, out.data());
  REQUIRE(out == Numbers{5, 6, 1, 2, 5, 6});
}

TEST_CASE("elementwise: a product and the sums of its columns in one pass") {
  const Numbers a{1, 2, 3, 4, 5, 6};
  Numbers g{2, 0, -1, 3, 1, 0.5}, alone = g, sums(3, 9);
  kernels::multiply_and_sum(2, 3, a.data(), g.data(), sums.data());
  REQUIRE(g == Numbers{2, 0, -3, 12, 5, 3});
  REQUIRE(sums == Numbers{14, 5, 0});
  kernels::multiply_and_sum(2, 3, a.data(), alone.data(), nullptr);
  REQUIRE(alone == g);
}

TEST_CASE("elementwise: multipliers follow the words as the contract says") {
  const auto made = words({4, 5}, 6, 0, 1002);
  Numbers kept(1002);
  kernels::keep_or_drop(1002, made.data(), drop_threshold(0.37), real(1.5), kept.data());
  for (std::size_t e = 0; e < made.size(); ++e) {
    REQUIRE(kept[e] == (uniform(made[e]) < drop_threshold(0.37) * 0x1p-24 ? real(0) : real(1.5)));
  }
}

TEST_CASE("a product added to a base, with a bias or without") {
  const std::vector<real> base{1, 2, 3, 4, 5, 6}, multiplier{0, 1, 2, 3, 0.5, 4}, bias{1, -2, 3};
  std::vector<real> x{1, 1, 2, 2, 4, 1}, biased = x, alone = x;
  kernels::multiply_and_add(2, 3, base.data(), nullptr, {1, multiplier.data()}, x.data());
  REQUIRE(x == std::vector<real>{1, 3, 7, 10, 7, 10});
  kernels::multiply_and_add(2, 3, base.data(), bias.data(), {2, multiplier.data()}, biased.data());
  REQUIRE(biased == std::vector<real>{1, 0, 23, 22, 7, 38});
  kernels::add_row(2, 3, bias.data(), alone.data());
  REQUIRE(alone == std::vector<real>{2, -1, 5, 3, 2, 4});
}

}  // namespace regsweep::elementwise_test
