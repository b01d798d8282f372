#include "execution/execution_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <vector>

#include "core/subprocess.hpp"
#include "tensor/blas_kernel.hpp"
#include "tensor/gemm.hpp"

namespace regsweep {
namespace {

constexpr const char* variable = "OPENBLAS_CORETYPE";

// Empty where they cannot be read: a program started without them would do something else.
std::vector<std::string> own_arguments() {
  std::vector<std::string> words;
  std::ifstream stream("/proc/self/cmdline", std::ios::binary);
  for (std::string word; std::getline(stream, word, '\0');) words.push_back(word);
  return stream.bad() || !stream.eof() ? std::vector<std::string>{} : words;
}

// OpenBLAS looks at its variable once, when it is loaded.
[[noreturn]] void start_again_with(const std::string& kernel) {
  const std::vector<std::string> words = own_arguments();
  if (words.empty()) {
    throw LaunchError(fmt::format(
        "cannot read /proc/self/cmdline to start again with {}={}; set that variable yourself",
        variable, kernel));
  }
  std::fflush(nullptr);
  setenv(variable, kernel.c_str(), 1);
  const int cause = replace_this_program("/proc/self/exe", words);
  throw LaunchError(fmt::format("cannot start again with {}={} ({}); set that variable yourself",
                                variable, kernel, std::strerror(cause)));
}

std::vector<std::pair<std::string, std::string>> choices() {
  std::vector<std::pair<std::string, std::string>> words{{"auto", ""}};
  for (const BlasKernel& each : blas_kernels()) words.emplace_back(each.name, each.name);
  return words;
}

// The kernel of a sweep that pins none, where it is not the one that OpenBLAS chooses; else "".
std::string better_than_chosen() {
  return std::getenv(variable) == nullptr ? newer_blas_kernel(blas_core()) : "";
}

}  // namespace

const Fields<ExecutionOptions>& execution_fields() {
  static const Fields<ExecutionOptions> fields =
      Fields<ExecutionOptions>(
          "execution",
          "How trials are computed, on whatever machine; no part of any trial's identity")
          .choice("blas_kernel", &ExecutionOptions::blas_kernel, choices(),
                  "kernel of OpenBLAS, pinned so that all nodes give the same bits, without "
                  "oneDNN; auto: OpenBLAS' choice, or a "
                  "newer one where it does not know the processor");
  return fields;
}

Value frozen_execution(const Value& block) {
  if (block.is_null()) return Value();
  const ExecutionOptions options = execution_fields().read(block, "execution");
  return options.blas_kernel.empty() ? Value()
                                     : Value(Map{{"blas_kernel", options.blas_kernel, {}}});
}

ExecutionOptions execution_of(const Plan& plan) {
  return plan.execution.is_null() ? ExecutionOptions{}
                                  : execution_fields().read(plan.execution, "execution");
}

void use_blas_kernel(const std::string& pinned) {
  const std::string kernel = pinned.empty() ? better_than_chosen() : pinned;
  if (kernel.empty()) return;
  const std::vector<BlasKernel>& known = blas_kernels();
  const auto wanted = std::find_if(known.begin(), known.end(),
                                   [&](const BlasKernel& each) { return each.name == kernel; });
  RS_CHECK(wanted != known.end(), "execution_fields takes only kernels of the list");
  const std::string refusal = blas_kernel_refusal(*wanted, blas_core());
  if (refusal.empty()) return;
  const char* asked_for = std::getenv(variable);
  if (wanted->runs_here && (asked_for == nullptr || asked_for != kernel)) start_again_with(kernel);
  throw LaunchError(fmt::format(
      "execution.blas_kernel = {} {}; pin an older one that all nodes have, or take the line out",
      kernel, refusal));
}

Trial trial_as_computed(const Plan& plan, const Value& configuration, const Value& probes) {
  Trial trial = trial_of(configuration, probes);
  // A kernel is named to have the same bits on every processor; those of oneDNN differ.
  const bool same_everywhere =
      !execution_of(plan).blas_kernel.empty() || !newer_blas_kernel(blas_core()).empty();
  trial.onednn = same_everywhere ? OneDnn::never : OneDnn::where_faster;
  return trial;
}

std::string blas_kernel_variable(const std::string& pinned) {
  const std::string kernel = pinned.empty() ? better_than_chosen() : pinned;
  return kernel.empty() ? "" : fmt::format("{}={}", variable, kernel);
}

std::string blas_kernel_note(const ExecutionOptions& options) {
  const std::string newer = options.blas_kernel.empty() ? newer_blas_kernel(blas_core()) : "";
  if (newer.empty()) return "";
  if (std::getenv(variable) == nullptr) {
    return fmt::format(
        "OpenBLAS does not know this processor and would use its kernel {}; trials are computed "
        "with {}",
        blas_core(), newer);
  }
  return fmt::format(
      "OpenBLAS uses its {} kernel ({} says so), though this processor has the instructions of {}; "
      "compare the estimated time of "
      "`regsweep plan` with --set execution.blas_kernel={} (other kernels give other bits)",
      blas_core(), variable, newer, newer);
}

}  // namespace regsweep
