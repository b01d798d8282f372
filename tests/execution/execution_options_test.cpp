// The `execution:` block: what it accepts, that it is frozen with the plan but no part of a trial,
// and what is refused here.
#include "execution/execution_options.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>

#include "small_sweep.hpp"
#include "support/small_trial.hpp"
#include "tensor/blas_kernel.hpp"
#include "tensor/gemm.hpp"

namespace regsweep::execution_options_test {

using Catch::Contains;
using testing::small_trial;

Value pinned(const std::string& kernel) { return Value(Map{{"blas_kernel", kernel, {}}}); }

TEST_CASE("a block that says nothing but defaults is frozen as nothing") {
  CHECK(frozen_execution(Value()).is_null());
  CHECK(frozen_execution(Value(Map{})).is_null());
  CHECK(frozen_execution(pinned("auto")).is_null());
}

TEST_CASE("unknown kernels and keys are refused with the right ones") {
  CHECK_THROWS_WITH(frozen_execution(pinned("Haswel")),
                    Contains("execution.blas_kernel") && Contains("did you mean 'Haswell'"));
  CHECK_THROWS_WITH(frozen_execution(Value(Map{{"blas_kernal", "Haswell", {}}})),
                    Contains("did you mean 'blas_kernel'"));
}

TEST_CASE("a pin is in plan.json and survives reading, and changes no trial") {
  const Plan plain = small_plan();
  Plan plan = small_plan();
  plan.execution = frozen_execution(pinned("Haswell"));
  CHECK(execution_of(read_plan(plan_text(plan), "plan.json")).blas_kernel == "Haswell");
  CHECK(execution_of(read_plan(plan_text(plain), "plan.json")).blas_kernel.empty());
  CHECK(plan_digest(plan) != plan_digest(plain));
  for (std::size_t i = 0; i < plan.trials.size(); ++i) {
    CHECK(plan.trials[i].id == plain.trials[i].id);
  }
}

TEST_CASE("a kernel that this process cannot have is refused, the one it has is not") {
  for (const BlasKernel& each : blas_kernels()) {
    if (each.name == blas_core()) CHECK_NOTHROW(use_blas_kernel(each.name));
    if (!each.runs_here) {
      CHECK_THROWS_WITH(
          use_blas_kernel(each.name),
          Contains("execution.blas_kernel = " + each.name + " needs ") && Contains("pin an older"));
    }
  }
}

TEST_CASE(
    "oneDNN, whose bits are not the same everywhere, is left out where a kernel is named or an "
    "older one kept") {
  for (const BlasKernel& each : blas_kernels()) {
    if (each.name != blas_core()) continue;
    Plan pinned;
    pinned.execution = frozen_execution(Value(Map{{"blas_kernel", Value(each.name), {}}}));
    CHECK(trial_as_computed(pinned, small_trial()).onednn == OneDnn::never);
  }
  CHECK((trial_as_computed(Plan{}, small_trial()).onednn == OneDnn::where_faster) ==
        newer_blas_kernel(blas_core()).empty());
}

TEST_CASE("children are told the kernel before they load OpenBLAS") {
  CHECK(blas_kernel_variable("Zen") == "OPENBLAS_CORETYPE=Zen");
  unsetenv("OPENBLAS_CORETYPE");
  const std::string newer = newer_blas_kernel(blas_core());
  CHECK(blas_kernel_variable("") == (newer.empty() ? "" : "OPENBLAS_CORETYPE=" + newer));
  CHECK(blas_kernel_note({}).empty() == newer.empty());
  if (!newer.empty()) {
    CHECK_THAT(blas_kernel_note({}), Contains("trials are computed with " + newer));
  }
  setenv("OPENBLAS_CORETYPE", blas_core().c_str(), 1);  // the user's choice stands
  CHECK(blas_kernel_variable("") == "");
  CHECK_NOTHROW(use_blas_kernel(""));
}

TEST_CASE("whoever has pinned a kernel needs no note") {
  CHECK(blas_kernel_note({"Haswell"}) == "");
}

}  // namespace regsweep::execution_options_test
