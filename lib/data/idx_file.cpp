// IDX headers and contents. Sizes are checked against the length of the file before anything is
// done with them.
#include "data/idx_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "core/error.hpp"
#include "core/text.hpp"
#include "data/bytes.hpp"

namespace regsweep {
namespace {

constexpr std::uint64_t longest_header = 4 + 4 * 4;
constexpr std::int64_t most_values = std::int64_t{1} << 36;  // beyond it a size is damage, not data

std::uint32_t big_endian(std::string_view bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  }
  return value;
}

// The number of ranks and the type that the magic number states, checked.
int checked_rank(std::string_view bytes, IdxContent expected, const std::string& name) {
  if (bytes.empty()) {
    throw DataError(fmt::format("{} is empty where an IDX file is expected; fetch it anew", name));
  }
  if (bytes.size() < 4) {
    throw DataError(
        fmt::format("{} ends after {} bytes, within the magic number of an IDX file; fetch it anew",
                    name, bytes.size()));
  }
  const std::uint32_t magic = big_endian(bytes, 0);
  const int rank = static_cast<int>(magic & 0xff);
  const bool fits = expected == IdxContent::labels ? rank == 1 : rank >= 2 && rank <= 4;
  if (magic >> 8 != 8 || !fits) {
    const char* wanted = expected == IdxContent::labels
                             ? "labels are marked by 2049"
                             : "images are marked by 2051 (2050 to 2052)";
    throw DataError(fmt::format(
        "{} begins with the magic number {} where {}; give an IDX file of unsigned bytes", name,
        magic, wanted));
  }
  return rank;
}

}  // namespace

std::int64_t IdxHeader::item_size() const {
  std::int64_t size = 1;
  for (std::size_t i = 1; i < shape.size(); ++i) size *= shape[i];
  return size;
}

IdxHeader parse_idx_header(std::string_view bytes, IdxContent expected, const std::string& name) {
  const int rank = checked_rank(bytes, expected, name);
  IdxHeader header;
  header.length = 4 + 4 * static_cast<std::size_t>(rank);
  if (bytes.size() < header.length) {
    throw DataError(
        fmt::format("{} ends after {} bytes, within its header of {} bytes; fetch it anew", name,
                    bytes.size(), header.length));
  }
  std::int64_t values = 1;
  for (int i = 0; i < rank; ++i) {
    header.shape.push_back(big_endian(bytes, 4 + 4 * static_cast<std::size_t>(i)));
    if (header.shape.back() == 0) {
      throw DataError(fmt::format(
          "{} says that dimension {} is 0, so it holds no examples; give another file", name, i));
    }
    if (__builtin_mul_overflow(values, header.shape.back(), &values) || values > most_values) {
      throw DataError(
          fmt::format("{} claims more than {} values, so its header is damaged; fetch it anew",
                      name, with_thousands(most_values)));
    }
  }
  return header;
}

IdxArray parse_idx(std::string content, IdxContent expected, const std::string& name) {
  IdxArray array;
  array.header = parse_idx_header(content, expected, name);
  const std::uint64_t claimed =
      array.header.length +
      static_cast<std::uint64_t>(array.header.items() * array.header.item_size());
  if (content.size() != claimed) {
    throw DataError(
        fmt::format("{} has {} bytes where its header announces {}: it is {}; fetch it anew", name,
                    with_thousands(static_cast<long long>(content.size())),
                    with_thousands(static_cast<long long>(claimed)),
                    content.size() < claimed ? "truncated" : "followed by something else"));
  }
  array.content = std::move(content);
  return array;
}

IdxHeader read_idx_header(const std::filesystem::path& path, IdxContent expected) {
  return parse_idx_header(read_first_bytes(path, longest_header), expected, path.string());
}

IdxArray read_idx(const std::filesystem::path& path, IdxContent expected) {
  const IdxHeader header = read_idx_header(path, expected);
  const std::uint64_t claimed =
      header.length + static_cast<std::uint64_t>(header.items() * header.item_size());
  return parse_idx(read_first_bytes(path, claimed + 1), expected,
                   path.string());  // one more, to see what follows
}

}  // namespace regsweep
