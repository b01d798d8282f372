// Whole files as bytes; gzip is recognised by content, not by name. No file, however damaged, does
// more than throw DataError.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace regsweep {

/// The content of a regular file, uncompressed if it is gzip (several members are one content).
/// DataError when it cannot be read, when the gzip stream is damaged, truncated or followed by
/// anything, or when the content exceeds `largest` bytes.
std::string read_bytes(const std::filesystem::path& path,
                       std::uint64_t largest = std::uint64_t{1} << 36);

/// The same content in pieces, one after the other; needs the memory of a piece. DataError as
/// above.
void read_pieces(const std::filesystem::path& path,
                 const std::function<void(std::string_view)>& use);

/// The first `count` bytes of that content, or fewer if it is shorter. Reads no more than it needs.
std::string read_first_bytes(const std::filesystem::path& path, std::uint64_t count);

}  // namespace regsweep
