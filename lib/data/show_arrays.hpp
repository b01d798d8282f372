// Arrays in a file of the user, for `regsweep data show`.
#pragma once

#include <string>

#include "core/value.hpp"

namespace regsweep {

/// Of a file that holds_arrays(): path, kind "arrays"; arrays with name (as read_array() takes it),
/// shape, type ("uint8"), low and high of the finite numbers, not_finite where there are some,
/// and of one whole number per example distinct and, of few, their counts as classes; notes; and
/// `yaml`, lines to copy, where features and targets can be told by their shapes and names (of a
/// file of one array, also a file beside it: labels of images, y of x). DataError for a damaged
/// file.
Value shown_arrays(const std::string& path);

}  // namespace regsweep
