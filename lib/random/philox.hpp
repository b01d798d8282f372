// Counter-based random words: Philox4x32-10 (Salmon et al. 2011, "Parallel random numbers: as easy
// as 1, 2, 3").
//
// A word is a function of where it is used: key = (seed, stream), counter = (block low, block high,
// step, pass); element e of a stream uses block e/4, word e%4. Nothing here has state, so nothing
// has to be saved, and the order of calls is of no importance. The numbers are a contract that
// others reproduce (design: randomness; tests/analysis/randomness.py is an independent rendering).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace regsweep {

struct StreamKey {
  std::uint32_t seed = 0;
  std::uint32_t stream = 0;  // FNV-1a-32 of the stream's name
};

/// The key of a named stream: "init/layers.0.weight", "order", "site/hidden.1", "data/subset", ...
StreamKey stream_key(std::uint32_t seed, std::string_view name);

/// Writes 4 * blocks words: those of blocks first_block, first_block + 1, ...
void philox_words(StreamKey key, std::uint32_t step, std::uint32_t pass, std::uint64_t first_block,
                  std::uint64_t blocks, std::uint32_t* words);

/// The first `count` words of (key, step, pass).
std::vector<std::uint32_t> words(StreamKey key, std::uint32_t step, std::uint32_t pass,
                                 std::int64_t count);

}  // namespace regsweep
