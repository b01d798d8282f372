// Optimizer: one update of all weights per step, as PyTorch 2 defines it (torch.optim,
// single-tensor forms). g is the gradient times gradient_scale, t the 0-based step:
//
//   sgd      v = momentum v + g;  w -= lr v;  with nesterov w -= lr (g + momentum v)
//   adam     m += (1 - beta1)(g - m);  u = beta2 u + (1 - beta2) g^2;
//            w -= lr / (1 - beta1^(t+1)) * m / (sqrt(u) / sqrt(1 - beta2^(t+1)) + epsilon)
//   adamw    w *= 1 - lr weight_decay (matrices only), then adam; weight_decay may change linearly
//   rmsprop  u = alpha u + (1 - alpha) g^2;  v = momentum v + g / (sqrt(u) + epsilon);  w -= lr v
//
// State starts at zero. The same inputs give the same bits. Padding of the flat arrays stays zero.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "optimizers/options.hpp"
#include "tensor/parameters.hpp"

namespace regsweep {

class Optimizer {
 public:
  /// ContractError without a kind.
  Optimizer(const OptimizerOptions& options, const ParameterLayout& layout);

  /// Updates the weights; `learning_rate`, `momentum` (sgd only) and `weight_decay` (adamw only;
  /// none: the option) are those of this step, counted from 0. The gradient is only read.
  /// ContractError if a flat array has another length than the layout.
  void step(Flat& weights, const Flat& gradient, std::int64_t step, double learning_rate,
            double momentum, real gradient_scale = 1, std::optional<double> weight_decay = {});

  /// Everything that a checkpoint must keep, by name: "velocity", "first_moment", "second_moment".
  std::vector<std::pair<std::string, Flat*>> state();

 private:
  struct Range {
    std::size_t first, size;
    bool decayed;
  };

  void adam_step(real* w, const real* g, std::int64_t step, double learning_rate,
                 real gradient_scale, double weight_decay);

  OptimizerOptions options_;
  std::size_t size_;           // of the layout
  std::vector<Range> ranges_;  // of a flat array, neighbours that are treated alike merged
  Flat velocity_, first_moment_, second_moment_;  // empty when the kind has none
};

/// How many arrays of the size of the weights an optimizer with these options keeps: those of its
/// state.
int kept_arrays(const OptimizerOptions& options);

/// Square root of the sum of squares, in double, the same for the same bits.
double global_norm(const Flat& values);

/// What the gradient is multiplied by so that its norm is at most `limit`: min(1, limit / norm).
double clip_factor(double norm, double limit);

}  // namespace regsweep
