#include "training/history.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace regsweep {

History::History(std::vector<Metric> of) : metrics(std::move(of)), columns(metrics.size()) {}

void History::add(std::int64_t at_step, double at_epoch, const MetricRow& row, double seconds) {
  const std::vector<double> values = row.values();
  RS_CHECK(values.size() == metrics.size(), "a row of this history's metrics");
  step.push_back(at_step);
  epoch.push_back(at_epoch);
  wall_time.push_back(seconds);
  for (std::size_t i = 0; i < values.size(); ++i) columns[i].push_back(values[i]);
}

namespace {

std::size_t index_of(const std::vector<Metric>& metrics, const std::string& name) {
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    if (metrics[i].name == name) return i;
  }
  throw ContractError("no metric '" + name + "'");
}

}  // namespace

const std::vector<double>& History::column(const std::string& name) const {
  return columns[index_of(metrics, name)];
}

std::int64_t History::lowest(const std::string& metric) const {
  const std::vector<double>& values = column(metric);
  std::int64_t at = -1;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (std::isfinite(values[i]) && (at < 0 || values[i] < values[static_cast<std::size_t>(at)])) {
      at = static_cast<std::int64_t>(i);
    }
  }
  return at;
}

namespace {

template <class Number>
Array series(std::string name, std::vector<Number> numbers, const std::string& dimension,
             std::string units, std::string long_name) {
  const auto count = static_cast<std::int64_t>(numbers.size());
  return {std::move(name), std::move(numbers), {count},
          {dimension},     std::move(units),   std::move(long_name)};
}

}  // namespace

void History::write(Group& root, bool diverged, std::optional<std::int64_t> restored_step) const {
  Group& curves = root.child("curves");
  curves.arrays.push_back(series("step", step, "step", "steps", "optimizer steps done"));
  curves.arrays.push_back(
      series("epoch", epoch, "step", "epochs", "passes over the training part"));
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    curves.arrays.push_back(
        series(metrics[i].name, columns[i], "step", metrics[i].units, metrics[i].long_name));
  }
  if (!log_step.empty()) {
    Group& log = root.child("log");
    log.arrays.push_back(series("log_step", log_step, "log_step", "steps", "optimizer steps done"));
    log.arrays.push_back(series("train.loss_noisy", log_loss, "log_step",
                                metrics[index_of(metrics, "train.loss_noisy")].units,
                                "training loss of this step, with noise"));
  }
  Group& last = root.child("final");
  const std::int64_t best_row = best();
  const double none = std::numeric_limits<double>::quiet_NaN();
  const auto final_row = restored_step ? std::find(step.begin(), step.end(), *restored_step)
                                       : step.end() - std::int64_t{!step.empty()};
  RS_CHECK(final_row != step.end() || step.empty(), "an evaluation after the restored step");
  const char* const when = restored_step ? ", at the restored step" : ", at the end";
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const auto& [name, units, long_name] = metrics[i];
    last.add_scalar(name,
                    diverged || step.empty()
                        ? none
                        : columns[i][static_cast<std::size_t>(final_row - step.begin())],
                    units, long_name + when);
    if (best_row >= 0 && name.find('.') != std::string::npos) {
      last.add_scalar("best." + name,
                      diverged ? none : columns[i][static_cast<std::size_t>(best_row)], units,
                      long_name + ", where the validation loss is lowest");
    }
  }
  if (best_row >= 0) {
    last.add_scalar("best.step",
                    diverged ? none : static_cast<double>(step[static_cast<std::size_t>(best_row)]),
                    "steps", "steps done where the validation loss is lowest");
  }
  if (restored_step) {
    last.add_scalar("restored.step", static_cast<double>(*restored_step), "steps",
                    "steps done at the evaluation that the trial ends with");
  }
  root.child("provenance")
      .arrays.push_back(series("wall_time", wall_time, "evaluation", "s",
                               "seconds of computing up to each evaluation"));
}

void History::save(Group& root) const {
  Group& group = root.child("history");
  group.arrays.push_back(series("step", step, "step", "", ""));
  group.arrays.push_back(series("epoch", epoch, "step", "", ""));
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    group.arrays.push_back(series(metrics[i].name, columns[i], "step", "", ""));
  }
  group.arrays.push_back(series("log_step", log_step, "log_step", "", ""));
  group.arrays.push_back(series("log_loss", log_loss, "log_step", "", ""));
  root.child("provenance").arrays.push_back(series("wall_time", wall_time, "evaluation", "", ""));
}

namespace {

template <class Number>
void take(const Group& group, const std::string& name, std::vector<Number>& out) {
  const Array* array = group.array(name);
  const auto* numbers = array == nullptr ? nullptr : std::get_if<std::vector<Number>>(&array->data);
  if (numbers == nullptr) {
    throw StorageError("the checkpoint has no '" + name +
                       "'; delete it, and the trial starts again from its beginning");
  }
  out = *numbers;
}

}  // namespace

void History::load(const Group& root) {
  const Group* group = root.group("history");
  const Group* provenance = root.group("provenance");
  if (group == nullptr || provenance == nullptr) {
    throw StorageError(
        "the checkpoint has no history; delete it, and the trial starts again from its beginning");
  }
  take(*group, "step", step);
  take(*group, "epoch", epoch);
  for (std::size_t i = 0; i < metrics.size(); ++i) take(*group, metrics[i].name, columns[i]);
  take(*group, "log_step", log_step);
  take(*group, "log_loss", log_loss);
  take(*provenance, "wall_time", wall_time);
  bool even = epoch.size() == step.size() && wall_time.size() == step.size() &&
              log_loss.size() == log_step.size();
  for (const std::vector<double>& column : columns) even = even && column.size() == step.size();
  if (!even) {
    throw StorageError(
        "the checkpoint's history has gaps; delete it, and the trial starts again from its "
        "beginning");
  }
}

}  // namespace regsweep
