// IDX headers and contents. Sizes are checked against the length of the file before anything is
// done with them.
#include "data/idx_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "core/error.hpp"
#include "core/text.hpp"
#include "data/bytes.hpp"
#include "data/signature.hpp"

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
  refuse_foreign(bytes.substr(0, signature_bytes), name, "an IDX file");
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
  const std::uint32_t type = magic >> 8;
  const bool whole = type == 8 || type == 9 || type == 11 || type == 12;
  const bool fits = expected == IdxContent::labels ? whole && (rank == 1 || rank == 2)
                                                   : type == 8 && rank >= 2 && rank <= 4;
  if (!fits) {
    const char* wanted = expected == IdxContent::labels
                             ? "labels are marked by 2049 (or another type of whole numbers)"
                             : "images are marked by 2051 (2050 to 2052)";
    throw DataError(
        fmt::format("{} begins with the magic number {} where {}; give an IDX file of {}", name,
                    magic, wanted, expected == IdxContent::labels ? "labels" : "unsigned bytes"));
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
  header.type = static_cast<std::uint8_t>(bytes[2]);
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
      array.header.value_bytes() *
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

namespace {

// Value number `index`, big-endian, with its sign.
std::int64_t whole_number(const IdxArray& array, std::size_t index) {
  const std::size_t width = array.header.value_bytes();
  const std::size_t at = array.header.length + width * index;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    value = value << 8 | static_cast<unsigned char>(array.content[at + i]);
  }
  const bool negative = array.header.type != 8 && (value >> (8 * width - 1)) != 0;
  return static_cast<std::int64_t>(value) - (negative ? std::int64_t{1} << (8 * width) : 0);
}

}  // namespace

std::vector<std::uint8_t> idx_labels(const IdxArray& array, std::optional<std::int64_t> column,
                                     const std::string& name) {
  const std::int64_t columns = array.header.item_size();
  if (columns > 1 && !column) {
    throw DataError(fmt::format(
        "{} has {} numbers for each example; say which is its class: data.label_column, from 0 to "
        "{}",
        name, columns, columns - 1));
  }
  if (column.value_or(0) >= columns) {
    throw DataError(
        fmt::format("data.label_column = {}, but {} has {} numbers for each example; "
                    "give one from 0 to {}",
                    *column, name, columns, columns - 1));
  }
  std::vector<std::uint8_t> labels;
  for (std::int64_t item = 0; item < array.header.items(); ++item) {
    const std::int64_t label =
        whole_number(array, static_cast<std::size_t>(item * columns + column.value_or(0)));
    if (label < 0 || label > 255) {
      throw DataError(fmt::format(
          "{} has the label {} of example {}, and labels are numbers from 0 to 255; choose another "
          "data.label_column, or give other labels",
          name, label, item));
    }
    labels.push_back(static_cast<std::uint8_t>(label));
  }
  return labels;
}

IdxHeader read_idx_header(const std::filesystem::path& path, IdxContent expected) {
  return parse_idx_header(read_first_bytes(path, longest_header), expected, path.string());
}

IdxArray read_idx(const std::filesystem::path& path, IdxContent expected) {
  const IdxHeader header = read_idx_header(path, expected);
  const std::uint64_t claimed =
      header.length +
      header.value_bytes() * static_cast<std::uint64_t>(header.items() * header.item_size());
  return parse_idx(read_first_bytes(path, claimed + 1), expected,
                   path.string());  // one more, to see what follows
}

}  // namespace regsweep
