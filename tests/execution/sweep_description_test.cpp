// What results.h5 says about its sweep.
#include "execution/sweep_description.hpp"

#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "execution/collecting.hpp"
#include "execution/directory/freeze.hpp"
#include "execution/worker.hpp"
#include "own_data.hpp"
#include "probes/probe_options.hpp"
#include "results/tree_file.hpp"

namespace regsweep::sweep_description_test {

Value json_attribute(const Group& group, const char* name) {
  return from_json(group.attribute(name)->text(), name);
}

TEST_CASE(
    "the base is what all variants have alike, defaults filled in, and nothing that differs") {
  const Value base = common_configuration(small_plan());
  REQUIRE(base.at("optimizer").at("learning_rate") == Value(0.1));
  REQUIRE(base.at("optimizer").find("momentum") != nullptr);
  REQUIRE(base.at("training").at("batch") == Value(32));
  REQUIRE(base.find("dropout") == nullptr);  // of rate 0 there is none at all
  const Value rates = common_configuration(small_plan("40", "[0.25, 0.5]"));
  REQUIRE(rates.at("dropout").at("hidden.0").at("noise") == Value("bernoulli"));
  REQUIRE(rates.at("dropout").at("hidden.0").find("rate") == nullptr);
}

TEST_CASE("every axis is told with its meaning and its values") {
  const Value axes = described_axes(make_plan(
      read_yaml("sweep: axes\nbase:\n  data: two_moons\n  model: {kind: mlp, hidden: [8]}\n"
                "  optimizer: {kind: sgd, learning_rate: 0.1}\n  training: {steps: 5}\n"
                "axes:\n  dropout.hidden: [0, 0.37]\n  training.steps: [5, 7]\n"
                "  variants: {plain: {}, wide: {model.hidden: [16]}}\nseeds: 1\n",
                "axes.yaml"),
      trial_grammar()));
  REQUIRE(axes.list().size() == 3);
  const Value &rate = axes.list()[0], &variants = axes.list()[2];
  REQUIRE(rate.at("name") == Value("dropout.hidden.rate"));
  REQUIRE(rate.at("meaning").text().find("probability") != std::string::npos);
  REQUIRE(rate.at("values") == Value(List{0, 0.37}));
  REQUIRE(axes.list()[1].at("values") == Value(List{5, 7}));
  REQUIRE(variants.at("meaning") == Value("named sets of settings"));
  REQUIRE(variants.at("values") == Value(List{"plain", "wide"}));
}

TEST_CASE("what is measured is told with its equation, and of nothing nothing") {
  REQUIRE(described_probes(small_plan()).map().empty());
  Plan plan = small_plan();
  plan.probes = checked_probes(Value(List{Value("weights")}));
  const Value described = described_probes(plan);
  REQUIRE(described.map().size() == 1);
  REQUIRE(described.at("weights").at("equation").text().find("||W||_F") != std::string::npos);
  REQUIRE(!described.at("weights").at("source").text().empty());
  REQUIRE(!described.at("weights").at("summary").text().empty());
}

TEST_CASE("results.h5 holds the YAML, the base, the axes and the data with their hash") {
  const ScratchFolder folder;
  write_text(folder / "data.csv", table_text());
  const Plan plan = own_plan(folder.path(), "data.csv");
  const SweepDirectory directory(folder / "sweep");
  freeze(plan, "sweep: own  # as given\n", directory);
  work(directory, plan, {.name = "test"});
  collect_sweep(plan, directory);
  const Group root = read_tree(directory.results());
  REQUIRE(root.attribute("sweep_yaml")->text() == "sweep: own  # as given\n");
  REQUIRE(json_attribute(root, "base").at("data").at("path") == Value(plan.files[0].content));
  REQUIRE(json_attribute(root, "axes").list().size() == 1);
  const Value data = json_attribute(root, "data");
  REQUIRE(data.list().at(0).at("content") == Value(plan.files[0].content));
  REQUIRE(data.list().at(0).find("path") == nullptr);
  REQUIRE(json_attribute(*root.group("provenance"), "data_files").list().at(0).at("path") ==
          Value((folder / "data.csv").string()));
  const auto& texts = std::get<std::vector<std::string>>(root.array("data_content")->data);
  REQUIRE(texts.at(3) == "csv " + plan.files[0].content);
}

TEST_CASE("trials of a plan of before are marked: the content of their data is unknown") {
  const ScratchFolder folder;
  write_text(folder / "data.csv", table_text());
  const Plan before =
      make_plan(read_yaml(own_yaml((folder / "data.csv").string()), "own.yaml"), trial_grammar());
  const SweepDirectory directory(folder / "sweep");
  freeze(before, "", directory);
  work(directory, before, {.name = "test"});
  const CollectReport report = collect_sweep(before, directory);
  REQUIRE(report.collected == 4);
  REQUIRE(report.problems.size() == 1);
  REQUIRE(report.problems[0].find("no trace of what their data files held") != std::string::npos);
  REQUIRE(data_text(before.variants[0]) == "csv, content unknown");
  REQUIRE(data_text(small_plan().variants[0]) == "two_moons");
}

}  // namespace regsweep::sweep_description_test
