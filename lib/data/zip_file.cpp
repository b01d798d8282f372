// From the end: the end record tells where the directory is, the directory where the members are
// (PKWARE's APPNOTE 6.3).
#include "data/zip_file.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

#include "core/error.hpp"

namespace regsweep {
namespace {

constexpr std::size_t end_record = 22, directory_entry = 46, local_header = 30;
constexpr std::uint64_t largest_member = std::uint64_t{1} << 36;
constexpr std::uint32_t in_extra_field = 0xffffffff;  // a size of Zip64

[[noreturn]] void damaged(const std::string& name, const std::string& how) {
  throw DataError(fmt::format("{} is a damaged zip archive: {}; make it anew", name, how));
}

std::uint64_t little_endian(std::string_view bytes, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = width; i > 0; --i) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + i - 1]);
  }
  return value;
}

// Sizes and place that do not fit in 32 bits stand in the extra field 1, in this order.
void take_zip64(std::string_view extra, ZipMember& member) {
  std::size_t at = 0;
  while (at + 4 <= extra.size()) {
    const std::uint64_t id = little_endian(extra, at, 2);
    const std::size_t end = std::min(extra.size(), at + 4 + little_endian(extra, at + 2, 2));
    at += 4;
    for (std::uint64_t* each : {&member.size, &member.packed, &member.at}) {
      if (id != 1 || *each != in_extra_field || at + 8 > end) continue;
      *each = little_endian(extra, at, 8);
      at += 8;
    }
    at = end;
  }
}

std::size_t end_of_directory(std::string_view archive, const std::string& name) {
  if (archive.size() >= end_record) {
    const std::size_t at = archive.rfind("PK\x05\x06", archive.size() - end_record);
    if (at != std::string_view::npos) return at;
  }
  damaged(name, "it has no directory");
}

}  // namespace

std::vector<ZipMember> zip_members(std::string_view archive, const std::string& name) {
  const std::size_t end = end_of_directory(archive, name);
  const std::uint64_t count = little_endian(archive, end + 10, 2);
  std::uint64_t at = little_endian(archive, end + 16, 4);
  std::vector<ZipMember> members;
  for (std::uint64_t i = 0; i < count; ++i) {
    if (at > end || end - at < directory_entry ||
        archive.substr(static_cast<std::size_t>(at), 4) != "PK\x01\x02") {
      damaged(name, "its directory is cut off");
    }
    const auto entry = archive.substr(static_cast<std::size_t>(at));
    const std::uint64_t method = little_endian(entry, 10, 2);
    const std::uint64_t name_length = little_endian(entry, 28, 2);
    const std::uint64_t extra_length = little_endian(entry, 30, 2);
    const std::uint64_t length =
        directory_entry + name_length + extra_length + little_endian(entry, 32, 2);
    if (length > entry.size()) damaged(name, "its directory is cut off");
    ZipMember member;
    member.name = std::string(entry.substr(directory_entry, name_length));
    if ((little_endian(entry, 8, 2) & 1) != 0 || (method != 0 && method != Z_DEFLATED)) {
      throw DataError(fmt::format(
          "{}: '{}' is encrypted or packed in a way that is not read; pack it anew (numpy.savez)",
          name, member.name));
    }
    member.deflated = method == Z_DEFLATED;
    member.crc = static_cast<std::uint32_t>(little_endian(entry, 16, 4));
    member.packed = little_endian(entry, 20, 4);
    member.size = little_endian(entry, 24, 4);
    member.at = little_endian(entry, 42, 4);
    take_zip64(entry.substr(directory_entry + name_length, extra_length), member);
    members.push_back(std::move(member));
    at += length;
  }
  return members;
}

std::string zip_content(std::string_view archive, const ZipMember& member,
                        const std::string& name) {
  const auto inside = [&](std::uint64_t at, std::uint64_t length) {
    return at <= archive.size() && length <= archive.size() - at;
  };
  if (!inside(member.at, local_header)) damaged(name, "a member lies outside of it");
  const auto header = archive.substr(static_cast<std::size_t>(member.at));
  const std::uint64_t begin =
      member.at + local_header + little_endian(header, 26, 2) + little_endian(header, 28, 2);
  // Deflate shrinks at most 1032 times, so a larger claim is damage.
  if (!header.starts_with("PK\x03\x04") || !inside(begin, member.packed) ||
      member.size > std::min(largest_member, 1032 * member.packed + 1024)) {
    damaged(name, fmt::format("'{}' does not lie where the directory says", member.name));
  }
  const auto packed =
      archive.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(member.packed));
  std::string content(static_cast<std::size_t>(member.size), '\0');
  if (member.deflated) {
    z_stream stream{};
    RS_CHECK(inflateInit2(&stream, -15) == Z_OK, "zlib cannot start");
    std::size_t taken = 0;
    std::size_t filled = 0;
    int result = Z_OK;
    constexpr std::size_t most = std::size_t{1} << 30;  // zlib counts in 32 bits
    while (result == Z_OK) {
      const std::size_t in = std::min(most, packed.size() - taken);
      const std::size_t out = std::min(most, content.size() - filled);
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data() + taken));
      stream.avail_in = static_cast<uInt>(in);
      stream.next_out = reinterpret_cast<Bytef*>(content.data() + filled);
      stream.avail_out = static_cast<uInt>(out);
      result = inflate(&stream, Z_NO_FLUSH);
      taken += in - stream.avail_in;
      filled += out - stream.avail_out;
    }
    inflateEnd(&stream);
    if (result != Z_STREAM_END || filled != content.size()) {
      damaged(name, fmt::format("'{}' cannot be unpacked", member.name));
    }
  } else if (packed.size() == content.size()) {
    content = packed;
  } else {
    damaged(name, fmt::format("'{}' has two sizes", member.name));
  }
  const auto* bytes = reinterpret_cast<const Bytef*>(content.data());
  if (crc32_z(0, bytes, content.size()) != member.crc) {
    damaged(name, fmt::format("'{}' has another checksum", member.name));
  }
  return content;
}

}  // namespace regsweep
