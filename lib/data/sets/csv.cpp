// A table of your own: CSV, semicolons, tabs or blanks; regression or classification. Parts that
// have no file of their own are drawn.
#include "data/csv_options.hpp"
#include "data/dataset_entry.hpp"
#include "data/own_table.hpp"

namespace regsweep {

DatasetEntry dataset_entry_csv() {
  DatasetEntry entry;
  entry.name = "csv";
  entry.kind = "table";
  entry.summary = "A table of your own, for regression or classification";
  entry.size = "as the file";
  entry.source = "your file";
  entry.licence = "yours";
  entry.schema = csv_schema(entry.summary);
  entry.file_keys = {"path", "validation_path", "test_path"};
  entry.load = [](const Value& normalized) {
    return make_column_dataset(normalized, read_own_table(normalized).source);
  };
  entry.facts = [](const Value& normalized) {
    return column_facts(normalized, read_own_table(normalized).source);
  };
  entry.describe = [](const Value& normalized) {
    OwnTable table = read_own_table(normalized);
    return DatasetDescription{std::move(table.classes), std::move(table.notes)};
  };
  entry.understand = [](const Value& normalized) {
    OwnTable table = read_own_table(normalized);
    return UnderstoodDataset{column_facts(normalized, table.source),
                             {std::move(table.classes), std::move(table.notes)}};
  };
  return entry;
}

}  // namespace regsweep
