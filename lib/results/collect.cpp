#include "results/collect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "core/json.hpp"
#include "core/trial_status.hpp"
#include "results/arithmetic.hpp"
#include "results/gathering.hpp"
#include "results/program_column.hpp"
#include "results/publish.hpp"
#include "results/trial_columns.hpp"
#include "results/tuning_rows.hpp"

namespace regsweep {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
const char* const along = "trial";
const char* const within = "evaluation";
const char* const place = "position";

// Columns along one dimension, one element per trial of a list.
class Rows {
 public:
  Rows(Group& group, const char* dimension, const std::vector<const CollectTrial*>& trials)
      : group_(group), dimension_(dimension), trials_(trials) {}

  void add(std::string name, Array::Data data, std::string units, std::string long_name) {
    group_.arrays.push_back({std::move(name),
                             std::move(data),
                             {static_cast<std::int64_t>(trials_.size())},
                             {dimension_},
                             std::move(units),
                             std::move(long_name)});
  }

  template <class Element, class Function>
  std::vector<Element> each(Function value) const {
    std::vector<Element> values;
    for (const CollectTrial* trial : trials_) values.push_back(value(*trial));
    return values;
  }

  /// Which trial, of which variant, with which settings; returns the names of the columns.
  std::vector<std::string> add_coordinates(const CollectRequest& request);

 private:
  std::string add_axis(const CollectRequest& request, const std::string& axis);

  Group& group_;
  const char* dimension_;
  const std::vector<const CollectTrial*>& trials_;
};

class Collection {
 public:
  void add(const CollectTrial& trial, const Group& tree);
  void add_planned(const CollectTrial& trial, std::string status);
  Group finish(const CollectRequest& request);
  std::size_t rows() const { return trials_.size(); }

  ArithmeticOfTrials arithmetic;
  TuningRows tuning;
  ProgramColumn programs;
  std::vector<std::string> coordinates;  // auxiliary ones, for the attribute of that name

 private:
  using Curve = std::vector<double>;

  void add_states(Rows& rows);
  void add_curves(Group& root);
  void add_plan(Group& root, const CollectRequest& request) const;

