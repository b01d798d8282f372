#include "execution/memory_guard.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <numeric>
#include <optional>
#include <sstream>
#include <vector>

#include "core/json.hpp"
#include "core/text.hpp"
#include "execution/datasets.hpp"
#include "execution/directory/data_files.hpp"
#include "execution/slurm/task.hpp"

namespace regsweep {
namespace {

namespace fs = std::filesystem;

// The number after `key` in a file of lines "key number"; with an empty key, the number that the
// file begins with.
std::optional<std::int64_t> number_in(const fs::path& file, const std::string& key) {
  std::ifstream stream(file);
  for (std::string line; std::getline(stream, line);) {
    if (!line.starts_with(key)) continue;
    std::istringstream rest(line.substr(key.size()));
    std::int64_t number = 0;
    if (rest >> number) return number;
  }
  return std::nullopt;
}

struct GroupFiles {
  const char *folder, *limit, *use, *droppable;
};
constexpr GroupFiles version_1{"sys/fs/cgroup/memory", "memory.limit_in_bytes",
                               "memory.usage_in_bytes", "total_inactive_file "};
constexpr GroupFiles version_2{"sys/fs/cgroup", "memory.max", "memory.current", "inactive_file "};

// The least that is free in a control group and in those around it. A group that is not visible (of
// a container) is passed over.
void look_at_groups(const fs::path& root, const GroupFiles& names, fs::path group,
                    std::vector<FreeMemory>& found) {
  for (;; group = group.parent_path()) {
    const fs::path folder = root / names.folder / group.relative_path();
    const auto limit = number_in(folder / names.limit, ""), use = number_in(folder / names.use, "");
    if (limit && use) {
      found.push_back(
          {*limit - *use + number_in(folder / "memory.stat", names.droppable).value_or(0),
           fmt::format("under the limit of its control group ({})", memory_text(*limit))});
    }
    if (!group.has_relative_path()) return;
  }
}

// /proc/self/cgroup: lines "<number>:<controllers>:<path>"; version 2 has no controllers.
void look_at_groups(const fs::path& root, std::vector<FreeMemory>& found) {
  std::ifstream stream(root / "proc/self/cgroup");
  for (std::string line; std::getline(stream, line);) {
    const std::vector<std::string> parts = split(line, ':');
    if (parts.size() < 3) continue;
    const std::vector<std::string> controllers = split(parts[1], ',');
    if (parts[1].empty()) {
      look_at_groups(root, version_2, parts[2], found);
    } else if (std::find(controllers.begin(), controllers.end(), "memory") != controllers.end()) {
      look_at_groups(root, version_1, parts[2], found);
    }
  }
}

// What this process holds already for itself: data that it may use again, but not what it maps
// together with others.
std::int64_t own_bytes() {
  std::ifstream stream("/proc/self/statm");
  std::int64_t pages = 0, resident = 0, mapped = 0;
  return stream >> pages >> resident >> mapped ? (resident - mapped) * sysconf(_SC_PAGESIZE) : 0;
}

}  // namespace

FreeMemory free_memory(const std::function<const char*(const char*)>& variable,
                       const fs::path& root) {
  std::vector<FreeMemory> found{{std::numeric_limits<std::int64_t>::max(), "without a limit"}};
  if (const auto available = number_in(root / "proc/meminfo", "MemAvailable:")) {
    found.push_back({*available << 10, "on this machine"});
  }
  look_at_groups(root, found);
  if (const auto place = slurm_place(variable); place && place->memory > 0) {
    found.push_back({place->memory, "for this task of Slurm"});
  }
  return *std::min_element(
      found.begin(), found.end(),
      [](const FreeMemory& a, const FreeMemory& b) { return a.bytes < b.bytes; });
}

FreeMemory free_memory_here() {
  return free_memory([](const char* name) { return std::getenv(name); });
}

std::string memory_text(std::int64_t bytes) {
  const double mebibytes = static_cast<double>(bytes) / (1 << 20);
  return mebibytes < 1024 ? fmt::format("{:.0f} MiB", std::max(0.0, mebibytes))
                          : fmt::format("{:.1f} GiB", mebibytes / 1024);
}

int WorkersMemory::that_fit(int wanted, std::int64_t free) const {
  if (sharing <= 0) return wanted;
  if (loading > free) return 1;
  return static_cast<int>(std::clamp<std::int64_t>((free - shared) / sharing, 1, wanted));
}

// Follows what SharedDatasets does with the variants' data.
WorkersMemory workers_memory(const Plan& plan, const std::vector<std::size_t>& variants) {
  WorkersMemory memory;
  MemoryEstimates estimates(plan.probes);
  std::map<std::string, bool> shared;  // whether the data of this map are
  bool full = false;
  try {
    for (const std::size_t variant : variants) {
      const Value& configuration = plan.variants[variant].configuration;
      const MemoryEstimate estimate = estimates.of(located(plan.files, configuration));
      const auto [data, is_new] =
          shared.try_emplace(canonical_text(configuration.at("data")), false);
      if (is_new && !full) {
        memory.loading = std::max(memory.loading, memory.shared + estimate.loading());
        full = memory.shared > 0 && memory.shared + estimate.data > usual_shared_bytes;
        data->second = !full;
        if (!full) memory.shared += estimate.data;
      }
      memory.alone = std::max(memory.alone, estimate.alone());
      memory.sharing =
          std::max(memory.sharing, data->second ? estimate.sharing() : estimate.alone());
    }
  } catch (const DataError&) {
    return {};
  }
  return memory;
}

WorkersMemory workers_memory(const Plan& plan) {
  std::vector<std::size_t> all(plan.variants.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return workers_memory(plan, all);
}

void MemoryGuard::know(std::size_t variant, const DatasetFacts& facts) {
  const auto [known, is_new] = known_.try_emplace(variant);
  if (!is_new) return;
  try {
    known->second = estimate_memory(located(plan_.files, plan_.variants[variant].configuration),
                                    facts, plan_.probes);
  } catch (const std::exception&) {  // as below
  }
}

const MemoryEstimate& MemoryGuard::estimate(std::size_t variant) {
  const auto [known, is_new] = known_.try_emplace(variant);
  if (is_new) {
    try {
      known->second = estimates_.of(located(plan_.files, plan_.variants[variant].configuration));
    } catch (const std::exception&) {  // training the trial reports what is wrong with it
    }
  }
  return known->second;
}

std::string MemoryGuard::obstacle(std::size_t variant, bool data_are_mapped) {
  const FreeMemory free = look_();
  const std::int64_t needed =
      data_are_mapped ? estimate(variant).sharing() : estimate(variant).alone();
  if (needed - own_bytes() <= free.bytes) return "";
  return fmt::format(
      "a trial of [{}] needs an estimated {} of memory{}, but {} are free {}; run it where there "
      "is more, use fewer --workers, or compute "
      "its batches in parts (training.accumulation)",
      plan_.variants[variant].label, memory_text(needed), data_are_mapped ? " beside its data" : "",
      memory_text(free.bytes), free.where);
}

}  // namespace regsweep
