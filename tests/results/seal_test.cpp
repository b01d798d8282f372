// The seal notices every changed byte, before any parser.
#include "results/seal.hpp"

#include <catch2/catch.hpp>

#include "core/error.hpp"
#include "core/hash.hpp"

namespace regsweep::seal_test {

TEST_CASE("A seal is one line behind the bytes, as FORMAT.md writes it") {
  std::string bytes = "body";
  seal(bytes, "regsweep-trial:0123");
  CHECK(bytes == "body\nregsweep-seal 1 regsweep-trial:0123 " +
                     xxh3_128("body\nregsweep-seal 1 regsweep-trial:0123 ") + "\n");
  const Sealed sealed = unseal(bytes);
  CHECK(sealed.state == SealState::intact);
  CHECK(sealed.subject == "regsweep-trial:0123");
  CHECK(sealed.body == "body");
}

TEST_CASE("Every change of a byte breaks the seal or, in its first word, removes it") {
  std::string bytes = "a body of some bytes";
  seal(bytes, "tree");
  const std::size_t word = std::string("\nregsweep-seal 1 ").size(), body = bytes.find('\n');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 1);
    const SealState expected = i >= body && i < body + word ? SealState::absent : SealState::broken;
    CHECK(unseal(damaged).state == expected);
  }
}

TEST_CASE("A truncated or lengthened seal is not intact") {
  std::string bytes = "body";
  seal(bytes, "tree");
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    CHECK(unseal(bytes.substr(0, length)).state != SealState::intact);
  }
  CHECK(unseal(bytes + "x").state == SealState::broken);
}

TEST_CASE("Bytes without a seal are all body") {
  CHECK(unseal("plain").state == SealState::absent);
  CHECK(unseal("plain").body == "plain");
  CHECK(unseal("").body.empty());
}

TEST_CASE("A subject is one word") {
  std::string bytes;
  CHECK_THROWS_AS(seal(bytes, "two words"), ContractError);
  CHECK_THROWS_AS(seal(bytes, ""), ContractError);
}

}  // namespace regsweep::seal_test
