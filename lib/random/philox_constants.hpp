// The constants of a round of Philox4x32 (Salmon et al. 2011): the two words of the counter that
// are multiplied, and what the two words of the key grow by.
#pragma once

#include <cstdint>

namespace regsweep::philox {

constexpr std::uint32_t multiplier_0 = 0xD2511F53u, multiplier_1 = 0xCD9E8D57u;
constexpr std::uint32_t weyl_0 = 0x9E3779B9u, weyl_1 = 0xBB67AE85u;

}  // namespace regsweep::philox
