// SHA-256, the checksum by which known datasets are recognised.
#pragma once

#include <string>
#include <string_view>

namespace regsweep {

/// 64 hexadecimal digits.
std::string sha256(std::string_view bytes);

}  // namespace regsweep
