#include "execution/display/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <map>
#include <set>
#include <string_view>
#include <unordered_map>

#include "core/text.hpp"
#include "core/trial_status.hpp"
#include "execution/directory/failures.hpp"
#include "execution/directory/standing.hpp"
#include "execution/directory/trial_index.hpp"
#include "results/gathering.hpp"
#include "sweep/analysis.hpp"

namespace regsweep {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

// Row `row` of a metric along trials; of a probe's also along others.
double number_of_row(const Array& metric, const std::vector<double>& numbers, std::size_t row) {
  std::vector<std::string> dimensions(metric.dimensions.begin() + 1, metric.dimensions.end());
  const std::vector<std::int64_t> shape(metric.shape.begin() + 1, metric.shape.end());
  std::size_t of_a_row = 1;
  for (const std::int64_t length : shape) of_a_row *= static_cast<std::size_t>(length);
  return mean_as_metric(dimensions, shape, numbers.data() + row * of_a_row);
}

bool has_failed(const SweepDirectory& directory, const std::string& id) {
  const std::optional<Failure> failure = read_failure(directory.failure(id));
  return failure && failure->final();
}

const std::vector<std::string>* texts_of(const Group& group, const char* name) {
  const Array* array = group.array(name);
  return array == nullptr ? nullptr : std::get_if<std::vector<std::string>>(&array->data);
}

TrialResult result_of(const std::string& status) {
  if (status == status_word(TrialStatus::done)) return TrialResult::done;
  if (status == status_word(TrialStatus::diverged)) return TrialResult::diverged;
  return status == "failed" ? TrialResult::failed : TrialResult::missing;
}

// Relative: what sums of the same numbers in another order may differ by (analysis/statistics.py).
constexpr double rounding_of_sums = 1e-12;

double mean_over_seeds(const std::vector<double>& numbers) {
  if (numbers.empty()) return unknown;
  double beyond_first = 0;  // so that the mean of equal numbers is that number
  for (const double number : numbers) beyond_first += number - numbers.front();
  return numbers.front() + beyond_first / static_cast<double>(numbers.size());
}

// 0 of numbers that are one but for rounding, which is no variance.
double deviation_over_seeds(const std::vector<double>& numbers, double mean) {
  if (numbers.size() < 2) return unknown;
  const auto [least, most] = std::minmax_element(numbers.begin(), numbers.end());
  const double largest = std::max(std::abs(*least), std::abs(*most));
  if (*most - *least <= rounding_of_sums * largest) return 0;
  double squares = 0;
  for (const double number : numbers) squares += (number - mean) * (number - mean);
  return std::sqrt(squares / static_cast<double>(numbers.size() - 1));
}

// The counts of a kind are a column where there are any.
struct CountColumn {
  const char* head;
  std::int64_t VariantSummary::*count;
};
constexpr CountColumn count_columns[] = {{"diverged", &VariantSummary::diverged},
                                         {"failed", &VariantSummary::failed},
                                         {"missing", &VariantSummary::missing}};

std::vector<CountColumn> columns_of(const std::vector<VariantSummary>& summary) {
  std::vector<CountColumn> chosen;
  for (const CountColumn& column : count_columns) {
    const bool any = std::any_of(summary.begin(), summary.end(), [&](const VariantSummary& each) {
      return each.*column.count > 0;
    });
    if (any) chosen.push_back(column);
  }
  return chosen;
}

}  // namespace

TrialValues values_of_trials(const Plan& plan, const SweepDirectory& directory) {
  TrialValues all;
  TrialIndex index(directory, shown_metric(plan));
  for (const PlannedTrial& trial : plan.trials) {
    TrialResult result = TrialResult::missing;
    double value = unknown;
    std::string program;
    try {
      if (index.state(trial.id) == FileState::finished) {
        value = index.value(trial.id);
        program = index.program(trial.id);
        result = index.diverged(trial.id) ? TrialResult::diverged : TrialResult::done;
      } else if (has_failed(directory, trial.id)) {
        result = TrialResult::failed;
      }
    } catch (const DamagedFile&) {  // counted as left by `standing`
    }
    all.results.push_back(result);
    all.values.push_back(value);
    all.programs.push_back(std::move(program));
  }
  index.save();
  return all;
}

