// Huge pages: a process that trains gets its memory by pages of 2 MiB, because a step walks through
// many arrays and, by pages of 4 KiB, waits for the translation of their addresses (measured on
// whole steps, `steps_bench --one` with and without the variable in turn: 3 to 10 %).
#pragma once

#include <string>

namespace regsweep {

/// The environment in which glibc's malloc asks Linux for huge pages: "GLIBC_TUNABLES=...", read
/// when a process starts; "" where the user has set that variable. Arrays below 32 MiB then share
/// few large pieces of memory, larger ones have their own; up to 64 MiB that are freed stay with
/// the process. Without huge pages, or with another C library, the variable has no effect.
std::string huge_pages_variable();

}  // namespace regsweep
