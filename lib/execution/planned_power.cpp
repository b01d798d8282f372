#include "execution/planned_power.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/text.hpp"
#include "execution/directory/standing.hpp"
#include "execution/display/summary.hpp"
#include "statistics/difference.hpp"
#include "statistics/distributions.hpp"
#include "statistics/planned_looks.hpp"
#include "sweep/looks.hpp"
#include "sweep/tuning.hpp"

namespace regsweep {
namespace planned_power {
namespace {

constexpr double points = 0.01;  // a percentage point of an error, which is a fraction

bool is_error(const std::string& metric) { return metric.ends_with("error"); }

std::string in_units_of(double difference, const std::string& metric) {
  if (!is_error(metric)) return fmt::format("{:.3g}", difference);
  return fmt::format("{:.3g} points", difference / points);
}

// Comparisons that share the level.
std::size_t family_of(const Plan& plan) {
  const AnalysisOptions analysis = analysis_options(plan.analysis);
  if (analysis.baseline_variant) {
    return std::max<std::size_t>(1, declared_comparisons(plan).size());
  }
  const Value* all_arms = plan.growth.find("arms");  // whose settings are not chosen yet
  const std::size_t arms = all_arms == nullptr ? 2 : all_arms->list().size();
  const bool pairs = analysis.compare == ComparisonFamily::all_pairs;
  return std::max<std::size_t>(1, pairs ? arms * (arms - 1) / 2 : arms - 1);
}

std::int64_t planned_seeds(const Plan& plan) {
  if (has_looks(plan)) return look_options(plan.growth.at("looks")).at_most;
  return static_cast<std::int64_t>(plan.seeds.size());
}

// What looks leave of the power that all seeds at once have.
std::string power_with_looks(const Plan& plan, double level, double power) {
  if (!has_looks(plan)) return "";
  const LookOptions options = look_options(plan.growth.at("looks"));
  if (options.spending == LookSpending::anytime) return " if they are looked at once, at the end";
  const Spending spending =
      options.spending == LookSpending::pocock ? Spending::pocock : Spending::obrien_fleming;
  std::vector<double> shares;
  for (const std::int64_t size : options.sizes()) {
    shares.push_back(static_cast<double>(size) / static_cast<double>(options.at_most));
  }
  const double drift = normal_quantile(power) - normal_quantile(level / 2);
  double found = 0;
  const std::vector<double> levels = nominal_levels(level, shares, spending);
  for (const double chance : stopping_chances(levels, shares, drift)) found += chance;
  return fmt::format("; with looks the power is {:.3g}", found);
}

std::string seeds_text(double effect, double level, SeedDesign design, double power) {
  const std::optional<std::int64_t> seeds = seeds_to_detect(effect, level, design, power);
  if (!seeds) return fmt::format("more than {}", with_thousands(most_seeds_counted));
  return with_thousands(*seeds);
}

using ValuesBySeed = std::map<std::uint32_t, double>;

Difference difference_over_seeds(const ValuesBySeed& first, const ValuesBySeed& second,
                                 SeedDesign design) {
  std::vector<double> of_first, of_second;
  for (const auto& [seed, value] : first) {
    const auto partner = second.find(seed);
    if (partner == second.end()) continue;
    of_first.push_back(value);
    of_second.push_back(partner->second);
  }
  return design == SeedDesign::pairs ? paired_difference(of_first, of_second)
                                     : welch_difference(of_first, of_second);
}

std::vector<ValuesBySeed> seed_values(const Plan& plan, const SweepDirectory& directory) {
  const TrialValues trials = values_of_trials(plan, directory);
  std::vector<ValuesBySeed> values(plan.variants.size());
  for (std::size_t i = 0; i < plan.trials.size(); ++i) {
    if (trials.results[i] != TrialResult::done || !std::isfinite(trials.values[i])) continue;
    values[plan.trials[i].variant][plan.trials[i].seed] = trials.values[i];
  }
  return values;
}

}  // namespace
}  // namespace planned_power

double read_difference(const std::string& option, const std::string& text,
                       const std::string& metric) {
  std::string number = text;
  bool in_points = false;
  for (const std::string unit : {"points", "%"}) {
    if (!number.ends_with(unit)) continue;
    number.resize(number.size() - unit.size());
    in_points = true;
  }
  const std::optional<double> value = parse_number(number);
  if (!value || *value <= 0) {
    throw ConfigurationError(
        fmt::format("{} {} is no difference; write 0.3points, or 0.003", option, text));
  }
  if (in_points && !planned_power::is_error(metric)) {
    throw ConfigurationError(fmt::format(
        "{} {}: {} is not in percent; write a number in its own units", option, text, metric));
  }
  return in_points ? *value * planned_power::points : *value;
}

SeedDesign design_of(const Plan& plan) {
  const bool paired = analysis_options(plan.analysis).pairing == TrialPairing::seed;
  return paired ? SeedDesign::pairs : SeedDesign::groups;
}

SeedSpread spread_of_pilot(const SweepDirectory& pilot, const Plan& plan) {
  const Plan trained = pilot.read_plan();
  const std::string metric = primary_metric(plan), of_pilot = primary_metric(trained);
  if (metric != of_pilot) {
    throw ConfigurationError(
        fmt::format("--pilot {} is judged by {}, and this sweep by {}; name a pilot with the same "
                    "metric, or give --spread",
                    pilot.root().string(), of_pilot.empty() ? "nothing" : of_pilot,
                    metric.empty() ? "nothing" : metric));
  }
  SeedSpread spread{0, 0, pilot.root().string()};
  const SeedDesign design = design_of(plan);
  std::size_t known = 0;
  if (analysis_options(trained.analysis).baseline_variant) {
    const auto values = planned_power::seed_values(trained, pilot);
    for (const ComparedPair& pair : declared_comparisons(trained)) {
      const Difference made =
          planned_power::difference_over_seeds(values[pair.first], values[pair.second], design);
      if (!made.is_testable()) continue;
      const double one = made.error * std::sqrt(made.effective);
      spread.typical += one * one;
      spread.largest = std::max(spread.largest, one);
      ++known;
    }
  }
  if (known == 0) {
    throw ConfigurationError(
        fmt::format("--pilot {} compares no variants with two seeds each, so it tells no spread; "
                    "train it with more seeds, or give --spread",
                    pilot.root().string()));
  }
  spread.typical = std::sqrt(spread.typical / static_cast<double>(known));
  return spread;
}

std::string power_text(const Plan& plan, const PowerQuestion& question) {
  using namespace planned_power;
  if (const std::int64_t searches = searches_of(plan); searches > 1) {
    throw ConfigurationError(
        fmt::format("--detect counts seeds, and arms of this sweep are compared over {} searches; "
                    "ask it with tune.repeats = 1",
                    searches));
  }
  const std::string metric = primary_metric(plan);
  const SeedDesign design = design_of(plan);
  const SeedSpread& spread = question.spread;
  const std::size_t family = family_of(plan);
  const double level = analysis_options(plan.analysis).alpha / static_cast<double>(family);
  std::string text = fmt::format(
      "Power {:g} at level {:.2g}, each of {} whatever the others show; spread of {} {} ({})\n",
      question.power, level, counted(family, "comparison"),
      design == SeedDesign::pairs ? "a difference within seeds" : "a seed",
      in_units_of(spread.typical, metric), spread.source);
  const std::int64_t seeds = planned_seeds(plan);
  if (seeds >= 2) {
    const double effect = detectable_effect(seeds, level, design, question.power);
    text += fmt::format("{} {} seeds detect {}{}\n", has_looks(plan) ? "At most" : "The planned",
                        seeds, in_units_of(effect * spread.typical, metric),
                        power_with_looks(plan, level, question.power));
  }
  if (!question.detect) return text;
  const double wanted = *question.detect;
  text += fmt::format("A difference of {} needs {} seeds per variant", in_units_of(wanted, metric),
                      seeds_text(wanted / spread.typical, level, design, question.power));
  if (spread.largest > spread.typical) {
    text += fmt::format(" ({} at the largest spread, {})",
                        seeds_text(wanted / spread.largest, level, design, question.power),
                        in_units_of(spread.largest, metric));
  }
  return text + "\n";
}

}  // namespace regsweep
