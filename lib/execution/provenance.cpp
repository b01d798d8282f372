#include "execution/provenance.hpp"

#include <fstream>

#include "core/processor.hpp"
#include "execution/process/processes.hpp"
#include "execution/program.hpp"
#include "tensor/gemm.hpp"
#include "tensor/onednn_gemm.hpp"

namespace regsweep {
namespace {

#ifdef REGSWEEP_DOUBLE
constexpr const char* precision_word = "double";
#else
constexpr const char* precision_word = "single";
#endif

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

std::string program_version() { return this_program().version; }

Value provenance() {
  const Program& program = this_program();
  const std::size_t plus = program.version.find("+g");
  const bool from_git = plus != std::string::npos;
  Map about{{"regsweep_version", program.version.substr(0, plus), {}},
            {"commit", from_git ? program.version.substr(plus + 2) : "", {}}};
  for (const Member& member : provenance_of(program)) about.push_back(member);
  for (const Member& member :
       Map{{"precision", precision_word, {}},
           {"instruction_set", instruction_set(), {}},
           {"cpu", cpu_model(), {}},
           {"blas_version", blas_version(), {}},
           {"blas_core", blas_core(), {}},
           {"blas_threads", blas_threads(), {}},
           {"onednn_version", onednn_version().empty() ? "none" : onednn_version(), {}},
           {"host", this_process().host, {}}}) {
    about.push_back(member);
  }
  return Value(std::move(about));
}

}  // namespace regsweep
