#include "data/show.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <set>

#include "core/text.hpp"
#include "core/utf8.hpp"
#include "data/bytes.hpp"
#include "data/csv_file.hpp"
#include "data/csv_options.hpp"
#include "data/number_array.hpp"
#include "data/show_arrays.hpp"
#include "data/show_images.hpp"
#include "data/tokenized_text.hpp"
#include "data/word_text.hpp"

namespace regsweep {
namespace {

constexpr std::size_t few_classes = 12;

Value integer(std::int64_t value) { return Value(value); }

Value counts_of(const Table::Classes& classes) {
  std::vector<std::int64_t> counts(classes.names.size());
  for (const std::int32_t label : classes.labels) {
    if (label >= 0) ++counts[static_cast<std::size_t>(label)];
  }
  Value map{Map{}};
  for (std::size_t i = 0; i < counts.size(); ++i) map.set(classes.names[i], integer(counts[i]));
  return map;
}

const char* kind_of(const Table::Summary& summary) {
  if (summary.words > summary.numbers) return "categories";
  if (summary.numbers == 0) return "empty";
  return summary.words > 0 ? "mixed" : "numbers";
}

Value column_of(const Table& table, std::int64_t column) {
  const Table::Summary summary = table.summary(column);
  const Table::Classes classes = table.classes_or_missing(column);
  Value shown{Map{}};
  shown.set("name", Value(table.column_name(column)));
  shown.set("kind", Value(kind_of(summary)));
  if (summary.numbers > 0) {
    shown.set("low", Value(summary.low));
    shown.set("high", Value(summary.high));
  }
  shown.set("missing", integer(summary.missing));
  shown.set("distinct", integer(static_cast<std::int64_t>(classes.names.size())));
  if (summary.counts_rows) shown.set("counts_rows", Value(true));
  if (!classes.names.empty() && classes.names.size() <= few_classes) {
    shown.set("classes", counts_of(classes));
  }
  if (kind_of(summary) == std::string_view("mixed")) {
    shown.set("first_word", Value(table.place(summary.first_word, column)));
  }
  return shown;
}

Value notes_value(const std::vector<std::string>& notes) {
  List list;
  for (const std::string& note : notes) list.emplace_back(visible(note));
  return Value(std::move(list));
}

// Names of rows are no target and no feature.
bool names_rows(const Table& table, const Table::Summary& summary, std::int64_t column) {
  return summary.words > summary.numbers &&
         2 * static_cast<std::int64_t>(table.classes_or_missing(column).names.size()) >
             table.rows();
}

// A target is guessed to be the last column that may be one, and classes to be words or few whole
// numbers.
std::string table_yaml(const Table& table, const std::string& more_keys) {
  std::vector<std::string> left_out;
  std::int64_t target = -1;
  bool missing = false;
  for (std::int64_t column = 0; column < table.columns(); ++column) {
    const Table::Summary each = table.summary(column);
    if (each.numbers + each.words == 0) continue;  // left out anyway
    if (each.counts_rows || names_rows(table, each, column)) {
      left_out.push_back(std::to_string(column));
      continue;
    }
    missing = missing || each.missing > 0;
    target = column;
  }
  if (target < 0) return "";
  const Table::Summary summary = table.summary(target);
  const std::size_t distinct = table.classes_or_missing(target).names.size();
  const bool classes =
      summary.words > summary.numbers ||
      (distinct > 1 && distinct <= few_classes && summary.low == std::floor(summary.low));
  std::string more = more_keys;
  if (!left_out.empty()) more += fmt::format(", columns: {{all_but: [{}]}}", join(left_out, ", "));
  if (missing) more += ", missing: mean";
  const std::string name = table.column_name(target);
  return fmt::format("data: {{name: csv, path: {}, target: {}, task: {}{}}}",
                     Value(table.name()).shown(),
                     name.empty() ? std::to_string(target) : Value(name).shown(),
                     classes ? "classification" : "regression", more);
}

bool has_decimal_commas(const Table& table) {
  for (std::int64_t column = 0; column < table.columns(); ++column) {
    const std::int64_t row = table.summary(column).first_word;
    if (row >= 0 && table.has_decimal_comma(row, column)) return true;
  }
  return false;
}

Value shown_of(const Table& table, const std::string& yaml) {
  Value shown{Map{}};
  shown.set("path", Value(table.name()));
  shown.set("kind", Value("table"));
  shown.set("delimiter", Value(delimiter_text(table.delimiter())));
  shown.set("header", Value(table.has_header()));
  shown.set("rows", integer(table.rows()));
  List columns;
  for (std::int64_t column = 0; column < table.columns(); ++column) {
    columns.push_back(column_of(table, column));
  }
  shown.set("columns", Value(std::move(columns)));
  shown.set("notes", notes_value(table.notes()));
  if (!yaml.empty()) shown.set("yaml", Value(yaml));
  return shown;
}

Value shown_table_file(const Table& table, const FileBytes& content) {
  if (!has_decimal_commas(table)) return shown_of(table, table_yaml(table, ""));
  CsvFormat commas;
  commas.decimal = ',';
  const Table read(content, commas, table.name());
  Value shown = shown_of(read, table_yaml(read, ", decimal: ','"));
  shown.find("notes")->list().emplace_back("its decimal marks are commas");
  return shown;
}

Value shown_text_file(const std::string& path, std::string_view content) {
  const TokenizedText characters = tokenize(content, TextUnit::character, path);
  const auto words = words_of(content, false);
  const std::set<std::string_view> distinct(words.begin(), words.end());
  Value shown{Map{}};
  shown.set("path", Value(path));
  shown.set("kind", Value("text"));
  shown.set("characters", integer(static_cast<std::int64_t>(characters.tokens.size())));
  shown.set("distinct_characters",
            integer(static_cast<std::int64_t>(characters.vocabulary.size())));
  shown.set("words", integer(static_cast<std::int64_t>(words.size())));
  shown.set("distinct_words", integer(static_cast<std::int64_t>(distinct.size())));
  shown.set("lines", integer(std::ranges::count(content, '\n')));
  shown.set("notes", notes_value(characters.notes));
  shown.set("yaml", Value(fmt::format("data: {{name: text, path: {}}}", Value(path).shown())));
  return shown;
}

Value shown_tokens(const std::string& path, std::string_view content) {
  Tokens tokens = token_numbers(content, 2, path);
  if (tokens.empty()) throw DataError(path + " is empty; give token numbers");
  // Of numbers of 4 bytes the upper halves are small.
  std::array<std::int32_t, 2> largest_half{};
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    largest_half[i % 2] = std::max(largest_half[i % 2], tokens[i]);
  }
  const bool wide = tokens.size() % 2 == 0 && 64 * largest_half[1] < largest_half[0];
  if (wide) tokens = token_numbers(content, 4, path);
  const auto count = static_cast<std::int64_t>(tokens.size());
  std::ranges::sort(tokens);
  const std::int64_t largest = tokens.back();
  tokens.erase(std::unique(tokens.begin(), tokens.end()), tokens.end());
  Value shown{Map{}};
  shown.set("path", Value(path));
  shown.set("kind", Value("tokens"));
  shown.set("unit", Value(wide ? "uint32" : "uint16"));
  shown.set("tokens", integer(count));
  shown.set("distinct", integer(static_cast<std::int64_t>(tokens.size())));
  shown.set("largest", integer(largest));
  shown.set("notes", Value(List{}));
  std::string yaml = fmt::format("data: {{name: text, path: {}, unit: {}", Value(path).shown(),
                                 shown.at("unit").text());
  const std::filesystem::path file(path);
  const std::filesystem::path validation = file.parent_path() / "val.bin";  // as nanoGPT names it
  std::error_code failure;
  if (file.filename() == "train.bin" && std::filesystem::is_regular_file(validation, failure)) {
    yaml += ", validation_path: " + Value(validation.string()).shown();
  }
  shown.set("yaml", Value(yaml + "}"));
  return shown;
}

bool ends_like(std::string name, std::initializer_list<std::string_view> endings) {
  if (name.ends_with(".gz")) name.resize(name.size() - 3);
  return std::ranges::any_of(endings, [&](std::string_view each) { return name.ends_with(each); });
}

std::string cell_text(const Value* value) {
  if (value == nullptr) return "";
  return value->is_number() ? number_text(value->number()) : value->shown();
}

std::string range_text(const Value& numbers) {
  if (numbers.find("low") == nullptr) return "";
  return fmt::format("  {} to {}", cell_text(numbers.find("low")), cell_text(numbers.find("high")));
}

// ": cat 4, dog 8".
std::string counts_text(const Value* classes) {
  if (classes == nullptr) return "";
  std::vector<std::string> shown;
  for (const Member& each : classes->map()) {
    if (shown.size() == few_classes) break;
    shown.push_back(fmt::format("{} {}", visible(each.key), each.value.integer()));
  }
  const std::size_t more = classes->map().size() - shown.size();
  return ": " + join(shown, ", ") + (more == 0 ? "" : fmt::format(" and {} more", more));
}

std::string column_text(const Value& column) {
  std::string text =
      fmt::format("  {:<20} {:<10}", visible(column.at("name").text()), column.at("kind").text());
  text += range_text(column);
  text += fmt::format("  {} different", column.at("distinct").integer());
  text += counts_text(column.find("classes"));
  if (column.at("missing").integer() > 0) {
    text += fmt::format("; {} missing", column.at("missing").integer());
  }
  if (column.find("counts_rows") != nullptr) text += "; counts the rows";
  if (const Value* word = column.find("first_word")) text += "; no number: " + word->text();
  return text + "\n";
}

}  // namespace

