// A text of your own, at the level of characters or of bytes.
#include "data/bytes.hpp"
#include "data/tokenized_text.hpp"

namespace regsweep {
namespace {

struct FileOptions : TextOptions {
  std::string path;
};

Fields<FileOptions> file_fields(const std::string& summary) {
  Fields<FileOptions> fields("text", summary);
  fields.required("path", &FileOptions::path, "path of the text (.gz too)");
  add_text_fields(fields);
  return fields;
}

}  // namespace

DatasetEntry dataset_entry_text() {
  DatasetEntry entry;
  entry.name = "text";
  entry.kind = "text";
  entry.summary = "A text of your own";
  entry.size = "as the file";
  entry.source = "your file";
  entry.licence = "yours";
  entry.schema = file_fields(entry.summary).schema();
  entry.schema.finish = forget_absent_validation;
  entry.load = [](const Value& normalized) {
    const FileOptions options = file_fields("").take(normalized);
    return make_text_dataset(normalized, options, options.path, read_bytes(options.path));
  };
  entry.facts = [](const Value& normalized) {
    const FileOptions options = file_fields("").take(normalized);
    return text_facts(normalized, options, options.path,
                      size_of(tokenize(read_bytes(options.path), options.unit, options.path)));
  };
  return entry;
}

}  // namespace regsweep
