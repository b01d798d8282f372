// What tells libFuzzer where an input has been: GCC calls __sanitizer_cov_trace_pc at every branch, libFuzzer wants a table of 8-bit
// counters, and this file counts the callers in such a table. Outside of the fuzzer nobody looks at it.
#include <cstddef>
#include <cstdint>

extern "C" {
void __sanitizer_cov_8bit_counters_init(std::uint8_t* begin,
                                        std::uint8_t* end);  // libFuzzer's; without it one of libasan that does nothing
void __sanitizer_cov_trace_pc();
void __sanitizer_cov_trace_cmpf(float a, float b);
void __sanitizer_cov_trace_cmpd(double a, double b);
}

namespace {

constexpr std::size_t counters_bits = 17;
std::uint8_t counters[std::size_t{1} << counters_bits];

[[maybe_unused]] const bool registered = [] {
  __sanitizer_cov_8bit_counters_init(counters, counters + sizeof counters);
  return true;
}();

}  // namespace

extern "C" void __sanitizer_cov_trace_pc() {
  // Counted from a place of the program, so that it is the same wherever the program is loaded.
  const auto caller = reinterpret_cast<std::uintptr_t>(__builtin_return_address(0)) - reinterpret_cast<std::uintptr_t>(counters);
  ++counters[caller * 0x9E3779B97F4A7C15u >> (64 - counters_bits)];  // Fibonacci hashing
}

// Comparisons of integers are libFuzzer's own; of these GCC tells too, and nobody listens.
extern "C" void __sanitizer_cov_trace_cmpf(float, float) {}
extern "C" void __sanitizer_cov_trace_cmpd(double, double) {}
