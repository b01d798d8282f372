#include "tensor/kernels/packing.hpp"

#include "core/simd.hpp"
#include "tensor/kernels/lanes.hpp"

namespace regsweep::kernels {
namespace {

// What is added to the columns from c on.
struct NoBias {
  REGSWEEP_INLINE real add(real x, std::int64_t) const { return x; }
  REGSWEEP_INLINE Lanes add(Lanes x, std::int64_t) const { return x; }
};
struct Bias {
  const real* row;
  REGSWEEP_INLINE real add(real x, std::int64_t c) const { return x + row[c]; }
  REGSWEEP_INLINE Lanes add(Lanes x, std::int64_t c) const { return x + load(row + c); }
};

template <class Added>
REGSWEEP_INLINE void pack_with(const Added& bias, std::int64_t rows, std::int64_t columns,
                               const real* x, std::int64_t stride, real* out) {
  const std::int64_t P = padded(columns);
  for (std::int64_t r = 0; r < rows; ++r, x += stride, out += P) {
    std::int64_t c = 0;
    for (; c + width <= columns; c += width) {
      store(bias.add(load(x + c), c), out + c);  // rows are too short for a call of memcpy
    }
    for (; c < columns; ++c) out[c] = bias.add(x[c], c);
    for (; c < P; ++c) out[c] = 0;
  }
}

template <class Added>
REGSWEEP_INLINE void pack_transposed_with(const Added& bias, std::int64_t rows,
                                          std::int64_t columns, const real* x, std::int64_t stride,
                                          real* out) {
  const std::int64_t P = padded(rows), whole_rows = rows / width * width,
                     whole_columns = columns / width * width;
  for (std::int64_t r = 0; r < whole_rows; r += width) {
    for (std::int64_t c = 0; c < whole_columns; c += width) {
      transpose(
          x + r * stride + c, stride,
          [&bias, c ](Lanes each) __attribute__((always_inline)) { return bias.add(each, c); },
          out + c * P + r, P, std::make_index_sequence<width>());
    }
    for (std::int64_t c = whole_columns; c < columns; ++c) {
      for (std::int64_t i = r; i < r + width; ++i) out[c * P + i] = bias.add(x[i * stride + c], c);
    }
  }
  for (std::int64_t c = 0; c < columns; ++c) {
    for (std::int64_t r = whole_rows; r < rows; ++r) {
      out[c * P + r] = bias.add(x[r * stride + c], c);
    }
    for (std::int64_t r = rows; r < P; ++r) out[c * P + r] = 0;
  }
}

}  // namespace

REGSWEEP_KERNEL void pack(std::int64_t rows, std::int64_t columns, const real* x,
                          std::int64_t stride, real* out, const real* bias) {
  if (bias == nullptr) return pack_with(NoBias{}, rows, columns, x, stride, out);
  pack_with(Bias{bias}, rows, columns, x, stride, out);
}

REGSWEEP_KERNEL void pack_transposed(std::int64_t rows, std::int64_t columns, const real* x,
                                     std::int64_t stride, real* out, const real* bias) {
  if (bias == nullptr) return pack_transposed_with(NoBias{}, rows, columns, x, stride, out);
  pack_transposed_with(Bias{bias}, rows, columns, x, stride, out);
}

}  // namespace regsweep::kernels
