// What a file of the user was understood to be, for `regsweep data show`: as a map that can be
// printed as JSON, and as lines for people.
#pragma once

#include <string>

#include "core/value.hpp"

namespace regsweep {

/// A table: path, delimiter, header, rows; columns with name, kind, low, high, missing, distinct,
/// and of few classes their counts; notes; and `yaml`, lines to copy. A text: characters, words,
/// lines, distinct characters and words. Arrays: data/show_arrays.hpp; a folder of images, and
/// files of CIFAR: data/show_images.hpp. A file of token numbers (.bin): unit (uint16 or uint32, by
/// its numbers), tokens, distinct, largest. Which of them is decided by the file's ending, its
/// first bytes, else by whether its lines agree on a number of cells. DataError as their readers.
Value shown_file(const std::string& path);

/// The columns of the table that a normalized map of `csv` names, as above.
Value shown_table(const Value& normalized);

/// The same for people.
std::string shown_text(const Value& shown);

}  // namespace regsweep
