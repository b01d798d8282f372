// HiddenNorm: normalization of a hidden layer's pre-activations, z [rows, C] -> y [rows, C].
//
//   batch   over the examples of a batch (Ioffe & Szegedy 2015, arXiv 1502.03167). In a step of
//           training mean and variance are those of the batch; everywhere else, evaluation with
//           noise included, they are the running ones:
//             running = 0.9 running + 0.1 batch        (the variance unbiased, n / (n - 1))
//   layer   over the units of an example (Ba, Kiros & Hinton 2016, arXiv 1607.06450); nothing runs
//
// Parameters, named as PyTorch's: <name>.weight (gain, from 1), <name>.bias (from 0); of batch also
// <name>.running_mean (from 0) and <name>.running_var (from 1), which are no parameters to learn:
// their gradient is 0, and after each step the layer writes what it has seen. They lie among the
// weights so that whatever keeps, averages or restores weights does so with them.
// Epsilon is 1e-5. A batch of one example has no variance and leaves the running ones as they are.
#pragma once

#include <string>

#include "models/layer_buffers.hpp"
#include "regularizers/site_noise.hpp"
#include "tensor/parameters.hpp"

namespace regsweep {

enum class HiddenNormKind { none, batch, layer };

class HiddenNorm {
 public:
  /// Appends the parameters of a layer of C units.
  static void add_parameters(HiddenNormKind kind, const std::string& name, std::int64_t C,
                             ParameterLayout& layout);

  HiddenNorm(HiddenNormKind kind, const std::string& name, const ParameterLayout& layout);

  void initialize(Flat& weights) const;

  void buffers(const CallShape& call, BufferVisitor& visit);

  /// y may be z.
  void forward(std::int64_t rows, const real* z, const Flat& weights, const NoisePass& pass,
               real* y);

  /// Writes dL/dz, which may be y_gradient, and the gradients of the parameters. z is that of
  /// forward.
  void backward(std::int64_t rows, const real* z, const real* y_gradient, const Flat& weights,
                Flat& gradient, real* z_gradient);

  /// After a step: the running statistics, from those that its first pass has found and those of
  /// its last batch, whatever the optimizer has made of them.
  void after_step(Flat& weights) const;

 private:
  void take_statistics(std::int64_t rows, const real* z, const Flat& weights,
                       const NoisePass& pass);

  HiddenNormKind kind_;
  const ParameterInfo *gain_, *bias_, *running_mean_ = nullptr, *running_variance_ = nullptr;
  Buffer mean_, inverse_deviation_;  // of the last pass: [C]; layer: [rows]
  Buffer batch_mean_, batch_variance_, known_mean_, known_variance_;  // [C], of the last step
  Buffer bypass_;                                                     // [rows, C], layer
  bool of_batch_ = false;        // the last pass took the statistics of its batch
  std::int64_t batch_rows_ = 0;  // of the last step's batch
};

}  // namespace regsweep
