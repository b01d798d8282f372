#include "tensor/kernels/nonzeros.hpp"

#include <algorithm>

#include "core/processor.hpp"
#include "core/simd.hpp"
#include "tensor/kernels/lanes.hpp"
#include "tensor/kernels/packing.hpp"

#if defined(REGSWEEP_X86)
#include <immintrin.h>
#endif

namespace regsweep::kernels {
namespace {

// Of 64 bytes: two sums each, and the factors, fill the 32 registers of AVX-512.
constexpr int most_vectors = 8;

// sum += factor * one row of B
template <int vectors>
REGSWEEP_INLINE void add_row(real factor, const real* b, Lanes (&sum)[vectors]) {
#pragma GCC unroll 8
  for (int v = 0; v < vectors; ++v) sum[v] += factor * load(b + v * width);
}

// One row of C, `vectors` wide. Two sums, because an addition takes as long as four others could
// begin.
template <int vectors>
REGSWEEP_INLINE void product_of_row(std::int64_t count, const real* x, const std::uint8_t* columns,
                                    const real* b, bool add, real* c) {
  const auto row = [b](std::uint8_t column) { return b + column * std::uint64_t{vectors * width}; };
  Lanes even[vectors], odd[vectors];
#pragma GCC unroll 8
  for (int v = 0; v < vectors; ++v) {
    even[v] = add ? load(c + v * width) : Lanes{};
    odd[v] = Lanes{};
  }
  std::int64_t e = 0;
  for (; e + 2 <= count; e += 2) {
    add_row<vectors>(x[columns[e]], row(columns[e]), even);
    add_row<vectors>(x[columns[e + 1]], row(columns[e + 1]), odd);
  }
  if (e < count) add_row<vectors>(x[columns[e]], row(columns[e]), even);
#pragma GCC unroll 8
  for (int v = 0; v < vectors; ++v) store(even[v] + odd[v], c + v * width);
}

template <int vectors>
REGSWEEP_INLINE void product_of_rows(std::int64_t rows, const Nonzeros& a, std::int64_t columns,
                                     const real* b, bool add, real* c, std::int64_t c_row) {
  const bool whole = columns == vectors * width;
  real last[vectors * width] = {};
  for (std::int64_t i = 0; i < rows; ++i, c += c_row) {
    if (!whole) std::copy_n(c, columns, last);
    product_of_row<vectors>(a.counts[static_cast<std::size_t>(i)], a.x + i * a.x_row,
                            a.columns.data() + i * stretch, b, add, whole ? c : last);
    if (!whole) std::copy_n(last, columns, c);
  }
}

}  // namespace

REGSWEEP_KERNEL std::int64_t count_nonzeros(std::int64_t n, const real* x) {
  std::int64_t all = 0;
  constexpr std::int64_t piece = 1 << 16;  // counted in 32 bits: a vector holds more of them
  for (std::int64_t begin = 0; begin < n; begin += piece) {
    std::int32_t some = 0;
    for (std::int64_t i = begin; i < std::min(n, begin + piece); ++i) some += x[i] != 0 ? 1 : 0;
    all += some;
  }
  return all;
}

void list_nonzeros_plainly(std::int64_t rows, std::int64_t columns, const real* x,
                           std::int64_t x_row, Nonzeros& out) {
  out.x = x;
  out.x_row = x_row;
  for (std::int64_t i = 0; i < rows; ++i, x += x_row) {
    std::uint8_t* list = out.columns.data() + i * stretch;
    std::size_t count = 0;
    for (std::int64_t k = 0; k < columns; ++k) {  // a branch would be guessed wrong half the time
      list[count] = static_cast<std::uint8_t>(k);
      count += x[k] != 0 ? 1 : 0;
    }
    out.counts[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(count);
  }
}

#if defined(REGSWEEP_X86) && !defined(REGSWEEP_DOUBLE)
namespace {

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored \
    "-Wuninitialized"  // the compiler's own header leaves registers undefined on purpose
// A row is one mask of 64 bits and one compression of the numbers 0 .. 63.
__attribute__((target("avx512f,avx512bw,avx512vbmi2,popcnt"))) void list_with_vbmi2(
    std::int64_t rows, std::int64_t columns, const real* x, std::int64_t x_row, Nonzeros& out) {
  alignas(64) std::uint8_t counting[stretch];
  for (int k = 0; k < stretch; ++k) counting[k] = static_cast<std::uint8_t>(k);
  const __m512i all = _mm512_load_si512(counting);
  out.x = x;
  out.x_row = x_row;
  for (std::int64_t i = 0; i < rows; ++i, x += x_row) {
    std::uint64_t kept = 0;
    for (std::int64_t k = 0; k < columns; k += 16) {
      const auto inside =
          static_cast<__mmask16>(columns - k >= 16 ? 0xFFFF : (1 << (columns - k)) - 1);
      const __mmask16 some = _mm512_mask_cmp_ps_mask(inside, _mm512_maskz_loadu_ps(inside, x + k),
                                                     _mm512_setzero_ps(), _CMP_NEQ_UQ);
      kept |= static_cast<std::uint64_t>(some) << k;
    }
    _mm512_storeu_si512(out.columns.data() + i * stretch, _mm512_maskz_compress_epi8(kept, all));
    out.counts[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(__builtin_popcountll(kept));
  }
}
#pragma GCC diagnostic pop

}  // namespace

void list_nonzeros(std::int64_t rows, std::int64_t columns, const real* x, std::int64_t x_row,
                   Nonzeros& out) {
  static const bool fast = processor::has_avx512_vbmi2() && processor::has_popcnt();
  if (fast) {
    list_with_vbmi2(rows, columns, x, x_row, out);
  } else {
    list_nonzeros_plainly(rows, columns, x, x_row, out);
  }
}
#else
void list_nonzeros(std::int64_t rows, std::int64_t columns, const real* x, std::int64_t x_row,
                   Nonzeros& out) {
  list_nonzeros_plainly(rows, columns, x, x_row, out);
}
#endif

std::int64_t columns_at_once() { return (wide_registers() ? most_vectors : 2) * width; }

REGSWEEP_KERNEL void sparse_product(std::int64_t rows, const Nonzeros& a, std::int64_t columns,
                                    const real* b, bool add, real* c, std::int64_t c_row) {
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
