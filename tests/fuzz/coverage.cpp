// What tells libFuzzer where an input has been: GCC calls __sanitizer_cov_trace_pc at every branch,
// libFuzzer wants a table of 8-bit counters, and this file counts the callers in such a table. The
// replay of the corpora does not use it.
//
// A caller has the number in which it was first seen, whatever its address: the same inputs in the
// same order look the same to libFuzzer on every machine and in every build of the same sources, so
// its next inputs are the same too (tests/fuzz/run.sh --runs).
#include <cstddef>
#include <cstdint>

extern "C" {
void __sanitizer_cov_8bit_counters_init(
    std::uint8_t* begin,
    std::uint8_t* end);  // libFuzzer's; without it one of libasan that does nothing
void __sanitizer_cov_trace_pc();
void __sanitizer_cov_trace_cmpf(float a, float b);
void __sanitizer_cov_trace_cmpd(double a, double b);
}

namespace {

struct Caller {
  std::uintptr_t address;
  std::uint32_t number;
};

constexpr std::size_t callers_bits = 17;
Caller callers[std::size_t{1} << callers_bits];  // by hash, free ones have address 0
std::uint8_t counters[std::size_t{1} << 16];     // fewer, so that there is always a free caller
std::uint32_t known = 0;

[[maybe_unused]] const bool registered = [] {
  __sanitizer_cov_8bit_counters_init(counters, counters + sizeof counters);
  return true;
}();

}  // namespace

extern "C" void __sanitizer_cov_trace_pc() {
  const auto address = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0));
  std::size_t at = address * 0x9E3779B97F4A7C15u >> (64 - callers_bits);  // Fibonacci hashing
  while (callers[at].address != address) {
    if (callers[at].address == 0) {
      if (known == sizeof counters) return;
      callers[at] = {address, known++};
      break;
    }
    at = (at + 1) % (std::size_t{1} << callers_bits);
  }
  ++counters[callers[at].number];
}

// GCC also reports these comparisons; libFuzzer uses only those of integers, which it defines
// itself.
extern "C" void __sanitizer_cov_trace_cmpf(float, float) {}
extern "C" void __sanitizer_cov_trace_cmpd(double, double) {}
