#include "data/own_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>

#include "core/error.hpp"
#include "core/text.hpp"
#include "data/bytes.hpp"
#include "data/class_checks.hpp"
#include "data/csv_file.hpp"
#include "data/csv_options.hpp"
#include "data/draw_options.hpp"
#include "data/joint_tables.hpp"
#include "data/table_columns.hpp"
#include "data/table_parts.hpp"

namespace regsweep {
namespace {

constexpr std::int64_t few_categories = 10;  // always believed

class OwnTableReader {
 public:
  explicit OwnTableReader(const Value& normalized)
      : normalized_(normalized), options_(csv_options(normalized)) {}

  OwnTable read() {
    read_files();
    columns_ = table_columns(normalized_, first(), own_.notes);
    for (const std::int64_t column : columns_.features) choose_kind(column);
    choose_rows();
    note_parts();
    for (const std::int64_t column : columns_.features) add_column(column);
    options_.task == Task::regression ? add_targets() : add_labels();
    tell();
    return std::move(own_);
  }

 private:
  void read_files();
  void choose_kind(std::int64_t column);
  void choose_rows();
  void note_parts();
  void refuse_missing(const Table& table, std::int64_t row, std::int64_t column) const;
  void add_column(std::int64_t column);
  void add_targets();
  void add_labels();
  void tell();

  const Table& first() const { return tables_.front(); }
  std::string column_text(std::int64_t column) const {
    return fmt::format("column '{}'", first().column_name(column));
  }
  std::vector<double> take_numbers(std::int64_t column);
  Table::Classes classes_of(std::int64_t column) const;
  template <class Item>
  void append_kept(std::vector<Item>&& values, std::size_t table, std::vector<Item>& to) const;

  const Value& normalized_;
  CsvOptions options_;
  OwnTable own_;
  std::vector<Table> tables_;         // training, then validation and test where they have a file
  std::vector<std::string> parts_;    // "train", "validation", "test" of each
  std::vector<std::int64_t> unread_;  // columns
  TableColumns columns_;
  std::vector<bool> category_;           // of each feature column
  std::vector<std::vector<bool>> kept_;  // of each table, its rows
};

void OwnTableReader::read_files() {
  const CsvFormat format = csv_format(normalized_);
  std::vector<FileBytes> contents;
  const auto add = [&](const std::string& path, const std::string& part) {
    contents.push_back(map_bytes(path));
    for (std::size_t i = 0; i < tables_.size(); ++i) {
      if (contents[i].view() != contents.back().view()) continue;
      throw DataError(fmt::format(
          "{0} has the same content as the {1} file {2}; give data.{3}_path another file, or "
          "delete it, so that the {3} part is drawn",
          path, parts_[i] == "train" ? "training" : parts_[i], tables_[i].name(), part));
    }
    tables_.emplace_back(contents.back(), format, path, [&](const Table& table) {
      if (part == "train") unread_ = unread_columns(normalized_, table);
      return unread_;
    });
    parts_.push_back(part);
    for (const std::string& note : tables_.back().notes()) {
      own_.notes.push_back(path + ": " + note);
    }
  };
  add(options_.path, "train");
  if (options_.validation_path) add(*options_.validation_path, "validation");
  if (options_.test_path) add(*options_.test_path, "test");
  for (std::size_t i = 1; i < tables_.size(); ++i) {
    check_alike(first(), tables_[i]);
    const std::int64_t shared = shared_rows(first(), tables_[i]);
    if (shared == 0) continue;
    own_.notes.push_back(fmt::format("{} of the {} of the {} file {} {} in {} too",
                                     with_thousands(shared), counted(tables_[i].rows(), "row"),
                                     parts_[i], tables_[i].name(), shared == 1 ? "is" : "are",
                                     first().name()));
  }
}

// Words are categories; a few words among numbers are mistakes until they are said to be none.
void OwnTableReader::choose_kind(std::int64_t column) {
  const Value* said = normalized_.find("categorical");
  const std::vector<std::int64_t> wanted =
      said == nullptr ? std::vector<std::int64_t>{} : columns_named(first(), *said);
  if (std::ranges::find(wanted, column) != wanted.end()) {
    category_.push_back(true);
    return;
  }
  std::int64_t words = 0;
  std::int64_t numbers = 0;
  const Table* with_word = nullptr;
  for (const Table& table : tables_) {
    const Table::Summary summary = table.summary(column);
    if (summary.words > 0 && with_word == nullptr) with_word = &table;
    words += summary.words;
    numbers += summary.numbers;
    if (summary.counts_rows) {
      own_.notes.push_back(fmt::format(
          "{}: {} counts the rows, so the order of the file is a feature; to leave it out, say "
          "data.columns: {{all_but: [{}]}}",
          table.name(), column_text(column), column));
    }
  }
  category_.push_back(words > 0);
  if (words == 0) return;
  const bool commas = with_word->has_decimal_comma(with_word->summary(column).first_word, column);
  if (words > numbers && !commas) return;
  with_word->numbers_or_missing(column);  // says which
}

void OwnTableReader::refuse_missing(const Table& table, std::int64_t row,
                                    std::int64_t column) const {
  std::int64_t missing = 0;
  for (const Table& each : tables_) missing += each.summary(column).missing;
  throw DataError(fmt::format(
      "{} is missing ({} in that column, delimited by {}); say data.missing: mean or drop, "
      "or leave out the column",
      table.place(row, column), with_thousands(missing), delimiter_text(table.delimiter())));
}

void OwnTableReader::choose_rows() {
  const Missing rule = options_.missing_rule();
  std::int64_t dropped = 0;
  std::int64_t without_target = 0;
  for (const Table& table : tables_) {
    std::vector<bool> kept(static_cast<std::size_t>(table.rows()), true);
    const auto look_at = [&](std::int64_t column, bool target) {
      if (table.summary(column).missing == 0) return;
      for (std::int64_t row = 0; row < table.rows(); ++row) {
        if (!table.is_missing(row, column)) continue;
        if (rule == Missing::refuse) refuse_missing(table, row, column);
        if (rule == Missing::mean && !target) continue;
        auto keeps = kept[static_cast<std::size_t>(row)];
        (target ? without_target : dropped) += keeps ? 1 : 0;
        keeps = false;
      }
    };
    for (const std::int64_t column : columns_.targets) look_at(column, true);
    for (const std::int64_t column : columns_.features) look_at(column, false);
    kept_.push_back(std::move(kept));
  }
  if (without_target > 0) {
    own_.notes.push_back(fmt::format("{} without a target {} left out",
                                     counted(without_target, "row"),
                                     without_target == 1 ? "is" : "are"));
  }
  if (dropped > 0) {
    own_.notes.push_back(fmt::format("{} with a missing feature {} left out",
                                     counted(dropped, "row"), dropped == 1 ? "is" : "are"));
  }
  const auto rows_of = [&](const std::string& part) {
    std::int64_t rows = 0;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      if (parts_[i] == part) rows = std::ranges::count(kept_[i], true);
    }
    return rows;
  };
  own_.source.parts = {"csv", options_.task, rows_of("train"), rows_of("test"),
                       rows_of("validation")};
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    if (rows_of(parts_[i]) > 0) continue;
    throw DataError(fmt::format(
        "every row of {} lacks a value; leave out the columns without values (data.columns)",
        tables_[i].name()));
  }
}

