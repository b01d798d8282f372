#include "results/hdf5_handle.hpp"

#include <fmt/format.h>

namespace regsweep {
namespace {

herr_t take_innermost(unsigned, const H5E_error2_t* entry, void* words) {
  if (entry->desc != nullptr) *static_cast<std::string*>(words) = entry->desc;
  return 0;
}

std::mutex& library_mutex() {
  static std::mutex mutex;  // HDF5 itself is the one global thing that this guards
  return mutex;
}

}  // namespace

void hdf5_failure(const std::string& what) {
  std::string words;
  H5Ewalk2(H5E_DEFAULT, H5E_WALK_DOWNWARD, take_innermost,
           &words);  // the last entry of the walk is the first cause
  H5Eclear2(H5E_DEFAULT);
  throw Hdf5Failure(words.empty() ? what : fmt::format("{} (HDF5: {})", what, words));
}

Hdf5Session::Hdf5Session() : lock_(library_mutex()) {
  H5Eget_auto2(H5E_DEFAULT, &printer_, &printer_data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

Hdf5Session::~Hdf5Session() { H5Eset_auto2(H5E_DEFAULT, printer_, printer_data_); }

Handle text_type() {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "no text type");
  succeed(H5Tset_size(type, H5T_VARIABLE), "no text of variable length");
  succeed(H5Tset_cset(type, H5T_CSET_UTF8), "no UTF-8 text");
  return type;
}

Handle half_type() {
  Handle type(H5Tcopy(H5T_IEEE_F32LE), H5Tclose, "no float16");
  succeed(H5Tset_fields(type, 15, 10, 5, 0, 10), "no float16");
  succeed(H5Tset_size(type, 2), "no float16");
  succeed(H5Tset_ebias(type, 15), "no float16");
  return type;
}

}  // namespace regsweep
