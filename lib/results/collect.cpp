#include "results/collect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <optional>

#include "core/json.hpp"
#include "core/trial_status.hpp"
#include "results/arithmetic.hpp"
#include "results/gathering.hpp"
#include "results/publish.hpp"

namespace regsweep {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
const char* const along = "trial";
const char* const within = "evaluation";
const char* const place = "position";

std::optional<std::vector<double>> numbers_of(const Array& array) {
  return std::visit(
      [](const auto& data) -> std::optional<std::vector<double>> {
        if constexpr (std::is_same_v<std::decay_t<decltype(data)>, std::vector<std::string>>) {
          return std::nullopt;
        } else {
          return std::vector<double>(data.begin(), data.end());
        }
      },
      array.data);
}

// One variable of results.h5 as it grows trial by trial: one number or one curve per row.
template <class Cell>
struct Column {
  std::string name, units, long_name;
  std::vector<Cell> cells;
};

// Columns in the order of first appearance; rows that lack a column keep `empty`.
template <class Cell>
class Table {
 public:
  explicit Table(Cell empty) : empty_(std::move(empty)) {}

  void set(std::size_t row, const std::string& name, const Array& source, Cell cell) {
    auto column = std::find_if(columns_.begin(), columns_.end(),
                               [&](const auto& each) { return each.name == name; });
    if (column == columns_.end()) {
      column = columns_.insert(column, {name, source.units, source.long_name, {}});
    }
    column->cells.resize(row, empty_);
    column->cells.push_back(std::move(cell));
  }

  std::vector<Column<Cell>>& finish(std::size_t rows) {
    for (auto& column : columns_) column.cells.resize(rows, empty_);
    return columns_;
  }

 private:
  Cell empty_;
  std::vector<Column<Cell>> columns_;
};

class Collection {
 public:
  void add(const CollectTrial& trial, const Group& tree);
  Group finish(const CollectRequest& request);
  std::size_t rows() const { return trials_.size(); }

  ArithmeticOfTrials arithmetic;
  std::vector<std::string> coordinates;  // auxiliary ones, for the attribute of that name

 private:
  using Curve = std::vector<double>;

  void add_column(Group& root, std::string name, Array::Data data, std::string units,
                  std::string long_name);
  void add_coordinates(Group& root, const CollectRequest& request);
  void add_axis(Group& root, const std::string& axis);
  void add_states(Group& root);
  void add_curves(Group& root);

  std::vector<const CollectTrial*> trials_;
  std::vector<std::vector<Member>> attributes_;
  Table<double> numbers_{none};
  Table<Curve> curves_{{}};
  Gathering gathered_;  // profiles over positions, and what probes measured
};

void Collection::add(const CollectTrial& trial, const Group& tree) {
  const std::size_t row = trials_.size();
  const auto add_scalars = [&](const char* group, const char* prefix) {
    if (const Group* scalars = tree.group(group)) {
      for (const Array& array : scalars->arrays) {
        if (const auto values = numbers_of(array); values && array.shape.empty()) {
          numbers_.set(row, prefix + array.name, array, values->front());
        }
      }
    }
  };
  add_scalars("final", "");
  if (const Group* finals = tree.group("final")) {
    for (const Array& array : finals->arrays) {
      if (array.dimensions == std::vector<std::string>{place}) {
        gathered_.add(row, array, array.name);
      }
    }
  }
  add_scalars("probes", "probes.");
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
  trials_.push_back(&trial);
}

void Collection::add_column(Group& root, std::string name, Array::Data data, std::string units,
                            std::string long_name) {
  root.arrays.push_back({std::move(name),
                         std::move(data),
                         {static_cast<std::int64_t>(rows())},
                         {along},
                         std::move(units),
                         std::move(long_name)});
}

template <class Element, class Function>
std::vector<Element> each(const std::vector<const CollectTrial*>& trials, Function value) {
  std::vector<Element> values;
  for (const CollectTrial* trial : trials) values.push_back(value(*trial));
  return values;
}

void Collection::add_axis(Group& root, const std::string& axis) {
  const auto setting = [&](const CollectTrial& trial) -> Value {
    for (const Member& member : trial.settings) {
      if (member.key == axis) return member.value;
    }
    return Value();
  };
  const std::vector<Value> values = each<Value>(trials_, setting);
  const bool numeric = std::all_of(values.begin(), values.end(),
                                   [](const Value& value) { return value.is_number(); });
  const bool whole = std::all_of(values.begin(), values.end(),
                                 [](const Value& value) { return value.is_integer(); });
  const std::string name = root.array(axis) == nullptr ? axis : "axis." + axis,
                    long_name = "swept: " + axis;
  coordinates.push_back(name);
  if (whole && !values.empty()) {
    std::vector<std::int64_t> integers;
    for (const Value& value : values) integers.push_back(value.integer());
    add_column(root, name, std::move(integers), "1", long_name);
  } else if (numeric) {
    std::vector<double> numbers;
    for (const Value& value : values) numbers.push_back(value.number());
    add_column(root, name, std::move(numbers), "1", long_name);
  } else {
    std::vector<std::string> texts;
    for (const Value& value : values) texts.push_back(value.is_null() ? "" : value.shown());
    add_column(root, name, std::move(texts), "", long_name);
  }
}

void Collection::add_coordinates(Group& root, const CollectRequest& request) {
  coordinates = {"trial_id", "seed", "variant", "label"};
  add_column(root, "trial_id",
             each<std::string>(trials_, [](const auto& trial) { return trial.id; }), "",
             "identity of the trial");
  add_column(root, "seed",
             each<std::int64_t>(trials_, [](const auto& trial) { return trial.seed; }), "1",
             "seed of the replicate");
  add_column(root, "variant",
             each<std::int64_t>(trials_, [](const auto& trial) { return trial.variant; }), "1",
             "index of the variant in the plan");
  add_column(root, "label",
             each<std::string>(trials_, [](const auto& trial) { return trial.label; }), "",
             "the variant in words");
  for (const std::string& axis : request.axes) add_axis(root, axis);
}

// What the trials say about themselves in attributes.
void Collection::add_states(Group& root) {
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
    add_column(root, key, std::move(values), "", long_name);
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
    add_column(root, key, std::move(values), units, long_name);
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
  std::vector<Column<Curve>>& columns = curves_.finish(rows());
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
  add_coordinates(root, request);
  add_states(root);
  for (auto& [name, units, long_name, cells] : numbers_.finish(rows())) {
    add_column(root, name, std::move(cells), units, long_name);
  }
  add_curves(root);
  gathered_.write(root, rows());
  arithmetic.describe(root.child("provenance"), along);
  root.set_attribute("digest", digest(root));
  return root;
}

}  // namespace

CollectReport collect(const CollectRequest& request, const std::filesystem::path& out,
                      const TrialReader& read) {
  CollectReport report;
  Collection collection;
  for (const CollectTrial& trial : request.trials) {
    const TrialReading reading = read(trial);
    if (reading.state == FileState::absent) {
      ++report.missing;
    } else if (reading.state == FileState::damaged) {
      ++report.damaged;
      report.problems.push_back(reading.problem);
    } else {
      collection.add(trial, reading.tree);
      ++report.collected;
      if (has_diverged(reading.tree)) ++report.diverged;
    }
  }
  const Group root = collection.finish(request);
  if (std::string mixed = collection.arithmetic.mixed_bits(); !mixed.empty()) {
    report.problems.push_back(std::move(mixed));
  }
  publish(out, hdf5_image(root, collection.coordinates));
  return report;
}

}  // namespace regsweep
