// Measuring finished trials: the numbers of recording while training, bit for bit, from kept
// parameters or by training again; nothing else in a trial's file changes.
#include "execution/probing.hpp"

#include <catch2/catch.hpp>

#include "execution/collecting.hpp"
#include "execution/directory/freeze.hpp"
#include "execution/verification.hpp"
#include "execution/worker.hpp"
#include "results/trial_file.hpp"
#include "small_sweep.hpp"

namespace regsweep::probing_test {

using Catch::Contains;

Plan plan_of(const std::string& keep, const Value& probes) {
  const std::string text =
      "sweep: small\nbase:\n  data: {name: two_moons, train: 200, validation: 50, test: 100}\n"
      "  model: {kind: mlp, hidden: [8]}\n  dropout: {hidden: 0.5}\n"
      "  optimizer: {kind: sgd, learning_rate: 0.1}\n"
      "  training: {steps: 40, batch: 32, save_parameters: " +
      keep + "}\nseeds: 2\n";
  Plan plan = make_plan(read_yaml(text, "small.yaml"), trial_grammar());
  plan.probes = probes;
  return plan;
}

const Value usage =
    checked_probes(Value(Map{{"unit_usage", Value(Map{{"at", Value(List{10, "last"}), {}}}), {}}}));

Group probes_in(const SweepDirectory& directory, const Plan& plan, std::size_t trial) {
  const Group file = read_trial(directory.trial(plan.trials[trial].id));
  REQUIRE(file.group("probes") != nullptr);
  return *file.group("probes")->group("unit_usage");
}

struct Sweep {
  ScratchFolder folder;
  SweepDirectory directory{folder.path()};
  Plan plan;
  Sweep(const std::string& keep, const Value& probes) : plan(plan_of(keep, probes)) {
    freeze(plan, "", directory);
    work(directory, plan, {.name = "test"});
  }
};

TEST_CASE("probing later gives what recording gives, whether parameters were kept or not") {
  const Sweep recorded("[]", usage);
  for (const auto& [keep, how] :
       {std::pair("[10, last]", Probing::from_kept), std::pair("[]", Probing::trained_again)}) {
    INFO(keep);
    Sweep plain(keep, Value());
    DatasetCache datasets;
    for (std::size_t trial = 0; trial < 2; ++trial) {
      const std::filesystem::path file = plain.directory.trial(plain.plan.trials[trial].id);
      const Group before = read_trial(file);
      CHECK(probe_trial(plain.plan, plain.directory, trial, usage, false, datasets) == how);
      const Group after = read_trial(file);
      CHECK(*after.attribute("digest") == *before.attribute("digest"));
      CHECK(first_difference(before, after).empty());
      CHECK(*after.attribute("format_version") == Value(2));
      CHECK(*probes_in(plain.directory, plain.plan, trial).attribute("digest") ==
            *probes_in(recorded.directory, recorded.plan, trial).attribute("digest"));
      CHECK(probe_trial(plain.plan, plain.directory, trial, usage, false, datasets) ==
            Probing::there);
      CHECK(probe_trial(plain.plan, plain.directory, trial, usage, true, datasets) == how);
      CHECK(verify_trial(plain.plan, plain.directory, trial, datasets).comparison ==
            Comparison::same_bits);
    }
    plain.plan.probes = usage;
    CHECK(trials_without_probes(plain.plan, plain.directory) == 0);
  }
}

TEST_CASE("a probe that is added to a finished sweep trains nothing again") {
  Sweep sweep("[]", Value());
  sweep.plan.probes = usage;
  freeze(sweep.plan, "", sweep.directory);
  CHECK(work(sweep.directory, sweep.plan, {.name = "test"}).finished == 0);
  CHECK(trials_without_probes(sweep.plan, sweep.directory) == 2);
  DatasetCache datasets;
  probe_trial(sweep.plan, sweep.directory, 1, usage, false, datasets);
  CHECK(trials_without_probes(sweep.plan, sweep.directory) == 1);
  collect_sweep(sweep.plan, sweep.directory);
  const Group results = read_tree(sweep.directory.results());
  const Array* dead = results.array("probes.unit_usage.dead_share");
  REQUIRE(dead != nullptr);
  CHECK(dead->dimensions == std::vector<std::string>{"trial", "probe_step", "layer"});
  CHECK(dead->shape == std::vector<std::int64_t>{2, 2, 1});
}

TEST_CASE("which probes: those of the plan, or named ones with its options") {
  Plan plan = plan_of("[]", usage);
  CHECK(probes_to_measure(plan, {}) == usage);
  CHECK(probes_to_measure(plan, {"unit_usage"}) == usage);
  CHECK_THROWS_WITH(probes_to_measure(plan, {"unit_usge"}), Contains("did you mean 'unit_usage'"));
  plan.probes = Value();
  CHECK(probes_to_measure(plan, {"unit_usage"}) ==
        checked_probes(Value(List{Value("unit_usage")})));
  CHECK_THROWS_WITH(probes_to_measure(plan, {}), Contains("asks for no probes"));
}

}  // namespace regsweep::probing_test
