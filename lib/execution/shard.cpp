#include "execution/shard.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/text.hpp"

namespace regsweep {
namespace {

using Variable = std::function<const char*(const char*)>;

// Grid Engine writes "undefined" outside arrays, and there and in Slurm a variable may be absent.
std::optional<std::int64_t> task_number(const Variable& variable, const char* name) {
  const char* text = variable(name);
  if (text == nullptr || std::string(text).empty() || std::string(text) == "undefined") {
    return std::nullopt;
  }
  const auto number = parse_integer(text);
  if (!number) {
    throw ConfigurationError(
        fmt::format("{} is '{}', but it must be an integer; give --shard i/n instead", name, text));
  }
  return *number;
}

Shard checked(std::int64_t index, std::int64_t count, const std::string& source) {
  if (count < 1 || index < 0 || index >= count) {
    throw ConfigurationError(
        fmt::format("{} gives the shard {}/{}, but i/n needs 0 <= i < n; for example --shard 0/8 "
                    "to --shard 7/8",
                    source, index, count));
  }
  return {index, count};
}

Shard with_told_count(const Variable& variable, const char* name, std::int64_t index) {
  const auto count = task_number(variable, "REGSWEEP_TASKS");
  if (!count) {
    throw ConfigurationError(
        fmt::format("{} says which task this is, but not how many there are; set REGSWEEP_TASKS, "
                    "or give --shard i/n",
                    name));
  }
  return checked(index - task_number(variable, "REGSWEEP_FIRST").value_or(0), *count, name);
}

}  // namespace

Shard read_shard(const std::string& text) {
  const std::vector<std::string> parts = split(text, '/');
  const auto index = parse_integer(parts.front()), count = parse_integer(parts.back());
  if (parts.size() != 2 || !index || !count) {
    throw ConfigurationError(fmt::format(
        "--shard {} is no shard; write i/n with 0 <= i < n, for example --shard 0/8", text));
  }
  return checked(*index, *count, "--shard");
}

std::optional<Shard> shard_of_environment(const Variable& variable) {
  if (const auto task = task_number(variable, "SLURM_ARRAY_TASK_ID")) {
    const std::int64_t first = task_number(variable, "SLURM_ARRAY_TASK_MIN").value_or(0);
    const std::int64_t step =
        std::max<std::int64_t>(1, task_number(variable, "SLURM_ARRAY_TASK_STEP").value_or(1));
    const auto count = task_number(variable, "SLURM_ARRAY_TASK_COUNT");
    if (!count) return with_told_count(variable, "SLURM_ARRAY_TASK_ID", *task);
    return checked((*task - first) / step, *count, "SLURM_ARRAY_TASK_ID");
  }
  if (const auto task = task_number(variable, "SGE_TASK_ID")) {
    const std::int64_t first = task_number(variable, "SGE_TASK_FIRST").value_or(1),
                       last = task_number(variable, "SGE_TASK_LAST").value_or(*task);
    const std::int64_t step =
        std::max<std::int64_t>(1, task_number(variable, "SGE_TASK_STEPSIZE").value_or(1));
    return checked((*task - first) / step, (last - first) / step + 1, "SGE_TASK_ID");
  }
  for (const char* name : {"PBS_ARRAY_INDEX", "JOB_COMPLETION_INDEX"}) {
    if (const auto task = task_number(variable, name)) {
      return with_told_count(variable, name, *task);
    }
  }
  return std::nullopt;
}

std::vector<std::size_t> shard_order(std::size_t size, const std::optional<Shard>& shard,
                                     bool help_others) {
  std::vector<std::size_t> order;
  const auto belongs = [&](std::size_t number) {
    return !shard || static_cast<std::int64_t>(number) % shard->count == shard->index;
  };
  for (std::size_t number = 0; number < size; ++number) {
    if (belongs(number)) order.push_back(number);
  }
  // The others from here on, so that helpers do not all come to the same trial first.
  const std::size_t begin = order.empty() ? 0 : order.front();
  for (std::size_t i = 0; help_others && i < size; ++i) {
    if (const std::size_t number = (begin + i) % size; !belongs(number)) order.push_back(number);
  }
  return order;
}

}  // namespace regsweep