  std::vector<const CollectTrial*> trials_, planned_;
  std::vector<std::string> planned_status_;
  std::vector<std::vector<Member>> attributes_;
  TrialTable<double> numbers_{none};
  TrialTable<Curve> curves_{{}};
  Gathering gathered_;  // profiles over positions, and what probes measured
};

void Collection::add(const CollectTrial& trial, const Group& tree) {
  const std::size_t row = trials_.size();
  set_scalars(numbers_, row, tree.group("final"), "");
  if (const Group* finals = tree.group("final")) {
    for (const Array& array : finals->arrays) {
      if (array.dimensions == std::vector<std::string>{place}) {
        gathered_.add(row, array, array.name);
      }
    }
  }
  set_scalars(numbers_, row, tree.group("probes"), "probes.");
  if (const Group* probes = tree.group("probes")) {
    for (const Group& each : probes->groups) gathered_.add(row, each, "probes." + each.name + ".");
  }
  if (const Group* curves = tree.group("curves")) {
    for (const Array& array : curves->arrays) {
      if (auto values = numbers_of(array);
          values && array.dimensions == std::vector<std::string>{"step"}) {
        curves_.set(row, array.name, array, std::move(*values));
      }
    }
  }
  attributes_.push_back(tree.attributes);
  arithmetic.add(tree);
  programs.add(tree);
  trials_.push_back(&trial);
}

void Collection::add_planned(const CollectTrial& trial, std::string status) {
  planned_.push_back(&trial);
  planned_status_.push_back(std::move(status));
}

const Value& setting(const CollectTrial& trial, const std::string& axis) {
  static const Value absent;
  for (const Member& member : trial.settings) {
    if (member.key == axis) return member.value;
  }
  return absent;
}

// What an axis is in results.h5: all its planned values decide, so that it stays the same while
// trials finish. null is a number that is not there.
enum class AxisKind { integers, numbers, texts };

AxisKind kind_of_axis(const CollectRequest& request, const std::string& axis) {
  bool whole = true, numeric = true, any = false;
  for (const CollectTrial& trial : request.trials) {
    const Value& value = setting(trial, axis);
    whole = whole && value.is_integer();
    numeric = numeric && (value.is_number() || value.is_null());
    any = any || value.is_number();
  }
  if (!numeric || !any) return AxisKind::texts;
  return whole ? AxisKind::integers : AxisKind::numbers;
}

std::string Rows::add_axis(const CollectRequest& request, const std::string& axis) {
  const std::string name = group_.array(axis) == nullptr ? axis : "axis." + axis,
                    long_name = "swept: " + axis;
  switch (kind_of_axis(request, axis)) {
    case AxisKind::integers:
      add(name,
          each<std::int64_t>([&](const auto& trial) { return setting(trial, axis).integer(); }),
          "1", long_name);
      break;
    case AxisKind::numbers:
      add(name, each<double>([&](const auto& trial) {
            const Value& value = setting(trial, axis);
            return value.is_null() ? none : value.number();
          }),
          "1", long_name);
      break;
    case AxisKind::texts:
      add(name, each<std::string>([&](const auto& trial) {
            const Value& value = setting(trial, axis);
            return value.is_null() ? std::string() : value.shown();
          }),
          "", long_name);
      break;
  }
  return name;
}

std::vector<std::string> Rows::add_coordinates(const CollectRequest& request) {
  std::vector<std::string> names{"trial_id", "seed", "variant", "label"};
  add("trial_id", each<std::string>([](const auto& trial) { return trial.id; }), "",
      "identity of the trial");
  add("seed", each<std::int64_t>([](const auto& trial) { return trial.seed; }), "1",
      "seed of the replicate");
  add("variant", each<std::int64_t>([](const auto& trial) { return trial.variant; }), "1",
      "index of the variant in the plan");
  add("label", each<std::string>([](const auto& trial) { return trial.label; }), "",
      "the variant in words");
  for (const std::string& axis : request.axes) names.push_back(add_axis(request, axis));
  return names;
}

// Every trial that there should be, whether it has a result or not.
void Collection::add_plan(Group& root, const CollectRequest& request) const {
  Rows planned(root.child("planned"), "planned_trial", planned_);
  planned.add_coordinates(request);
  planned.add("status", planned_status_, "", "done, diverged, failed or missing");
}

// What the trials say about themselves in attributes.
void Collection::add_states(Rows& columns) {
  const auto attribute = [&](std::size_t row, const char* key) -> const Value* {
    for (const Member& member : attributes_[row]) {
      if (member.key == key) return &member.value;
    }
    return nullptr;
  };
  const auto texts = [&](const char* key, const char* long_name) {
    std::vector<std::string> values(rows());
    for (std::size_t row = 0; row < rows(); ++row) {
      if (const Value* value = attribute(row, key); value != nullptr && value->is_text()) {
        values[row] = value->text();
      }
    }
    columns.add(key, std::move(values), "", long_name);
  };
  const auto integers = [&](const char* key, const char* units, const char* long_name) {
    std::vector<std::int64_t> values(rows(), -1);
    for (std::size_t row = 0; row < rows(); ++row) {
      if (const Value* value = attribute(row, key)) {
        values[row] = value->is_integer() ? value->integer()
                      : value->is_flag()  ? value->flag()
                                          : -1;
      }
    }
    columns.add(key, std::move(values), units, long_name);
  };
  texts("status", "done or diverged");
  integers("diverged_step", "steps", "step at which the trial diverged, -1 if it did not");
  integers("steps", "steps", "optimizer steps done");
  integers("stopped_early", "1", "1 if early stopping ended the trial, else 0");
  texts("pairing_initialization", "hash of the initial weights");
  texts("pairing_order", "hash of the batch order");
  texts("digest", "digest of the trial's content");
}

// Rows of one length: the longest, the others filled up.
template <class Cells>
std::vector<double> padded(const Cells& cells, std::size_t length, double fill) {
  std::vector<double> values(cells.size() * length, fill);
  for (std::size_t row = 0; row < cells.size(); ++row) {
    std::copy(cells[row].begin(), cells[row].end(), values.begin() + row * length);
  }
  return values;
}

template <class Columns>
std::size_t longest_of(const Columns& columns) {
  std::size_t longest = 0;
  for (const auto& column : columns) {
    for (const auto& cell : column.cells) longest = std::max(longest, cell.size());
  }
  return longest;
}

void Collection::add_curves(Group& root) {
  std::vector<TrialColumn<Curve>>& columns = curves_.finish(rows());
  const std::size_t longest = longest_of(columns);
  if (longest == 0) return;
  const std::vector<std::int64_t> shape{static_cast<std::int64_t>(rows()),
                                        static_cast<std::int64_t>(longest)};
  for (const auto& [name, units, long_name, cells] : columns) {
    const bool is_step = name == "step", is_place = is_step || name == "epoch";
    std::vector<double> values = padded(cells, longest, is_step ? -1.0 : none);
    Array array{is_place ? name : "curves." + name, {}, shape, {along, within}, units, long_name};
    if (is_step) {
      array.data = std::vector<std::int64_t>(values.begin(), values.end());
    } else {
      array.data = std::move(values);
    }
    if (is_place) coordinates.push_back(name);
    root.arrays.push_back(std::move(array));
  }
}

Group Collection::finish(const CollectRequest& request) {
  Group root;
  root.set_attribute("Conventions", "CF-1.8");
  root.set_attribute("format", "regsweep-results");
  root.set_attribute("format_version", 1);
  root.set_attribute("sweep", request.sweep);
  root.set_attribute("description", request.description);
  root.set_attribute("analysis", to_json(request.analysis, JsonForm::one_line));
  if (!request.growth.is_null()) {
    root.set_attribute("growth", to_json(request.growth, JsonForm::one_line));
  }
  if (!request.history.is_null()) {
    root.set_attribute("history", to_json(request.history, JsonForm::one_line));
  }
  for (const Member& member : request.about) root.set_attribute(member.key, member.value);
  Rows columns(root, along, trials_);
  coordinates = columns.add_coordinates(request);
  columns.add("data_content",
              columns.each<std::string>([](const auto& trial) { return trial.data; }), "",
              "the data set and the content of its files");
  add_states(columns);
  for (auto& [name, units, long_name, cells] : numbers_.finish(rows())) {
    columns.add(name, std::move(cells), units, long_name);
  }
  add_curves(root);
  gathered_.write(root, rows());
  add_plan(root, request);
  tuning.write(root);
  Group& origin = root.child("provenance");
  for (const Member& member : request.origin) origin.set_attribute(member.key, member.value);
  arithmetic.describe(origin, along);
  programs.describe(origin, along, request.equal_programs);
  root.set_attribute("digest", digest(root));
  return root;
}

// One of the trials that tuned: it counts for the choice alone.
void collect_tuning(Collection& collection, CollectReport& report, const CollectTrial& trial,
                    const TrialReading& reading) {
  ++report.tuning;
  if (reading.state == FileState::damaged) report.problems.push_back(reading.problem);
  if (reading.state != FileState::finished) {
    const bool failed = reading.state == FileState::absent && trial.failed;
    collection.tuning.add(trial, failed ? "failed" : "missing", {});
    return;
  }
  ++report.tuned;
  collection.programs.count(reading.tree);
  const bool diverged = has_diverged(reading.tree);
  collection.tuning.add(trial, status_word(diverged ? TrialStatus::diverged : TrialStatus::done),
                        reading.tree);
}

}  // namespace

