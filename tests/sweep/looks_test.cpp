// Plans whose seeds are added until it is decided: which trials follow which results.
#include "sweep/looks.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <map>

#include "statistics/looks_table.hpp"
#include "tuned_grammar.hpp"

namespace regsweep::looks_test {

// Errors by label of a variant: a mean, and a small part that seeds do not share.
struct Errors {
  std::map<std::string, double> means;
  double noise = 0.001;
  std::string pairing = {};  // of the second variant

  TrialOutcome operator()(const Plan& plan, std::size_t trial) const {
    const PlannedTrial& planned = plan.trials[trial];
    const std::string& label = plan.variants[planned.variant].label;
    const double own = std::sin(1.7 * planned.seed + 2.9 * static_cast<double>(planned.variant));
    TrialOutcome outcome{TrialOutcome::End::done,
                         {{"test.error", means.at(label) + noise * own},
                          {"validation.error", means.at(label)},
                          {"validation.loss", 1}}};
    if (planned.variant == 1) outcome.pairing = pairing;
    return outcome;
  }
};

Plan looked_at(const std::string& seeds =
                   "{from: 2, by: 2, at_most: 6, until: decided, spending: "
                   "pocock}") {
  return fake::plan("axes: {dropout.hidden: [0, 0.3, 0.6]}\nseeds: " + seeds +
                    "\nanalysis: {metric: test.error}\n");
}

std::optional<Plan> after(const Plan& plan, const Errors& errors) {
  return next_generation(plan, [&](std::size_t trial) { return errors(plan, trial); });
}

// "variant:seed" of the trials from `first` on.
std::vector<std::string> trials_from(const Plan& plan, std::size_t first) {
  std::vector<std::string> trials;
  for (std::size_t i = first; i < plan.trials.size(); ++i) {
    trials.push_back(std::to_string(plan.trials[i].variant) + ":" +
                     std::to_string(plan.trials[i].seed));
  }
  return trials;
}

std::vector<std::string> words_of(const Plan& plan) {
  std::vector<std::string> words;
  for (const JudgedComparison& each : judged_comparisons(plan)) words.push_back(each.verdict);
  return words;
}

using Words = std::vector<std::string>;
const Errors one_far{{{"hidden 0", 0.5}, {"hidden 0.3", 0.5}, {"hidden 0.6", 0.9}}};

TEST_CASE("a plan begins with the seeds of the first look, and says which looks there are") {
  const Plan plan = looked_at();
  CHECK(plan.seeds == std::vector<std::uint32_t>{0, 1});
  CHECK(plan.trials.size() == 6);
  CHECK(has_looks(plan));
  const Value& looks = plan.growth.at("looks");
  CHECK(looks.at("sizes") == Value(List{2, 4, 6}));
  CHECK(looks.at("levels").list().size() == 3);
  CHECK(looks.at("look") == Value(1));
  CHECK(words_of(plan) == Words{"open", "open"});
  CHECK(plan.analysis.at("looks").at("at_most") == Value(6));
}

TEST_CASE("only what is not decided gets more seeds, the baseline with it; then it is said") {
  const Plan first = looked_at();
  const Plan second = *after(first, one_far);
  CHECK(words_of(second) == Words{"open", "worse"});
  CHECK(trials_from(second, 6) == Words{"0:2", "1:2", "0:3", "1:3"});
  CHECK(second.seeds == std::vector<std::uint32_t>{0, 1, 2, 3});
  CHECK(second.growth.at("looks").at("look") == Value(2));
  const Plan third = *after(second, one_far);
  CHECK(trials_from(third, 10) == Words{"0:4", "1:4", "0:5", "1:5"});
  const Plan last = *after(third, one_far);
  CHECK(last.trials.size() == third.trials.size());
  CHECK(words_of(last) == Words{"inconclusive", "worse"});
  CHECK(judged_comparisons(last)[1].look == 1);
  CHECK(judged_comparisons(last)[1].difference.count == 2);
  CHECK(judged_comparisons(last)[0].difference.count == 6);
  CHECK(last.growth.at("looks").at("finished") == Value(true));
  CHECK_FALSE(after(last, one_far));
}

TEST_CASE("when all is decided at the first look, no trial follows") {
  const Errors far{{{"hidden 0", 0.5}, {"hidden 0.3", 0.9}, {"hidden 0.6", 0.1}}};
  const Plan last = *after(looked_at(), far);
  CHECK(words_of(last) == Words{"worse", "better"});
  CHECK(last.trials.size() == 6);
  CHECK_FALSE(after(last, far));
}

TEST_CASE("a generation has the same bytes from a machine whose last bits differ") {
  Errors others = one_far;
  others.means["hidden 0"] += 1e-16;
  others.noise *= 1 + 1e-15;
  const Plan first = looked_at();
  CHECK(plan_text(*after(first, others)) == plan_text(*after(first, one_far)));
  const std::string text = plan_text(*after(first, one_far));
  CHECK(plan_text(read_plan(text, "plan.1.json")) == text);
}

TEST_CASE("trials that do not share weights and order are no pairs") {
  Errors unlike = one_far;
  unlike.pairing = "others";
  const Plan first = looked_at();
  CHECK(judged_comparisons(*after(first, unlike))[0].high !=
        judged_comparisons(*after(first, one_far))[0].high);
}

TEST_CASE("a diverged trial is no pair; a comparison without two pairs stays open") {
  const Plan first = looked_at();
  const auto outcomes = [&](std::size_t trial) {
    if (first.trials[trial].variant == 2) return TrialOutcome{TrialOutcome::End::diverged, {}};
    return one_far(first, trial);
  };
  const Plan second = *next_generation(first, outcomes);
  CHECK(words_of(second)[1] == "open");
  CHECK(second.growth.at("looks").at("comparisons").list()[1].at("low").is_null());
}

TEST_CASE("raising at_most is a change of the analysis, but not where any look is valid") {
  const auto declared = [](const std::string& most, const std::string& spending) {
    return looked_at("{from: 2, by: 2, at_most: " + most +
                     ", until: decided, spending: " + spending + "}")
        .analysis;
  };
  CHECK_FALSE(declared("6", "pocock") == declared("8", "pocock"));
  CHECK(declared("6", "anytime") == declared("8", "anytime"));
}

TEST_CASE("the second stage of a tuned comparison grows by rounds") {
  const Plan first =
      make_plan(read_yaml("sweep: tuned\nbase: {data: {name: moons}, model: {kind: mlp}}\n"
                          "axes: {variants: {none: {}, dropout: {}}}\n"
                          "tune:\n  budget: 2\n  by: validation.error\n"
                          "  search: {optimizer.learning_rate: {log: [0.01, 1]}}\n"
                          "seeds: {from: 2, by: 2, at_most: 6, until: decided}\n"
                          "analysis: {metric: test.error}\n",
                          "tuned.yaml"),
                fake::tuned_grammar());
  CHECK(judged_comparisons(first).empty());
  const Errors errors{{{"none #1", 0.5},
                       {"none #2", 0.6},
                       {"dropout #1", 0.5},
                       {"dropout #2", 0.6},
                       {"none", 0.5},
                       {"dropout", 0.5},
                       {"none = dropout", 0.5}}};
  const Plan second = *after(first, errors);
  CHECK(second.seeds == std::vector<std::uint32_t>{0, 1});
  // equal arms are one variant, and there is nothing to decide
  CHECK(judged_comparisons(second).empty());
  const Plan last = *after(second, errors);
  CHECK(last.trials.size() == second.trials.size());
  CHECK_FALSE(after(last, errors));
}

TEST_CASE("arms with settings of their own are compared round by round") {
  const Plan first =
      make_plan(read_yaml("sweep: tuned\nbase: {data: {name: moons}, model: {kind: mlp}}\n"
                          "axes: {variants: {none: {}, dropout: {}}}\n"
                          "tune:\n  budget: 1\n  by: validation.error\n"
                          "  search: {optimizer.learning_rate: [0.1]}\n"
                          "  also: {dropout: {dropout.hidden: [0.5]}}\n"
                          "seeds: {from: 2, by: 2, at_most: 6, until: decided}\n"
                          "analysis: {metric: test.error, baseline: {variants: none}}\n",
                          "tuned.yaml"),
                fake::tuned_grammar());
  const Errors errors{{{"none #1", 0.5}, {"dropout #1", 0.5}, {"none", 0.5}, {"dropout", 0.5}}};
  const Plan second = *after(first, errors);
  REQUIRE(judged_comparisons(second).size() == 1);
  CHECK(judged_comparisons(second)[0].variants == ComparedPair{3, 2});
  const Plan third = *after(second, errors);
  CHECK(trials_from(third, second.trials.size()) == Words{"2:2", "3:2", "2:3", "3:3"});
}

TEST_CASE("the program decides as the analysis does, look by look") {
  // tests/statistics/decisions.json: values of four variants, and what analysis/sequential.py says
  const Value table = statistics_table("decisions.json");
  for (const Value& each : table.list()) {
    Value seeds = each.at("seeds");
    seeds.set("until", Value("decided"));
    const Value& margin = each.at("margin");
    std::optional<Plan> plan =
        fake::plan("axes: {dropout.hidden: [0, 0.2, 0.4, 0.6]}\nseeds: " + seeds.shown() +
                   "\nanalysis: {metric: test.error, pairing: " + each.at("pairing").text() +
                   (margin.is_null() ? "" : ", margin: " + margin.shown()) + "}\n");
    std::vector<std::vector<double>> values;
    for (const Value& row : each.at("values").list()) values.push_back(numbers_of(row));
    std::optional<Plan> next = plan;
    while (next) {
      plan = next;
      next = next_generation(*plan, [&](std::size_t trial) {
        const PlannedTrial& planned = plan->trials[trial];
        return TrialOutcome{TrialOutcome::End::done,
                            {{"test.error", values[planned.variant][planned.seed]}}};
      });
    }
    const std::vector<JudgedComparison> made = judged_comparisons(*plan);
    const List& expected = each.at("expected").list();
    REQUIRE(made.size() == expected.size());
    for (std::size_t i = 0; i < made.size(); ++i) {
      CHECK(made[i].verdict == expected[i].at("verdict").text());
      CHECK(made[i].look == expected[i].at("look").integer());
      CHECK(made[i].difference.mean == Approx(expected[i].at("difference").number()).epsilon(1e-8));
      CHECK(made[i].low == Approx(expected[i].at("low").number()).epsilon(1e-6));
      CHECK(made[i].high == Approx(expected[i].at("high").number()).epsilon(1e-6));
      CHECK(made[i].level == Approx(expected[i].at("level").number()).epsilon(1e-8));
    }
  }
}

}  // namespace regsweep::looks_test
