// The bytes of a table as a text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "data/bytes.hpp"

namespace regsweep {

struct CsvText {
  FileBytes bytes;         // what `text` is a view of
  std::string_view text;   // UTF-8, without a byte order mark
  std::int64_t lines = 0;  // those in quotes, too
  bool converted = false;  // it was not UTF-8, and so was read as Windows-1252
};

/// Looks at all bytes once. DataError, naming `name`, for formats that are no text
/// (data/signature.hpp) and for NUL bytes.
CsvText csv_text(FileBytes bytes, const std::string& name);

/// Bytes of a mapped table that are looked at before they may leave memory.
constexpr std::size_t csv_piece_bytes = std::size_t{1} << 20;

}  // namespace regsweep
