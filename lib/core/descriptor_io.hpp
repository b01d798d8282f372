// Reading and writing file descriptors in the presence of signals: the one place that repeats a
// system call that a signal has interrupted (EINTR).
#pragma once

#include <sys/types.h>
#include <cerrno>
#include <cstddef>
#include <string_view>

namespace regsweep {

/// The result of a system call that returns a negative number and errno when it fails; repeated as
/// long as a signal interrupts it.
template <class Call>
auto without_interruption(const Call& call) {
  auto result = call();
  while (result < 0 && errno == EINTR) result = call();
  return result;
}

/// Writes all bytes. False, with errno, when that is impossible.
bool write_all(int descriptor, std::string_view bytes);

/// Reads `size` bytes; fewer only when the descriptor ends before. -1, with errno, when it cannot
/// be read.
ssize_t read_all(int descriptor, void* bytes, std::size_t size);

}  // namespace regsweep
