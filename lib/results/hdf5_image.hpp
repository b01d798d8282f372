// An HDF5 file that lives in memory only: HDF5's core driver over a buffer of our own.
//
// H5Fget_file_image of HDF5 1.10.8 returns images with a wrong checksum, so the bytes are taken
// from the driver's buffer when the file is closed. The buffer is zeroed and nothing is
// time-stamped: equal calls give equal bytes.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "results/hdf5_handle.hpp"

namespace regsweep {

class MemoryFile {
 public:
  /// A new, empty file; only within an Hdf5Session.
  MemoryFile();
  ~MemoryFile();
  hid_t id() const;

  /// Closes the file with everything in it and returns its bytes.
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Opens the bytes of a file for reading, without copying them; they must outlive the handle.
Handle open_bytes(std::string_view bytes);

}  // namespace regsweep
