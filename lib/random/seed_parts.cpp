#include "random/seed_parts.hpp"

namespace regsweep {

std::uint32_t seed_of_parts(const SeedParts& parts) {
  constexpr auto radix = static_cast<std::uint32_t>(seeds_of_a_source);
  return parts.initialization + radix * (parts.order + radix * parts.masks);
}

SeedParts parts_of_seed(std::uint32_t seed) {
  constexpr auto radix = static_cast<std::uint32_t>(seeds_of_a_source);
  return {seed % radix, seed / radix % radix, seed / radix / radix};
}

}  // namespace regsweep