// What columns say of the rows, and where rows were in the file.
void OwnTableReader::note_parts() {
  const std::vector<bool>& kept = kept_.front();
  if (const Value* column = normalized_.find("group")) {
    own_.source.groups = groups_of_rows(first(), first().column(*column), kept);
    own_.notes.push_back(fmt::format("groups of {} stay together: {} of {} rows", column->shown(),
                                     std::ranges::max(own_.source.groups) + 1,
                                     with_thousands(own_.source.parts.train)));
  }
  if (const Value* column = normalized_.find("part")) {
    own_.source.said = parts_of_rows(first(), first().column(*column), kept);
  }
  if (draw_options(normalized_).stratifies()) {
    own_.notes.push_back("parts are drawn so that each class has its share in every one");
  }
  own_.source.in_file = numbers_of_kept_rows(kept);
  own_.source.file_rows = first().rows();
}

template <class Item>
void OwnTableReader::append_kept(std::vector<Item>&& values, std::size_t table,
                                 std::vector<Item>& to) const {
  const std::vector<bool>& kept = kept_[table];
  if (to.empty() && std::ranges::find(kept, false) == kept.end()) {
    to = std::move(values);
    return;
  }
  for (std::size_t row = 0; row < values.size(); ++row) {
    if (kept[row]) to.push_back(values[row]);
  }
}

std::vector<double> OwnTableReader::take_numbers(std::int64_t column) {
  std::vector<double> numbers;
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    append_kept(tables_[i].take_numbers_or_missing(column), i, numbers);
  }
  return numbers;
}

Table::Classes OwnTableReader::classes_of(std::int64_t column) const {
  JointClasses joint = joint_classes(tables_, column);
  Table::Classes all{std::move(joint.names), {}};
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    append_kept(std::move(joint.labels[i]), i, all.labels);
  }
  return all;
}

