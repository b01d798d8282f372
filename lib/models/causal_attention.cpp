// Each head is packed into small buffers that stay in the first-level cache, so products need no
// library calls.
#include "models/causal_attention.hpp"

#include <algorithm>
#include <cmath>

#include "models/drawn.hpp"
#include "tensor/kernels/causal.hpp"
#include "tensor/kernels/elementwise.hpp"

namespace regsweep {
namespace {

using kernels::padded;

std::size_t size_of(std::int64_t n) { return static_cast<std::size_t>(n); }

// square [T, padded(T)] += the addend of [T, T], on and below the diagonal.
void add_below_diagonal(const Draw& noise, std::int64_t offset, std::int64_t T, real* square) {
  if (noise.addend == nullptr) return;
  for (std::int64_t i = 0; i < T; ++i) {
    for (std::int64_t j = 0; j <= i; ++j) {
      square[i * padded(T) + j] += noise.addend[offset + i * T + j];
    }
  }
}

// y = x times the factors of [T, D], plus addend; rows of x and y have D elements and are a stride
// apart.
void copy_noisy(const Draw& noise, std::int64_t offset, std::int64_t T, std::int64_t D,
                const real* x, std::int64_t x_stride, real* y, std::int64_t y_stride) {
  for (std::int64_t t = 0; t < T; ++t, x += x_stride, y += y_stride) {
    const std::int64_t at = offset + t * D;
    kernels::with_factors(noise.factors.from(at), D,
                          [x, y](std::int64_t d, real factor) { y[d] = x[d] * factor; });
    if (noise.addend != nullptr) {
      for (std::int64_t d = 0; d < D; ++d) y[d] += noise.addend[at + d];
    }
  }
}

// Zeros behind the D elements of each row of [T, padded(D)].
void clear_padding(std::int64_t T, std::int64_t D, real* x) {
  for (std::int64_t t = 0; t < T; ++t, x += padded(D)) std::fill(x + D, x + padded(D), real(0));
}

}  // namespace

CausalAttention::CausalAttention(const TransformerOptions& options, Sites sites)
    : C_(options.channels),
      H_(options.heads),
      D_(options.head_channels()),
      positions_(options.positions),
      sites_(sites) {
  if (positions_ != Positions::rotary) return;
  for (std::int64_t t = 0; t < options.context; ++t) {
    for (std::int64_t d = 0; d < D_ / 2; ++d) {
      const double angle = static_cast<double>(t) /
                           std::pow(10000.0, 2 * static_cast<double>(d) / static_cast<double>(D_));
      cosine_.push_back(static_cast<real>(std::cos(angle))),
          sine_.push_back(static_cast<real>(std::sin(angle)));
    }
  }
}

void CausalAttention::reserve() {
  const auto grow = [](Buffer& buffer, std::int64_t n) {
    if (buffer.size() < size_of(n)) buffer.resize(size_of(n));
  };
  grow(weights_, B_ * H_ * T_ * padded(T_));
  for (Buffer* each : {&queries_, &keys_, &values_, &out_}) grow(*each, T_ * padded(D_));
  grow(transposed_, D_ * padded(T_));
  for (Buffer& each : squares_) grow(each, T_ * padded(T_));
}

// direction 1 turns, -1 turns back (the transposed, so it maps gradients too).
void CausalAttention::rotate(real* qkv, real direction) const {
  for (std::int64_t row = 0; row < B_ * T_; ++row) {
    const real *cosine = cosine_.data() + row % T_ * (D_ / 2),
               *sine = sine_.data() + row % T_ * (D_ / 2);
    for (std::int64_t head = 0; head < 2 * H_; ++head) {  // queries, then keys
      real* x = qkv + row * 3 * C_ + head * D_;
      for (std::int64_t d = 0; d < D_ / 2; ++d) {
        const real a = x[2 * d], b = x[2 * d + 1], s = direction * sine[d];
        x[2 * d] = a * cosine[d] - b * s, x[2 * d + 1] = a * s + b * cosine[d];
      }
    }
  }
}

void CausalAttention::forward(std::int64_t B, std::int64_t T, real* qkv, const real* bias,
                              const NoisePass& moment, real* y) {
  B_ = B, T_ = T, qkv_ = qkv, bias_ = bias;
  reserve();
  logits_ = draw_at(sites_.logits, moment, {B, H_, T, T});
  noise_ = draw_at(sites_.weights, moment, {B, H_, T, T});
  head_ = draw_at(sites_.head, moment, {B, H_, T, D_});
  if (positions_ == Positions::rotary) {
    if (bias != nullptr) kernels::add_row(B * T, 3 * C_, bias, qkv);
    bias_ = nullptr;
    rotate(qkv, 1);
  }
  for (std::int64_t b = 0; b < B; ++b) {
    for (std::int64_t h = 0; h < H_; ++h) forward_head(b, h, y);
  }
}

CausalAttention::Thirds CausalAttention::bias_of(std::int64_t h) const {
  if (bias_ == nullptr) return {};
  return {bias_ + h * D_, bias_ + C_ + h * D_, bias_ + 2 * C_ + h * D_};
}

void CausalAttention::noisy_weights(std::int64_t example_head, const real* weights,
                                    real* out) const {
  const std::int64_t offset = example_head * T_ * T_;
  kernels::causal_product(T_, weights, noise_.factors.from(offset), out);
  add_below_diagonal(noise_, offset, T_, out);
}

void CausalAttention::logits_of_head(std::int64_t example_head, const real* queries,
                                     const real* keys, real* S) const {
  kernels::causal_scores(T_, D_, 1 / std::sqrt(static_cast<real>(D_)), queries, keys, S);
  if (positions_ == Positions::alibi) {
    const real slope =
        std::pow(real(2), -8 * static_cast<real>(example_head % H_ + 1) / static_cast<real>(H_));
    for (std::int64_t i = 0; i < T_; ++i) {
      for (std::int64_t j = 0; j <= i; ++j) {
        S[i * padded(T_) + j] -= slope * static_cast<real>(i - j);
      }
    }
  }
  if (logits_.identity()) return;
  const std::int64_t offset = example_head * T_ * T_;
  kernels::causal_product(T_, S, logits_.factors.from(offset), S);
  add_below_diagonal(logits_, offset, T_, S);
}

void CausalAttention::forward_head(std::int64_t b, std::int64_t h, real* y) {
  const std::int64_t each = b * H_ + h, stride = 3 * C_;
  const real* q = qkv_ + b * T_ * stride + h * D_;
  const Thirds bias = bias_of(h);
  real* S = weights_.data() + each * T_ * padded(T_);
  kernels::pack(T_, D_, q, stride, queries_.data(), bias.queries);
  kernels::pack_transposed(T_, D_, q + C_, stride, transposed_.data(), bias.keys);
  kernels::pack(T_, D_, q + 2 * C_, stride, values_.data(), bias.values);
  logits_of_head(each, queries_.data(), transposed_.data(), S);
  real* noisy = noise_.identity() ? S : squares_[0].data();
  if (noise_.identity()) {
    kernels::causal_softmax(T_, S);
  } else {
    kernels::causal_softmax(T_, S, noise_.factors.from(each * T_ * T_), noisy);
    add_below_diagonal(noise_, each * T_ * T_, T_, noisy);
  }
  kernels::causal_mix(T_, D_, 1, noisy, values_.data(), out_.data());
  copy_noisy(head_, each * T_ * D_, T_, D_, out_.data(), padded(D_), y + b * T_ * C_ + h * D_, C_);
}

void CausalAttention::backward(const real* y_gradient, real* qkv_gradient) {
  for (std::int64_t b = 0; b < B_; ++b) {
    for (std::int64_t h = 0; h < H_; ++h) backward_head(b, h, y_gradient, qkv_gradient);
  }
  if (positions_ == Positions::rotary) rotate(qkv_gradient, -1);
}

void CausalAttention::backward_head(std::int64_t b, std::int64_t h, const real* y_gradient,
                                    real* qkv_gradient) {
  const std::int64_t each = b * H_ + h, stride = 3 * C_;
  const real* q = qkv_ + b * T_ * stride + h * D_;
  const Thirds bias = bias_of(h);
  real* q_gradient = qkv_gradient + b * T_ * stride + h * D_;
  const real* A = weights_.data() + each * T_ * padded(T_);
  const std::int64_t offset = each * T_ * T_;
  real* G = squares_[1].data();

  // From y to the weights and values: out_ is the gradient at A V.
  copy_noisy({head_.factors}, each * T_ * D_, T_, D_, y_gradient + b * T_ * C_ + h * D_, C_,
             out_.data(), padded(D_));
  clear_padding(T_, D_, out_.data());
  kernels::pack_transposed(T_, D_, q + 2 * C_, stride, transposed_.data(), bias.values);
  kernels::causal_scores(T_, D_, 1, out_.data(), transposed_.data(), G);
  if (noise_.identity()) {
    kernels::causal_softmax_backward(T_, A, G);
  } else {
    kernels::causal_softmax_backward(T_, A, noise_.factors.from(offset), G, squares_[0].data());
    add_below_diagonal(noise_, offset, T_, squares_[0].data());
  }
  kernels::causal_spread(T_, D_, 1, noise_.identity() ? A : squares_[0].data(), out_.data(),
                         values_.data());

  // From the logits to queries and keys.
  if (!logits_.identity()) kernels::causal_product(T_, G, logits_.factors.from(offset), G);
  const real scale = 1 / std::sqrt(static_cast<real>(D_));
  kernels::pack(T_, D_, q, stride, queries_.data(), bias.queries);
  kernels::pack(T_, D_, q + C_, stride, keys_.data(), bias.keys);
  kernels::causal_mix(T_, D_, scale, G, keys_.data(), out_.data());
  for (std::int64_t t = 0; t < T_; ++t) {
    std::copy_n(out_.data() + t * padded(D_), D_, q_gradient + t * stride);
    std::copy_n(values_.data() + t * padded(D_), D_, q_gradient + t * stride + 2 * C_);
  }
  kernels::causal_spread(T_, D_, scale, G, queries_.data(), out_.data());
  for (std::int64_t t = 0; t < T_; ++t) {
    std::copy_n(out_.data() + t * padded(D_), D_, q_gradient + t * stride + C_);
  }
}

std::vector<real> CausalAttention::weights() const {
  std::vector<real> all(size_of(B_ * H_ * T_ * T_));
  Buffer square(size_of(T_ * padded(T_)));
  for (std::int64_t each = 0; each < B_ * H_; ++each) {
    noisy_weights(each, weights_.data() + each * T_ * padded(T_), square.data());
    for (std::int64_t i = 0; i < T_; ++i) {
      std::copy_n(square.data() + i * padded(T_), T_, all.data() + (each * T_ + i) * T_);
    }
  }
  return all;
}

std::vector<real> CausalAttention::logits() const {
  std::vector<real> all(size_of(B_ * H_ * T_ * T_));
  Buffer square(size_of(T_ * padded(T_)));
  Buffer queries(size_of(T_ * padded(D_))), keys(size_of(D_ * padded(T_)));
  for (std::int64_t each = 0; each < B_ * H_; ++each) {
    const real* q = qkv_ + each / H_ * T_ * 3 * C_ + each % H_ * D_;
    const Thirds bias = bias_of(each % H_);
    kernels::pack(T_, D_, q, 3 * C_, queries.data(), bias.queries);
    kernels::pack_transposed(T_, D_, q + C_, 3 * C_, keys.data(), bias.keys);
    logits_of_head(each, queries.data(), keys.data(), square.data());
    for (std::int64_t i = 0; i < T_; ++i) {
      std::copy_n(square.data() + i * padded(T_), i + 1, all.data() + (each * T_ + i) * T_);
    }
  }
  return all;
}

double CausalAttention::flops(std::int64_t T) const {
  return 6 * 2 * static_cast<double>(C_) *
         static_cast<double>(T * (T + 1) / 2);  // two products forward, four backward
}

}  // namespace regsweep