std::optional<TrialValues> values_of_results(const Plan& plan, const SweepDirectory& directory) {
  if (std::none_of(plan.variants.begin(), plan.variants.end(), is_result)) return std::nullopt;
  Group root;
  try {
    root = read_tree(directory.results());
  } catch (const StorageError&) {
    return std::nullopt;  // a cache: made again from the trials
  }
  const Group* planned = root.group("planned");
  if (planned == nullptr) return std::nullopt;
  const auto *ids = texts_of(root, "trial_id"), *planned_ids = texts_of(*planned, "trial_id"),
             *statuses = texts_of(*planned, "status");
  const Array* metric = root.array(shown_metric(plan));
  const auto* numbers =
      metric == nullptr ? nullptr : std::get_if<std::vector<double>>(&metric->data);
  if (ids == nullptr || planned_ids == nullptr || statuses == nullptr ||
      planned_ids->size() != statuses->size() ||
      (numbers != nullptr && metric->shape.front() != root.array("trial_id")->shape.front())) {
    return std::nullopt;
  }
  const Group* about = root.group("provenance");
  const auto* programs = about == nullptr ? nullptr : texts_of(*about, "program");
  if (programs == nullptr || programs->size() != ids->size()) return std::nullopt;
  std::unordered_map<std::string, std::string> makers;
  for (std::size_t i = 0; i < ids->size(); ++i) makers[(*ids)[i]] = (*programs)[i];
  std::unordered_map<std::string, double> values;
  for (std::size_t i = 0; numbers != nullptr && i < ids->size(); ++i) {
    values[(*ids)[i]] = number_of_row(*metric, *numbers, i);
  }
  std::unordered_map<std::string, TrialResult> results;
  for (std::size_t i = 0; i < planned_ids->size(); ++i) {
    results[(*planned_ids)[i]] = result_of((*statuses)[i]);
  }
  TrialValues all;
  for (const PlannedTrial& trial : plan.trials) {
    const auto result = results.find(trial.id);
    const auto value = values.find(trial.id);
    all.results.push_back(result == results.end() ? TrialResult::missing : result->second);
    all.values.push_back(value == values.end() ? unknown : value->second);
    all.programs.push_back(makers[trial.id]);
  }
  return all;
}

namespace {

// What is counted: a trial, or a split as all of its trials.
struct CountedResult {
  TrialResult result = TrialResult::missing;
  double value = unknown;
};

// The axis of splits, where the variants have several of them.
std::optional<std::string> axis_of_splits(const Plan& plan) {
  const std::optional<std::string> axis = analysis_options(plan.analysis).splits;
  if (!axis) return std::nullopt;
  std::set<std::string> values;
  for (const Variant& variant : plan.variants) {
    for (const Member& each : variant.settings) {
      if (each.key == *axis) values.insert(each.value.shown());
    }
  }
  return values.size() > 1 ? axis : std::nullopt;
}

// The variants of each row, in the order of the plan: those that differ in the split alone.
std::vector<std::vector<std::size_t>> variants_of_rows(const Plan& plan,
                                                       const std::optional<std::string>& splits) {
  std::vector<std::vector<std::size_t>> rows;
  std::map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < plan.variants.size(); ++i) {
    Value rest(Map{});
    for (const Member& each : plan.variants[i].settings) {
      if (each.key != splits) rest.set(each.key, each.value);
    }
    const std::string setting = splits ? rest.shown() : std::to_string(i);
    const auto [row, fresh] = known.emplace(setting, rows.size());
    if (fresh) rows.emplace_back();
    rows[row->second].push_back(i);
  }
  return rows;
}

std::vector<std::string> parts_of_label(const std::string& label) {
  constexpr std::string_view separator = ", ";
  std::vector<std::string> parts;
  std::size_t begin = 0;
  while (true) {
    const std::size_t end = label.find(separator, begin);
    parts.push_back(label.substr(begin, end - begin));
    if (end == std::string::npos) return parts;
    begin = end + separator.size();
  }
}

// What the labels of all splits have: of "fold 3, hidden 0.5" the second.
std::string shared_label(const Plan& plan, const std::vector<std::size_t>& variants) {
  std::vector<std::string> shared = parts_of_label(plan.variants[variants.front()].label);
  if (variants.size() == 1) return plan.variants[variants.front()].label;
  std::vector<bool> alike(shared.size(), true);
  for (const std::size_t variant : variants) {
    const std::vector<std::string> parts = parts_of_label(plan.variants[variant].label);
    for (std::size_t i = 0; i < shared.size(); ++i) {
      alike[i] = alike[i] && i < parts.size() && parts[i] == shared[i];
    }
  }
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < shared.size(); ++i) {
    if (alike[i]) kept.push_back(shared[i]);
  }
  return kept.empty() ? "base" : join(kept, ", ");
}

