#include "sweep/identity.hpp"

#include <fmt/format.h>

#include "core/hash.hpp"
#include "sweep/plan.hpp"

namespace regsweep {

// canonical_text({configuration, schema_version, seed}), put together: its keys are in this order
// already.
std::string trial_id_of_text(std::string_view canonical_configuration, std::uint32_t seed) {
  return xxh3_128(fmt::format(R"({{"configuration":{},"schema_version":{},"seed":{}}})",
                              canonical_configuration, schema_version, seed))
      .substr(0, 16);
}

std::string trial_id(const Value& configuration, std::uint32_t seed) {
  return trial_id_of_text(canonical_text(configuration), seed);
}

}  // namespace regsweep
