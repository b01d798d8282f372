// What a Group must satisfy to be written; a breach is a mistake in the program, hence
// ContractError.
#pragma once

#include <string>

#include "core/records.hpp"

namespace regsweep {

/// Names are legal and unique, attributes are scalars, arrays hold as many elements as their shape
/// and dimension names say, and a dimension has one length and at most one coordinate array in a
/// group.
void check_tree(const Group& group, const std::string& path = "/");

/// An array named like its only dimension is the coordinate of that dimension.
inline bool is_coordinate(const Array& array) {
  return array.dimensions.size() == 1 && array.dimensions[0] == array.name;
}

}  // namespace regsweep
