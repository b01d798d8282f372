// Watching a site in the backward pass: a model shows the values there, with their noise, and the
// gradient of the loss with respect to them. Penalties on activations (rule_entry.hpp) add to the
// gradient, and noise that learns its rate reads it. Sites that a model shows are `open`
// (site.hpp).
#pragma once

#include <cstdint>
#include <vector>

#include "tensor/tensor.hpp"

namespace regsweep {

/// Values [examples, time, features], row-major; time is 1 in a model of features.
struct SiteValues {
  std::int64_t examples = 0, time = 1, features = 0;
  const real* values = nullptr;

  std::int64_t rows() const { return examples * time; }
  std::int64_t count() const { return rows() * features; }
};

class SiteWatcher {
 public:
  virtual ~SiteWatcher() = default;

  /// May add to `gradient` [examples, time, features], that of the loss at the values.
  virtual void on_backward(const SiteValues& seen, real* gradient) = 0;
};

/// All watchers of one site, in the order in which they are called; not owned.
struct SiteWatchers {
  std::vector<SiteWatcher*> all;

  bool any() const { return !all.empty(); }
  void show(const SiteValues& seen, real* gradient) const {
    for (SiteWatcher* each : all) each->on_backward(seen, gradient);
  }
};

}  // namespace regsweep
