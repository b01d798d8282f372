#include "regularizers/kl_between_passes.hpp"

#include <cmath>
#include <vector>

#include "regularizers/log_softmax.hpp"

namespace regsweep {
// d KL(p || q) / d z_p = p (log p - log q - KL(p || q));  d KL(q || p) / d z_p = p - q.
double add_kl_between_passes(const MatrixView& z1, const MatrixView& z2, const std::int32_t* labels,
                             double scale, const MutableMatrixView& gradient1,
                             const MutableMatrixView& gradient2) {
  std::vector<double> log1(static_cast<std::size_t>(z1.columns)), log2(log1.size());
  double sum = 0;
  for (std::int64_t b = 0; b < z1.rows; ++b) {
    if (labels[b] < 0) continue;
    log_softmax(z1.columns, z1.at(b, 0), log1);
    log_softmax(z2.columns, z2.at(b, 0), log2);
    double forward = 0, backward = 0;
    for (std::size_t k = 0; k < log1.size(); ++k) {
      forward += std::exp(log1[k]) * (log1[k] - log2[k]);
      backward += std::exp(log2[k]) * (log2[k] - log1[k]);
    }
    real *row1 = gradient1.data + b * gradient1.stride,
         *row2 = gradient2.data + b * gradient2.stride;
    for (std::size_t k = 0; k < log1.size(); ++k) {
      const double p1 = std::exp(log1[k]), p2 = std::exp(log2[k]);
      row1[k] += static_cast<real>(scale / 2 * (p1 * (log1[k] - log2[k] - forward) + p1 - p2));
      row2[k] += static_cast<real>(scale / 2 * (p2 * (log2[k] - log1[k] - backward) + p2 - p1));
    }
    sum += (forward + backward) / 2;
  }
  return scale * sum;
}

}  // namespace regsweep
