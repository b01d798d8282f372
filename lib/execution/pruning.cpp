#include "execution/pruning.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <system_error>

#include "execution/directory/claims.hpp"

namespace regsweep {

namespace fs = std::filesystem;

Orphans orphans_of(const Plan& plan, const SweepDirectory& directory) {
  std::set<std::string> planned;
  for (const PlannedTrial& trial : plan.trials) planned.insert(trial.id);
  Orphans orphans;
  for (const Folder folder : {Folder::trials, Folder::checkpoints, Folder::failures}) {
    directory.visit(folder, [&](const fs::path& file, const FileName& name) {
      const bool of_a_trial = name.kind == FileKind::trial || name.kind == FileKind::checkpoint ||
                              name.kind == FileKind::failure;
      if (!of_a_trial || planned.contains(name.id)) return;
      const fs::path claim = directory.claim(name.id);
      if (fs::exists(claim) && !is_abandoned(claim)) {
        ++orphans.busy;
        return;
      }
      std::error_code gone;
      const auto bytes = fs::file_size(file, gone);
      if (gone) return;
      orphans.bytes += static_cast<std::int64_t>(bytes);
      orphans.trials += name.kind == FileKind::trial;
      orphans.files.push_back(file);
    });
  }
  std::sort(orphans.files.begin(), orphans.files.end());
  return orphans;
}

std::int64_t remove_files(const Orphans& orphans) {
  std::int64_t removed = 0;
  for (const fs::path& file : orphans.files) {
    std::error_code refusal;
    removed += fs::remove(file, refusal);
    if (refusal) {
      throw StorageError(
          fmt::format("{} cannot be removed ({}); {} files are gone, and the same "
                      "command goes on once that is mended",
                      file.string(), refusal.message(), removed));
    }
  }
  return removed;
}

}  // namespace regsweep
