// The perceptron that the golden values of make_golden.py belong to, made again from the randomness
// contract.
#pragma once

#include "golden/golden.hpp"
#include "models/kinds/mlp.hpp"
#include "tensor/kernels/loss.hpp"

namespace regsweep::golden {

constexpr std::int64_t features = 784, rows = 28, batch = 7;

/// The MLP 784-32-24-outputs with its weights and data.
class Problem {
 public:
  Problem(Activation activation, bool regression = false, double label_smoothing = 0)
      : outputs_(regression ? 3 : 10),
        regression_(regression),
        model_(options(activation), features, outputs_, {}) {
    weights.resize(model_.layout().size());
    gradient.resize(model_.layout().size());
    for (const ParameterInfo& each : model_.layout().all()) {
      const double scale = !each.matrix()                   ? 0x1p-3
                           : each.name == "layers.0.weight" ? 0x1p-4
                                                            : 0x1p-2;
      const std::vector<real> made =
          numbers(each.name, static_cast<std::int64_t>(each.size), scale);
      std::copy(made.begin(), made.end(), data(weights, each));
    }
    inputs_ = numbers("inputs", rows * features, 1);
    targets_ = numbers("targets", rows * outputs_, 1);
    std::vector<double> drawn(rows);
    uniforms(stream_key(1, "golden/labels"), 0, 0, rows, drawn.data());
    for (const double u : drawn) {
      labels_.push_back(static_cast<std::int32_t>(u * static_cast<double>(outputs_)));
    }
    if (label_smoothing > 0) soften(label_smoothing);
  }

  /// Loss of the batch of this step; `gradient` is its gradient afterwards.
  double loss(std::int64_t step) {
    const std::int64_t first = batch * step % rows;
    real* z = model_.forward({batch, inputs_.data() + first * features}, weights, {true, 0, 0});
    const real share = real(1) / static_cast<real>(batch);
    const real* soft = soft_targets_.empty() ? nullptr : soft_targets_.data() + first * outputs_;
    const LossSums sums =
        regression_
            ? kernels::squared_error(batch, outputs_, z, targets_.data() + first * outputs_, share)
            : kernels::cross_entropy(batch, outputs_, z, labels_.data() + first, soft, share);
    model_.backward(z, weights, gradient);
    return sums.loss / static_cast<double>(batch);
  }

  const ParameterLayout& layout() const { return model_.layout(); }
  Flat weights, gradient;

 private:
  static MlpOptions options(Activation activation) {
    MlpOptions made;
    made.hidden = {32, 24};
    made.activation = activation;
    return made;
  }

  void soften(double share) {
    soft_targets_.assign(static_cast<std::size_t>(rows * outputs_),
                         static_cast<real>(share / static_cast<double>(outputs_)));
    for (std::size_t b = 0; b < labels_.size(); ++b) {
      soft_targets_[b * static_cast<std::size_t>(outputs_) +
                    static_cast<std::size_t>(labels_[b])] += static_cast<real>(1 - share);
    }
  }

  std::int64_t outputs_;
  bool regression_;
  Mlp model_;
  std::vector<real> inputs_, targets_, soft_targets_;
  Labels labels_;
};

}  // namespace regsweep::golden
