// Loss by position: the mean loss at each position of a sequence, over the examples whose target
// there is not masked.
#pragma once

#include <string>
#include <vector>

#include "probes/probe_entry.hpp"

namespace regsweep {

class LossByPosition : public Probe {
 public:
  explicit LossByPosition(std::string part) : part_(std::move(part)) {}
  void see_losses(const Piece& piece, std::span<const double> losses) override;
  void finish(Group& root) const override;

  /// [position], in nats; nan where every target is masked.
  std::vector<double> means() const;

  std::vector<double> sums, counts;  // [position]

 private:
  std::string part_;
};

}  // namespace regsweep
