// Metrics: the numbers that a trial records at every evaluation. One registry says what each of
// them is; recorders set values by name.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "data/dataset.hpp"
#include "evaluation/evaluation_options.hpp"

namespace regsweep {

enum class Better { lower, higher };

/// A quantity that is measured on a part of the data: the metric "<part>.<name>".
struct Measure {
  std::string name;              // "error"
  std::string units;             // of classes and tokens; "": not measured there
  std::string regression_units;  // of a regression; "": not measured there
  std::string meaning;           // after the name of the part: "error without noise"
  Better better = Better::lower;
  bool of_tokens = false;      // only of sequences
  bool of_passes = false;      // needs passes with noise (evaluation.monte_carlo)
  bool of_precision = false;   // needs evaluation.precision
  bool of_perplexity = false;  // needs evaluation.perplexity
  bool of_characters = false;  // needs evaluation.per_character
};

/// All of them, in the order in which they are listed for people.
const std::vector<Measure>& measures();

/// One column of the curves of a trial.
struct Metric {
  std::string name;       // "test.error"
  std::string units;      // "nats", "1", ...
  std::string long_name;  // "test error without noise"
};

/// The metrics of a trial in the order in which its file stores them: training loss with noise;
/// the measures without noise of the training, validation and test part; learning rate and
/// gradient norm; the measures of passes with noise of the validation and test part.
std::vector<Metric> metrics_of(Task task, const EvaluationOptions& options = {});

/// The metric of a site whose noise learns its rate.
Metric learned_rate_metric(const std::string& site);

/// Every metric that an analysis may name: "test.error", "best.test.error", ...
std::vector<std::string> metric_names();

/// Whether larger values of a metric are better: "test.monte_carlo_log_likelihood". False for
/// names that are no measure of a part.
bool higher_is_better(const std::string& metric);

/// Why a trial of these data and options ends without a number of this name, as what is said after
/// "because"; "" if every trial that does not diverge has one. `name` is one of metric_names().
std::string metric_obstacle(const std::string& name, const DatasetFacts& facts,
                            const EvaluationOptions& options);

/// The values of all metrics at one evaluation.
class MetricRow {
 public:
  /// `metrics` outlive the row.
  explicit MetricRow(const std::vector<Metric>& metrics);

  /// ContractError for a name that is no metric of the trial, or that has a value.
  void set(const std::string& name, double value);

  /// In the order of the metrics; ContractError unless each has a value.
  std::vector<double> values() const;

 private:
  const std::vector<Metric>& metrics_;
  std::vector<std::optional<double>> values_;
};

}  // namespace regsweep
