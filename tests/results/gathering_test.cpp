// Arrays of several trials side by side: places are matched by their coordinates, numbers ascend,
// what a trial lacks is nan.
#include "results/gathering.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "example_trees.hpp"
#include "results/tree_file.hpp"

namespace regsweep::gathering_test {

Group probe_of(std::vector<std::string> layers, std::vector<double> fractions,
               std::vector<double> values) {
  Group group;
  group.name = "curve";
  const auto rows = static_cast<std::int64_t>(layers.size()),
             columns = static_cast<std::int64_t>(fractions.size());
  group.arrays = {series("layer", std::move(layers), "layer", ""),
                  series("fraction", std::move(fractions), "fraction"),
                  {"loss", std::move(values), {rows, columns}, {"layer", "fraction"}, "nats", "l"}};
  group.add_scalar("area", static_cast<double>(rows), "1", "area");
  return group;
}

const std::vector<double>& values_of(const Group& root, const std::string& name) {
  REQUIRE(root.array(name) != nullptr);
  return std::get<std::vector<double>>(root.array(name)->data);
}

TEST_CASE("coordinates of trials are united, and each number stands at its own") {
  Gathering gathering;
  gathering.add(0, probe_of({"hidden.0"}, {0.5, 0}, {5, 1}), "probes.curve.");
  gathering.add(2, probe_of({"hidden.1", "hidden.0"}, {0.25}, {7, 8}), "probes.curve.");
  Group root;
  gathering.write(root, 3);
  CHECK(std::get<std::vector<std::string>>(root.array("layer")->data) ==
        std::vector<std::string>{"hidden.0", "hidden.1"});
  CHECK(values_of(root, "fraction") == std::vector<double>{0, 0.25, 0.5});
  const Array& loss = *root.array("probes.curve.loss");
  CHECK(loss.dimensions == std::vector<std::string>{"trial", "layer", "fraction"});
  CHECK(loss.shape == std::vector<std::int64_t>{3, 2, 3});
  const std::vector<double>& values = values_of(root, "probes.curve.loss");
  CHECK(values[0] == 1);
  CHECK(std::isnan(values[1]));
  CHECK(values[2] == 5);
  CHECK(std::isnan(values[3]));
  CHECK(values[2 * 6 + 1] == 8);
  CHECK(values[2 * 6 + 3 + 1] == 7);
  CHECK(values_of(root, "probes.curve.area")[0] == 1);
  CHECK(std::isnan(values_of(root, "probes.curve.area")[1]));
  CHECK(tree_of(hdf5_image(root), "image").array("layer") != nullptr);
}

TEST_CASE("several steps are a dimension of their own, and other dimensions another variable") {
  Group several = probe_of({"hidden.0"}, {0}, {3});
  several.arrays.push_back(series<std::int64_t>("step", {0, 20}, "step"));
  several.arrays.push_back({"entropy", std::vector<double>{1, 2}, {2}, {"step"}, "nats", "e"});
  Group single = probe_of({"hidden.0"}, {0}, {3});
  single.add_scalar("entropy", 9, "nats", "e");
  Gathering gathering;
  gathering.add(0, several, "probes.a.");
  gathering.add(1, single, "probes.a.");
  Group root;
  gathering.write(root, 2);
  CHECK(root.array("probes.a.entropy")->dimensions ==
        std::vector<std::string>{"trial", "probe_step"});
  CHECK(std::get<std::vector<std::int64_t>>(root.array("probe_step")->data) ==
        std::vector<std::int64_t>{0, 20});
  CHECK(values_of(root, "probes.a.entropy ()")[1] == 9);
}

TEST_CASE("as a metric an array is its mean, at the last step that has a number") {
  const double nan = std::nan("");
  const std::vector<double> values{1, 2, 3, 6, nan, 9};
  CHECK(mean_as_metric({"layer", "head"}, {2, 3}, values.data()) == Approx(21.0 / 5));
  CHECK(mean_as_metric({"step", "head"}, {2, 3}, values.data()) == Approx(7.5));
  const std::vector<double> unfinished{1, 2, nan, nan};
  CHECK(mean_as_metric({"step", "head"}, {2, 2}, unfinished.data()) == Approx(1.5));
  CHECK(mean_as_metric({}, {}, values.data()) == 1);
  Group trial = example_trial(3);
  Group measured = probe_of({"hidden.0", "hidden.1"}, {0}, {2, 4});
  trial.child("probes").groups.push_back(measured);
  CHECK(metric_of_trial(trial, "probes.curve.loss") == 3);
  CHECK(metric_of_trial(trial, "test.error") == 0.25);
  CHECK(std::isnan(metric_of_trial(trial, "probes.curve.other")));
}

}  // namespace regsweep::gathering_test
