// Kernels of OpenBLAS: which this processor runs, and what is said about those that it does not.
#include "tensor/blas_kernel.hpp"

#include <catch2/catch.hpp>

#include "tensor/gemm.hpp"

namespace regsweep::blas_kernel_test {

using Catch::Matchers::Contains;

const BlasKernel narrow{"Haswell", "AVX2 and FMA", true, 3},
    wide{"SkylakeX", "AVX-512 (F, BW, CD, DQ, VL)", true, 4};
const BlasKernel too_wide{"SkylakeX", "AVX-512 (F, BW, CD, DQ, VL)", false, 4};

TEST_CASE("the kernel in use runs on this processor") {
  for (const BlasKernel& each : blas_kernels()) {
    if (each.name == blas_core()) REQUIRE(each.runs_here);
  }
}

TEST_CASE("each kernel is listed once, and older ones run where newer ones do") {
  const std::vector<BlasKernel>& all = blas_kernels();
  for (std::size_t i = 0; i < all.size(); ++i) {
    for (std::size_t j = i + 1; j < all.size(); ++j) {
      REQUIRE(all[i].name != all[j].name);
      REQUIRE((all[i].runs_here || !all[j].runs_here));
    }
  }
}

TEST_CASE("a refusal says what is missing") {
  CHECK(blas_kernel_refusal(narrow, "Haswell") == "");
  CHECK(blas_kernel_refusal(too_wide, "Haswell") ==
        "needs AVX-512 (F, BW, CD, DQ, VL), which this processor does not have");
  CHECK_THAT(blas_kernel_refusal(too_wide, "SkylakeX"),
             Contains("does not have"));  // forced, and about to die
  CHECK_THAT(blas_kernel_refusal(wide, "Zen"),
             Contains("the OpenBLAS installed here") && Contains("it uses Zen"));
}

TEST_CASE("a newer kernel is named only where instructions of this processor lie idle") {
  const BlasKernel old{"Prescott", "SSE3", true, 0},
      another{"Cooperlake", "AVX-512 with BF16", true, 4};
  CHECK(newer_blas_kernel("Haswell", {narrow, wide}) == "SkylakeX");
  CHECK(newer_blas_kernel("Prescott", {old, narrow, too_wide}) == "Haswell");
  CHECK(newer_blas_kernel("Prescott", {old, narrow, wide, another}) == "SkylakeX");
  CHECK(newer_blas_kernel("SkylakeX", {narrow, wide, another}) == "");
  CHECK(newer_blas_kernel("Haswell", {narrow, too_wide}) == "");
  CHECK(newer_blas_kernel("neoversev1", {narrow, wide}) == "");
}

}  // namespace regsweep::blas_kernel_test
