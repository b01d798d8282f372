// DatasetEntry: one dataset as the rest of the program sees it. A file sets/<name>.cpp defines
// `DatasetEntry dataset_entry_<name>()`; CMake builds the table of entries from the folder's files.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/schema.hpp"
#include "data/dataset.hpp"
#include "data/dataset_description.hpp"
#include "data/locate.hpp"

namespace regsweep {

struct DatasetEntry {
  std::string name;     // in YAML
  std::string kind;     // "images", "table", "synthetic"
  std::string summary;  // one sentence
  std::string size;     // for people: "60,000 + 10,000, 28x28, 10 classes"
  std::string source;   // where it comes from
  std::string licence;
  Schema schema;                       // own fields; those of restrict.hpp are added for all
  std::vector<std::string> file_keys;  // those of `schema` that name files of the user
  bool reads_folders = false;          // whether those may also be folders of files
  Origin
      origin;  // files of known content; none for computed sets and for files that the user names

  std::function<Dataset(const Value& normalized)> load;
  std::function<DatasetFacts(const Value& normalized)> facts;
  std::function<DatasetDescription(const Value& normalized)> describe;   // none: nothing to tell
  std::function<UnderstoodDataset(const Value& normalized)> understand;  // both, where one reading
                                                                         // of the files is enough
};

/// All datasets, in the order of their file names.
const std::vector<DatasetEntry>& dataset_entries();

/// The entry called `name`; ConfigurationError with a suggestion when there is none.
const DatasetEntry& dataset_entry(const std::string& name);

}  // namespace regsweep
