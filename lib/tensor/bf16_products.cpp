#include "tensor/bf16_products.hpp"

#include "core/error.hpp"
#include "core/processor.hpp"
#include "tensor/kernels/bf16.hpp"

#if defined(REGSWEEP_ONEDNN) && !defined(REGSWEEP_DOUBLE)
#include <omp.h>

#include <map>
#include <oneapi/dnnl/dnnl.hpp>
#include <tuple>
#include <vector>

#include "tensor/gemm.hpp"

namespace regsweep {

using dnnl::memory;

std::string bf16_obstacle() {
  if (processor::has_avx512_bf16()) return "";
  return "this processor has no bf16 instructions (AVX512-BF16 or AMX)";
}

bool bf16_is_fast() { return processor::has_amx_bf16() || !processor::is_intel(); }

struct Bf16Products::Library {
  using Shape = std::tuple<bool, bool, std::int64_t, std::int64_t, std::int64_t, std::int64_t,
                           std::int64_t, std::int64_t, bool>;
  struct Product {
    memory::desc a, b, c;
    dnnl::matmul primitive;
  };

  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};
  std::map<Shape, Product> products;
  std::vector<std::uint16_t> a, b;  // the rounded factors

  static void round(const MatrixView& matrix, std::vector<std::uint16_t>& out) {
    const std::int64_t count = matrix.stored_rows() * matrix.stride;
    if (out.size() < static_cast<std::size_t>(count)) out.resize(static_cast<std::size_t>(count));
    kernels::round_to_bf16(count, matrix.data, out.data());
  }

  const Product& product(const Shape& shape) {
    const auto found = products.find(shape);
    if (found != products.end()) return found->second;
    const auto [a_transposed, b_transposed, m, n, k, a_row, b_row, c_row, accumulate] = shape;
    const auto strides = [](bool transposed, std::int64_t row) {
      return transposed ? memory::dims{1, row} : memory::dims{row, 1};
    };
    const memory::desc at({m, k}, memory::data_type::bf16, strides(a_transposed, a_row));
    const memory::desc bt({k, n}, memory::data_type::bf16, strides(b_transposed, b_row));
    const memory::desc ct({m, n}, memory::data_type::f32, strides(false, c_row));
    dnnl::primitive_attr attributes;
    if (accumulate) {
      dnnl::post_ops sum;
      sum.append_sum(1);
      attributes.set_post_ops(sum);
    }
    const dnnl::matmul::primitive_desc described(dnnl::matmul::desc(at, bt, ct), attributes,
                                                 engine);
    return products.emplace(shape, Product{at, bt, ct, dnnl::matmul(described)}).first->second;
  }
};

Bf16Products::Bf16Products() {
  RS_CHECK(bf16_obstacle().empty(), "bf16 products: " + bf16_obstacle());
  omp_set_num_threads(blas_threads());  // oneDNN takes its threads from OpenMP
  library_ = std::make_unique<Library>();
}

void Bf16Products::gemm(const MatrixView& a, const MatrixView& b, Accumulate accumulate,
                        const MutableMatrixView& c) {
  Library::round(a, library_->a);
  gemm_of_last_a(a, b, accumulate, c);
}

void Bf16Products::gemm_of_last_a(const MatrixView& a, const MatrixView& b, Accumulate accumulate,
                                  const MutableMatrixView& c) {
  Library& library = *library_;
  Library::round(b, library.b);
  const Library::Product& product =
      library.product({a.transposed, b.transposed, a.rows, b.columns, a.columns, a.stride, b.stride,
                       c.stride, accumulate == Accumulate::yes});
  const memory at(product.a, library.engine, library.a.data()),
      bt(product.b, library.engine, library.b.data());
  const memory ct(product.c, library.engine, c.data);
  product.primitive.execute(library.stream,
                            {{DNNL_ARG_SRC, at}, {DNNL_ARG_WEIGHTS, bt}, {DNNL_ARG_DST, ct}});
  library.stream.wait();
}

}  // namespace regsweep

#else

namespace regsweep {

std::string bf16_obstacle() {
#ifdef REGSWEEP_DOUBLE
  return "this is a build in double precision";
#else
  return "regsweep was built without oneDNN; install libdnnl-dev and build again";
#endif
}

bool bf16_is_fast() { return false; }

struct Bf16Products::Library {};
Bf16Products::Bf16Products() { throw ContractError("bf16 products: " + bf16_obstacle()); }
void Bf16Products::gemm(const MatrixView&, const MatrixView&, Accumulate,
                        const MutableMatrixView&) {}
void Bf16Products::gemm_of_last_a(const MatrixView&, const MatrixView&, Accumulate,
                                  const MutableMatrixView&) {}

}  // namespace regsweep

#endif

namespace regsweep {
Bf16Products::~Bf16Products() = default;
}  // namespace regsweep
