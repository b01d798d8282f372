// SHA-256 by OpenSSL, which uses the CPU's own instructions where there are any.
#include "data/sha256.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include "core/error.hpp"

namespace regsweep {

Sha256::Sha256() : state_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
  RS_CHECK(state_ != nullptr && EVP_DigestInit_ex(state_.get(), EVP_sha256(), nullptr) == 1,
           "OpenSSL offers no SHA-256");
}

void Sha256::add(std::string_view bytes) {
  RS_CHECK(EVP_DigestUpdate(state_.get(), bytes.data(), bytes.size()) == 1,
           "OpenSSL takes the bytes");
}

std::string Sha256::digest() {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  RS_CHECK(EVP_DigestFinal_ex(state_.get(), digest, &length) == 1, "OpenSSL ends a SHA-256");
  std::string text;
  for (unsigned int i = 0; i < length; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

std::string sha256(std::string_view bytes) {
  Sha256 hash;
  hash.add(bytes);
  return hash.digest();
}

}  // namespace regsweep
