// The fuzzer: `fuzz_readers TARGET [libFuzzer's options] CORPUS...`, with libFuzzer's driver.
// tests/fuzz/run.sh starts it.
#include <cstdio>

#include "fuzz/targets.hpp"

extern "C" int LLVMFuzzerRunDriver(int* count, char*** arguments,
                                   int (*read)(const std::uint8_t* bytes, std::size_t size));

namespace {

void (*target)(const std::string& bytes) = nullptr;

int read_input(const std::uint8_t* bytes, std::size_t size) {
  target(std::string(reinterpret_cast<const char*>(bytes), size));
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  const std::string wanted = count > 1 ? arguments[1] : "";
  for (const regsweep::FuzzTarget& each : regsweep::fuzz_targets()) {
    if (each.name == wanted) target = each.read;
  }
  if (target == nullptr) {
    std::fprintf(stderr,
                 "there is no fuzz target '%s'; they are listed in tests/fuzz/targets.hpp\n",
                 wanted.c_str());
    return 2;
  }
  arguments[1] = arguments[0];
  --count;
  ++arguments;
  return LLVMFuzzerRunDriver(&count, &arguments, read_input);
}