CollectReport collect(const CollectRequest& request, const std::filesystem::path& out,
                      const TrialReader& read) {
  CollectReport report;
  Collection collection;
  for (const CollectTrial& trial : request.trials) {
    const TrialReading reading = read(trial);
    if (reading.state == FileState::absent) {
      ++(trial.failed ? report.failed : report.missing);
      collection.add_planned(trial, trial.failed ? "failed" : "missing");
    } else if (reading.state == FileState::damaged) {
      ++report.damaged;
      report.problems.push_back(reading.problem);
      collection.add_planned(trial, "missing");
    } else {
      const TrialStatus status =
          has_diverged(reading.tree) ? TrialStatus::diverged : TrialStatus::done;
      collection.add(trial, reading.tree);
      collection.add_planned(trial, status_word(status));
      ++report.collected;
      if (status == TrialStatus::diverged) ++report.diverged;
    }
  }
  for (const CollectTrial& trial : request.tuning) {
    collect_tuning(collection, report, trial, read(trial));
  }
  const Group root = collection.finish(request);
  if (std::string mixed = collection.arithmetic.mixed_bits(); !mixed.empty()) {
    report.problems.push_back(std::move(mixed));
  }
  if (std::string mixed = collection.programs.mixed(request.equal_programs); !mixed.empty()) {
    report.problems.push_back(mixed + "; say so when you publish");
  }
  publish(out, hdf5_image(root, collection.coordinates));
  return report;
}

}  // namespace regsweep
