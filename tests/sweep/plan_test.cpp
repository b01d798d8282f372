// make_plan: cells, variants, trials, baseline.
#include "sweep/plan.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "core/json.hpp"
#include "fake_grammar.hpp"

namespace regsweep::plan_test {

using Labels = std::vector<std::string>;

TEST_CASE("cells that mean the same are one variant, called by the first of them") {
  const Plan plan = fake::plan(
      "axes: {dropout.hidden: [0, 0.5], dropout.hidden.noise: [bernoulli, gaussian], rules.decay: "
      "[0, 0.1]}\nseeds: [3, 9]\n");
  CHECK(plan.cells == 8);
  CHECK(fake::labels(plan) ==
        Labels{"hidden 0, noise bernoulli, decay 0", "hidden 0, noise bernoulli, decay 0.1",
               "hidden 0.5, noise bernoulli, decay 0", "hidden 0.5, noise bernoulli, decay 0.1",
               "hidden 0.5, noise gaussian, decay 0", "hidden 0.5, noise gaussian, decay 0.1"});
  CHECK(plan.variants[0].cells == 2);
  CHECK(plan.variants[5].cells == 1);
  CHECK(plan.axes == Labels{"dropout.hidden.rate", "dropout.hidden.noise", "rules.decay.rate"});
  CHECK(plan.variants[5].settings ==
        std::vector<Member>{{"dropout.hidden.rate", Value(0.5), {}},
                            {"dropout.hidden.noise", Value("gaussian"), {}},
                            {"rules.decay.rate", Value(0.1), {}}});
}

TEST_CASE("every variant runs with every seed, and every trial has its own id") {
  const Plan plan = fake::plan("axes: {dropout.hidden: [0, 0.5]}\nseeds: [3, 9]\n");
  REQUIRE(plan.trials.size() == 4);
  CHECK((plan.trials[1].variant == 0 && plan.trials[1].seed == 9));
  CHECK((plan.trials[2].variant == 1 && plan.trials[2].seed == 3));
  std::set<std::string> ids;
  for (const PlannedTrial& trial : plan.trials) {
    ids.insert(trial.id);
    CHECK(trial.id == trial_id(plan.variants[trial.variant].configuration, trial.seed));
  }
  CHECK(ids.size() == 4);
}

TEST_CASE("a trial has the same id in another sweep, under another spelling") {
  const Plan swept = fake::plan("axes: {dropout.hidden: [0, 0.5]}\nseeds: 1\n");
  const Plan alone =
      fake::plan("description: other\nseeds: 2\n",
                 "{dropout: {hidden: {rate: 5e-1}}, model: {kind: mlp, bias: true}}");
  CHECK(alone.trials[0].id == swept.trials[1].id);
  CHECK(alone.trials[1].id != swept.trials[1].id);
}

TEST_CASE("null means absent: in an axis, in base, and where nothing was") {
  const auto configurations = [](const std::string& lines, const std::string& base) {
    std::vector<std::string> all;
    for (const Variant& variant : fake::plan(lines + "\nseeds: 1\n", base).variants) {
      all.push_back(canonical_text(variant.configuration));
    }
    return all;
  };
  const std::string plain = "{model: {kind: mlp}}";
  const std::string none = configurations("", plain).front();
  const auto without_and_with = configurations("axes: {rules.decay.rate: [null, 3]}", plain);
  REQUIRE(without_and_with.size() == 2);
  CHECK(without_and_with[0] == none);
  CHECK(without_and_with[1] == configurations("", "{model: {kind: mlp}, rules: {decay: 3}}")[0]);
  for (const char* base :
       {"{model: {kind: mlp}, rules: {decay: 2}}", "{model: {kind: mlp}, rules: {decay: null}}",
        "{model: {kind: mlp}, rules: {decay: {rate: null}}}",
        "{model: {kind: mlp}, rules: null}"}) {
    INFO(base);
    CHECK(configurations("axes: {rules.decay: [null, 3]}", base) == without_and_with);
  }
  // Of a key with a default the default.
  CHECK(configurations("axes: {optimizer.momentum: [null, 0.9]}",
                       "{model: {kind: mlp}, optimizer: {momentum: 0.5}}")[0] == none);
  CHECK(configurations("axes: {dropout.input: [null, 0.2]}",
                       "{model: {kind: mlp}, dropout: {input: 0.5}}")[0] == none);
  CHECK(configurations("axes: {dropout: [null, {input: 0.2}]}",
                       "{model: {kind: mlp}, dropout: {input: 0.5}}")[0] == none);
  // null beside null: one variant.
  CHECK(fake::plan("axes: {rules.decay: [null, 0], variants: {a: {dropout.input: null}}}\n"
                   "seeds: 1\n")
            .variants.size() == 1);
  CHECK_THROWS_AS(configurations("axes: {model.kind: [null, mlp]}", plain), ConfigurationError);
  CHECK_THROWS_WITH(configurations("", "{model: {kind: mlp}, optimizer: {learning_rat: null}}"),
                    Catch::Contains("did you mean 'learning_rate'?"));
}

TEST_CASE("trials are trained seed by seed, whatever the seeds are called") {
  const Plan plan = fake::plan("axes: {data.train: [1, 2, 3]}\nseeds: [9, 4]\n");
  std::vector<std::string> order;
  for (const std::size_t trial : seed_by_seed(plan)) {
    order.push_back(std::to_string(plan.trials[trial].seed) + ":" +
                    plan.variants[plan.trials[trial].variant].label);
  }
  CHECK(order == std::vector<std::string>{"9:train 1", "9:train 2", "9:train 3", "4:train 1",
                                          "4:train 2", "4:train 3"});
}

TEST_CASE("placements that mean the same merge") {
  const Plan plan = fake::plan(
      "axes: {placements: {of: [input, hidden], choose: powerset, rate: [0.1, 0.2]}}\nseeds: 1\n");
  CHECK(plan.cells == 8);
  CHECK(fake::labels(plan) == Labels{"none, rate 0.1", "input, rate 0.1", "input, rate 0.2",
                                     "hidden, rate 0.1", "hidden, rate 0.2", "all, rate 0.1",
                                     "all, rate 0.2"});
}

TEST_CASE("the baseline is found through any of a variant's cells") {
  const std::string axes =
      "axes: {dropout.hidden.noise: [bernoulli, gaussian], dropout.hidden: [0.5, 0]}\nseeds: 1\n";
  const Plan plan = fake::plan(axes +
                               "analysis: {metric: test.loss, baseline: {dropout.hidden: 0, "
                               "dropout.hidden.noise: gaussian}}\n");
  CHECK(plan.analysis.at("baseline_variant") == Value(1));
  CHECK(plan.analysis.at("baseline_given").flag());
  CHECK(plan.analysis.at("metric").text() == "test.loss");
  CHECK(fake::plan(axes + "analysis: {baseline: {dropout.hidden: 0}}\n")
            .analysis.at("baseline_variant") == Value(1));  // two cells, one variant
  CHECK(fake::plan(axes + "analysis: {baseline: 'noise gaussian, hidden 0.5'}\n")
            .analysis.at("baseline_variant") == Value(2));
}

TEST_CASE("with tasks the baseline may be one variant per task") {
  const std::string axes =
      "axes: {model.bias: [true, false], dropout.hidden: [0.37, 0]}\nseeds: 1\n";
  const Plan plan =
      fake::plan(axes + "analysis: {tasks: model.bias, baseline: {dropout.hidden: 0}}\n");
  CHECK(plan.analysis.at("baseline_variant") == Value(1));
  CHECK(plan.analysis.at("tasks").text() == "model.bias");
  CHECK_THROWS_WITH(fake::plan(axes + "analysis: {baseline: {dropout.hidden: 0}}\n"),
                    Catch::Contains("selects 2 variants"));
  CHECK_THROWS_WITH(
      fake::plan(axes + "analysis: {tasks: model.bias, baseline: {model.bias: true}}\n"),
      Catch::Contains("selects 2 variants"));
  CHECK_THROWS_WITH(
      fake::plan(axes + "analysis: {tasks: model.bais, baseline: {dropout.hidden: 0}}\n"),
      Catch::Contains(
          "analysis.tasks = 'model.bais' is no axis of the sweep; did you mean 'model.bias'?"));
}

TEST_CASE("with splits the baseline may be one variant per split, and per task and split") {
  const std::string axes =
      "axes: {data.train: [10, 20], model.bias: [true, false], dropout.hidden: [0.37, 0]}\n"
      "seeds: 1\n";
  const Plan plan = fake::plan(
      axes + "analysis: {splits: data.train, baseline: {dropout.hidden: 0, model.bias: true}}\n");
  CHECK(plan.analysis.at("baseline_variant") == Value(1));
  CHECK(plan.analysis.at("splits").text() == "data.train");
  CHECK(fake::plan(axes + "analysis: {splits: data.train, tasks: model.bias, baseline: "
                          "{dropout.hidden: 0}}\n")
            .analysis.at("baseline_variant") == Value(1));
  CHECK_THROWS_WITH(
      fake::plan(axes + "analysis: {splits: data.train, baseline: {dropout.hidden: 0}}\n"),
      Catch::Contains("selects 4 variants"));
  CHECK_THROWS_WITH(fake::plan(axes + "analysis: {splits: data.fold}\n"),
                    Catch::Contains("analysis.splits = 'data.fold' is no axis of the sweep"));
}

TEST_CASE("without a baseline it is the first variant, and the plan says so") {
  const Plan plan = fake::plan("axes: {data.train: [10, 20]}\nseeds: 1\n");
  CHECK(plan.analysis.shown() ==
        "{compare: to_baseline, pairing: seed, alpha: 0.05, baseline: {data.train: 10}, "
        "baseline_given: false, baseline_variant: 0}");
}

TEST_CASE("a sweep without axes is one variant called base") {
  const Plan plan = fake::plan("description: just one\nseeds: 2\n");
  CHECK(fake::labels(plan) == Labels{"base"});
  CHECK(plan.description == "just one");
  CHECK(plan.trials.size() == 2);
  CHECK(plan.axes.empty());
}

TEST_CASE("excluded cells are in no count") {
  const Plan plan = fake::plan(
      "axes: {data.train: [10, 20], dropout.input: [0, 0.5]}\nexclude: [{data.train: 20, "
      "dropout.input: 0}]\nseeds: 1\n");
  CHECK(plan.cells == 3);
  CHECK(fake::labels(plan) ==
        Labels{"train 10, input 0", "train 10, input 0.5", "train 20, input 0.5"});
}

TEST_CASE("a million trials are enough") {
  CHECK_THROWS_WITH(fake::plan("axes:\n  data.train: {range: [1, 11, 1]}\nseeds: 100000\n"),
                    "s.yaml:4:3: 11 variants with 100000 seeds are 1,100,000 trials, more than "
                    "1,000,000; shorten the axes or the seeds");
}

}  // namespace regsweep::plan_test
