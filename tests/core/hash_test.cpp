// Hashes: published values, and pieces that make up the whole.
#include "core/hash.hpp"

#include <catch2/catch.hpp>

using namespace regsweep;

TEST_CASE("hash: FNV-1a-32 of its published test words") {
  REQUIRE(fnv1a_32("") == 0x811c9dc5u);
  REQUIRE(fnv1a_32("a") == 0xe40c292cu);
  REQUIRE(fnv1a_32("foobar") == 0xbf9cf968u);
}

TEST_CASE("hash: XXH3-128 in canonical form") {
  REQUIRE(xxh3_128("") == "99aa06d3014798d86001c324468d497f");  // published for the empty input, seed 0
  REQUIRE(xxh3_128("a") != xxh3_128("b"));
  REQUIRE(xxh3_128("a").size() == 32);
}

TEST_CASE("hash: pieces make up the whole, and more may follow a digest") {
  StreamingHash hash;
  hash.add("regu");
  REQUIRE(hash.digest() == xxh3_128("regu"));
  hash.add("larize");
  REQUIRE(hash.digest() == xxh3_128("regularize"));
}
