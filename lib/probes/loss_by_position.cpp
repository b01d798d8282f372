#include "probes/loss_by_position.hpp"

#include <limits>

namespace regsweep {

void PositionLosses::see_losses(const Piece& piece, std::span<const double> losses) {
  const auto time = static_cast<std::size_t>(piece.inputs.time);
  if (sums.size() < time) {
    sums.resize(time);
    counts.resize(time);
  }
  for (std::size_t i = 0; i < losses.size(); ++i) {
    if (piece.targets.labels[i] < 0) continue;
    sums[i % time] += losses[i];
    counts[i % time] += 1;
  }
}

std::vector<double> PositionLosses::means() const {
  std::vector<double> made;
  for (std::size_t t = 0; t < sums.size(); ++t) {
    made.push_back(counts[t] > 0 ? sums[t] / counts[t] : std::numeric_limits<double>::quiet_NaN());
  }
  return made;
}

}  // namespace regsweep
