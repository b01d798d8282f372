// Zip archives, as numpy.savez writes them: members that are stored or deflated, without
// encryption, in one file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace regsweep {

struct ZipMember {
  std::string name;
  std::uint64_t packed = 0, size = 0;  // bytes in the archive, and unpacked
  std::uint64_t at = 0;                // of its local header
  std::uint32_t crc = 0;
  bool deflated = false;
};

/// The members that the directory of an archive lists; DataError, naming `name`, for what is no
/// such archive.
std::vector<ZipMember> zip_members(std::string_view archive, const std::string& name);

/// The content of a member, checked against its size and checksum.
std::string zip_content(std::string_view archive, const ZipMember& member, const std::string& name);

}  // namespace regsweep
