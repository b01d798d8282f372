// Planning: checks against the data before anything runs, costs, and a calibration.
#include "execution/planning.hpp"

#include <catch2/catch.hpp>

#include "execution/execution_options.hpp"
#include "execution/slurm/options.hpp"
#include "small_sweep.hpp"
#include "support/json_schema_check.hpp"
#include "sweep/keys.hpp"
#include "tensor/gemm.hpp"

using namespace regsweep;

TEST_CASE("a plan costs the sum of its trials") {
  const Plan plan = small_plan("40");
  const PlanCosts costs = check_and_estimate(plan);
  REQUIRE(costs.variants.size() == 2);
  REQUIRE(costs.variants[0].steps == 40);
  REQUIRE(costs.variants[0].parameters == 2 * 8 + 8 + 8 * 2 + 2);
  REQUIRE(costs.flops == Approx(4 * costs.variants[0].flops));
}

TEST_CASE("more examples than there are is found while planning") {
  Plan plan = small_plan();
  plan.variants[1].configuration.find("data")->set("train", Value(100000));
  REQUIRE_THROWS_AS(check_and_estimate(plan), ConfigurationError);
}

TEST_CASE("the calibration measures real steps") {
  set_blas_threads(1);
  const Plan plan = small_plan("1000");
  REQUIRE(calibrate(plan, check_and_estimate(plan), 0.02) > 1e3);
  const Plan too_short = small_plan("1");
  REQUIRE(calibrate(too_short, check_and_estimate(too_short), 0.02) == 0);
}

TEST_CASE("editors know the blocks of execution and of Slurm as their readers do") {
  const Value schema = sweep_json_schema(trial_grammar());
  const auto is_read = [](const Value& sweep) {
    try {
      if (const Value* block = sweep.find("execution")) frozen_execution(*block);
      if (const Value* block = sweep.find("slurm")) merged_slurm_options({*block});
      return true;
    } catch (const ConfigurationError&) {
      return false;
    }
  };
  for (const char* block :
       {"execution:", "execution: {blas_kernel: Haswell}", "execution: {blas_kernel: 5}",
        "execution: {kernel: Haswell}", "execution: text", "slurm:", "slurm: {cpus: 4}",
        "slurm: {cpus: 0}", "slurm: {cpus: many}", "slurm: {cpu: 4}", "slurm: [4]",
        "slurm: {setup: [module load x]}", "slurm: {report: 1}"}) {
    INFO(block);
    const Value sweep = read_yaml(
        std::string("sweep: s\nbase: {model: {kind: mlp}}\nseeds: 1\n") + block + "\n", "f");
    CHECK(json_schema_check::fits(sweep, schema) == is_read(sweep));
  }
}
