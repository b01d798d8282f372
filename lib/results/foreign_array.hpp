// An array of numbers in someone else's HDF5 file, such as h5py or MATLAB write them.
//
// The file lies in memory. What would lead out of it (external and virtual data, links that are not
// hard) is refused, since the content of the one file is what a trial counts by.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace regsweep {

struct ForeignArray {
  enum class Kind { unsigned_integer, integer, floating };

  std::vector<std::int64_t> shape;
  Kind kind = Kind::floating;
  std::size_t width = 8;  // bytes of a number: 1, 2, 4 or 8; of floating ones 4 or 8
  std::string bytes;      // in the order of this machine, row-major
};

/// Whether a file begins as HDF5 does.
bool is_hdf5(std::string_view content);

/// The names of all arrays, from the root: "/group/images"; at most some hundred. DataError, naming
/// `file`, for a damaged file.
std::vector<std::string> foreign_array_names(std::string_view content, const std::string& file);

/// The array of that name. DataError, naming `file`, when there is none, when it is no array of
/// integers, floats or booleans, or is stored in a way that is not read.
ForeignArray read_foreign_array(std::string_view content, const std::string& file,
                                const std::string& name);

}  // namespace regsweep
