#include "probes/measurements/loss_by_position.hpp"

#include <limits>

namespace regsweep {

void LossByPosition::see_losses(const Piece& piece, std::span<const double> losses) {
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

std::vector<double> LossByPosition::means() const {
  std::vector<double> made;
  for (std::size_t t = 0; t < sums.size(); ++t) {
    made.push_back(counts[t] > 0 ? sums[t] / counts[t] : std::numeric_limits<double>::quiet_NaN());
  }
  return made;
}

void LossByPosition::finish(Group& root) const {
  const std::vector<double> losses = means();
  if (losses.empty()) return;
  root.child("final").arrays.push_back({part_ + ".loss_by_position",
                                        losses,
                                        {static_cast<std::int64_t>(losses.size())},
                                        {"position"},
                                        "nats",
                                        "loss at each position of a sequence, at the end"});
}

ProbeEntry probe_entry_loss_by_position() {
  ProbeEntry entry;
  entry.name = "loss_by_position";
  entry.summary = "Loss at each position of a sequence, at the end";
  entry.equation = "mean over sequences of -log p[target at position t]";
  entry.source = "-";
  entry.needs = {.parts = {"validation", "test"}, .tokens = true};
  entry.records = {{"final/<part>.loss_by_position",
                    {"position"},
                    "nats",
                    "loss at each position of a sequence, at the end"}};
  entry.wanted = [](const EvaluationOptions&) { return true; };
  entry.make = [](const ProbedPart& probed) {
    return std::make_unique<LossByPosition>(probed.part);
  };
  return entry;
}

}  // namespace regsweep
