// Logarithms of softmax: their sum, and large logits.
#include "regularizers/log_softmax.hpp"

#include <catch2/catch.hpp>

namespace regsweep::log_softmax_test {

TEST_CASE("log softmax: probabilities sum to 1, and large logits do not overflow") {
  const real z[] = {1000, 1001, 998};
  std::vector<double> logs(3);
  log_softmax(3, z, logs);
  CHECK(std::exp(logs[0]) + std::exp(logs[1]) + std::exp(logs[2]) == Approx(1));
  CHECK(logs[1] - logs[0] == Approx(1));
  CHECK(logs[0] - logs[2] == Approx(2));
}

}  // namespace regsweep::log_softmax_test
