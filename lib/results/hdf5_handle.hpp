// HDF5 without leaks, without its printed error stack, and one caller at a time (the library is not
// thread-safe).
//
// Failures are Hdf5Failure with HDF5's own innermost words; tree_write and tree_read turn them into
// sentences for people.
#pragma once

#include <hdf5.h>

#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>

namespace regsweep {

class Hdf5Failure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Throws Hdf5Failure: "<what> (HDF5: <its words>)".
[[noreturn]] void hdf5_failure(const std::string& what);

/// Checks what an HDF5 function returned: negative is failure.
template <class Result>
Result succeed(Result result, const char* what) {
  if (result < 0) hdf5_failure(what);
  return result;
}

/// An HDF5 identifier that closes itself.
class Handle {
 public:
  using Close = herr_t (*)(hid_t);
  Handle(hid_t id, Close closer, const char* what) : id_(succeed(id, what)), close_(closer) {}
  Handle(Handle&& other) noexcept : id_(std::exchange(other.id_, -1)), close_(other.close_) {}
  Handle& operator=(Handle&&) = delete;
  ~Handle() {
    if (id_ >= 0) close_(id_);
  }
  operator hid_t() const { return id_; }

  /// Closes now and reports failure, for what is written at closing.
  void close(const char* what) { succeed(close_(std::exchange(id_, -1)), what); }

 private:
  hid_t id_;
  Close close_;
};

/// Held while HDF5 is used: keeps other threads out and the error stack from being printed.
class Hdf5Session {
 public:
  Hdf5Session();
  ~Hdf5Session();
  Hdf5Session(const Hdf5Session&) = delete;
  Hdf5Session& operator=(const Hdf5Session&) = delete;

 private:
  std::unique_lock<std::mutex> lock_;
  H5E_auto2_t printer_ = nullptr;
  void* printer_data_ = nullptr;
};

/// Variable-length UTF-8 text, the only text type in our files.
Handle text_type();

/// IEEE float16, little-endian.
Handle half_type();

}  // namespace regsweep
