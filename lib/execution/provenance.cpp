#include "execution/provenance.hpp"

#include <fstream>

#include "core/processor.hpp"
#include "execution/process/processes.hpp"
#include "tensor/gemm.hpp"
#include "tensor/onednn_gemm.hpp"

// Made at each build (lib/cmake/RegsweepCommit.cmake).
#if __has_include("build_commit.hpp")
#include "build_commit.hpp"
#endif
#ifndef REGSWEEP_VERSION
#define REGSWEEP_VERSION "0.1.0"
#endif
#ifndef REGSWEEP_COMMIT
#define REGSWEEP_COMMIT ""
#endif

namespace regsweep {
namespace {

std::string cpu_model() {
  std::ifstream stream("/proc/cpuinfo");
  for (std::string line; std::getline(stream, line);) {
    if (line.rfind("model name", 0) == 0 && line.find(": ") != std::string::npos) {
      return line.substr(line.find(": ") + 2);
    }
  }
  return "unknown";
}

// What the compiler may use, and so what this binary needs at least; kernels of a portable build
// choose more at run time.
std::string instruction_set() {
#if defined(REGSWEEP_PORTABLE)
  if (processor::has_avx512()) return "portable: avx512";
  return processor::has_avx2() ? "portable: avx2" : "portable: sse4.2";
#elif defined(__AVX512F__)
  return "avx512";
#elif defined(__AVX2__)
  return "avx2";
#else
  return "baseline";
#endif
}

}  // namespace

std::string program_version() {
  const std::string commit = REGSWEEP_COMMIT;
  return commit.empty() ? REGSWEEP_VERSION : std::string(REGSWEEP_VERSION) + "+g" + commit;
}

Value provenance() {
  return Value(Map{{"regsweep_version", REGSWEEP_VERSION, {}},
                   {"commit", REGSWEEP_COMMIT, {}},
                   {"compiler", "g++ " __VERSION__, {}},
#ifdef REGSWEEP_DOUBLE
                   {"precision", "double", {}},
#else
                   {"precision", "single", {}},
#endif
                   {"instruction_set", instruction_set(), {}},
                   {"cpu", cpu_model(), {}},
                   {"blas_version", blas_version(), {}},
                   {"blas_core", blas_core(), {}},
                   {"blas_threads", blas_threads(), {}},
                   {"onednn_version", onednn_version().empty() ? "none" : onednn_version(), {}},
                   {"host", this_process().host, {}}});
}

}  // namespace regsweep
