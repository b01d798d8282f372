// Environment: what results are kept by and cadences are measured with, as one interface, so that a
// test can put a disk that fails or a clock that jumps in its place.
//
// The functions are those of the operating system; the base class calls it. They are handed down as
// arguments: there is no global environment to replace.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace regsweep {

class Environment {
 public:
  using Time = std::chrono::steady_clock::time_point;

  virtual ~Environment() = default;

  /// Writes all bytes; false, with errno, when that is impossible.
  virtual bool write(int descriptor, std::string_view bytes) const;

  /// As fsync(2), rename(2), link(2): negative, with errno, when they fail.
  virtual int sync(int descriptor) const;
  virtual int rename(const std::string& from, const std::string& to) const;
  virtual int link(const std::string& from, const std::string& to) const;

  /// The clock of heartbeats and checkpoints.
  virtual Time now() const;
};

/// The operating system itself.
const Environment& system_environment();

}  // namespace regsweep
