#include "evaluation/metric.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"

namespace regsweep {

const std::vector<Measure>& measures() {
  constexpr Better lower = Better::lower, higher = Better::higher;
  static const std::vector<Measure> all{
      {"error", "1", "", "error without noise"},
      {"loss", "nats", "1", "loss without noise"},
      {"rmse", "", "1", "root mean squared error without noise"},
      {"bits", "bits", "", "loss without noise, in bits per token", lower, true},
      {"perplexity", "1", "", "exponential of the loss without noise", lower, true, false, false,
       true},
      {"character_loss", "nats", "", "loss without noise, per character of the text", lower, true,
       false, false, false, true},
      {"monte_carlo_error", "1", "", "error of the mean probabilities of passes with noise", lower,
       false, true},
      {"monte_carlo_loss", "nats", "", "loss of the mean probabilities of passes with noise", lower,
       false, true},
      {"monte_carlo_bits", "bits", "",
       "loss of the mean probabilities of passes with noise, in bits per token", lower, true, true},
      {"monte_carlo_rmse", "", "1", "root mean squared error of the mean of passes with noise",
       lower, false, true},
      {"monte_carlo_deviation", "", "1",
       "root of the mean predictive variance of passes with noise", lower, false, true},
      {"monte_carlo_log_likelihood", "", "nats",
       "mean predictive log-likelihood of passes with noise", higher, false, true, true},
  };
  return all;
}

namespace {

const std::string& units_of(const Measure& measure, Task task) {
  return task == Task::regression ? measure.regression_units : measure.units;
}

bool measured(const Measure& measure, Task task, const EvaluationOptions& options) {
  if (units_of(measure, task).empty()) return false;
  if (measure.of_tokens && task != Task::next_token) return false;
  if (measure.of_passes && options.passes() == 0) return false;
  if (measure.of_perplexity && !options.perplexity) return false;
  if (measure.of_characters && !options.per_character) return false;
  return !measure.of_precision || options.precision.has_value();
}

// Those without noise, or those of passes with noise, of a part. Files have the loss of a part
// before its other measures.
void add_part(const std::string& part, bool of_passes, Task task, const EvaluationOptions& options,
              std::vector<Metric>& metrics) {
  std::vector<const Measure*> chosen;
  for (const Measure& measure : measures()) {
    if (measure.of_passes == of_passes && measured(measure, task, options)) {
      chosen.push_back(&measure);
    }
  }
  std::stable_partition(chosen.begin(), chosen.end(),
                        [](const Measure* measure) { return measure->name.ends_with("loss"); });
  const std::string words = part == "train" ? "training" : part;
  for (const Measure* measure : chosen) {
    metrics.push_back(
        {part + "." + measure->name, units_of(*measure, task), words + " " + measure->meaning});
  }
}

}  // namespace

std::vector<Metric> metrics_of(Task task, const EvaluationOptions& options) {
  std::vector<Metric> metrics{
      {"train.loss_noisy", task == Task::regression ? "1" : "nats",
       "training loss with noise, mean over the steps since the last evaluation"}};
  for (const char* part : {"train", "validation", "test"}) {
    add_part(part, false, task, options, metrics);
  }
  metrics.push_back({"learning_rate", "1", "learning rate of the last step"});
  metrics.push_back({"gradient_norm", "1", "norm of the last step's gradient"});
  for (const char* part : {"validation", "test"}) add_part(part, true, task, options, metrics);
  return metrics;
}

Metric learned_rate_metric(const std::string& site) {
  return {"learned_rate." + site, "1", "learned probability of dropping at " + site};
}

std::vector<std::string> metric_names() {
  std::vector<std::string> names;
  const auto add = [&](const char* prefix, const char* part, bool of_passes) {
    for (const Measure& measure : measures()) {
      if (measure.of_passes == of_passes) {
        names.push_back(fmt::format("{}{}.{}", prefix, part, measure.name));
      }
    }
  };
  for (const char* prefix : {"", "best."}) {
    for (const char* part : {"test", "validation", "train"}) add(prefix, part, false);
  }
  for (const char* prefix : {"", "best."}) {
    for (const char* part : {"test", "validation"}) add(prefix, part, true);
  }
  names.push_back("train.loss_noisy");
  return names;
}

bool higher_is_better(const std::string& metric) {
  const std::string name = metric.substr(metric.rfind('.') + 1);
  return std::any_of(measures().begin(), measures().end(), [&](const Measure& each) {
    return each.name == name && each.better == Better::higher;
  });
}

namespace {

const char* task_words(Task task) {
  switch (task) {
    case Task::classification:
      return "classification";
    case Task::regression:
      return "regression";
    case Task::next_token:
      return "prediction of tokens";
  }
  return "";
}

// Whether a part has anything to be evaluated: a running text of one token has no next one.
bool has_examples(const std::string& part, const DatasetFacts& facts) {
  return facts.count(part) > (facts.task == Task::next_token && facts.sequence == 0 ? 1 : 0);
}

}  // namespace

std::string metric_obstacle(const std::string& name, const DatasetFacts& facts,
                            const EvaluationOptions& options) {
  const bool best = name.starts_with("best.");
  const std::string plain = best ? name.substr(5) : name;
  const std::size_t dot = plain.find('.');
  const std::string part = plain.substr(0, dot);
  if (best && !has_examples("validation", facts)) {
    return "the data have no validation part, by which the best evaluation is chosen";
  }
  if (plain == "train.loss_noisy") return "";
  const auto measure = std::find_if(measures().begin(), measures().end(), [&](const Measure& each) {
    return dot != std::string::npos && each.name == plain.substr(dot + 1);
  });
  RS_CHECK(measure != measures().end(), "no metric '" + name + "'");
  if (units_of(*measure, facts.task).empty() ||
      (measure->of_tokens && facts.task != Task::next_token)) {
    return std::string("the task is ") + task_words(facts.task);
  }
  if (measure->of_passes && options.passes() == 0) return "evaluation.monte_carlo is absent";
  if (measure->of_precision && !options.precision) return "evaluation.precision is absent";
  if (measure->of_perplexity && !options.perplexity) return "evaluation.perplexity is false";
  if (measure->of_characters && !options.per_character) return "evaluation.per_character is false";
  return has_examples(part, facts) ? "" : fmt::format("the data have no {} part", part);
}

MetricRow::MetricRow(const std::vector<Metric>& metrics)
    : metrics_(metrics), values_(metrics.size()) {}

void MetricRow::set(const std::string& name, double value) {
  const auto found = std::find_if(metrics_.begin(), metrics_.end(),
                                  [&](const Metric& metric) { return metric.name == name; });
  if (found == metrics_.end()) throw ContractError("no metric '" + name + "'");
  std::optional<double>& slot = values_[static_cast<std::size_t>(found - metrics_.begin())];
  if (slot) throw ContractError("the metric '" + name + "' is set twice");
  slot = value;
}

std::vector<double> MetricRow::values() const {
  std::vector<double> all;
  for (std::size_t i = 0; i < values_.size(); ++i) {
    if (!values_[i]) throw ContractError("the metric '" + metrics_[i].name + "' has no value");
    all.push_back(*values_[i]);
  }
  return all;
}

}  // namespace regsweep
