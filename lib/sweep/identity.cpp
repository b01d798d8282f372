#include "sweep/identity.hpp"

#include "core/hash.hpp"
#include "core/json.hpp"
#include "sweep/plan.hpp"

namespace regsweep {

// The canonical text of {configuration, schema_version, seed}: the keys stand in its order.
std::string trial_id_of_text(std::string_view canonical_configuration, std::uint32_t seed) {
  const std::string text = json_object({{"configuration", std::string(canonical_configuration)},
                                        {"schema_version", std::to_string(schema_version)},
                                        {"seed", std::to_string(seed)}},
                                       JsonBlanks::none);
  return xxh3_128(text).substr(0, 16);
}

std::string trial_id(const Value& configuration, std::uint32_t seed) {
  return trial_id_of_text(canonical_text(configuration), seed);
}

}  // namespace regsweep
