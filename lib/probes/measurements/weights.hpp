// Numbers of weight matrices.
#pragma once

#include <cstdint>

#include "tensor/tensor.hpp"

namespace regsweep {

/// Of a matrix W [rows, columns].
struct MatrixNumbers {
  double norm = 0;             // Frobenius
  double stable_rank = 0;      // ||W||_F^2 / ||W||_2^2; nan of zeros
  double near_zero_share = 0;  // |w| <= threshold
};
MatrixNumbers numbers_of_matrix(std::int64_t rows, std::int64_t columns, const real* W,
                                double threshold);

}  // namespace regsweep
