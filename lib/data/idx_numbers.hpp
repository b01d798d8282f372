// IDX of any type and number of dimensions as an array of numbers (idx_file.hpp reads those of
// bytes and labels that MNIST's relatives have).
#pragma once

#include <string>
#include <string_view>

#include "data/number_array.hpp"

namespace regsweep {

/// Whether a content begins as IDX does: 0, 0, a type (8, 9, 11, 12, 13 or 14), a rank above 0.
bool is_idx_numbers(std::string_view content);

/// A whole file. DataError, naming `name`, when it is not as long as its header says.
NumberArray parse_idx_numbers(FileBytes file, const std::string& name);

}  // namespace regsweep
