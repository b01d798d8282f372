// Blocks are made in batches of `lanes`, one lane per block, so that the compiler turns the rounds
// into vector code. The remainder uses Random123 itself; tests compare the two with each other and
// with the published known answers.
#include "random/philox.hpp"

#include <Random123/philox.h>

#include "core/hash.hpp"
#include "core/simd.hpp"
#include "random/philox_constants.hpp"

namespace regsweep {
namespace {

constexpr int lanes = 16;

// words[4 * i + w] = word w of block first + i, for the whole batches in `batches`.
REGSWEEP_KERNEL void philox_batches(StreamKey key, std::uint32_t step, std::uint32_t pass,
                                    std::uint64_t first, std::uint64_t batches,
                                    std::uint32_t* REGSWEEP_RESTRICT words) {
  for (std::uint64_t batch = 0; batch < batches; ++batch, words += 4 * lanes) {
    alignas(64) std::uint32_t c0[lanes], c1[lanes], c2[lanes], c3[lanes];
    const std::uint64_t block = first + batch * lanes;
    for (int i = 0; i < lanes; ++i) {
      c0[i] = static_cast<std::uint32_t>(block + static_cast<std::uint64_t>(i));
      c1[i] = static_cast<std::uint32_t>((block + static_cast<std::uint64_t>(i)) >> 32);
      c2[i] = step;
      c3[i] = pass;
    }
    std::uint32_t k0 = key.seed, k1 = key.stream;
    for (int round = 0; round < 10; ++round) {
      for (int i = 0; i < lanes; ++i) {
        const std::uint64_t product_0 = static_cast<std::uint64_t>(philox::multiplier_0) * c0[i];
        const std::uint64_t product_1 = static_cast<std::uint64_t>(philox::multiplier_1) * c2[i];
        const std::uint32_t next_0 = static_cast<std::uint32_t>(product_1 >> 32) ^ c1[i] ^ k0;
        const std::uint32_t next_2 = static_cast<std::uint32_t>(product_0 >> 32) ^ c3[i] ^ k1;
        c1[i] = static_cast<std::uint32_t>(product_1);
        c3[i] = static_cast<std::uint32_t>(product_0);
        c0[i] = next_0;
        c2[i] = next_2;
      }
      k0 += philox::weyl_0;
      k1 += philox::weyl_1;
    }
    for (int i = 0; i < lanes; ++i) {
      words[4 * i] = c0[i];
      words[4 * i + 1] = c1[i];
      words[4 * i + 2] = c2[i];
      words[4 * i + 3] = c3[i];
    }
  }
}

}  // namespace

StreamKey stream_key(std::uint32_t seed, std::string_view name) { return {seed, fnv1a_32(name)}; }

void philox_words(StreamKey key, std::uint32_t step, std::uint32_t pass, std::uint64_t first_block,
                  std::uint64_t blocks, std::uint32_t* words) {
  const std::uint64_t batches = blocks / lanes;
  philox_batches(key, step, pass, first_block, batches, words);
  for (std::uint64_t i = batches * lanes; i < blocks; ++i) {
    const std::uint64_t block = first_block + i;
    const r123array4x32 counter{
        {static_cast<std::uint32_t>(block), static_cast<std::uint32_t>(block >> 32), step, pass}};
    const r123array4x32 made = philox4x32_R(10, counter, r123array2x32{{key.seed, key.stream}});
    for (std::size_t w = 0; w < 4; ++w) words[4 * i + w] = made.v[w];
  }
}

std::vector<std::uint32_t> words(StreamKey key, std::uint32_t step, std::uint32_t pass,
                                 std::int64_t count) {
  const auto blocks = static_cast<std::uint64_t>((count + 3) / 4);
  std::vector<std::uint32_t> made(4 * blocks);
  philox_words(key, step, pass, 0, blocks, made.data());
  made.resize(static_cast<std::size_t>(count));
  return made;
}

}  // namespace regsweep
