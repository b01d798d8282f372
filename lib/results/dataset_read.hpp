// Reading single HDF5 objects with distrust: no size, type, filter or layout that the bytes claim is used unchecked.
// All functions throw Hdf5Failure and need an Hdf5Session.
#pragma once

#include <string>
#include <vector>

#include "core/records.hpp"
#include "results/hdf5_handle.hpp"

namespace regsweep {

/// A scalar attribute: text, flag, integer, number or nothing.
Value read_attribute(hid_t object, const std::string& name);

enum class ScaleKind { none, coordinate, lone_dimension };

/// What a dataset is to dimensions: netCDF-4 marks scales by the attributes CLASS and NAME.
ScaleKind scale_kind(hid_t dataset);

/// The addresses of the dimension scales attached to a dataset, one per axis; empty if there are none.
std::vector<haddr_t> scales_of(hid_t dataset, const std::string& name);

/// Name, data, shape, units and long_name; dimensions are left to the caller. `file_size` bounds what memory is asked for.
Array read_array(hid_t dataset, const std::string& name, std::size_t file_size);

}  // namespace regsweep
