#include "probes/ascending.hpp"

#include <fmt/format.h>

#include "core/error.hpp"

namespace regsweep {

void check_ascending(const Value& normalized, const std::string& key, const std::string& path) {
  const List& all = normalized.at(key).list();
  for (std::size_t i = 1; i < all.size(); ++i) {
    if (all[i].number() > all[i - 1].number()) continue;
    throw ConfigurationError(
        all[i].where(), fmt::format("{}.{} does not ascend; sort it, each number once", path, key));
  }
}

}  // namespace regsweep
