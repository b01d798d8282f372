// What computed the trials of a sweep: the kernel of OpenBLAS and the instruction set, from each
// trial's provenance, and how long it took. Trials that different kernels computed may differ by
// rounding alone; whoever compares them must be told.
#pragma once

#include <string>
#include <vector>

#include "core/records.hpp"

namespace regsweep {

/// Seconds of computing times threads, from a trial's provenance; nan: it says nothing.
double core_seconds(const Group& trial);

inline constexpr const char* core_seconds_name = "core_seconds";
inline constexpr const char* core_seconds_words = "seconds of computing times threads";

class ArithmeticOfTrials {
 public:
  void add(const Group& trial);  // in the order of the rows

  /// Kernel, instruction set and core-seconds per trial along `dimension`, and the flag mixed_bits,
  /// into a group that no digest covers.
  void describe(Group& provenance, const std::string& dimension) const;

  /// "mixed bits: 12 trials by Haswell with avx2, ...", or "" when one kernel computed all.
  std::string mixed_bits() const;

 private:
  std::vector<std::string> kernels_, instructions_;
  std::vector<double> core_seconds_;
};

}  // namespace regsweep
