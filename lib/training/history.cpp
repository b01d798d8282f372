#include "training/history.hpp"

#include <cmath>
#include <limits>

namespace regsweep {

std::vector<Metric> metrics_of(Task task) {
  const bool classes = task != Task::regression;
  const std::string measure = classes ? "error" : "rmse",
                    words = classes ? "error" : "root mean squared error";
  const std::string loss_units = classes ? "nats" : "1";
  std::vector<Metric> metrics{
      {"train.loss_noisy", loss_units,
       "training loss with noise, mean over the steps since the last evaluation"}};
  for (const std::string part : {"train", "validation", "test"}) {
    const std::string on = part == "train" ? "training" : part;
    metrics.push_back({part + ".loss", loss_units, on + " loss without noise"});
    metrics.push_back({part + "." + measure, "1", on + " " + words + " without noise"});
    if (task == Task::next_token) {
      metrics.push_back({part + ".bits", "bits", on + " loss without noise, in bits per token"});
    }
  }
  metrics.push_back({"learning_rate", "1", "learning rate of the last step"});
  metrics.push_back({"gradient_norm", "1", "norm of the last step's gradient"});
  return metrics;
}

History::History(Task task, const std::vector<Metric>& more) : metrics(metrics_of(task)) {
  metrics.insert(metrics.end(), more.begin(), more.end());
  columns.resize(metrics.size());
}

void History::add(std::int64_t at_step, double at_epoch, const std::vector<double>& row,
                  double seconds) {
  RS_CHECK(row.size() == metrics.size(), "one number per metric");
  step.push_back(at_step);
  epoch.push_back(at_epoch);
  wall_time.push_back(seconds);
  for (std::size_t i = 0; i < row.size(); ++i) columns[i].push_back(row[i]);
}

const std::vector<double>& History::column(const std::string& name) const {
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    if (metrics[i].name == name) return columns[i];
  }
  throw ContractError("no metric '" + name + "'");
}

std::int64_t History::best() const {
  const std::vector<double>& losses = column("validation.loss");
  std::int64_t at = -1;
  for (std::size_t i = 0; i < losses.size(); ++i) {
    if (std::isfinite(losses[i]) && (at < 0 || losses[i] < losses[static_cast<std::size_t>(at)])) {
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

void History::write(Group& root, bool diverged) const {
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
    log.arrays.push_back(series("train.loss_noisy", log_loss, "log_step", metrics[0].units,
                                "training loss of this step, with noise"));
  }
  Group& last = root.child("final");
  const std::int64_t best_row = best();
  const double none = std::numeric_limits<double>::quiet_NaN();
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const auto& [name, units, long_name] = metrics[i];
    last.add_scalar(name, diverged || columns[i].empty() ? none : columns[i].back(), units,
                    long_name + ", at the end");
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
