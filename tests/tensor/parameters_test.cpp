// Layout of parameters in a flat array: places, padding, alignment.
#include "tensor/parameters.hpp"

#include <catch2/catch.hpp>

#include "core/error.hpp"

namespace regsweep::parameters_test {

TEST_CASE("each parameter starts at a multiple of 16 elements") {
  ParameterLayout layout;
  CHECK(layout.add("layers.0.weight", {3, 7}) == 0);
  CHECK(layout.add("layers.0.bias", {16}) == 1);
  CHECK(layout.add("layers.1.weight", {1, 1}, true) == 2);
  CHECK(layout.all()[0].offset == 0);
  CHECK(layout.all()[1].offset == 32);  // 21 elements are padded to 32
  CHECK(layout.all()[2].offset == 48);  // 16 elements need no padding
  CHECK(layout.size() == 64);
  CHECK(layout.count() == 21 + 16 + 1);
  CHECK(layout.all()[0].size == 21);
}

TEST_CASE("matrices and the last linear map are told apart") {
  ParameterLayout layout;
  layout.add("layers.0.weight", {2, 3});
  layout.add("layers.0.bias", {2});
  layout.add("layers.1.bias", {2}, true);
  CHECK(layout.find("layers.0.weight")->matrix());
  CHECK_FALSE(layout.find("layers.0.bias")->matrix());
  CHECK_FALSE(layout.find("layers.0.bias")->output);
  CHECK(layout.find("layers.1.bias")->output);
  CHECK(layout.find("layers.2.weight") == nullptr);
}

TEST_CASE("a flat array is zero, aligned to 64 bytes and addressed by parameter") {
  ParameterLayout layout;
  layout.add("a", {5});
  layout.add("b", {2, 2});
  Flat weights(layout.size());
  for (const real each : weights) CHECK(each == 0);
  CHECK(reinterpret_cast<std::uintptr_t>(weights.data()) % 64 == 0);
  data(weights, *layout.find("b"))[3] = 7;
  CHECK(weights[16 + 3] == 7);
  const Flat& same = weights;
  CHECK(data(same, *layout.find("b"))[3] == 7);
}

TEST_CASE("statistics among the weights are no parameters to learn") {
  ParameterLayout layout;
  layout.add("a", {5});
  layout.add_statistic("b", {7});
  CHECK(layout.find("a")->learned);
  CHECK_FALSE(layout.find("b")->learned);
  CHECK(layout.count() == 5);
  CHECK(layout.size() == 32);
}

TEST_CASE("a layout refuses two parameters of one name and empty shapes") {
  ParameterLayout layout;
  layout.add("a", {5});
  CHECK_THROWS_AS(layout.add("a", {5}), ContractError);
  CHECK_THROWS_AS(layout.add("b", {}), ContractError);
  CHECK_THROWS_AS(layout.add("b", {4, 0}), ContractError);
}

}  // namespace regsweep::parameters_test
