// What a file is by its first bytes, so that an archive or a picture is named instead of being read
// as a text or a table.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace regsweep {

/// Bytes from the beginning of a content that refuse_foreign() wants to see.
constexpr std::size_t signature_bytes = 512;

/// DataError, with the remedy, when the content that begins so is of a known format that is not
/// read as `wanted` ("a text", "a table"); `name` is the file's, for the sentence.
void refuse_foreign(std::string_view beginning, const std::string& name, const std::string& wanted);

}  // namespace regsweep
