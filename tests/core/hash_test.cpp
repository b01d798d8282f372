// Hashes against published values: what identity and streams rest on.
#include "core/hash.hpp"

#include <catch2/catch.hpp>

namespace regsweep::hash_test {

TEST_CASE("FNV-1a, 32 bit: the published vectors") {
  static_assert(fnv1a_32("") == 0x811c9dc5u);
  CHECK(fnv1a_32("a") == 0xe40c292cu);
  CHECK(fnv1a_32("foobar") == 0xbf9cf968u);
}

TEST_CASE("XXH3-128: the value of the empty text, high half first") {
  CHECK(xxh3_128("") == "99aa06d3014798d86001c324468d497f");
  CHECK(xxh3_128("a") != xxh3_128("b"));
  CHECK(xxh3_128("a").size() == 32);
}

TEST_CASE("bytes in pieces have the hash of the whole, and more may follow") {
  const std::string text(1000, 'x');
  StreamingHash hash;
  hash.add(text.substr(0, 7));
  hash.add(text.substr(7, 500));
  CHECK(hash.digest() == xxh3_128(std::string_view(text).substr(0, 507)));
  hash.add(text.substr(507));
  CHECK(hash.digest() == xxh3_128(text));
  StreamingHash moved = std::move(hash);
  CHECK(moved.digest() == xxh3_128(text));
}

}  // namespace regsweep::hash_test
