// Whole files as bytes; gzip is recognised by content, not by name. No file, however damaged, does
// more than throw DataError.
//
// read_bytes() copies a file. map_bytes() looks at it where it is: for tables, arrays and tokens
// that may be larger than memory. Who cuts a mapped file short while it is read ends the program
// (SIGBUS); who puts another in its place, as editors and `mv` do, does no harm.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace regsweep {

/// The content of a regular file, uncompressed if it is gzip (several members are one content).
/// DataError when it cannot be read, when the gzip stream is damaged, truncated or followed by
/// anything, or when the content exceeds `largest` bytes.
std::string read_bytes(const std::filesystem::path& path,
                       std::uint64_t largest = std::uint64_t{1} << 36);

/// A content that changes no more. Copies share it.
class FileBytes {
 public:
  FileBytes() = default;           // no bytes
  FileBytes(std::string content);  // NOLINT: a content that was read is one of a file, too
  /// `mapping` keeps `content` alive, which begins with a page of memory.
  FileBytes(std::shared_ptr<const void> mapping, std::string_view content)
      : memory_(std::move(mapping)), content_(content), mapped_(true) {}

  std::string_view view() const { return content_; }

  /// Bytes from `begin` to `end` are not needed soon: of a mapped file they leave memory, and come
  /// back when they are looked at.
  void let_go(std::size_t begin, std::size_t end) const;

 private:
  std::shared_ptr<const void> memory_;
  std::string_view content_;
  bool mapped_ = false;
};

/// The same content as read_bytes(): of a plain file mapped, of gzip inflated in memory. DataError
/// as above.
FileBytes map_bytes(const std::filesystem::path& path);

/// The same content in pieces, one after the other; needs the memory of a piece. DataError as
/// above.
void read_pieces(const std::filesystem::path& path,
                 const std::function<void(std::string_view)>& use);

/// The first `count` bytes of that content, or fewer if it is shorter. Reads no more than it needs.
std::string read_first_bytes(const std::filesystem::path& path, std::uint64_t count);

}  // namespace regsweep
