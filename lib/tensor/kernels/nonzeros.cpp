#include "tensor/kernels/nonzeros.hpp"

#include <algorithm>

#include "core/simd.hpp"
#include "tensor/kernels/lanes.hpp"
#include "tensor/kernels/packing.hpp"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace regsweep::kernels {
namespace {

#define INLINE inline __attribute__((always_inline))

constexpr int most_vectors = 8;  // of 64 bytes: two sums each, and the factors, fill the 32 registers of AVX-512

// One row of C, `vectors` wide. Two sums, because an addition takes as long as four others could begin.
template <int vectors>
INLINE void product_of_row(std::int64_t count, const real* values, const std::uint32_t* columns, const real* b, bool add, real* c) {
  Lanes even[vectors], odd[vectors];
#pragma GCC unroll 8
  for (int v = 0; v < vectors; ++v) even[v] = add ? load(c + v * width) : Lanes{}, odd[v] = Lanes{};
  for (std::int64_t e = 0; e < count; e += 2) {
    const real *first = b + columns[e] * std::uint64_t{vectors * width}, *second = b + columns[e + 1] * std::uint64_t{vectors * width};
    const real first_value = values[e], second_value = values[e + 1];
#pragma GCC unroll 8
    for (int v = 0; v < vectors; ++v) even[v] += first_value * load(first + v * width);
#pragma GCC unroll 8
    for (int v = 0; v < vectors; ++v) odd[v] += second_value * load(second + v * width);
  }
#pragma GCC unroll 8
  for (int v = 0; v < vectors; ++v) store(even[v] + odd[v], c + v * width);
}

template <int vectors>
INLINE void product_of_rows(std::int64_t rows, const Nonzeros& a, std::int64_t columns, const real* b, bool add, real* c,
                            std::int64_t c_row) {
  const bool whole = columns == vectors * width;
  real last[vectors * width] = {};
  for (std::int64_t i = 0; i < rows; ++i, c += c_row) {
    if (!whole) std::copy_n(c, columns, last);
    product_of_row<vectors>(a.counts[static_cast<std::size_t>(i)], a.values.data() + i * stretch, a.columns.data() + i * stretch, b, add,
                            whole ? c : last);
    if (!whole) std::copy_n(last, columns, c);
  }
}

void end_list(std::uint32_t count, std::int64_t row, Nonzeros& out) {
  if (count % 2 == 1) {
    out.values[static_cast<std::size_t>(row * stretch + count)] = 0;
    out.columns[static_cast<std::size_t>(row * stretch + count)] = 0;
  }
  out.counts[static_cast<std::size_t>(row)] = count + count % 2;
}

}  // namespace

REGSWEEP_KERNEL std::int64_t count_nonzeros(std::int64_t n, const real* x) {
  std::int64_t all = 0;
  for (std::int64_t begin = 0; begin < n; begin += 1 << 16) {  // counted in 32 bits, which vectors have more of
    std::int32_t some = 0;
    for (std::int64_t i = begin; i < std::min(n, begin + (1 << 16)); ++i) some += x[i] != 0 ? 1 : 0;
    all += some;
  }
  return all;
}

void list_nonzeros_plainly(std::int64_t rows, std::int64_t columns, const real* x, std::int64_t x_row, Nonzeros& out) {
  for (std::int64_t i = 0; i < rows; ++i, x += x_row) {
    real* values = out.values.data() + i * stretch;
    std::uint32_t *indices = out.columns.data() + i * stretch, count = 0;
    for (std::int64_t k = 0; k < columns; ++k) {  // without a branch: half of them would be guessed wrong
      values[count] = x[k];
      indices[count] = static_cast<std::uint32_t>(k);
      count += x[k] != 0 ? 1 : 0;
    }
    end_list(count, i, out);
  }
}

#if defined(__x86_64__) && !defined(REGSWEEP_DOUBLE)
namespace {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"  // the compiler's own header leaves registers undefined on purpose
__attribute__((target("avx512f,popcnt"))) void list_with_avx512(std::int64_t rows, std::int64_t columns, const real* x, std::int64_t x_row,
                                                                Nonzeros& out) {
  const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  for (std::int64_t i = 0; i < rows; ++i, x += x_row) {
    real* values = out.values.data() + i * stretch;
    std::uint32_t *indices = out.columns.data() + i * stretch, count = 0;
    for (std::int64_t k = 0; k < columns; k += 16) {
      const auto inside = static_cast<__mmask16>(columns - k >= 16 ? 0xFFFF : (1 << (columns - k)) - 1);
      const __m512 some = _mm512_maskz_loadu_ps(inside, x + k);
      const __mmask16 kept = _mm512_cmp_ps_mask(some, _mm512_setzero_ps(), _CMP_NEQ_UQ);
      const __m512i at = _mm512_add_epi32(lanes, _mm512_set1_epi32(static_cast<int>(k)));
      _mm512_storeu_ps(values + count, _mm512_maskz_compress_ps(kept, some));
      _mm512_storeu_si512(indices + count, _mm512_maskz_compress_epi32(kept, at));
      count += static_cast<std::uint32_t>(__builtin_popcount(kept));
    }
    end_list(count, i, out);
  }
}
#pragma GCC diagnostic pop

}  // namespace

void list_nonzeros(std::int64_t rows, std::int64_t columns, const real* x, std::int64_t x_row, Nonzeros& out) {
  static const bool wide = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("popcnt");
  wide ? list_with_avx512(rows, columns, x, x_row, out) : list_nonzeros_plainly(rows, columns, x, x_row, out);
}
#else
void list_nonzeros(std::int64_t rows, std::int64_t columns, const real* x, std::int64_t x_row, Nonzeros& out) {
  list_nonzeros_plainly(rows, columns, x, x_row, out);
}
#endif

std::int64_t columns_at_once() { return (wide_registers() ? most_vectors : 2) * width; }

REGSWEEP_KERNEL void sparse_product(std::int64_t rows, const Nonzeros& a, std::int64_t columns, const real* b, bool add, real* c,
                                    std::int64_t c_row) {
  switch (padded(columns) / width) {
    case 1:
      return product_of_rows<1>(rows, a, columns, b, add, c, c_row);
    case 2:
      return product_of_rows<2>(rows, a, columns, b, add, c, c_row);
    case 3:
      return product_of_rows<3>(rows, a, columns, b, add, c, c_row);
    case 4:
      return product_of_rows<4>(rows, a, columns, b, add, c, c_row);
    case 5:
      return product_of_rows<5>(rows, a, columns, b, add, c, c_row);
    case 6:
      return product_of_rows<6>(rows, a, columns, b, add, c, c_row);
    case 7:
      return product_of_rows<7>(rows, a, columns, b, add, c, c_row);
    default:
      return product_of_rows<most_vectors>(rows, a, columns, b, add, c, c_row);
  }
}

}  // namespace regsweep::kernels
