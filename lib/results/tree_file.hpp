// Trees in HDF5: a Group (core/records.hpp) becomes the bytes of an HDF5 file and back. FORMAT.md
// is the written contract.
//
// The bytes are made in memory and are a function of the Group alone: two images of one Group are
// equal. Nothing here opens a file for writing; publish() stores the bytes. Dimensions are netCDF-4
// dimension scales, so xarray reads the file. Reading believes nothing: sizes, types, filters and
// links are checked before memory is asked for.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/records.hpp"

namespace regsweep {

/// A file that exists but is not what it claims to be. A file that cannot be reached at all is a
/// plain StorageError.
class DamagedFile : public StorageError {
 public:
  using StorageError::StorageError;
};

/// The bytes of an HDF5 file that holds `root`, closed by a seal (seal.hpp). Arrays of the root
/// that are not named in `coordinates` get the CF attribute `coordinates`: those of the list that
/// lie along the array's dimensions.
std::string hdf5_image(const Group& root, const std::vector<std::string>& coordinates = {});

/// The tree of a file. Throws DamagedFile when its seal is absent or broken or the content is no
/// tree, StorageError when it cannot be reached.
Group read_tree(const std::filesystem::path& path);

/// The tree in the bytes of a file; `name` stands in messages.
Group tree_of(std::string_view bytes, const std::string& name);

}  // namespace regsweep
