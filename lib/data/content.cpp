#include "data/content.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/bytes.hpp"
#include "data/sha256.hpp"

namespace regsweep {
namespace {

constexpr std::string_view scheme = "sha256:";
constexpr std::size_t digits = 64;

}  // namespace

FileContent content_of_file(const std::filesystem::path& path) {
  Sha256 hash;
  FileContent content;
  read_pieces(path, [&](std::string_view piece) {
    hash.add(piece);
    content.bytes += static_cast<std::int64_t>(piece.size());
  });
  content.name = content_name(hash.digest());
  return content;
}

FileContent content_of_folder(
    const std::vector<std::pair<std::string, FileContent>>& relative_paths) {
  Sha256 hash;
  FileContent folder;
  for (const auto& [path, content] : relative_paths) {
    hash.add(fmt::format("{}  {}\n", content.name.substr(scheme.size()), path));
    folder.bytes += content.bytes;
  }
  folder.name = content_name(hash.digest());
  return folder;
}

bool is_content(std::string_view text) {
  return text.starts_with(scheme) && text.size() == scheme.size() + digits &&
         std::all_of(text.begin() + scheme.size(), text.end(), [](char letter) {
           return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'f');
         });
}

std::string content_part(const std::string& text) {
  const std::string begin = text.substr(0, scheme.size() + digits);
  const bool is_part = is_content(begin) && text.size() > begin.size() && text[begin.size()] == ':';
  return is_part ? begin : text;
}

std::string content_name(std::string_view sha256) {
  return std::string(scheme) + std::string(sha256);
}

std::string shown_content(std::string_view content) {
  return is_content(content) ? fmt::format("sha256 {}...", content.substr(scheme.size(), 12))
                             : std::string(content);
}

}  // namespace regsweep
