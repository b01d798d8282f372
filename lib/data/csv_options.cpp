// Fields that were added after the first release are absent unless they differ from what was
// always done, so that the identity of older trials stays.
#include "data/csv_options.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"
#include "data/draw_options.hpp"

namespace regsweep {
namespace {

Fields<CsvOptions> csv_fields(const std::string& summary) {
  Fields<CsvOptions> fields("csv", summary);
  fields.required("path", &CsvOptions::path, "path of the table (.gz too), one example per line")
      .add("validation_path", &CsvOptions::validation_path,
           "path of a table of validation examples; default: they are drawn from the first table")
      .add("test_path", &CsvOptions::test_path,
           "path of a table of test examples; default: they are drawn from the first table")
      .choice("task", &CsvOptions::task,
              {{"regression", Task::regression}, {"classification", Task::classification}},
              "what the target is")
      .add("delimiter", &CsvOptions::delimiter,
           "one character; ' ' means any run of blanks; auto takes that of tab ; , | and blanks by "
           "which the lines agree")
      .add("standardise", &CsvOptions::standardise,
           "whether numbers among the features (and a regression target) are standardised with the "
           "training part's mean and sd")
      .add("decimal", &CsvOptions::decimal, "the decimal mark; default '.'")
      .add("thousands", &CsvOptions::thousands, "the mark between groups of three digits")
      .add("comment", &CsvOptions::comment, "lines that begin so are left out")
      .add("skip_lines", &CsvOptions::skip_lines, "lines before the table", at_least(1))
      .add("label_suffix", &CsvOptions::label_suffix,
           "classification: removed from the end of labels that have it (the dot of Adult's test "
           "file)")
      .choice("missing", &CsvOptions::missing,
              {{"refuse", Missing::refuse}, {"mean", Missing::mean}, {"drop", Missing::drop}},
              "cells without a value; refuse: an error (the default); mean: numbers become the "
              "training part's mean, and one more feature says where, categories get one of their "
              "own; drop: such rows are left out");
  return fields;
}

Field open_field(const std::string& key, const std::string& doc, const std::string& form,
                 std::optional<Value> default_value = std::nullopt) {
  Field field;
  field.key = key;
  field.kind = FieldKind::anything;
  field.doc = doc;
  field.form = form;
  field.optional = !default_value;
  field.default_value = std::move(default_value);
  return field;
}

bool names_column(const Value& value) { return value.is_text() || value.is_integer(); }

bool names_columns(const Value& value) {
  return value.is_list() && !value.list().empty() &&
         std::ranges::all_of(value.list(), names_column);
}

bool is_all_but(const Value& value) {
  return value.is_map() && value.map().size() == 1 && value.map()[0].key == "all_but" &&
         names_columns(value.map()[0].value);
}

bool is_mark(const Value& value) { return value.is_text() || value.is_number(); }

bool is_one_mark(const std::string& text, std::string_view forbidden) {
  return text.size() == 1 && text.find_first_of(forbidden) == std::string::npos;
}

// The fields that take values of more than one kind, and marks of one character.
void check_csv(Value& normalized, const Value& given, const std::string& path) {
  const auto refuse = [&](const char* key, const char* rule) {
    const Value& value = normalized.at(key);
    throw ConfigurationError(value.where(),
                             fmt::format("{} is {} ({}), but it must be {}", join_path(path, key),
                                         value.kind(), value.shown(), rule));
  };
  const Value& header = normalized.at("header");
  if (!header.is_flag() && header != Value("auto")) refuse("header", "auto, true or false");
  const Value& target = normalized.at("target");
  if (!names_column(target) && !names_columns(target)) {
    refuse("target",
           "the name of a column, its index from 0 (negative: from the end), or a list of them");
  }
  if (target.is_list() && normalized.at("task") == Value("classification")) {
    refuse("target", "one column, since the task is classification");
  }
  if (const std::string& delimiter = normalized.at("delimiter").text();
      delimiter != "auto" && !is_one_mark(delimiter, "\"\n\r.+-0123456789eE")) {
    refuse("delimiter", "auto or one character that occurs in no number");
  }
  for (const char* key : {"decimal", "thousands"}) {
    const Value* mark = normalized.find(key);
    if (mark != nullptr && !is_one_mark(mark->text(), "\"\n\r+-0123456789eE")) {
      refuse(key, "one character that is no digit");
    }
  }
  if (const Value* columns = normalized.find("columns");
      columns != nullptr && !names_columns(*columns) && !is_all_but(*columns)) {
    refuse("columns", "a list of column names or indices, or {all_but: [...]}");
  }
  if (const Value* columns = normalized.find("categorical");
      columns != nullptr && !names_columns(*columns)) {
    refuse("categorical", "a list of column names or indices");
  }
  if (const Value* marks = normalized.find("missing_marks");
      marks != nullptr && (!marks->is_list() || !std::ranges::all_of(marks->list(), is_mark))) {
    refuse("missing_marks", "a list of texts or numbers");
  }
  const bool has_part = normalized.find("part") != nullptr;
  const bool has_validation = normalized.find("validation_path") != nullptr;
  const bool has_test = normalized.find("test_path") != nullptr;
  for (const char* key : {"group", "part"}) {
    const Value* column = normalized.find(key);
    if (column == nullptr || names_column(*column)) continue;
    refuse(key, "the name of a column or its index");
  }
  if (has_part && (has_validation || has_test)) {
    throw ConfigurationError(
        normalized.at("part").where(),
        fmt::format("{} names a column that says the part of each row, and there are files of "
                    "parts too; delete one of them",
                    join_path(path, "part")));
  }
  // A validation part of its own is used whole, which no number says.
  if ((has_validation || has_part) && !(given.is_map() && given.find("validation") != nullptr)) {
    normalized.erase("validation");
  }
  if (normalized.at("task") == Value("classification") && normalized.find("group") == nullptr) {
    stratify_classes(normalized, has_validation || has_part, has_test || has_part);
  }
  for (const auto& [key, usual] : {std::pair{"decimal", "."}, std::pair{"missing", "refuse"}}) {
    const Value* value = normalized.find(key);
    if (value != nullptr && *value == Value(usual)) normalized.erase(key);
  }
}

}  // namespace

Schema csv_schema(const std::string& summary) {
  Schema schema = csv_fields(summary).schema();
  schema.fields.push_back(open_field(
      "target",
      "the column to predict: its name, or its index from 0 (negative: from the end); of a "
      "regression also a list of columns",
      "a column, or a list of columns", Value(-1)));
  schema.fields.push_back(
      open_field("columns",
                 "the columns to predict from: a list of names or indices, or {all_but: [...]}; "
                 "default: all others",
                 "a list of columns, or {all_but: [...]}"));
  schema.fields.push_back(open_field("categorical",
                                     "numbers that are names of categories: a list of columns; "
                                     "columns of words are categories anyway",
                                     "a list of columns"));
  schema.fields.push_back(open_field("group",
                                     "a column that says what belongs together, such as a patient: "
                                     "rows of one group are in one part; no feature",
                                     "a column"));
  schema.fields.push_back(open_field("part",
                                     "a column that says the part of each row: train, validation "
                                     "(valid, val, dev) or test; no feature",
                                     "a column"));
  schema.fields.push_back(open_field(
      "missing_marks",
      "cells that mean no value, beside empty ones; default: ?, NA, N/A, nan, null, None and their "
      "other spellings",
      "a list of texts or numbers"));
  schema.fields.push_back(open_field(
      "header",
      "whether the first line names the columns; auto: yes if none of its cells is a number",
      "auto, true or false", Value("auto")));
  schema.refused["train_path"] = "the file to train on is called path; write path";
  schema.finish = check_csv;
  return schema;
}

CsvOptions csv_options(const Value& normalized) {
  static const Fields<CsvOptions> fields = csv_fields("");
  return fields.take(normalized);
}

CsvFormat csv_format(const Value& normalized) {
  const CsvOptions options = csv_options(normalized);
  CsvFormat format;
  format.delimiter = options.delimiter;
  const Value& header = normalized.at("header");
  if (header.is_flag()) format.header = header.flag() ? Header::yes : Header::no;
  if (options.decimal) format.decimal = options.decimal->front();
  format.thousands = options.thousands.value_or("");
  format.comment = options.comment.value_or("");
  format.skip_lines = options.skip_lines.value_or(0);
  format.label_suffix = options.label_suffix.value_or("");
  if (const Value* marks = normalized.find("missing_marks")) {
    format.missing_marks.clear();
    for (const Value& mark : marks->list()) {
      format.missing_marks.push_back(mark.is_text() ? mark.text() : number_text(mark.number()));
    }
  }
  return format;
}

}  // namespace regsweep
