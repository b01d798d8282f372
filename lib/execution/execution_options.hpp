// The `execution:` block of a sweep: how trials are computed on whatever machine they run. It is
// frozen with the plan, so that every worker obeys it, and is no part of a trial's identity; what
// was really used stands in each trial's provenance.
#pragma once

#include <string>

#include "core/fields.hpp"
#include "sweep/plan.hpp"
#include "training/trial.hpp"

namespace regsweep {

struct ExecutionOptions {
  std::string blas_kernel;  // of OpenBLAS; "": by the processor
};

const Fields<ExecutionOptions>& execution_fields();

/// Plan::execution of a block as the user gave it: checked; null when it says nothing.
Value frozen_execution(const Value& block);
ExecutionOptions execution_of(const Plan& plan);

/// Makes this process compute with the kernel: starts the program again in its place when OpenBLAS
/// has chosen another one, so it must be called before anything is written or claimed. LaunchError
/// when the kernel cannot be used here. "": OpenBLAS' own choice, unless it leaves newer
/// instructions of this processor idle because it does not know the processor; then a kernel that
/// uses them. A choice that the user made by the variable OPENBLAS_CORETYPE stands.
void use_blas_kernel(const std::string& kernel);

/// The trial of a configuration as the plan has it computed: a kernel that is named, or an older
/// one that the variable keeps, keeps oneDNN out, whose bits are not the same everywhere.
Trial trial_as_computed(const Plan& plan, const Value& configuration, const Value& probes = {});

/// The environment in which a child comes to the same kernel at once: "OPENBLAS_CORETYPE=Haswell";
/// "" when there is none to name.
std::string blas_kernel_variable(const std::string& kernel);

/// One sentence where OpenBLAS, left to itself or by its variable, does not use what this processor
/// has, and what is done; else "".
std::string blas_kernel_note(const ExecutionOptions& options);

}  // namespace regsweep
