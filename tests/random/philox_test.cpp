// Words: the published answers, and the vector code against Random123.
#include "random/philox.hpp"

#include <Random123/philox.h>

#include <catch2/catch.hpp>

#include "core/hash.hpp"

namespace regsweep::philox_test {

std::vector<std::uint32_t> block(StreamKey key, std::uint64_t index, std::uint32_t step,
                                 std::uint32_t pass) {
  std::vector<std::uint32_t> made(4);
  philox_words(key, step, pass, index, 1, made.data());
  return made;
}

TEST_CASE("philox gives the published known answers (Random123 kat_vectors, philox4x32 10)") {
  REQUIRE(block({0, 0}, 0, 0, 0) ==
          std::vector<std::uint32_t>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  REQUIRE(block({~0u, ~0u}, ~0ull, ~0u, ~0u) ==
          std::vector<std::uint32_t>{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  REQUIRE(block({0xa4093822, 0x299f31d0}, 0x85a308d3243f6a88ull, 0x13198a2e, 0x03707344) ==
          std::vector<std::uint32_t>{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("the 10000th word of C++26's default philox4x32 is reproduced") {
  // std::philox4x32: key {20111115, 0}, counter 0, words in order: word 9999 is word 3 of block
  // 2499.
  REQUIRE(words({20111115, 0}, 0, 0, 10000).back() == 1955073260u);
}

TEST_CASE("vector batches equal Random123 block by block, across the 32-bit carry of the counter") {
  const StreamKey key{7, fnv1a_32("site/hidden.0")};
  const std::uint64_t first = 0xffffffffull - 21;
  std::vector<std::uint32_t> made(4 * 53);
  philox_words(key, 1234, 5, first, 53, made.data());
  for (std::uint64_t i = 0; i < 53; ++i) {
    const std::uint64_t at = first + i;
    const r123array4x32 counter{
        {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at >> 32), 1234, 5}};
    const r123array4x32 expected = philox4x32_R(10, counter, r123array2x32{{key.seed, key.stream}});
    for (std::size_t w = 0; w < 4; ++w) REQUIRE(made[4 * i + w] == expected.v[w]);
  }
}

TEST_CASE("a stream's number is FNV-1a of its name") {
  REQUIRE(stream_key(3, "").stream == 0x811c9dc5u);
  REQUIRE(stream_key(3, "a").stream == 0xe40c292cu);
  REQUIRE(stream_key(3, "foobar").stream == 0xbf9cf968u);
  REQUIRE(stream_key(3, "order").seed == 3);
}

TEST_CASE("words do not depend on how many are asked for") {
  const auto longer = words({1, 2}, 3, 4, 1001);
  const auto shorter = words({1, 2}, 3, 4, 37);
  REQUIRE(longer.size() == 1001);
  REQUIRE(std::vector<std::uint32_t>(longer.begin(), longer.begin() + 37) == shorter);
}

}  // namespace regsweep::philox_test
