#include "results/seal.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/hash.hpp"

namespace regsweep {
namespace {

constexpr std::string_view opening = "\nregsweep-seal 1 ";
constexpr std::size_t hash_digits = 32;
constexpr std::size_t longest_subject = 128;

}  // namespace

void seal(std::string& bytes, std::string_view subject) {
  RS_CHECK(!subject.empty() && subject.size() <= longest_subject &&
               subject.find_first_of(" \n") == std::string_view::npos,
           "a seal's subject is a short word");
  bytes += fmt::format("{}{} ", opening, subject);  // the hash covers the subject too
  bytes += xxh3_128(bytes) + "\n";
}

Sealed unseal(std::string_view bytes) {
  const std::size_t longest = opening.size() + longest_subject + 1 + hash_digits + 1;
  const std::size_t window = bytes.size() > longest ? bytes.size() - longest : 0;
  const std::size_t found = bytes.substr(window).rfind(opening);
  if (found == std::string_view::npos) return {SealState::absent, "", bytes};
  const std::size_t begin = window + found;
  std::string_view line = bytes.substr(begin + opening.size());
  const std::size_t space = line.find(' ');
  Sealed sealed{SealState::broken, std::string(line.substr(0, space)), bytes.substr(0, begin)};
  if (space == std::string_view::npos || line.size() != space + 1 + hash_digits + 1 ||
      line.back() != '\n') {
    return sealed;
  }
  const std::string_view hash = line.substr(space + 1, hash_digits);
  if (xxh3_128(bytes.substr(0, bytes.size() - hash_digits - 1)) == hash) {
    sealed.state = SealState::intact;
  }
  return sealed;
}

}  // namespace regsweep
