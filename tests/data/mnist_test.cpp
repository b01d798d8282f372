// MNIST: published counts and moments, the first labels of the files.
#include "data/idx_file.hpp"
#include "real_sets.hpp"

namespace regsweep::mnist_test {

using namespace testing;

TEST_CASE("MNIST is MNIST") {
  if (!is_here("mnist")) return;
  require_fingerprint("mnist", {5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949},
                      {980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009},
                      {0.130660, 0.308108});
  const IdxArray labels = parse_idx(read_known_file("mnist", dataset_entry("mnist").origin, 1),
                                    IdxContent::labels, "labels");
  REQUIRE(std::vector<int>(labels.values().begin(), labels.values().begin() + 5) ==
          std::vector<int>{5, 0, 4, 1, 9});
}

TEST_CASE("subsets of MNIST nest, with their labels") {
  if (!is_here("mnist")) return;
  const Dataset small = load({member("name", "mnist"), member("train", 100), member("test", 1)});
  const Dataset large = load({member("name", "mnist"), member("train", 1000), member("test", 1)});
  for (std::size_t i = 0; i < 100 * 784; ++i) {
    REQUIRE(small.train.features.data()[i] == large.train.features.data()[i]);
  }
  REQUIRE(
      std::equal(small.train.labels.begin(), small.train.labels.end(), large.train.labels.begin()));
}

}  // namespace regsweep::mnist_test
