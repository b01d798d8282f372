// A part of a batch without a model, for tests of rules that take part in a step. Two rows of two
// columns; the outputs of each pass are given, the loss of outputs is their sum, and the gradient
// of the only parameter is the sum of the gradient at the outputs.
#pragma once

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "regularizers/step.hpp"

namespace regsweep::testing {

class FakePart : public BatchPart {
 public:
  explicit FakePart(std::vector<std::vector<real>> outputs) : outputs_(std::move(outputs)) {}

  std::int64_t rows() const override { return 2; }
  std::int64_t columns() const override { return 2; }
  const std::int32_t* labels() const override { return labels_; }
  double scale() const override { return 0.5; }

  real* forward(std::uint32_t pass) override {
    passes.push_back(pass);
    current_ = outputs_.at(pass);
    return current_.data();
  }

  LossSums loss(double share, real* outputs) override {
    LossSums sums;
    sums.loss = static_cast<double>(std::accumulate(outputs, outputs + 4, real(0)));
    sums.count = 2;
    std::fill_n(outputs, 4, static_cast<real>(share * scale()));
    return sums;
  }

  void backward(const real* output_gradient, double share, Flat& gradient) override {
    gradient[0] = std::accumulate(output_gradient, output_gradient + 4, real(0));
    shown.emplace_back(output_gradient, output_gradient + 4);
    shares.push_back(share);
  }

  std::vector<std::uint32_t> passes;     // of the forward passes, in their order
  std::vector<double> shares;            // of the backward passes, in their order
  std::vector<std::vector<real>> shown;  // gradients at the outputs, in their order

 private:
  const std::int32_t labels_[2] = {0, 1};
  std::vector<std::vector<real>> outputs_;
  std::vector<real> current_;
};

}  // namespace regsweep::testing
