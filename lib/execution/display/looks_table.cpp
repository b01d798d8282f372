#include "execution/display/looks_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/text.hpp"
#include "statistics/distributions.hpp"
#include "statistics/planned_looks.hpp"
#include "sweep/analysis.hpp"
#include "sweep/looks.hpp"

namespace regsweep {
namespace looks_rows {
namespace {

constexpr double usual_power = 0.8;

std::string number_text_or_dash(double number) {
  return std::isfinite(number) ? fmt::format("{:.4g}", number) : "-";
}

std::string seeds_of_looks(const LookOptions& options) {
  std::vector<std::string> sizes;
  for (const std::int64_t size : options.sizes()) sizes.push_back(std::to_string(size));
  return join(sizes, ", ");
}

// Seeds of a comparison on average, when the mean of Brownian motion at its end is `drift`.
double expected_seeds(const std::vector<double>& levels, const LookOptions& options, double drift) {
  const std::vector<std::int64_t> sizes = options.sizes();
  std::vector<double> shares;
  for (const std::int64_t size : sizes) {
    shares.push_back(static_cast<double>(size) / static_cast<double>(sizes.back()));
  }
  double left = 1, expected = 0;
  const std::vector<double> chances = stopping_chances(levels, shares, drift);
  for (std::size_t look = 0; look + 1 < sizes.size(); ++look) {
    expected += chances[look] * static_cast<double>(sizes[look]);
    left -= chances[look];
  }
  return expected + left * static_cast<double>(sizes.back());
}

std::string expected_sentence(const std::vector<double>& levels, const LookOptions& options,
                              double level) {
  const double drift = normal_quantile(usual_power) - normal_quantile(level / 2);
  return fmt::format(
      "Expected seeds of a comparison: {:.3g} where nothing differs, {:.3g} at the difference that "
      "{} seeds find with power {}, {:.3g} at twice that difference; at most {}\n",
      expected_seeds(levels, options, 0), expected_seeds(levels, options, drift), options.at_most,
      usual_power, expected_seeds(levels, options, 2 * drift), options.at_most);
}

std::string pair_name(const Plan& plan, const ComparedPair& pair) {
  return fmt::format("{} against {}", plan.variants[pair.first].label,
                     plan.variants[pair.second].label);
}

std::vector<std::string> decision_row(const Plan& plan, const JudgedComparison& judged) {
  return {pair_name(plan, judged.variants),
          judged.verdict,
          judged.look == 0 ? "-" : std::to_string(judged.look),
          judged.look == 0 ? "-" : std::to_string(judged.difference.count),
          judged.look == 0 ? "-" : number_text_or_dash(judged.difference.mean),
          judged.look == 0 ? "-"
                           : fmt::format("[{}, {}]", number_text_or_dash(judged.low),
                                         number_text_or_dash(judged.high))};
}

std::int64_t decided_of(const std::vector<JudgedComparison>& family) {
  return std::ranges::count_if(family, [](const JudgedComparison& each) {
    return !each.is_open() && each.verdict != verdict_inconclusive &&
           each.verdict != verdict_untestable;
  });
}

}  // namespace
}  // namespace looks_rows

std::string looks_sentence(const Plan& plan) {
  const Value& looks = plan.growth.at("looks");
  const LookOptions options = look_options(looks);
  const std::vector<JudgedComparison> family = judged_comparisons(plan);
  if (looks.find("finished") != nullptr) {
    return fmt::format("{} of {} decided", looks_rows::decided_of(family),
                       counted(family.size(), "comparison"));
  }
  return fmt::format("then rounds of {} seeds, up to {}, for what is not decided", options.by,
                     options.at_most);
}

std::string planned_looks_text(const Plan& plan, const Terminal& terminal) {
  const Value& looks = plan.growth.at("looks");
  const LookOptions options = look_options(looks);
  const Value* levels = looks.find("levels");
  const std::string at = looks_rows::seeds_of_looks(options);
  if (options.spending == LookSpending::anytime) {
    return fmt::format(
        "Looks: at {} seeds; the intervals hold at any look, more of them included\n", at);
  }
  if (levels == nullptr) return fmt::format("Looks at the chosen settings: at {} seeds\n", at);
  const std::size_t family = std::max<std::size_t>(1, judged_comparisons(plan).size());
  const double level = analysis_options(plan.analysis).alpha / static_cast<double>(family);
  std::vector<std::vector<std::string>> rows{{"look", "seeds", "two-sided level"}};
  std::vector<double> numbers;
  for (std::size_t look = 0; look < levels->list().size(); ++look) {
    numbers.push_back(levels->list()[look].number());
    rows.push_back({std::to_string(look + 1), std::to_string(options.sizes()[look]),
                    fmt::format("{:.2g}", numbers.back())});
  }
  return fmt::format(
      "Looks, each of {} at {:.2g} ({} spending); what is decided leaves its share to the "
      "others\n{}{}",
      counted(family, "comparison"), level, spending_word(options.spending),
      table_text(rows, terminal), looks_rows::expected_sentence(numbers, options, level));
}

std::string decisions_text(const Plan& plan, const Terminal& terminal) {
  const Value& looks = plan.growth.at("looks");
  const std::vector<JudgedComparison> family = judged_comparisons(plan);
  if (family.empty()) return "";
  const std::vector<std::int64_t> sizes = look_options(looks).sizes();
  const std::int64_t look = looks.at("look").integer();
  const bool over = looks.find("finished") != nullptr;
  std::vector<std::vector<std::string>> rows{
      {"comparison", "verdict", "look", "seeds", "difference", "interval"}};
  for (const JudgedComparison& each : family) {
    rows.push_back(looks_rows::decision_row(plan, each));
  }
  return fmt::format("{} {} of {} ({} seeds): {} of {} decided\n{}",
                     over ? "Ended at look" : "Towards look", look, sizes.size(),
                     sizes[static_cast<std::size_t>(look - 1)], looks_rows::decided_of(family),
                     counted(family.size(), "comparison"), table_text(rows, terminal));
}

}  // namespace regsweep
