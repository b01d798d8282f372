// Texts of your own: by characters, bytes or words, or as numbers of tokens; in one file that is
// cut, or in a file for each part.
#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "data/bytes.hpp"
#include "data/tokenized_text.hpp"

namespace regsweep {
namespace {

struct FileOptions : TextOptions {
  std::optional<std::string> validation_path, test_path;
  std::optional<bool> plain;  // line ends
};

Fields<FileOptions> file_fields(const std::string& summary) {
  Fields<FileOptions> fields("text", summary);
  TextUnits units = text_units();
  units.emplace_back("uint16", TextUnit::uint16);
  units.emplace_back("uint32", TextUnit::uint32);
  add_text_fields(fields, units);
  fields
      .add("validation_path", &FileOptions::validation_path,
           "path of the text to validate on; default: what follows the training part")
      .add("test_path", &FileOptions::test_path,
           "path of the text to test on; default: none, or the end of the first text")
      .choice("line_ends", &FileOptions::plain,
              {{"keep", std::optional<bool>(false)}, {"plain", std::optional<bool>(true)}},
              "keep: carriage returns are tokens (the default); plain: CR LF and CR are read as "
              "LF");
  return fields;
}

bool is_path_list(const Value& value) {
  return value.is_list() && !value.list().empty() &&
         std::ranges::all_of(value.list(), [](const Value& each) { return each.is_text(); });
}

Schema text_schema(const std::string& summary) {
  Schema schema = file_fields(summary).schema();
  Field path;
  path.key = "path";
  path.kind = FieldKind::anything;
  path.form = "a path, or a list of paths";
  path.doc = "path of the text (.gz too); of a list, the texts one after the other";
  schema.refused["train_path"] = "the text to train on is called path; write path";
  schema.fields.insert(schema.fields.begin(), path);
  return schema;
}

FileBytes content_of(const FileOptions& options, const std::string& path) {
  FileBytes content = map_bytes(path);
  return options.plain.value_or(false) ? FileBytes(with_plain_line_ends(content.view())) : content;
}

TextFiles read_files(const Value& normalized, const FileOptions& options) {
  TextFiles files;
  const Value& path = normalized.at("path");
  const List paths = path.is_list() ? path.list() : List{path};
  files.train = {paths.front().text(), content_of(options, paths.front().text())};
  if (paths.size() > 1) {
    std::string joined(files.train.text());
    for (std::size_t i = 1; i < paths.size(); ++i) {
      const FileBytes more = content_of(options, paths[i].text());
      joined += joined.empty() ? more.view() : without_mark(more.view());
    }
    files.train.content = FileBytes(std::move(joined));
  }
  for (const auto& [given, file] : {std::pair{&options.validation_path, &files.validation},
                                    std::pair{&options.test_path, &files.test}}) {
    if (!*given) continue;
    *file = {**given, content_of(options, **given)};
    if (file->text().empty()) {
      throw DataError(
          fmt::format("{} is empty, so there is nothing to predict; give a text", file->name));
    }
    if (file->text() == files.train.text()) {
      throw DataError(fmt::format(
          "{} has the same content as the training text {}; give another text, or delete the key, "
          "so that the training text is cut",
          file->name, files.train.name));
    }
    if (file == &files.test && file->text() == files.validation.text()) {
      throw DataError(
          fmt::format("{} has the same content as the validation text {}; give another text as "
                      "data.test_path, or delete the key",
                      file->name, files.validation.name));
    }
  }
  return files;
}

// What is absent by default is absent when it is given, too.
void check_own_text(Value& normalized, const Value& given, const std::string& path) {
  const Value& file = normalized.at("path");
  if (!file.is_text() && !is_path_list(file)) {
    throw ConfigurationError(file.where(),
                             fmt::format("{} is {} ({}), but it must be a path, or a list of paths",
                                         join_path(path, "path"), file.kind(), file.shown()));
  }
  make_text_canonical(normalized, given, path);
  const Value* line_ends = normalized.find("line_ends");
  if (line_ends != nullptr && *line_ends == Value("keep")) normalized.erase("line_ends");
  const Value& share = normalized.at("train_share");
  if (normalized.find("validation_path") != nullptr && share != Value(TextOptions{}.train_share)) {
    throw ConfigurationError(
        share.where(), fmt::format("{} = {} would change nothing, since data.validation_path says "
                                   "what is no training text; delete it",
                                   join_path(path, "train_share"), share.shown()));
  }
}

}  // namespace

DatasetEntry dataset_entry_text() {
  DatasetEntry entry;
  entry.name = "text";
  entry.kind = "text";
  entry.summary = "Texts of your own, or files of token numbers";
  entry.size = "as the file";
  entry.source = "your file";
  entry.licence = "yours";
  entry.schema = text_schema(entry.summary);
  entry.file_keys = {"path", "validation_path", "test_path"};
  entry.schema.finish = check_own_text;
  entry.load = [](const Value& normalized) {
    const FileOptions options = file_fields("").take(normalized);
    return make_text_dataset(normalized, options, read_files(normalized, options));
  };
  entry.facts = [](const Value& normalized) {
    const FileOptions options = file_fields("").take(normalized);
    return text_facts(normalized, options, read_files(normalized, options));
  };
  entry.describe = [](const Value& normalized) {
    const FileOptions options = file_fields("").take(normalized);
    return describe_text(normalized, options, read_files(normalized, options));
  };
  return entry;
}

}  // namespace regsweep
