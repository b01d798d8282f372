// Arrays of numbers with a shape: .npy and members of .npz as NumPy writes them, arrays in HDF5
// files, IDX of any type. Those that are a whole file stay where they are (data/bytes.hpp).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "data/bytes.hpp"

namespace regsweep {

struct NumberArray {
  enum class Kind { boolean, unsigned_integer, integer, floating };

  std::string name;                 // for messages: "data.npz:images"
  std::vector<std::int64_t> shape;  // items first
  Kind kind = Kind::floating;
  std::size_t width = 8;       // bytes of a number
  bool big_endian = false;     // its bytes
  bool columns_first = false;  // Fortran's order of the dimensions
  FileBytes content;
  std::size_t begin = 0;  // of the numbers in `content`

  std::int64_t items() const { return shape.empty() ? 0 : shape.front(); }
  std::int64_t item_size() const;  // numbers of an item
  bool is_bytes() const { return kind == Kind::unsigned_integer && width == 1; }
  bool is_whole() const { return kind != Kind::floating; }

  /// Number `index` of the array in C's order.
  double number(std::int64_t index) const;

  /// All numbers of an item.
  void read_item(std::int64_t item, std::span<double> to) const;
};

/// A whole .npy file. DataError, naming `name`, for what is none, for objects and texts, and when
/// it is not as long as its header says.
NumberArray parse_npy(FileBytes bytes, const std::string& name);

/// Whether a content is one or several arrays, by its first bytes.
bool holds_arrays(std::string_view content);

/// The texts by which read_array() reads the arrays of a file that holds some: "x.npy",
/// "data.npz:images". DataError for a damaged archive.
std::vector<std::string> arrays_of_file(const std::string& path);

/// The array of a text like "x.npy", "data.npz:images" or "data.h5:/group/images"; a file of one
/// array needs no name. What a file is, its first bytes say.
NumberArray read_array(const std::string& text);

}  // namespace regsweep
