#include "core/environment.hpp"

#include <unistd.h>

#include <cstdio>

#include "core/descriptor_io.hpp"

namespace regsweep {

bool Environment::write(int descriptor, std::string_view bytes) const {
  return write_all(descriptor, bytes);
}

int Environment::sync(int descriptor) const {
  return without_interruption([&] { return fsync(descriptor); });
}

int Environment::rename(const std::string& from, const std::string& to) const {
  return std::rename(from.c_str(), to.c_str());
}

int Environment::link(const std::string& from, const std::string& to) const {
  return ::link(from.c_str(), to.c_str());
}

Environment::Time Environment::now() const { return std::chrono::steady_clock::now(); }

const Environment& system_environment() {
  static const Environment environment;
  return environment;
}

}  // namespace regsweep
