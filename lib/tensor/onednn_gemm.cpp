#include "tensor/onednn_gemm.hpp"

#if defined(REGSWEEP_ONEDNN) && !defined(REGSWEEP_DOUBLE)
#include <fmt/format.h>
#include <omp.h>

#include <algorithm>
#include <oneapi/dnnl/dnnl.hpp>

#include "core/error.hpp"
#include "core/processor.hpp"
#include "tensor/gemm.hpp"

namespace regsweep {
namespace {

// Calls of fewer multiplications cost more than they gain; large sums of many rows of a factor that
// lies transposed are a tenth slower.
bool faster(bool a_transposed, std::int64_t m, std::int64_t n, std::int64_t k) {
  constexpr std::int64_t few = 1 << 20, many_rows = 1024, large = 1 << 18;
  return m * n * k >= few && std::min(m, n) >= 16 &&
         !(a_transposed && k > many_rows && m * n > large);
}

}  // namespace

std::string onednn_version() {
  const dnnl_version_t* version = dnnl_version();
  return fmt::format("{}.{}.{}", version->major, version->minor, version->patch);
}

bool onednn_gemm(const MatrixView& a, const MatrixView& b, Accumulate accumulate,
                 const MutableMatrixView& c) {
  static const bool compared = processor::has_avx512();  // where the two were compared
  const std::int64_t m = a.rows, n = b.columns, k = a.columns;
  if (!compared || blas_threads() != 1 || !faster(a.transposed, m, n, k)) {
    return false;
  }
  omp_set_num_threads(1);  // oneDNN takes its threads from OpenMP
  const float beta = accumulate == Accumulate::yes ? 1 : 0;
  const dnnl_status_t status =
      dnnl_sgemm(a.transposed ? 'T' : 'N', b.transposed ? 'T' : 'N', m, n, k, 1, a.data, a.stride,
                 b.data, b.stride, beta, c.data, c.stride);
  RS_CHECK(status == dnnl_success,
           fmt::format("oneDNN refused a product of {} x {} x {}", m, n, k));
  return true;
}

}  // namespace regsweep

#else

namespace regsweep {

std::string onednn_version() { return ""; }
bool onednn_gemm(const MatrixView&, const MatrixView&, Accumulate, const MutableMatrixView&) {
  return false;
}

}  // namespace regsweep

#endif
