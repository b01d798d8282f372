// Provenance: what made a number, for the reader who doubts it in two years. The only part of a
// trial file that two runs may differ in.
#pragma once

#include <string>

#include "core/value.hpp"

namespace regsweep {

/// "0.1.0", and with the commit when built from git: "0.1.0+gabcdef1".
std::string program_version();

/// A flat map: versions of program and libraries, compiler, flags, cpu, instruction set, blas
/// kernel and threads, host.
Value provenance();

}  // namespace regsweep
