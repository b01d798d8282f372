#include "execution/slurm/times.hpp"

#include <vector>

#include "core/text.hpp"

namespace regsweep {

std::optional<std::int64_t> slurm_seconds(const std::string& text) {
  const std::size_t dash = text.find('-');
  const bool has_days = dash != std::string::npos;
  const auto days = has_days ? parse_integer(text.substr(0, dash)) : std::optional<long long>(0);
  std::vector<std::int64_t> parts;
  for (const std::string& part : split(has_days ? text.substr(dash + 1) : text, ':')) {
    const auto number = parse_integer(part);
    if (!days || !number || *number < 0) return std::nullopt;
    parts.push_back(*number);
  }
  if (parts.size() > 3) return std::nullopt;
  // After days the first part is hours; without them, one or two parts begin with minutes.
  if (!has_days && parts.size() < 3) parts.insert(parts.begin(), 0);
  parts.resize(3, 0);
  return *days * 86400 + parts[0] * 3600 + parts[1] * 60 + parts[2];
}

}  // namespace regsweep
