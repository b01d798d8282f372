#include "regularizers/kl_between_passes.hpp"

#include <cmath>
#include <vector>

#include "regularizers/log_softmax.hpp"

namespace regsweep {
// d KL(p || q) / d z_p = p (log p - log q - KL(p || q));  d KL(q || p) / d z_p = p - q.
double add_kl_between_passes(std::int64_t rows, std::int64_t columns, const real* z1,
                             const real* z2, const std::int32_t* labels, double scale,
                             real* gradient1, real* gradient2) {
  std::vector<double> log1(static_cast<std::size_t>(columns)), log2(log1.size());
  double sum = 0;
  for (std::int64_t b = 0; b < rows; ++b) {
    if (labels[b] < 0) continue;
    log_softmax(columns, z1 + b * columns, log1);
    log_softmax(columns, z2 + b * columns, log2);
    double forward = 0, backward = 0;
    for (std::size_t k = 0; k < log1.size(); ++k) {
      forward += std::exp(log1[k]) * (log1[k] - log2[k]);
      backward += std::exp(log2[k]) * (log2[k] - log1[k]);
    }
    for (std::size_t k = 0; k < log1.size(); ++k) {
      const double p1 = std::exp(log1[k]), p2 = std::exp(log2[k]);
      const std::size_t at = static_cast<std::size_t>(b) * log1.size() + k;
      gradient1[at] +=
          static_cast<real>(scale / 2 * (p1 * (log1[k] - log2[k] - forward) + p1 - p2));
      gradient2[at] +=
          static_cast<real>(scale / 2 * (p2 * (log2[k] - log1[k] - backward) + p2 - p1));
    }
    sum += (forward + backward) / 2;
  }
  return scale * sum;
}

}  // namespace regsweep
