// Numbers of weight matrices.
#pragma once

#include "tensor/matrix_view.hpp"

namespace regsweep {

/// Of a matrix W; lengths in the units of its weights.
struct MatrixNumbers {
  double norm = 0;             // Frobenius
  double stable_rank = 0;      // ||W||_F^2 / ||W||_2^2; nan of zeros
  double near_zero_share = 0;  // |w| <= threshold
};
MatrixNumbers numbers_of_matrix(const MatrixView& W, double threshold);

}  // namespace regsweep
