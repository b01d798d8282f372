// Files that name the examples of a part by their numbers, as published splits do.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace regsweep {

/// The numbers of a file: words of a text, between blanks, commas or line ends, 4.6e+01 too; or an
/// array of whole numbers (.npy, .npz:name). DataError, with file and line, for anything but
/// different numbers from 0 to `examples` - 1, and for a file without any.
std::vector<std::int64_t> read_index_file(const std::string& path, std::int64_t examples);

}  // namespace regsweep
