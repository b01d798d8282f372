#include "execution/display/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <unordered_map>

#include "core/text.hpp"
#include "execution/directory/standing.hpp"
#include "execution/directory/trial_index.hpp"
#include "results/gathering.hpp"
#include "sweep/analysis.hpp"

namespace regsweep {
namespace {

// Variants that served to choose are no results.
bool is_result(const Variant& variant) { return variant.stage.empty(); }

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// Row `row` of a metric along trials; of a probe's also along others.
double number_of_row(const Array& metric, const std::vector<double>& numbers, std::size_t row) {
  std::vector<std::string> dimensions(metric.dimensions.begin() + 1, metric.dimensions.end());
  const std::vector<std::int64_t> shape(metric.shape.begin() + 1, metric.shape.end());
  std::size_t of_a_row = 1;
  for (const std::int64_t length : shape) of_a_row *= static_cast<std::size_t>(length);
  return mean_as_metric(dimensions, shape, numbers.data() + row * of_a_row);
}

}  // namespace

TrialValues values_of_trials(const Plan& plan, const SweepDirectory& directory) {
  TrialValues result;
  TrialIndex index(directory, primary_metric(plan));
  for (const PlannedTrial& trial : plan.trials) {
    bool finished = false;
    double value = unknown;
    try {
      finished = index.state(trial.id) == FileState::finished;
      if (finished) value = index.value(trial.id);
    } catch (const DamagedFile&) {
      finished = false;  // counted as left by `standing`
    }
    result.finished.push_back(finished);
    result.values.push_back(value);
  }
  index.save();
  return result;
}

std::optional<TrialValues> values_of_results(const Plan& plan, const SweepDirectory& directory) {
  Group root;
  try {
    root = read_tree(directory.results());
  } catch (const StorageError&) {
    return std::nullopt;  // a cache: made again from the trials
  }
  const Array* ids = root.array("trial_id");
  const Array* metric = root.array(primary_metric(plan));
  const auto* names = ids == nullptr ? nullptr : std::get_if<std::vector<std::string>>(&ids->data);
  const auto* numbers =
      metric == nullptr ? nullptr : std::get_if<std::vector<double>>(&metric->data);
  if (names == nullptr || (numbers != nullptr && metric->shape.front() != ids->shape.front())) {
    return std::nullopt;
  }
  std::unordered_map<std::string, double> by_id;
  for (std::size_t i = 0; i < names->size(); ++i) {
    by_id[(*names)[i]] = numbers == nullptr ? unknown : number_of_row(*metric, *numbers, i);
  }
  TrialValues result;
  for (const PlannedTrial& trial : plan.trials) {
    const auto found = by_id.find(trial.id);
    result.finished.push_back(found != by_id.end());
    result.values.push_back(found == by_id.end() ? unknown : found->second);
  }
  return result;
}

std::vector<VariantSummary> summarize(const Plan& plan, const TrialValues& trials) {
  std::vector<VariantSummary> all(plan.variants.size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i].variant = i;
  const auto each_number = [&](const auto& act) {
    for (std::size_t i = 0; i < plan.trials.size(); ++i) {
      if (trials.finished[i] && std::isfinite(trials.values[i])) {
        act(all[plan.trials[i].variant], trials.values[i]);
      }
    }
  };
  for (std::size_t i = 0; i < plan.trials.size(); ++i) {
    if (trials.finished[i] && !std::isfinite(trials.values[i])) {
      ++all[plan.trials[i].variant].diverged;
    }
  }
  each_number([](VariantSummary& summary, double value) {
    ++summary.count;
    summary.mean += value;
  });
  for (VariantSummary& summary : all) {
    summary.mean = summary.count > 0 ? summary.mean / static_cast<double>(summary.count) : unknown;
  }
  each_number([](VariantSummary& summary, double value) {
    summary.deviation += (value - summary.mean) * (value - summary.mean);
  });
  for (VariantSummary& summary : all) {
    summary.deviation = summary.count > 1
                            ? std::sqrt(summary.deviation / static_cast<double>(summary.count - 1))
                            : unknown;
  }
  std::stable_sort(all.begin(), all.end(), [](const VariantSummary& a, const VariantSummary& b) {
    if ((a.count > 0) != (b.count > 0)) return a.count > 0;
    return a.count > 0 && a.mean < b.mean;
  });
  return all;
}

std::string summary_table(const Plan& plan, const std::vector<VariantSummary>& summary,
                          const Terminal& terminal, std::size_t most) {
  if (primary_metric(plan).empty()) {
    return "No metric is declared, so there is nothing to compare; add for example `analysis: "
           "{metric: test.error}` and run again\n";
  }
  const auto number = [](double value) {
    return std::isfinite(value) ? fmt::format("{:.4g}", value) : "-";
  };
  const bool any_diverged = std::any_of(
      summary.begin(), summary.end(), [](const VariantSummary& each) { return each.diverged > 0; });
  const std::optional<std::size_t> baseline = analysis_options(plan.analysis).baseline_variant;
  std::vector<std::vector<std::string>> rows{{"variant", primary_metric(plan), "sd", "n"}};
  if (any_diverged) rows.front().push_back("diverged");
  const int label_width = std::max(20, terminal.width - 40);
  const bool any_result = std::any_of(plan.variants.begin(), plan.variants.end(), is_result);
  for (const VariantSummary& each : summary) {
    if (rows.size() > most) break;
    if (any_result && !is_result(plan.variants[each.variant])) continue;
    std::string label = plan.variants[each.variant].label;
    if (baseline == each.variant) label += " (baseline)";
    if (shown_width(label) > label_width) label = fitted(label, label_width);
    rows.push_back({label, number(each.mean), number(each.deviation), std::to_string(each.count)});
    if (any_diverged) rows.back().push_back(std::to_string(each.diverged));
  }
  std::string out = table_text(rows, terminal);
  if (summary.size() > most) {
    out += terminal.dim(fmt::format("... and {} more variants\n", summary.size() - most));
  }
  return out;
}

}  // namespace regsweep
