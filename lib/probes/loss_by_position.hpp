// Loss by position: the mean loss at each position of a sequence, over the examples whose target
// there is not masked.
#pragma once

#include <vector>

#include "evaluation/evaluation.hpp"

namespace regsweep {

struct PositionLosses : Observer {
  std::vector<double> sums, counts;  // [position]
  void see_losses(const Piece& piece, std::span<const double> losses) override;

  /// [position], in nats; nan where every target is masked.
  std::vector<double> means() const;
};

}  // namespace regsweep
