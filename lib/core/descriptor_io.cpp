#include "core/descriptor_io.hpp"

#include <unistd.h>

#include <algorithm>

namespace regsweep {

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const std::size_t most = std::min<std::size_t>(bytes.size(), std::size_t{1} << 30);
    const ssize_t count =
        without_interruption([&] { return write(descriptor, bytes.data(), most); });
    if (count == 0) errno = EIO;
    if (count <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

ssize_t read_all(int descriptor, void* bytes, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    char* const rest = static_cast<char*>(bytes) + done;
    const ssize_t count = without_interruption([&] { return read(descriptor, rest, size - done); });
    if (count < 0) return -1;
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  return static_cast<ssize_t>(done);
}

}  // namespace regsweep
