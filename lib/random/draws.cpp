#include "random/draws.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace regsweep {

namespace {

template <class Number>
void box_muller(std::int64_t count, const std::uint32_t* words, Number mean, Number deviation,
                Number* out) {
  for (std::int64_t i = 0; i < count; i += 2) {
    const double radius =
        std::sqrt(-2 * std::log(((words[i] >> 8) | 1u) * 0x1p-24)) * static_cast<double>(deviation);
    const double angle = 2 * std::numbers::pi * uniform(words[i + 1]);
    out[i] = static_cast<Number>(static_cast<double>(mean) + radius * std::cos(angle));
    if (i + 1 < count) {
      out[i + 1] = static_cast<Number>(static_cast<double>(mean) + radius * std::sin(angle));
    }
  }
}

}  // namespace

std::uint32_t drop_threshold(double rate) {
  return static_cast<std::uint32_t>(std::llround(rate * 0x1p24));
}

void uniforms(StreamKey key, std::uint32_t step, std::uint32_t pass, std::int64_t count,
              double* out) {
  for (const std::uint32_t word : words(key, step, pass, count)) *out++ = uniform(word);
}

void normals(StreamKey key, std::uint32_t step, std::uint32_t pass, std::int64_t count,
             double* out) {
  const std::vector<std::uint32_t> made = words(key, step, pass, (count + 1) / 2 * 2);
  box_muller(count, made.data(), 0.0, 1.0, out);
}

void normals_about(std::int64_t count, const std::uint32_t* words, float mean, float deviation,
                   float* out) {
  box_muller(count, words, mean, deviation, out);
}

void normals_about(std::int64_t count, const std::uint32_t* words, double mean, double deviation,
                   double* out) {
  box_muller(count, words, mean, deviation, out);
}

std::vector<std::int64_t> permutation(StreamKey key, std::uint32_t step, std::int64_t count) {
  // Word in the high half, index in the low half: a plain sort of these is the stable argsort of
  // the words.
  const std::vector<std::uint32_t> made = words(key, step, 0, count);
  std::vector<std::uint64_t> keyed(made.size());
  for (std::size_t i = 0; i < made.size(); ++i) {
    keyed[i] = static_cast<std::uint64_t>(made[i]) << 32 | i;
  }
  std::sort(keyed.begin(), keyed.end());
  std::vector<std::int64_t> order(made.size());
  std::transform(keyed.begin(), keyed.end(), order.begin(),
                 [](std::uint64_t each) { return static_cast<std::int64_t>(each & 0xffffffffu); });
  return order;
}

std::vector<std::int64_t> epoch_order(std::uint32_t seed, std::uint32_t epoch, std::int64_t count) {
  return permutation(stream_key(seed, "order"), epoch, count);
}

}  // namespace regsweep
