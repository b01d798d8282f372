// SHA-256 against the examples of FIPS 180-2.
#include "data/sha256.hpp"

#include <catch2/catch.hpp>

namespace regsweep::sha256_test {

TEST_CASE("SHA-256 gives the published digests") {
  REQUIRE(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  REQUIRE(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  REQUIRE(sha256(std::string(1'000'000, 'a')) ==
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

}  // namespace regsweep::sha256_test
