// Bytes as numpy.save and numpy.savez write them.
#pragma once

#include <zlib.h>

#include <bit>
#include <catch2/catch.hpp>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace regsweep::testing {

inline std::string little_endian_bytes(std::uint64_t value, std::size_t width) {
  std::string bytes;
  for (std::size_t i = 0; i < width; ++i) bytes += static_cast<char>(value >> (8 * i) & 0xff);
  return bytes;
}

/// A .npy file of version 1.0; `shape` as in its header: "3, 2".
inline std::string npy_of(const std::string& descr, const std::string& shape,
                          const std::string& numbers, const std::string& fortran = "False") {
  std::string header =
      "{'descr': '" + descr + "', 'fortran_order': " + fortran + ", 'shape': (" + shape + "), }";
  while ((10 + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  return "\x93NUMPY" + std::string("\1\0", 2) + little_endian_bytes(header.size(), 2) + header +
         numbers;
}

inline std::string npy_of_bytes(const std::string& shape, const std::string& numbers) {
  return npy_of("|u1", shape, numbers);
}

inline std::string npy_of_floats(const std::string& shape, const std::vector<float>& numbers) {
  std::string bytes;
  for (const float each : numbers) {
    bytes += little_endian_bytes(std::bit_cast<std::uint32_t>(each), 4);
  }
  return npy_of("<f4", shape, bytes);
}

/// A zip archive of these members.
inline std::string zip_of(const std::vector<std::pair<std::string, std::string>>& members,
                          bool deflated) {
  std::string archive, directory;
  for (const auto& [name, content] : members) {
    std::string packed = content;
    if (deflated) {
      packed.resize(compressBound(static_cast<uLong>(content.size())) + 64);
      z_stream stream{};
      REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) == Z_OK);
      stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(content.data()));
      stream.avail_in = static_cast<uInt>(content.size());
      stream.next_out = reinterpret_cast<Bytef*>(packed.data());
      stream.avail_out = static_cast<uInt>(packed.size());
      REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
      packed.resize(stream.total_out);
      deflateEnd(&stream);
    }
    const auto crc = crc32_z(0, reinterpret_cast<const Bytef*>(content.data()), content.size());
    const std::string common = little_endian_bytes(20, 2) + little_endian_bytes(0, 2) +
                               little_endian_bytes(deflated ? 8 : 0, 2) +
                               little_endian_bytes(0, 4) + little_endian_bytes(crc, 4) +
                               little_endian_bytes(packed.size(), 4) +
                               little_endian_bytes(content.size(), 4) +
                               little_endian_bytes(name.size(), 2) + little_endian_bytes(0, 2);
    directory += "PK\x01\x02" + little_endian_bytes(20, 2) + common + little_endian_bytes(0, 10) +
                 little_endian_bytes(archive.size(), 4) + name;
    archive += "PK\x03\x04" + common + name + packed;
  }
  const std::string end =
      "PK\x05\x06" + little_endian_bytes(0, 4) + little_endian_bytes(members.size(), 2) +
      little_endian_bytes(members.size(), 2) + little_endian_bytes(directory.size(), 4) +
      little_endian_bytes(archive.size(), 4) + little_endian_bytes(0, 2);
  return archive + directory + end;
}

}  // namespace regsweep::testing
