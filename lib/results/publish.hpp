// Publishing: the one place in the house that opens a file for writing. A published file is whole
// or absent, whatever happens to the process, the disk or the power: temporary file in the same
// folder, all bytes, fsync, rename, fsync of the folder.
//
// On failure the temporary file is removed, an older file of that name stays as it was, and a
// StorageError names the file, the cause and the remedy. A killed process can leave a temporary
// file behind; is_temporary() knows it by its name.
#pragma once

#include <filesystem>
#include <string_view>

#include "core/environment.hpp"

namespace regsweep {

/// Makes `path` hold exactly `bytes`, replacing an older file in one step. The folder must exist.
void publish(const std::filesystem::path& path, std::string_view bytes,
             const Environment& environment = system_environment());

/// The same for text; a line end is added at the end when it is missing.
void publish_text(const std::filesystem::path& path, std::string_view text);

/// Publishes only if no file has that name; false when one has (it is left alone). Of several
/// callers at once, one gets true.
bool publish_if_absent(const std::filesystem::path& path, std::string_view bytes,
                       const Environment& environment = system_environment());

/// Whether a file of this name is what a killed publish left behind
/// (".<name>.tmp.<process>.<number>").
bool is_temporary(const std::filesystem::path& path);

}  // namespace regsweep