void OwnTableReader::add_column(std::int64_t column) {
  Column made;
  made.name = first().column_name(column);
  if (!category_[own_.source.columns.size()]) {
    made.numbers = take_numbers(column);
    own_.source.columns.push_back(std::move(made));
    return;
  }
  Table::Classes classes = classes_of(column);
  const auto distinct = static_cast<std::int64_t>(classes.names.size());
  const auto rows = static_cast<std::int64_t>(classes.labels.size());
  if (distinct > few_categories && 2 * distinct > rows &&
      normalized_.find("categorical") == nullptr) {
    throw DataError(
        fmt::format("{} of {} has {} different words in {} rows, like a name of each; leave it out "
                    "(data.columns: {{all_but: [{}]}}), or list it under data.categorical",
                    column_text(column), first().name(), distinct, rows, column));
  }
  if (classes.names.empty()) classes.names.push_back("");  // all missing
  made.categories = std::move(classes.names);
  made.codes = std::move(classes.labels);
  own_.source.columns.push_back(std::move(made));
}

void OwnTableReader::add_targets() {
  own_.source.outputs = static_cast<std::int64_t>(columns_.targets.size());
  std::vector<std::vector<double>> targets;
  for (const std::int64_t column : columns_.targets) {
    const Table::Summary summary = first().summary(column);
    if (summary.words > summary.numbers && !first().has_decimal_comma(summary.first_word, column)) {
      throw DataError(fmt::format(
          "{} is no number, and {} is the target of a regression; name another data.target, or say "
          "data.task: classification (columns are delimited by {})",
          first().place(summary.first_word, column), column_text(column),
          delimiter_text(first().delimiter())));
    }
    targets.push_back(take_numbers(column));
    if (std::ranges::adjacent_find(targets.back(), std::not_equal_to<>()) == targets.back().end()) {
      throw DataError(constant_target(fmt::format("{} of {}", column_text(column), first().name()),
                                      number_text(targets.back().front())));
    }
  }
  own_.source.targets = DoubleRows::from_shape({targets.front().size(), targets.size()});
  for (std::size_t output = 0; output < targets.size(); ++output) {
    for (std::size_t row = 0; row < targets[output].size(); ++row) {
      own_.source.targets(row, output) = targets[output][row];
    }
  }
}

void OwnTableReader::add_labels() {
  Table::Classes classes = classes_of(columns_.targets.front());
  const auto train = static_cast<std::size_t>(own_.source.parts.train);
  std::vector<std::int64_t> all(classes.names.size());
  std::map<std::string, std::int64_t> training;
  for (std::size_t row = 0; row < classes.labels.size(); ++row) {
    const auto label = static_cast<std::size_t>(classes.labels[row]);
    ++all[label];
    if (row < train) ++training[classes.names[label]];
  }
  check_classes(
      fmt::format("the target, {} of {},", column_text(columns_.targets.front()), first().name()),
      training, own_.source.parts.train, "data.target");
  for (std::size_t i = 0; i < all.size(); ++i) {
    own_.classes.push_back({classes.names[i], all[i]});
    if (!training.contains(classes.names[i])) {
      own_.notes.push_back(
          fmt::format("class '{}' occurs in no row of {}", classes.names[i], first().name()));
    }
  }
  own_.source.outputs = static_cast<std::int64_t>(classes.names.size());
  own_.source.class_names = std::move(classes.names);
  own_.source.labels = std::move(classes.labels);
}

void OwnTableReader::tell() {
  std::vector<std::string> categories;
  for (const Column& column : own_.source.columns) {
    if (!column.is_category()) continue;
    categories.push_back(fmt::format("{} ({})", column.name, column.categories.size()));
  }
  if (!categories.empty()) {
    own_.notes.push_back("these columns are categories, one feature of 0 and 1 for each: " +
                         join(categories, ", "));
  }
  std::int64_t missing = 0;
  for (const Column& column : own_.source.columns) {
    missing +=
        column.is_category()
            ? std::ranges::count(column.codes, -1)
            : std::ranges::count_if(column.numbers, [](double each) { return std::isnan(each); });
  }
  if (missing > 0) {
    own_.notes.push_back(fmt::format(
        "{} missing cells are the training part's mean, or a category of their own, and told apart "
        "by a feature",
        with_thousands(missing)));
  }
  std::map<std::string, std::int64_t> names;
  for (const std::int64_t column : columns_.features) {
    if (first().has_header() && ++names[first().column_name(column)] == 2) {
      own_.notes.push_back(fmt::format("{}: two columns are called '{}'", first().name(),
                                       first().column_name(column)));
    }
  }
  own_.source.name = "csv";
  own_.source.task = options_.task;
  own_.source.standardise = options_.standardise;
}

}  // namespace

OwnTable read_own_table(const Value& normalized) { return OwnTableReader(normalized).read(); }

}  // namespace regsweep
