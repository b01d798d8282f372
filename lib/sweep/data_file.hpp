// DataFile: a file that a sweep's data come from. Trials count it by its content; where it lies and
// how long it is are told beside it and are part of no identity.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/value.hpp"

namespace regsweep {

struct DataFile {
  std::string content;     // "sha256:" and 64 hexadecimal digits, of the uncompressed content
  std::int64_t bytes = 0;  // of the uncompressed content

  // A file that the configuration names.
  std::string path;            // absolute, where it was when the plan was made; else empty
  std::string from_directory;  // the same from the sweep's directory, for both to be moved together

  // A file of a set that regsweep knows by its checksum, wherever it lies.
  std::string set, name;  // "mnist", "train-images-idx3-ubyte"; else empty

  std::string found = {};  // where it lies for this process; is written nowhere

  bool is_named() const { return !path.empty(); }
  const std::string& place() const { return found.empty() ? path : found; }
};

/// Where they were found does not count.
bool operator==(const DataFile& a, const DataFile& b);

/// As a map for JSON, without what is empty; and back (ContractError when it is none).
Value as_value(const DataFile& file);
DataFile data_file_of(const Value& map);

/// The same for a list.
Value as_value(const std::vector<DataFile>& files);
std::vector<DataFile> data_files_of(const Value& list);

}  // namespace regsweep
