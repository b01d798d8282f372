// Reading single HDF5 objects with distrust: no size, type, filter or layout that the bytes claim
// is used unchecked. Everything throws Hdf5Failure and needs an Hdf5Session.
#pragma once

#include <string>
#include <vector>

#include "core/records.hpp"
#include "results/hdf5_handle.hpp"

namespace regsweep {

enum class ScaleKind { none, coordinate, lone_dimension };

class ObjectReader {
 public:
  /// `file_size` bounds what memory is asked for.
  explicit ObjectReader(std::size_t file_size);

  /// A scalar attribute: text, flag, integer, number or nothing.
  Value attribute(hid_t object, const char* name) const;

  /// What a dataset is to dimensions: netCDF-4 marks scales by the attributes CLASS and NAME.
  ScaleKind scale_kind(hid_t dataset) const;

  /// The addresses of the dimension scales attached to a dataset, one per axis; empty if there are
  /// none.
  std::vector<haddr_t> scales(hid_t dataset) const;

  /// Data, shape, units and long_name; the dimensions are left to the caller.
  Array array(hid_t dataset, const std::string& name) const;

 private:
  std::string text(hid_t object, const char* name) const;
  std::string text_of(hid_t attribute, hid_t type, const char* name) const;
  std::size_t checked_count(hid_t dataset, const Array& array, std::size_t element) const;
  std::vector<std::string> texts(hid_t dataset, std::size_t count, const std::string& name) const;

  std::size_t file_size_;
  Handle text_ = text_type();
  Handle half_ = half_type();
  Handle references_{H5Tvlen_create(H5T_STD_REF_OBJ), H5Tclose, "no reference type"};
};

}  // namespace regsweep
