// The normalizer of a softmax: against its definition, and where that overflows.
#include "tensor/kernels/exponential_sum.hpp"

#include <catch2/catch.hpp>

namespace regsweep::exponential_sum_test {

TEST_CASE("exponential sum: of moderate numbers it is its definition") {
  const float z[] = {0.5f, -1.25f, 2.f, 0.f};
  double sum = 0;
  for (const float each : z) sum += std::exp(static_cast<double>(each));
  const kernels::ExponentialSum all = kernels::exponential_sum(4, z);
  CHECK(all.largest == 2);
  CHECK(all.sum == Approx(sum / std::exp(2.0)));
  CHECK(all.log_of_sum() == Approx(std::log(sum)));
}

TEST_CASE("exponential sum: large numbers do not overflow, one number is itself") {
  const double large[] = {1000, 1000}, one[] = {-7.5};
  CHECK(kernels::exponential_sum(2, large).log_of_sum() == Approx(1000 + std::log(2.0)));
  CHECK(kernels::exponential_sum(1, one).log_of_sum() == -7.5);
}

}  // namespace regsweep::exponential_sum_test
