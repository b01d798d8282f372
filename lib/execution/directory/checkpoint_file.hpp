// checkpoints/<id>.h5: a trial under way. A checkpoint is a cache: one that is damaged, of another
// trial or of another program (program.hpp) is dropped, and the trial starts again.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/environment.hpp"
#include "core/records.hpp"

namespace regsweep {

/// The bytes of a checkpoint file of trial `id`.
std::string checkpoint_image(const std::string& id, Group state);

/// Publishes them. StorageError when the disk says no.
void write_checkpoint(const std::filesystem::path& file, const std::string& id, Group state,
                      const Environment& environment = system_environment());

struct FoundCheckpoint {
  std::optional<Group> state;
  std::string refused;  // why a file that is there is not used; empty otherwise
};
FoundCheckpoint read_checkpoint(const std::filesystem::path& file, const std::string& id);

}  // namespace regsweep
