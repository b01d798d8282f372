// Hashes of text and bytes. Stream names use FNV-1a (design: randomness); identity and digests use
// XXH3-128.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace regsweep {

/// FNV-1a, 32 bit: the stream number of a name.
constexpr std::uint32_t fnv1a_32(std::string_view text) {
  std::uint32_t hash = 2166136261u;
  for (const char letter : text) hash = (hash ^ static_cast<unsigned char>(letter)) * 16777619u;
  return hash;
}

/// XXH3-128 of the bytes as 32 hexadecimal digits (canonical order, high half first).
std::string xxh3_128(const void* bytes, std::size_t size);
inline std::string xxh3_128(std::string_view text) { return xxh3_128(text.data(), text.size()); }

/// XXH3-128 of bytes that arrive in pieces.
class StreamingHash {
 public:
  StreamingHash();
  ~StreamingHash();
  StreamingHash(StreamingHash&&) noexcept;
  StreamingHash& operator=(StreamingHash&&) noexcept;
  void add(const void* bytes, std::size_t size);
  void add(std::string_view text) { add(text.data(), text.size()); }
  std::string digest() const;  // 32 hexadecimal digits; more may be added afterwards

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace regsweep
