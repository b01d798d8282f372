#include "regularizers/site.hpp"

#include <algorithm>

namespace regsweep {

std::vector<std::string> placements(const std::vector<Site>& sites) {
  std::vector<std::string> names;
  const auto once = [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const Site& site : sites) once(site.name);
  for (const Site& site : sites) {
    for (const std::string& family : site.families) once(family);
  }
  return names;
}

}  // namespace regsweep
