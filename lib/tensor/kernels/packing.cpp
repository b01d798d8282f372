#include "tensor/kernels/packing.hpp"

#include "core/simd.hpp"
#include "tensor/kernels/lanes.hpp"

namespace regsweep::kernels {

REGSWEEP_KERNEL void pack(std::int64_t rows, std::int64_t columns, const real* x, std::int64_t stride, real* out) {
  const std::int64_t P = padded(columns);
  for (std::int64_t r = 0; r < rows; ++r, x += stride, out += P) {
    std::int64_t c = 0;
    for (; c + width <= columns; c += width) store(load(x + c), out + c);  // rows are too short for a call of memcpy
    for (; c < columns; ++c) out[c] = x[c];
    for (; c < P; ++c) out[c] = 0;
  }
}

REGSWEEP_KERNEL void pack_transposed(std::int64_t rows, std::int64_t columns, const real* x, std::int64_t stride, real* out) {
  const std::int64_t P = padded(rows), whole_rows = rows / width * width, whole_columns = columns / width * width;
  for (std::int64_t r = 0; r < whole_rows; r += width) {
    for (std::int64_t c = 0; c < whole_columns; c += width)
      transpose(x + r * stride + c, stride, out + c * P + r, P, std::make_index_sequence<width>());
    for (std::int64_t c = whole_columns; c < columns; ++c)
      for (std::int64_t i = r; i < r + width; ++i) out[c * P + i] = x[i * stride + c];
  }
  for (std::int64_t c = 0; c < columns; ++c) {
    for (std::int64_t r = whole_rows; r < rows; ++r) out[c * P + r] = x[r * stride + c];
    for (std::int64_t r = rows; r < P; ++r) out[c * P + r] = 0;
  }
}

}  // namespace regsweep::kernels
