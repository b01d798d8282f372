// Fashion-MNIST: published counts and moments; the scales on real images.
#include "real_sets.hpp"

namespace regsweep::fashion_mnist_test {

using namespace testing;

TEST_CASE("Fashion-MNIST is Fashion-MNIST") {
  if (!is_here("fashion-mnist")) return;
  require_fingerprint("fashion-mnist", std::vector<int>(10, 6000), std::vector<int>(10, 1000),
                      {0.286041, 0.353024});
}

TEST_CASE("standardised Fashion-MNIST has moments 0 and 1 on its training part") {
  if (!is_here("fashion-mnist")) return;
  const Dataset dataset = load({member("name", "fashion-mnist"), member("train", 2000),
                                member("validation", 100), member("scale", "standardise")});
  const Moments found = moments(dataset.train.features);
  REQUIRE(found.mean == Approx(0).margin(1e-5));
  REQUIRE(found.deviation == Approx(1).epsilon(1e-5));
  REQUIRE(dataset.class_names[9] == "ankle boot");
}

}  // namespace regsweep::fashion_mnist_test
