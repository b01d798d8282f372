// What a file holds, as one name: trials count data by it, so that a file that is renamed, moved or
// compressed is the same data, and one that was edited is not.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace regsweep {

struct FileContent {
  std::string name;        // "sha256:" and 64 hexadecimal digits, of the uncompressed content
  std::int64_t bytes = 0;  // of the uncompressed content

  friend bool operator==(const FileContent&, const FileContent&) = default;
};

/// Reads the whole file, in pieces, as read_pieces (data/bytes.hpp) gives them. DataError when it
/// cannot be read or is damaged gzip.
FileContent content_of_file(const std::filesystem::path& path);

/// The content of a folder with these files in it: the hash of a line "<sha256>  <relative path>"
/// for each, in the order of their relative paths.
FileContent content_of_folder(
    const std::vector<std::pair<std::string, FileContent>>& relative_paths);

/// Whether a text is the name of a content and no path.
bool is_content(std::string_view text);

/// The name of a content that a text begins with, before what is meant inside the file
/// ("sha256:9f86...:images", data/named_files.hpp); else the text.
std::string content_part(const std::string& text);

/// "sha256:" and this checksum.
std::string content_name(std::string_view sha256);

/// The first 12 digits of a content, for messages: "sha256 9f86d081884c...".
std::string shown_content(std::string_view content);

}  // namespace regsweep
