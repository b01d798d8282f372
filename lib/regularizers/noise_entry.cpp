#include "regularizers/noise_entry.hpp"

#include "core/error.hpp"

namespace regsweep {

const NoiseEntry& noise_entry(const std::string& name) {
  for (const NoiseEntry& entry : noise_entries()) {
    if (entry.name == name) return entry;
  }
  throw ContractError("no noise '" + name + "'");
}

}  // namespace regsweep
