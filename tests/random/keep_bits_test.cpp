// Bits: every one of them against the word that it stands for.
#include "random/keep_bits.hpp"

#include <catch2/catch.hpp>

#include "random/draws.hpp"

namespace regsweep::keep_bits_test {

const StreamKey key = stream_key(5, "site/hidden.0");

// Element e of step 1234, pass 2, from its word.
bool kept(std::uint64_t e, std::uint32_t threshold) {
  std::uint32_t block[4];
  philox_words(key, 1234, 2, e / 4, 1, block);
  return (block[e % 4] >> 8) >= threshold;
}

TEST_CASE(
    "keep bits: each says whether its element's word is at the threshold or above, across the "
    "32-bit carry of the counter") {
  const std::uint32_t threshold = drop_threshold(0.37);
  for (const std::uint64_t first :
       {std::uint64_t{0}, std::uint64_t{3}, (std::uint64_t{1} << 30) - 5}) {
    for (const std::int64_t count : {1, 11, 12, 29}) {
      std::vector<std::uint16_t> bits(static_cast<std::size_t>(count) + 1, 0xABCD);
      keep_bits(key, 1234, 2, threshold, first, count, bits.data());
      for (std::int64_t e = 0; e < 16 * count; ++e) {
        REQUIRE((bits[static_cast<std::size_t>(e / 16)] >> (e % 16) & 1) ==
                kept(16 * first + static_cast<std::uint64_t>(e), threshold));
      }
      REQUIRE(bits.back() == 0xABCD);
    }
  }
}

TEST_CASE("keep bits: a rate of 0 keeps all, and rates nest") {
  std::uint16_t all[4], few[4], more[4];
  keep_bits(key, 0, 0, drop_threshold(0), 0, 4, all);
  keep_bits(key, 0, 0, drop_threshold(0.1), 0, 4, few);
  keep_bits(key, 0, 0, drop_threshold(0.6), 0, 4, more);
  for (int g = 0; g < 4; ++g) {
    REQUIRE(all[g] == 0xFFFF);
    REQUIRE((more[g] & ~few[g]) == 0);
  }
}

TEST_CASE("keep bits: the plain form makes the same bits, at every rate") {
  for (const double rate : {0.0, 0.1, 0.5, 0.999, 1.0}) {
    std::vector<std::uint16_t> fast(1003), plain(1003);
    keep_bits(key, 3, 1, drop_threshold(rate), 12345, 1003, fast.data());
    keep_bits_plainly(key, 3, 1, drop_threshold(rate), 12345, 1003, plain.data());
    REQUIRE(fast == plain);
  }
}

TEST_CASE("keep bits of some groups: those are written, the others stay") {
  const std::uint32_t threshold = drop_threshold(0.63);
  std::vector<std::uint16_t> whole(40), some(40, 0x1111);
  keep_bits(key, 9, 0, threshold, 77, 40, whole.data());
  const std::vector<std::uint32_t> groups{0, 1, 5, 6, 7, 11, 20, 21, 22, 39, 38};
  keep_bits_of(key, 9, 0, threshold, 77, groups, some.data());
  for (std::uint32_t g = 0; g < 40; ++g) {
    REQUIRE(some[g] ==
            (std::find(groups.begin(), groups.end(), g) == groups.end() ? 0x1111 : whole[g]));
  }
}

}  // namespace regsweep::keep_bits_test
