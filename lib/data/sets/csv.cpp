// A table of your own: CSV, semicolons, tabs or blanks; regression or classification. No test part:
// it is drawn.
#include "data/csv_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"
#include "data/bytes.hpp"
#include "data/dataset_entry.hpp"
#include "data/tabular.hpp"

namespace regsweep {
namespace {

struct CsvOptions {
  std::string path;
  Task task = Task::regression;
  std::string delimiter = "auto";
  bool standardise = true;
};

Fields<CsvOptions> csv_fields(const std::string& summary) {
  return Fields<CsvOptions>("csv", summary)
      .required("path", &CsvOptions::path, "path of the table (.gz too), one example per line")
      .choice("task", &CsvOptions::task,
              {{"regression", Task::regression}, {"classification", Task::classification}},
              "what the target is")
      .add("delimiter", &CsvOptions::delimiter,
           "one character; ' ' means any run of blanks; auto takes the first of tab ; , that "
           "occurs in the first line, else blanks")
      .add("standardise", &CsvOptions::standardise,
           "whether features (and a regression target) are standardised with the training part's "
           "mean and sd");
}

Field open_field(const std::string& key, const std::string& doc,
                 std::optional<Value> default_value) {
  Field field;
  field.key = key;
  field.kind = FieldKind::anything;
  field.doc = doc;
  field.optional = !default_value;
  field.default_value = std::move(default_value);
  return field;
}

bool names_column(const Value& value) { return value.is_text() || value.is_integer(); }

// The fields that take values of more than one kind, and the delimiter.
void check_csv(Value& normalized, const Value&, const std::string& path) {
  const auto refuse = [&](const char* key, const char* rule) {
    const Value& value = normalized.at(key);
    throw ConfigurationError(value.where(),
                             fmt::format("{} is {} ({}), but it must be {}", join_path(path, key),
                                         value.kind(), value.shown(), rule));
  };
  const Value& header = normalized.at("header");
  if (!header.is_flag() && header != Value("auto")) refuse("header", "auto, true or false");
  if (!names_column(normalized.at("target"))) {
    refuse("target", "the name of a column, or its index from 0 (negative: from the end)");
  }
  if (const std::string& delimiter = normalized.at("delimiter").text();
      delimiter != "auto" &&
      (delimiter.size() != 1 ||
       delimiter.find_first_of("\"\n\r.+-0123456789eE") != std::string::npos)) {
    refuse("delimiter", "auto or one character that occurs in no number");
  }
  const Value* columns = normalized.find("columns");
  if (columns == nullptr) return;
  const bool list = columns->is_list() && !columns->list().empty();
  if (!list || !std::all_of(columns->list().begin(), columns->list().end(), names_column)) {
    refuse("columns", "a list of column names or indices");
  }
}

struct ReadTable {
  Table table;
  std::int64_t target;
  std::vector<std::int64_t> columns;  // of the features
};

ReadTable read_table(const Value& normalized) {
  const CsvOptions options = csv_fields("").take(normalized);
  const Value& header = normalized.at("header");
  CsvFormat format;
  format.delimiter = options.delimiter;
  if (header.is_flag()) format.header = header.flag() ? Header::yes : Header::no;
  ReadTable read{Table(read_bytes(options.path), format, options.path), 0, {}};
  read.target = read.table.column(normalized.at("target"));
  if (const Value* columns = normalized.find("columns")) {
    for (const Value& wanted : columns->list()) {
      const std::int64_t column = read.table.column(wanted);
      if (column == read.target ||
          std::find(read.columns.begin(), read.columns.end(), column) != read.columns.end()) {
        throw ConfigurationError(
            wanted.where(),
            fmt::format(
                "data.columns names column {} of {}, which is {} already; name each column once",
                wanted.shown(), options.path,
                column == read.target ? "the target" : "in the list"));
      }
      read.columns.push_back(column);
    }
  } else {
    for (std::int64_t column = 0; column < read.table.columns(); ++column) {
      if (column != read.target) read.columns.push_back(column);
    }
  }
  if (read.columns.empty()) {
    throw DataError(fmt::format(
        "{} has one column, so nothing is left to predict column '{}' from; check the delimiter",
        options.path, read.table.column_name(read.target)));
  }
  return read;
}

Dataset load_csv(const Value& normalized) {
  const CsvOptions options = csv_fields("").take(normalized);
  const ReadTable read = read_table(normalized);
  TabularSource source;
  source.name = "csv";
  source.task = options.task;
  source.outputs = 1;
  const auto rows = static_cast<std::size_t>(read.table.rows());
  source.train.features = DoubleRows::from_shape({rows, read.columns.size()});
  for (std::size_t i = 0; i < read.columns.size(); ++i) {
    const std::vector<double> values = read.table.numbers(read.columns[i]);
    for (std::size_t row = 0; row < rows; ++row) source.train.features(row, i) = values[row];
  }
  if (options.task == Task::regression) {
    const std::vector<double> targets = read.table.numbers(read.target);
    source.train.targets = DoubleRows::from_shape({rows, 1});
    std::copy(targets.begin(), targets.end(), source.train.targets.begin());
  } else {
    Table::Classes classes = read.table.classes(read.target);
    source.class_names = std::move(classes.names);
    source.train.labels = std::move(classes.labels);
    source.outputs = static_cast<std::int64_t>(source.class_names.size());
  }
  return make_tabular_dataset(normalized, source, options.standardise);
}

DatasetFacts csv_facts(const Value& normalized) {
  const Task task = csv_fields("").take(normalized).task;
  const ReadTable read = read_table(normalized);
  const auto outputs =
      task == Task::regression
          ? 1
          : static_cast<std::int64_t>(read.table.classes(read.target).names.size());
  return restricted_facts(normalized, {"csv", task, read.table.rows(), 0},
                          static_cast<std::int64_t>(read.columns.size()), outputs);
}

}  // namespace

DatasetEntry dataset_entry_csv() {
  DatasetEntry entry;
  entry.name = "csv";
  entry.kind = "table";
  entry.summary = "A table of your own, for regression or classification";
  entry.size = "as the file";
  entry.source = "your file";
  entry.licence = "yours";
  entry.schema = csv_fields(entry.summary).schema();
  entry.schema.fields.push_back(open_field(
      "target", "the column to predict: its name, or its index from 0 (negative: from the end)",
      Value(-1)));
  entry.schema.fields.push_back(open_field(
      "columns", "list of the columns to predict from, by name or index; default: all others",
      std::nullopt));
  entry.schema.fields.push_back(open_field(
      "header",
      "whether the first line names the columns; auto: yes if none of its cells is a number",
      Value("auto")));
  entry.schema.finish = check_csv;
  entry.load = load_csv;
  entry.facts = csv_facts;
  return entry;
}

}  // namespace regsweep
