// The files that a data configuration names: those that DatasetEntry::file_keys lists, and files of
// numbers of examples (draw_options.hpp).
// Their content is part of what a trial is, their paths are not.
//
// A path may say what is meant inside its file: data.npz:images, data.h5:/group/images. A path may
// be a folder: then all files below it count, by their place in it and their content.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "core/value.hpp"

namespace regsweep {

struct NamedFile {
  std::string key;     // in the data map: "path"; of a list "path[1]"
  std::string path;    // of the file or folder
  std::string inside;  // what follows the path: ":images" of data.npz:images; usually ""
  Location where;
};

/// The path and what follows it, of a text that names a file.
NamedFile named_file(const std::string& text, std::string key = "", Location where = {});

/// The files that a normalized data map names, in the order of the map.
std::vector<NamedFile> named_files(const Value& normalized);

/// The same map with `text_of(file)` in place of every text that names a file. Keep `inside`.
Value with_named_files(const Value& normalized,
                       const std::function<std::string(const NamedFile&)>& text_of);

/// The file itself; of a folder the regular files below it, in the order of their relative paths,
/// hidden ones left out. DataError when there is nothing at the path.
std::vector<std::filesystem::path> files_at(const std::filesystem::path& path);

}  // namespace regsweep
