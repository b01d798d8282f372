// The rows of trials that tuned; how they stand in results.h5 is tested in collect_test.cpp.
#include "results/tuning_rows.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "example_trees.hpp"

namespace regsweep::tuning_rows_test {

const std::vector<double>& numbers_of_points(const Group& root, const std::string& name) {
  return std::get<std::vector<double>>(root.group("tuning")->array(name)->data);
}

TEST_CASE("nothing tuned is no group") {
  Group root;
  TuningRows().write(root);
  CHECK(root.groups.empty());
}

TEST_CASE("scalars that only some trials have are NaN for the others; curves are left out") {
  const CollectTrial first{"a", 3, "none #1", {}, 0x80000000u, {}};
  const CollectTrial second{"b", 4, "none #2", {}, 0x80000001u, {}};
  Group tree = example_trial(4, 2);
  tree.child("probes").add_scalar("sparsity", 0.75, "1", "share of zeros");
  TuningRows rows;
  rows.add(first, "done", tree);
  rows.add(second, "missing", {});
  Group root;
  rows.write(root);
  const Group& made = *root.group("tuning");
  CHECK(numbers_of_points(root, "probes.sparsity").at(0) == 0.75);
  CHECK(std::isnan(numbers_of_points(root, "probes.sparsity").at(1)));
  CHECK(std::get<std::vector<std::int64_t>>(made.array("seed")->data).at(1) == 0x80000001LL);
  CHECK(std::get<std::vector<std::string>>(made.array("label")->data).at(1) == "none #2");
  for (const Array& array : made.arrays) CHECK(array.shape == std::vector<std::int64_t>{2});
  CHECK(made.group("provenance")->array("core_seconds")->units == "s");
}

}  // namespace regsweep::tuning_rows_test
