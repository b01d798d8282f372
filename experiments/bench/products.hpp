// The matrix products of a training step alone, on memory of their own: the floor that a step is
// measured against.
#pragma once

#include <cmath>
#include <vector>

#include "tensor/gemm.hpp"
#include "tensor/kernels/causal.hpp"

namespace regsweep::bench {

using Buffer = std::vector<real>;

inline Buffer buffer(std::int64_t n, double value) {
  return Buffer(static_cast<std::size_t>(n), static_cast<real>(value));
}

/// y = x W^T, dW = g^T x, dx = g W of one linear map.
class LinearProducts {
 public:
  LinearProducts(std::int64_t rows, std::int64_t in, std::int64_t out, bool inputs_need_gradient)
      : rows_(rows),
        in_(in),
        out_(out),
        inputs_need_gradient_(inputs_need_gradient),
        x_(buffer(rows * in, 0.5)),
        g_(buffer(rows * out, 0.5)),
        w_(buffer(in * out, 0.01)),
        y_(buffer(rows * out, 0)),
        dw_(buffer(in * out, 0)),
        dx_(buffer(rows * in, 0)) {}
  double flops() const {
    return 2.0 * static_cast<double>(rows_ * in_ * out_) * (inputs_need_gradient_ ? 3 : 2);
  }
  void forward() {
    gemm({x_.data(), rows_, in_}, MatrixView(w_.data(), out_, in_).transpose(), Accumulate::no,
         {y_.data(), rows_, out_});
  }
  void backward() {
    const MatrixView g(g_.data(), rows_, out_);
    gemm(g.transpose(), {x_.data(), rows_, in_}, Accumulate::no, {dw_.data(), out_, in_});
    if (inputs_need_gradient_) {
      gemm(g, {w_.data(), out_, in_}, Accumulate::no, {dx_.data(), rows_, in_});
    }
  }

 private:
  std::int64_t rows_, in_, out_;
  bool inputs_need_gradient_;
  Buffer x_, g_, w_, y_, dw_, dx_;
};

/// The six products of attention on and below the diagonal, for every example and head.
class AttentionProducts {
 public:
  AttentionProducts(std::int64_t examples_heads, std::int64_t T, std::int64_t D)
      : heads_(examples_heads),
        T_(T),
        D_(D),
        square_(buffer(examples_heads * T * kernels::padded(T), 0.01)),
        scratch_(buffer(T * kernels::padded(T), 0)),
        rows_(buffer(T * kernels::padded(D), 0.5)),
        out_(rows_),
        transposed_(buffer(D * kernels::padded(T), 0.5)) {}
  double flops() const { return 6.0 * static_cast<double>(heads_ * T_ * (T_ + 1) * D_); }
  void forward() {
    for (std::int64_t h = 0; h < heads_; ++h) {
      kernels::causal_scores(T_, D_, 1, rows_.data(), transposed_.data(), scratch_.data());
      kernels::causal_matmul(T_, D_, 1, square_.data() + h * T_ * kernels::padded(T_), rows_.data(),
                             out_.data());
    }
  }
  void backward() {
    for (std::int64_t h = 0; h < heads_; ++h) {
      const real* A = square_.data() + h * T_ * kernels::padded(T_);
      kernels::causal_scores(T_, D_, 1, rows_.data(), transposed_.data(), scratch_.data());
      kernels::causal_matmul_transposed(T_, D_, 1, A, rows_.data(), out_.data());
      kernels::causal_matmul(T_, D_, 1, A, rows_.data(), out_.data());
      kernels::causal_matmul_transposed(T_, D_, 1, A, rows_.data(), out_.data());
    }
  }

 private:
  std::int64_t heads_, T_, D_;
  Buffer square_, scratch_, rows_, out_, transposed_;
};

/// All products of one step, in its order.
class Products {
 public:
  void add_linear(std::int64_t rows, std::int64_t in, std::int64_t out,
                  bool inputs_need_gradient = true) {
    linear_.emplace_back(rows, in, out, inputs_need_gradient);
    order_.push_back({false, linear_.size() - 1});
  }
  void add_attention(std::int64_t examples_heads, std::int64_t T, std::int64_t D) {
    attention_.emplace_back(examples_heads, T, D);
    order_.push_back({true, attention_.size() - 1});
  }
  /// Of the products that run(), multiplications and additions counted apart.
  double flops() const {
    double all = 0;
    for (const auto& each : linear_) all += each.flops();
    for (const auto& each : attention_) all += each.flops();
    return all;
  }
  void run() {
    for (const auto& [attention, at] : order_) {
      attention ? attention_[at].forward() : linear_[at].forward();
    }
    for (auto each = order_.rbegin(); each != order_.rend(); ++each) {
      each->first ? attention_[each->second].backward() : linear_[each->second].backward();
    }
  }

 private:
  std::vector<LinearProducts> linear_;
  std::vector<AttentionProducts> attention_;
  std::vector<std::pair<bool, std::size_t>> order_;
};

inline Products mlp_products(const std::vector<std::int64_t>& sizes, std::int64_t batch) {
  Products products;
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
    products.add_linear(batch, sizes[i], sizes[i + 1], i > 0);
  }
  return products;
}

inline Products transformer_products(std::int64_t layers, std::int64_t heads, std::int64_t C,
                                     std::int64_t T, std::int64_t batch, std::int64_t vocabulary) {
  Products products;
  for (std::int64_t layer = 0; layer < layers; ++layer) {
    products.add_linear(batch * T, C, 3 * C);
    products.add_attention(batch * heads, T, C / heads);
    products.add_linear(batch * T, C, C);
    products.add_linear(batch * T, C, 4 * C);
    products.add_linear(batch * T, 4 * C, C);
  }
  products.add_linear(batch * T, C, vocabulary);
  return products;
}

}  // namespace regsweep::bench
