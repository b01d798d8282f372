// Which elements a rate keeps, one bit each: what dropout of single elements needs, made without
// ever storing the words.
//
//   bit e of the stream = 0 iff element e is dropped, that is (word e >> 8) < threshold
//
// `threshold` is drop_threshold(rate) of random/draws.hpp, at most 2^24.
// Bits come in groups of 16 elements, which are 4 blocks of words: group g holds elements 16 g ..
// 16 g + 15, the lowest bit first.
#pragma once

#include <cstdint>
#include <span>

#include "random/philox.hpp"

namespace regsweep {

/// The bits of `count` consecutive groups from `first_group` on.
void keep_bits(StreamKey key, std::uint32_t step, std::uint32_t pass, std::uint32_t threshold,
               std::uint64_t first_group, std::int64_t count, std::uint16_t* bits);

/// The same without instructions of AVX-512, for tests and other processors: equal bits.
void keep_bits_plainly(StreamKey key, std::uint32_t step, std::uint32_t pass,
                       std::uint32_t threshold, std::uint64_t first_group, std::int64_t count,
                       std::uint16_t* bits);

/// Only those of the groups first_group + g for g in `groups`; each is written to bits[g], the rest
/// of `bits` stays.
void keep_bits_of(StreamKey key, std::uint32_t step, std::uint32_t pass, std::uint32_t threshold,
                  std::uint64_t first_group, std::span<const std::uint32_t> groups,
                  std::uint16_t* bits);

}  // namespace regsweep
