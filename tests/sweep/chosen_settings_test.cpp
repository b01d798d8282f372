// The second stage of a tuned comparison: which point is chosen, and what is trained at it.
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <random>
#include <set>

#include "sweep/tuning.hpp"
#include "tuned_grammar.hpp"

namespace regsweep::chosen_settings_test {

// Validation errors by label of the point; the same for all replicates, but for `uneven`.
struct Results {
  std::map<std::string, double> errors;
  std::map<std::string, double> losses = {};
  std::string diverged_once = {};  // one replicate of this point

  TrialOutcome operator()(const Plan& plan, std::size_t trial) const {
    const std::string& label = plan.variants[plan.trials[trial].variant].label;
    if (label == diverged_once && plan.trials[trial].seed == first_tuning_seed) {
      return {TrialOutcome::End::diverged, {}};
    }
    const auto loss = losses.find(label);
    return {TrialOutcome::End::done,
            {{"validation.error", errors.at(label)},
             {"validation.likelihood", -errors.at(label)},
             {"validation.loss", loss == losses.end() ? 1 : loss->second}}};
  }
};

Plan second_stage(const Plan& plan, const Results& results) {
  const auto next = next_generation(plan, [&](std::size_t trial) { return results(plan, trial); });
  REQUIRE(next);
  return *next;
}

Results results() {
  return {{{"none #1", 0.3},
           {"none #2", 0.2},
           {"none #3", 0.4},
           {"dropout #1", 0.5},
           {"dropout #2", 0.25},
           {"dropout #3", 0.1}}};
}

std::vector<std::int64_t> chosen_points(const Plan& plan) {
  std::vector<std::int64_t> points;
  for (const Value& each : plan.growth.at("chosen").list()) {
    points.push_back(each.at("point").integer());
  }
  return points;
}

// One arm of so many points, with a search of its own.
Plan one_arm(int budget, int search_seed) {
  return make_plan(read_yaml("sweep: tuned\nbase: {data: {name: moons}, model: {kind: mlp}}\n"
                             "axes: {variants: {none: {}}}\nseeds: 2\n"
                             "tune: {budget: " +
                                 std::to_string(budget) +
                                 ", seeds: 1, search_seed: " + std::to_string(search_seed) +
                                 ", by: validation.error,\n"
                                 "  search: {optimizer.learning_rate: {log: [0.01, 1]}}}\n",
                             "x.yaml"),
                   fake::tuned_grammar());
}

double standard_normal(std::mt19937_64& engine) {
  constexpr double two_pi = 6.283185307179586;
  const auto uniform = [&] { return (static_cast<double>(engine() >> 11) + 0.5) * 0x1p-53; };
  const double radius = std::sqrt(-2 * std::log(uniform()));
  return radius * std::cos(two_pi * uniform());
}

TEST_CASE("each arm is judged at its best point, with the sweep's seeds, and that is the end") {
  const Plan first = fake::tuned_plan();
  const Plan second = second_stage(first, results());
  REQUIRE(chosen_points(second) == std::vector<std::int64_t>{1, 2});
  REQUIRE(second.variants.size() == 8);
  REQUIRE(second.variants[6].label == "none");
  REQUIRE(second.variants[6].stage.empty());
  REQUIRE(second.variants[6].configuration == first.variants[1].configuration);
  REQUIRE(second.variants[7].configuration == first.variants[5].configuration);
  REQUIRE(second.trials.size() == 12 + 2 * 3);
  REQUIRE(second.trials[12].seed == 4);
  REQUIRE(second.trials[13].seed == 4);
  REQUIRE(second.trials[17].seed == 2);
  REQUIRE(second.analysis.at("baseline_variant") == Value(7));
  REQUIRE(second.growth.at("chosen").list()[1].at("value") == Value(0.1));
  REQUIRE_FALSE(
      next_generation(second, [&](std::size_t trial) { return results()(second, trial); }));
}

TEST_CASE("a point with a replicate that diverged is the worst, and ties go to the lower loss") {
  Results tied = results();
  tied.diverged_once = "none #2";
  tied.errors["dropout #2"] = 0.1;
  tied.losses = {{"dropout #2", 0.7}, {"dropout #3", 0.9}};
  REQUIRE(chosen_points(second_stage(fake::tuned_plan(), tied)) == std::vector<std::int64_t>{0, 1});
  tied.losses = {};
  REQUIRE(chosen_points(second_stage(fake::tuned_plan(), tied)) == std::vector<std::int64_t>{0, 1});
}

TEST_CASE("where larger is better the largest is chosen") {
  const Plan plan = fake::tuned_plan("", "validation.likelihood");
  REQUIRE(chosen_points(second_stage(plan, results())) == std::vector<std::int64_t>{1, 2});
}

TEST_CASE("a chosen value that is the smallest or largest of those tried is at the edge") {
  const Plan first = fake::tuned_plan();
  const Plan second = second_stage(first, results());
  const auto rate = [&](std::size_t point) {
    return first.variants[point].configuration.at("optimizer").at("learning_rate").number();
  };
  const bool outer = rate(1) == std::min({rate(0), rate(1), rate(2)}) ||
                     rate(1) == std::max({rate(0), rate(1), rate(2)});
  const List& edges = second.growth.at("chosen").list()[0].at("at_edge").list();
  REQUIRE((edges == List{Value("optimizer.learning_rate")}) == outer);
  REQUIRE(edges.empty() == !outer);
}

TEST_CASE("arms that choose one configuration are one variant with both names") {
  const Plan plan = make_plan(
      read_yaml("sweep: tuned\nbase: {data: {name: moons}, model: {kind: mlp}}\n"
                "axes: {variants: {none: {}, dropout: {}}}\nseeds: 2\n"
                "tune: {budget: 1, by: validation.error, search: {optimizer.learning_rate: [0.1]}, "
                "also: {dropout: {dropout.hidden: [0]}}}\n",
                "x.yaml"),
      fake::tuned_grammar());
  const Plan second = second_stage(plan, {{{"none #1", 0.3}}});
  REQUIRE(second.variants.back().label == "none = dropout");
  REQUIRE(second.trials.size() == 2 + 2);
}

TEST_CASE("final settings are those of the second stage alone") {
  const Plan first = fake::tuned_plan("  final: {data.train: 500}\n");
  const Plan second = second_stage(first, results());
  REQUIRE(first.variants[1].configuration.at("data").at("train") == Value(100));
  REQUIRE(second.variants[6].configuration.at("data").at("train") == Value(500));
}

TEST_CASE("each search chooses for itself, and its settings have fresh seeds of their own") {
  const Plan first = fake::tuned_plan("  repeats: 2\n");
  const auto second = next_generation(first, [&](std::size_t trial) {
    return TrialOutcome{
        TrialOutcome::End::done,
        {{"validation.error", static_cast<double>((7 * first.trials[trial].variant) % 5)}}};
  });
  REQUIRE(second);
  const std::vector<Variant> settings(second->variants.begin() + 12, second->variants.end());
  std::vector<std::string> labels;
  for (const Variant& each : settings) labels.push_back(each.label);
  REQUIRE(labels == std::vector<std::string>{"none, search 1", "dropout, search 1",
                                             "none, search 2", "dropout, search 2"});
  REQUIRE(settings[3].settings.back().value == Value(2));
  std::map<std::size_t, std::set<std::uint32_t>> seeds;
  for (std::size_t i = first.trials.size(); i < second->trials.size(); ++i) {
    seeds[second->trials[i].variant].insert(second->trials[i].seed);
  }
  REQUIRE(seeds.at(12) == std::set<std::uint32_t>{2, 4, 9});
  REQUIRE(seeds.at(13) == seeds.at(12));
  REQUIRE(seeds.at(14) == std::set<std::uint32_t>{12, 14, 19});  // 10 later
  REQUIRE(second->analysis.at("baseline_variant") == Value(13));
}

// Order statistics of the normal distribution: the smallest of 5 is -1.16296 on average, of 10
// -1.53875, with a standard deviation of 0.5868 (of 5: 0.6690; Harter 1961, "Expected values of
// normal order statistics"; Sarhan & Greenberg 1956).
TEST_CASE("copies of one arm differ in their tuned values as the best of many do, fresh ones not") {
  struct Case {
    int budget;
    double expected;
  };
  constexpr int copies = 1500;
  std::mt19937_64 engine(18);
  for (const auto& [budget, expected] : {Case{5, -1.16296}, Case{10, -1.53875}}) {
    double tuned = 0, squares = 0, fresh = 0;
    for (int copy = 0; copy < copies; ++copy) {
      const Plan first = one_arm(budget, copy);
      const auto second = next_generation(first, [&](std::size_t) {
        return TrialOutcome{TrialOutcome::End::done,
                            {{"validation.error", standard_normal(engine)}}};
      });
      REQUIRE(second);
      const double value = second->growth.at("chosen").list()[0].at("value").number();
      tuned += value;
      squares += value * value;
      for (std::size_t i = first.trials.size(); i < second->trials.size(); ++i) {
        fresh += standard_normal(engine);
      }
    }
    const double mean = tuned / copies;
    REQUIRE(mean == Approx(expected).margin(0.06));  // four standard errors
    REQUIRE(std::abs(fresh / (2 * copies)) < 0.08);
    const double deviation = std::sqrt(squares / copies - mean * mean);
    REQUIRE(deviation == Approx(budget == 10 ? 0.5868 : 0.6690).margin(0.05));
  }
}

// Choi et al. 2019, "On empirical comparisons of optimizers for deep learning", section 3.
TEST_CASE("an arm whose points contain those of another is never tuned to a worse value") {
  const Plan first =
      make_plan(read_yaml("sweep: tuned\nbase: {data: {name: moons}, model: {kind: mlp}}\n"
                          "axes: {variants: {none: {}, dropout: {}}}\nseeds: 1\n"
                          "tune: {budget: 6, sampler: halton, by: validation.error,\n"
                          "  search: {optimizer.learning_rate: [0.1, 0.01]},\n"
                          "  also: {dropout: {dropout.hidden: [0, 0.25, 0.5]}}}\n",
                          "x.yaml"),
                fake::tuned_grammar());
  // Halton over lists of 2 and 3 values: the 6 points are their product, rate 0 is none itself
  REQUIRE(first.variants.size() == 2 + 4);
  std::mt19937_64 engine(3);
  for (int round = 0; round < 200; ++round) {
    std::map<std::size_t, double> of_variant;
    for (std::size_t i = 0; i < first.variants.size(); ++i) {
      of_variant[i] = standard_normal(engine);
    }
    const auto second = next_generation(first, [&](std::size_t trial) {
      return TrialOutcome{TrialOutcome::End::done,
                          {{"validation.error", of_variant.at(first.trials[trial].variant)}}};
    });
    REQUIRE(second);
    const List& chosen = second->growth.at("chosen").list();
    REQUIRE(chosen[1].at("value").number() <= chosen[0].at("value").number());
    const bool same = chosen[0].at("variant") == chosen[1].at("variant");
    REQUIRE((second->variants.back().label == "none = dropout") == same);
  }
}

}  // namespace regsweep::chosen_settings_test
