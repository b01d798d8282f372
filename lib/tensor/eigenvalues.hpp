// Eigenvalues of symmetric matrices in double precision, by LAPACK.
#pragma once

#include <cstdint>
#include <vector>

namespace regsweep {

/// Of a symmetric matrix [n, n], n > 0, ascending. ContractError for another size.
std::vector<double> symmetric_eigenvalues(std::int64_t n, const std::vector<double>& matrix);

}  // namespace regsweep
