// Planning: checks against the data before anything runs, costs, and a calibration.
#include "execution/planning.hpp"

#include <catch2/catch.hpp>

#include "core/text.hpp"
#include "execution/execution_options.hpp"
#include "execution/slurm/options.hpp"
#include "small_sweep.hpp"
#include "support/json_schema_check.hpp"
#include "sweep/keys.hpp"
#include "tensor/gemm.hpp"
#include "training/configuration.hpp"

namespace regsweep::planning_test {

TEST_CASE("a plan costs the sum of its trials") {
  const Plan plan = small_plan("40");
  const PlanCosts costs = check_and_estimate(plan);
  REQUIRE(costs.variants.size() == 2);
  REQUIRE(costs.variants[0].steps == 40);
  REQUIRE(costs.variants[0].parameters == 2 * 8 + 8 + 8 * 2 + 2);
  REQUIRE(costs.flops == Approx(4 * costs.variants[0].flops));
}

TEST_CASE("seeds by source are combinations that trials take apart; a plain seed is that of all") {
  const Plan plan = small_plan("40", "[0, 0.5]", "{initialization: 2, order: 3, masks: 4}");
  REQUIRE(plan.seeds.size() == 24);
  REQUIRE(plan.trials.size() == 48);
  const Value& training = plan.variants[1].configuration.at("training");
  REQUIRE(plan.seeds.back() == 3'002'001);
  const SeedParts parts = read_training(training).seed_parts(plan.seeds.back());
  REQUIRE(parts.initialization == 1);
  REQUIRE(parts.order == 2);
  REQUIRE(parts.masks == 3);
  const Plan of_one_seed = small_plan("40");
  const Value& plain = of_one_seed.variants[1].configuration.at("training");
  REQUIRE(plain.find("randomness") == nullptr);
  REQUIRE(read_training(plain).seed_parts(7).masks == 7);
}

TEST_CASE("more examples than there are is found while planning") {
  Plan plan = small_plan();
  plan.variants[1].configuration.find("data")->set("train", Value(100000));
  REQUIRE_THROWS_AS(check_and_estimate(plan), ConfigurationError);
}

// Exit code and sentence of planning a sweep of two moons (or of `data`) with this metric.
std::string refusal_of_metric(const std::string& metric, const std::string& lines = "seeds: 1\n",
                              const std::string& data = "{name: two_moons, train: 90, test: 50}",
                              const std::string& more = "") {
  const std::string text = "sweep: s\nbase:\n  data: " + data +
                           "\n  model: {kind: mlp, hidden: [8]}\n  optimizer: {kind: sgd, "
                           "learning_rate: 0.1}\n  training: {steps: 2, batch: 16}\n" +
                           more + lines + "analysis: {metric: " + metric + "}\n";
  try {
    check_and_estimate(make_plan(read_yaml(text, "s.yaml"), trial_grammar()));
    return "";
  } catch (const ConfigurationError& refused) {
    return refused.what();
  }
}

TEST_CASE("a metric that a trial does not record is refused, and what is offered is accepted") {
  const std::string regression = "{name: linear_regression, train: 90, test: 50}";
  const std::string passes = "  evaluation: {monte_carlo: 3}\n";
  struct Case {
    std::string metric, data, more, because;
  };
  const std::string moons = "{name: two_moons, train: 90, test: 50}";
  for (const Case& each : std::vector<Case>{
           {"test.rmse", moons, "", "the task is classification"},
           {"test.bits", moons, "", "the task is classification"},
           {"best.test.bits", "{name: two_moons, train: 90, validation: 9, test: 50}", "",
            "the task is classification"},
           {"test.error", regression, "", "the task is regression"},
           {"validation.loss", moons, "", "the data have no validation part"},
           {"best.test.error", moons, "",
            "the data have no validation part, by which the best evaluation is chosen"},
           {"test.monte_carlo_error", moons, "", "evaluation.monte_carlo is absent"},
           {"test.monte_carlo_rmse", moons, passes, "the task is classification"},
           {"test.monte_carlo_log_likelihood", regression, passes,
            "evaluation.precision is absent"}}) {
    INFO(each.metric);
    const std::string sentence = refusal_of_metric(each.metric, "seeds: 1\n", each.data, each.more);
    CHECK_THAT(sentence,
               Catch::Contains("analysis.metric = '" + each.metric +
                               "' is not recorded by the trials of [base], because " +
                               each.because + "; name a metric that all trials record: "));
    // Each name that is offered passes the same check.
    const std::string after = sentence.substr(sentence.find("record: ") + 8);
    const std::vector<std::string> offered = split(after.substr(0, after.find(';')), ',');
    CHECK(offered.size() >= 4);
    for (std::string name : offered) {
      name.erase(0, name.find_first_not_of(' '));
      if (name == "...") continue;
      CHECK(refusal_of_metric(name, "seeds: 1\n", each.data, each.more).empty());
    }
    // So does the part that is offered.
    const bool part = each.because.find("no validation part") != std::string::npos;
    CHECK((sentence.find("; or give data.validation: 9") != std::string::npos) == part);
    if (part) {
      CHECK(refusal_of_metric(each.metric, "seeds: 1\n",
                              "{name: two_moons, train: 90, validation: 9, test: 50}")
                .empty());
    }
  }
  CHECK(refusal_of_metric("train.loss_noisy").empty());
  CHECK(refusal_of_metric("test.monte_carlo_log_likelihood", "seeds: 1\n", regression,
                          "  evaluation: {monte_carlo: 3, precision: 0.37}\n")
            .empty());
}

TEST_CASE("every trial of the sweep must record the metric: the first that does not is named") {
  CHECK_THAT(refusal_of_metric(
                 "test.error",
                 "axes: {data.name: [two_moons, linear_regression], dropout.hidden: [0, 0.5]}\n"
                 "seeds: 2\n"),
             Catch::Contains("by the trials of [data linear_regression, hidden 0], because the "
                             "task is regression; name a metric that all trials record: "
                             "test.loss, train.loss, train.loss_noisy"));
  CHECK(refusal_of_metric("test.loss",
                          "axes: {data.name: [two_moons, linear_regression]}\nseeds: 1\n")
            .empty());
  CHECK_THAT(refusal_of_metric("validation.error", "axes: {data.validation: [20, 0]}\nseeds: 1\n"),
             Catch::Contains("[validation 0], because the data have no validation part"));
  CHECK_THAT(refusal_of_metric("test.monte_carlo_error",
                               "axes: {evaluation.monte_carlo: [2, null]}\nseeds: 1\n"),
             Catch::Contains("[monte_carlo null], because evaluation.monte_carlo is absent"));
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

}  // namespace regsweep::planning_test
