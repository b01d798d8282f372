#include "data/class_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/error.hpp"
#include "core/text.hpp"

namespace regsweep {

void check_classes(const std::string& target, const std::map<std::string, std::int64_t>& training,
                   std::int64_t examples, const std::string& key) {
  if (training.size() < 2) {
    throw DataError(
        fmt::format("{} has one class alone ('{}'), so there is nothing to learn; name another {}",
                    target, training.begin()->first, key));
  }
  const bool numeric = std::ranges::all_of(
      training, [](const auto& each) { return parse_number(each.first).has_value(); });
  for (const auto& [name, unused] : training) {
    if (!numeric || std::floor(*parse_number(name)) == *parse_number(name)) continue;
    throw DataError(fmt::format(
        "{} holds fractions such as {}, which are no classes; say data.task: regression, or write "
        "the classes as words or whole numbers",
        target, name));
  }
  if (2 * static_cast<std::int64_t>(training.size()) > examples) {
    throw DataError(fmt::format("{} has {} classes in {} rows, nearly as many; {}name another {}",
                                target, training.size(), examples,
                                numeric ? "say data.task: regression, or " : "", key));
  }
}

std::string constant_target(const std::string& target, const std::string& value) {
  return fmt::format(
      "the target, {}, is {} in every row, so there is nothing to learn; name another data.target",
      target, value);
}

}  // namespace regsweep
