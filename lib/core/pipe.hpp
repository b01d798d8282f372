// A pipe whose ends are closed with the object. A program that this process starts does not inherit
// them.
#pragma once

#include <fcntl.h>
#include <unistd.h>

#include <array>

namespace regsweep {

class Pipe {
 public:
  Pipe() {
    if (pipe2(ends_.data(), O_CLOEXEC) != 0) ends_ = {-1, -1};
  }
  ~Pipe() {
    close_read();
    close_write();
  }
  Pipe(const Pipe&) = delete;

  int read_end() const { return ends_[0]; }  // -1: closed, or the system has no more descriptors
  int write_end() const { return ends_[1]; }
  void close_read() { close_one(ends_[0]); }
  void close_write() { close_one(ends_[1]); }

 private:
  static void close_one(int& end) {
    if (end >= 0) close(end);
    end = -1;
  }
  std::array<int, 2> ends_{-1, -1};
};

}  // namespace regsweep