Value shown_file(const std::string& path) {
  std::error_code failure;
  if (std::filesystem::is_directory(path, failure)) return shown_images(path);
  const FileBytes content = map_bytes(path);
  const std::string name = std::filesystem::path(path).filename().string();
  if (ends_like(name, {".bin"})) {
    return holds_cifar(content.view()) ? shown_images(path) : shown_tokens(path, content.view());
  }
  if (holds_arrays(content.view())) return shown_arrays(path);
  const bool text_like = ends_like(name, {".txt", ".md", ".tokens"});
  if (ends_like(name, {".csv", ".tsv", ".data", ".dat", ".test", ".tab"})) {
    return shown_table_file(Table(content, {}, path), content);
  }
  if (!text_like) {
    try {
      const Table table(content, {}, path);
      if (table.columns() > 1) return shown_table_file(table, content);
    } catch (const DataError&) {
      // no table; what it is as a text, or that it is none, is said below
    }
  }
  return shown_text_file(path, content.view());
}

Value shown_table(const Value& normalized) {
  const std::string path = csv_options(normalized).path;
  return shown_of(Table(map_bytes(path), csv_format(normalized), path), "");
}

namespace {

std::string table_text(const Value& shown) {
  std::string text = fmt::format(
      " of {}, {} header, columns delimited by {}\n", counted(shown.at("rows").integer(), "row"),
      shown.at("header").flag() ? "a" : "no", shown.at("delimiter").text());
  for (const Value& column : shown.at("columns").list()) text += column_text(column);
  return text;
}

std::string characters_text(const Value& shown) {
  return fmt::format(" of {} ({} different), {} ({} different), {}\n",
                     counted(shown.at("characters").integer(), "character"),
                     shown.at("distinct_characters").integer(),
                     counted(shown.at("words").integer(), "word"),
                     with_thousands(shown.at("distinct_words").integer()),
                     counted(shown.at("lines").integer(), "line"));
}

std::string arrays_text(const Value& shown) {
  std::string text = "\n";
  for (const Value& array : shown.at("arrays").list()) {
    text += fmt::format("  {:<20} {:<8} {}", visible(array.at("name").text()),
                        array.at("type").text(), array.at("shape").shown());
    text += range_text(array);
    if (const Value* distinct = array.find("distinct")) {
      text += fmt::format("  {} different", distinct->integer());
    }
    text += counts_text(array.find("classes"));
    if (const Value* strange = array.find("not_finite")) {
      text += fmt::format("; {} not finite", with_thousands(strange->integer()));
    }
    text += "\n";
  }
  return text;
}

std::string images_text(const Value& shown) {
  std::string text = fmt::format(" of {}\n", shown.at("shape").text());
  for (const Value& part : shown.at("parts").list()) {
    const auto classes = static_cast<long long>(part.at("classes").map().size());
    text += fmt::format("  {:<12} {} in {}{}\n", part.at("name").text(),
                        counted(part.at("images").integer(), "image"), counted(classes, "class"),
                        counts_text(part.find("classes")));
  }
  return text;
}

std::string tokens_text(const Value& shown) {
  return fmt::format(": {} of {} ({} different, {} the largest)\n",
                     with_thousands(shown.at("tokens").integer()), shown.at("unit").text(),
                     with_thousands(shown.at("distinct").integer()), shown.at("largest").integer());
}

}  // namespace

std::string shown_text(const Value& shown) {
  const std::string& kind = shown.at("kind").text();
  std::string text = fmt::format("{}: {}", visible(shown.at("path").text()), kind);
  if (kind == "table") text += table_text(shown);
  if (kind == "text") text += characters_text(shown);
  if (kind == "arrays") text += arrays_text(shown);
  if (kind == "images") text += images_text(shown);
  if (kind == "tokens") text += tokens_text(shown);
  for (const Value& note : shown.at("notes").list()) text += "Note: " + note.text() + "\n";
  if (const Value* yaml = shown.find("yaml")) text += "To copy:\n  " + yaml->text() + "\n";
  return text;
}

}  // namespace regsweep
