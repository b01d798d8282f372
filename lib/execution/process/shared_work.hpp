// Texts that several processes make at once and hand over in order: for work with a library that
// threads may not share (HDF5).
//
// Process k of n makes the texts k, k + n, k + 2n, ... and is ahead of its caller by what a pipe
// holds. The processes only help: a text that one of them does not hand over, because it cannot be
// started, meets an error or is killed, is made by the caller itself, who meets the same error or
// none. So the texts are the same for any number of processes, whatever happens to them.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace regsweep {

class SharedWork {
 public:
  /// `make` gives text number 0 ... count - 1; in a process of its own it must write nothing.
  using Make = std::function<std::string(std::size_t)>;
  SharedWork(std::size_t count, std::size_t processes, Make make);
  SharedWork(const SharedWork&) = delete;
  ~SharedWork();  // ends the processes

  /// The texts, one after the other.
  std::string next();

 private:
  class Helper;
  Make make_;
  std::size_t next_ = 0;
  std::vector<std::unique_ptr<Helper>> helpers_;
};

}  // namespace regsweep
