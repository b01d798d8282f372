#include "tensor/eigenvalues.hpp"

#include <xtensor-blas/xlinalg.hpp>
#include <xtensor/xtensor.hpp>

#include "core/error.hpp"

namespace regsweep {

std::vector<double> symmetric_eigenvalues(std::int64_t n, const std::vector<double>& matrix) {
  const auto size = static_cast<std::size_t>(n);
  RS_CHECK(n > 0 && matrix.size() == size * size, "a square matrix");
  xt::xtensor<double, 2, xt::layout_type::column_major> copy;
  copy.resize({size, size});
  std::copy(matrix.begin(), matrix.end(), copy.storage().begin());
  const xt::xtensor<double, 1, xt::layout_type::column_major> values = xt::linalg::eigvalsh(copy);
  return {values.storage().begin(), values.storage().end()};
}

}  // namespace regsweep
