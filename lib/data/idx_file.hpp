// IDX, the format of MNIST: 0, 0, type, rank, then rank big-endian 32-bit sizes, then the values.
// Images are of type 8 (unsigned bytes). Labels are of any integer type, one number each or a row
// of them, of which one column is used (QMNIST has eight). A file is accepted only if it is exactly
// as long as its header says.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/rows_view.hpp"

namespace regsweep {

struct IdxHeader {
  std::vector<std::int64_t> shape;
  std::size_t length = 0;  // bytes of the header; the values follow
  std::uint8_t type = 8;   // 8, 9: unsigned and signed bytes; 11, 12: big-endian int16 and int32

  std::size_t value_bytes() const {
    if (type < 11) return 1;
    return type == 11 ? 2 : 4;
  }

  std::int64_t items() const { return shape.front(); }
  std::int64_t item_size() const;  // values per item: 784 for 28x28 images, 1 for labels
};

struct IdxArray {
  IdxHeader header;
  std::string content;  // of the whole file, header included

  /// All values of a file of bytes, in its order.
  std::span<const std::uint8_t> values() const {
    return {reinterpret_cast<const std::uint8_t*>(content.data()) + header.length,
            content.size() - header.length};
  }

  /// The same as [items, item_size].
  RowsView<std::uint8_t> rows() const {
    return {values().data(), static_cast<std::size_t>(header.items()),
            static_cast<std::size_t>(header.item_size())};
  }
};

enum class IdxContent {
  images,  // rank 2 to 4
  labels   // rank 1 or 2
};

/// The header at the beginning of `bytes`; `name` is for the DataError.
IdxHeader parse_idx_header(std::string_view bytes, IdxContent expected, const std::string& name);

/// A whole IDX file that is already in memory; DataError when it is shorter or longer than its
/// header says.
IdxArray parse_idx(std::string content, IdxContent expected, const std::string& name);

/// The labels of a whole file of labels, from column `column` of its rows; DataError, naming
/// `name`, for one that is no number from 0 to 255 and for rows of which no column was chosen.
std::vector<std::uint8_t> idx_labels(const IdxArray& array, std::optional<std::int64_t> column,
                                     const std::string& name);

IdxArray read_idx(const std::filesystem::path& path, IdxContent expected);
IdxHeader read_idx_header(const std::filesystem::path& path, IdxContent expected);

}  // namespace regsweep