// All trials of a split as one.
CountedResult merged_trials(const std::vector<CountedResult>& trials) {
  std::vector<double> numbers;
  for (const CountedResult& each : trials) numbers.push_back(each.value);
  for (const TrialResult worst :
       {TrialResult::failed, TrialResult::missing, TrialResult::diverged}) {
    const bool any = std::ranges::any_of(
        trials, [&](const CountedResult& each) { return each.result == worst; });
    if (any) return {worst, unknown};
  }
  return {TrialResult::done, mean_over_seeds(numbers)};
}

VariantSummary summary_of(const std::vector<CountedResult>& all) {
  VariantSummary summary;
  std::vector<double> numbers;
  for (const CountedResult& each : all) {
    const bool has_number = std::isfinite(each.value);
    if (each.result == TrialResult::done && has_number) numbers.push_back(each.value);
    summary.without += each.result == TrialResult::done && !has_number;
    summary.diverged += each.result == TrialResult::diverged;
    summary.failed += each.result == TrialResult::failed;
    summary.missing += each.result == TrialResult::missing;
  }
  summary.count = static_cast<std::int64_t>(numbers.size());
  summary.mean = mean_over_seeds(numbers);
  summary.deviation = deviation_over_seeds(numbers, summary.mean);
  return summary;
}

}  // namespace

std::vector<VariantSummary> summarize(const Plan& plan, const TrialValues& trials) {
  std::vector<std::vector<CountedResult>> of_variant(plan.variants.size());
  for (std::size_t i = 0; i < plan.trials.size(); ++i) {
    of_variant[plan.trials[i].variant].push_back({trials.results[i], trials.values[i]});
  }
  const std::optional<std::string> splits = axis_of_splits(plan);
  const std::optional<std::size_t> baseline = analysis_options(plan.analysis).baseline_variant;
  std::vector<VariantSummary> all;
  for (const std::vector<std::size_t>& variants : variants_of_rows(plan, splits)) {
    std::vector<CountedResult> counted;
    for (const std::size_t variant : variants) {
      const std::vector<CountedResult>& own = of_variant[variant];
      if (splits && !own.empty()) counted.push_back(merged_trials(own));
      if (!splits) counted = own;
    }
    all.push_back(summary_of(counted));
    all.back().variant = variants.front();
    all.back().label = shared_label(plan, variants);
    all.back().baseline =
        std::ranges::any_of(variants, [&](std::size_t variant) { return baseline == variant; });
  }
  return all;
}

std::string summary_table(const Plan& plan, const std::vector<VariantSummary>& summary,
                          const Terminal& terminal, std::size_t most) {
  if (shown_metric(plan).empty()) {
    return "No metric is declared, so there is nothing to compare; add for example `analysis: "
           "{metric: test.error}` and run again\n";
  }
  const auto number = [](double value) {
    return std::isfinite(value) ? fmt::format("{:.4g}", value) : "-";
  };
  std::vector<VariantSummary> shown;
  const bool any_result = std::any_of(plan.variants.begin(), plan.variants.end(), is_result);
  std::copy_if(summary.begin(), summary.end(), std::back_inserter(shown), [&](const auto& each) {
    return !any_result || is_result(plan.variants[each.variant]);
  });
  const std::vector<CountColumn> counts = columns_of(shown);
  std::int64_t without = 0;
  std::vector<std::vector<std::string>> rows{{"variant", shown_metric(plan), "sd", "n"}};
  for (const CountColumn& column : counts) rows.front().push_back(column.head);
  const int label_width = std::max(20, terminal.width - 40);
  for (const VariantSummary& each : shown) {
    without += each.without;
    if (rows.size() > most) continue;
    std::string label = each.label;
    if (each.baseline) label += " (baseline)";
    if (shown_width(label) > label_width) label = fitted(label, label_width);
    rows.push_back({label, number(each.mean), number(each.deviation), std::to_string(each.count)});
    for (const CountColumn& column : counts) {
      rows.back().push_back(std::to_string(each.*column.count));
    }
  }
  std::string out = table_text(rows, terminal);
  if (shown.size() > most) {
    out += terminal.dim(fmt::format("... and {} more variants\n", shown.size() - most));
  }
  if (const auto splits = axis_of_splits(plan)) {
    out += terminal.dim(
        fmt::format("n counts values of {}; seeds are averaged within each\n", *splits));
  }
  if (without > 0) {
    out += fmt::format(
        "{} {} finished trial{} no {}; plan again with a metric that they record: regsweep plan "
        "names them\n",
        terminal.yellow("Note:"), with_thousands(without), without == 1 ? " records" : "s record",
        shown_metric(plan));
  }
  return out;
}

}  // namespace regsweep
