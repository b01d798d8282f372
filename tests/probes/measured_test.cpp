// What a measurement sets becomes arrays as its entry declares them; several times stand side by
// side.
#include "probes/measured.hpp"

#include <catch2/catch.hpp>

#include "core/error.hpp"

namespace regsweep::measured_test {

ProbeEntry table() {
  ProbeEntry entry;
  entry.name = "table";
  entry.records = {{"each", {"layer", "fraction"}, "nats", "a number for each"},
                   {"alone", {}, "1", "one number"}};
  return entry;
}

Group measured(const ProbeEntry& entry, double first) {
  Measured out(entry);
  out.coordinate("layer", std::vector<std::string>{"hidden.0", "hidden.1"});
  out.coordinate("fraction", std::vector<double>{0, 0.25, 0.5});
  out.set("each", {first, 2, 3, 4, 5, 6});
  out.set("alone", first);
  return out.take();
}

TEST_CASE("quantities have the dimensions, units and names of their entry") {
  const ProbeEntry entry = table();
  const Group group = measured(entry, 1);
  CHECK(group.name == "table");
  CHECK(group.array("each")->shape == std::vector<std::int64_t>{2, 3});
  CHECK(group.array("each")->dimensions == std::vector<std::string>{"layer", "fraction"});
  CHECK(group.array("each")->units == "nats");
  CHECK(group.array("alone")->shape.empty());
  CHECK(group.array("fraction")->long_name == dimension_meaning("fraction"));
  Measured wrong(entry);
  CHECK_THROWS_AS(wrong.set("other", 1.0), ContractError);
  wrong.length("layer", 2);
  wrong.length("fraction", 1);
  CHECK_THROWS_AS(wrong.set("each", {1, 2, 3}), ContractError);
  CHECK_THROWS_AS(wrong.length("layer", 2), ContractError);
}

TEST_CASE("times of a training get the dimension step in front") {
  const ProbeEntry entry = table();
  const Group all = along_steps({{0, measured(entry, 1)}, {20, measured(entry, 7)}});
  CHECK(std::get<std::vector<std::int64_t>>(all.array("step")->data) ==
        std::vector<std::int64_t>{0, 20});
  CHECK(all.array("each")->dimensions == std::vector<std::string>{"step", "layer", "fraction"});
  CHECK(std::get<std::vector<double>>(all.array("each")->data) ==
        std::vector<double>{1, 2, 3, 4, 5, 6, 7, 2, 3, 4, 5, 6});
  CHECK(std::get<std::vector<double>>(all.array("alone")->data) == std::vector<double>{1, 7});
  CHECK(all.array("layer")->dimensions == std::vector<std::string>{"layer"});
}

}  // namespace regsweep::measured_test
