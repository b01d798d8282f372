// Forward takes four steps for each head, backward undoes them from the last to the first. The
// tiles of one head are so small that products need no library calls.
#include "models/causal_attention.hpp"

#include <algorithm>
#include <cmath>

#include "models/apply_noise.hpp"
#include "tensor/kernels/causal.hpp"
#include "tensor/kernels/elementwise.hpp"

namespace regsweep {
namespace attention {

using kernels::padded;

// square [T, P] += the addend [T, T] of this head, on and below the diagonal.
void add_below_diagonal(const Draw& noise, std::int64_t pairs, std::int64_t T, real* square) {
  if (noise.addend == nullptr) return;
  for (std::int64_t i = 0; i < T; ++i) {
    for (std::int64_t j = 0; j <= i; ++j) {
      square[i * padded(T) + j] += noise.addend[pairs + i * T + j];
    }
  }
}

// y = x times the factors [T, D] of this head, plus addend; rows of x and y have D elements and
// are a stride apart.
void copy_noisy(const Draw& noise, std::int64_t outputs, std::int64_t T, std::int64_t D,
                const real* x, std::int64_t x_stride, real* y, std::int64_t y_stride) {
  for (std::int64_t t = 0; t < T; ++t, x += x_stride, y += y_stride) {
    const std::int64_t at = outputs + t * D;
    kernels::with_factors(noise.factors.from(at), D,
                          [x, y](std::int64_t d, real factor) { y[d] = x[d] * factor; });
    if (noise.addend != nullptr) {
      for (std::int64_t d = 0; d < D; ++d) y[d] += noise.addend[at + d];
    }
  }
}

// y [T, D] with rows a stride apart = x [T, G].
void unpack(std::int64_t T, std::int64_t D, const real* x, real* y, std::int64_t stride) {
  for (std::int64_t t = 0; t < T; ++t) std::copy_n(x + t * padded(D), D, y + t * stride);
}

// Zeros behind the D elements of each row of x [T, G].
void clear_padding(std::int64_t T, std::int64_t D, real* x) {
  for (std::int64_t t = 0; t < T; ++t, x += padded(D)) std::fill(x + D, x + padded(D), real(0));
}

// -slope (i - j) onto the logits S [T, P].
void add_distance_penalty(std::int64_t T, real slope, real* S) {
  for (std::int64_t i = 0; i < T; ++i) {
    for (std::int64_t j = 0; j <= i; ++j) S[i * padded(T) + j] -= slope * static_cast<real>(i - j);
  }
}

}  // namespace attention

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
      cosine_.push_back(static_cast<real>(std::cos(angle)));
      sine_.push_back(static_cast<real>(std::sin(angle)));
    }
  }
}

void CausalAttention::buffers(const CallShape& call, BufferVisitor& visit) {
  const std::int64_t T = call.time, P = kernels::padded(T), G = kernels::padded(D_);
  visit.array(attention_weights_, call.examples * H_ * T * P);
  for (Buffer* each : {&queries_, &keys_, &values_, &outputs_}) visit.scratch(*each, T * G);
  visit.scratch(transposed_, D_ * P);
  for (Buffer* each : {&noisy_weights_, &square_gradient_}) visit.scratch(*each, T * P);
}

CausalAttention::Head CausalAttention::head_at(std::int64_t b, std::int64_t h) const {
  const std::int64_t each = b * H_ + h;
  return {.h = h,
          .qkv = b * T_ * 3 * C_ + h * D_,
          .y = b * T_ * C_ + h * D_,
          .squares = each * T_ * kernels::padded(T_),
          .pairs = each * T_ * T_,
          .outputs = each * T_ * D_};
}

const real* CausalAttention::bias_at(const Head& head, Third third) const {
  return bias_ == nullptr ? nullptr : bias_ + third * C_ + head.h * D_;
}

void CausalAttention::pack(const Head& head, Third third, real* out) const {
  kernels::pack(T_, D_, qkv_ + head.qkv + third * C_, 3 * C_, out, bias_at(head, third));
}

void CausalAttention::pack_transposed(const Head& head, Third third, real* out) const {
  kernels::pack_transposed(T_, D_, qkv_ + head.qkv + third * C_, 3 * C_, out, bias_at(head, third));
}

// direction 1 turns, -1 turns back. Turning back is the transpose, so it maps gradients too.
void CausalAttention::rotate(real* qkv, real direction) const {
  for (std::int64_t row = 0; row < B_ * T_; ++row) {
    const real* cosine = cosine_.data() + row % T_ * (D_ / 2);
    const real* sine = sine_.data() + row % T_ * (D_ / 2);
    for (std::int64_t head = 0; head < 2 * H_; ++head) {  // queries, then keys
      real* x = qkv + row * 3 * C_ + head * D_;
      for (std::int64_t d = 0; d < D_ / 2; ++d) {
        const real a = x[2 * d], b = x[2 * d + 1], s = direction * sine[d];
        x[2 * d] = a * cosine[d] - b * s;
        x[2 * d + 1] = a * s + b * cosine[d];
      }
    }
  }
}

void CausalAttention::forward(const CallShape& call, real* qkv, const real* bias,
                              const NoisePass& pass, real* y) {
  B_ = call.examples;
  T_ = call.time;
  qkv_ = qkv;
  bias_ = bias;
  logit_noise_ = draw_at(sites_.logits, pass, {B_, H_, T_, T_});
  attention_noise_ = draw_at(sites_.attention, pass, {B_, H_, T_, T_});
  head_noise_ = draw_at(sites_.head, pass, {B_, H_, T_, D_});
  if (positions_ == Positions::rotary) {
    if (bias != nullptr) kernels::add_row(B_ * T_, 3 * C_, bias, qkv);
    bias_ = nullptr;
    rotate(qkv, 1);
  }
  for (std::int64_t b = 0; b < B_; ++b) {
    for (std::int64_t h = 0; h < H_; ++h) forward_head(head_at(b, h), y);
  }
}

// S [T, P] = noise(Q K^T / sqrt(D) + position bias), from Q [T, G] and K^T [D, P].
void CausalAttention::logits_of(const Head& head, const real* Q, const real* K_transposed,
                                real* S) const {
  kernels::causal_scores(T_, D_, 1 / std::sqrt(static_cast<real>(D_)), Q, K_transposed, S);
  if (positions_ == Positions::alibi) {
    const real exponent = -8 * static_cast<real>(head.h + 1) / static_cast<real>(H_);
    attention::add_distance_penalty(T_, std::pow(real(2), exponent), S);
  }
  if (logit_noise_.identity()) return;
  kernels::causal_multiply(T_, S, logit_noise_.factors.from(head.pairs), S);
  attention::add_below_diagonal(logit_noise_, head.pairs, T_, S);
}

void CausalAttention::forward_head(const Head& head, real* y) {
  // Pass 1: the head's columns of qkv [B T, 3 C] become Q [T, G], K^T [D, P] and V [T, G].
  pack(head, queries, queries_.data());
  pack_transposed(head, keys, transposed_.data());
  pack(head, values, values_.data());

  // Pass 2: logits S [T, P].
  real* S = attention_weights_.data() + head.squares;
  logits_of(head, queries_.data(), transposed_.data(), S);

  // Pass 3: attention weights A [T, P] = softmax(S), in the place of S, and A with its noise.
  const real* A = S;
  if (attention_noise_.identity()) {
    kernels::causal_softmax(T_, S);
  } else {
    kernels::causal_softmax(T_, S, attention_noise_.factors.from(head.pairs),
                            noisy_weights_.data());
    attention::add_below_diagonal(attention_noise_, head.pairs, T_, noisy_weights_.data());
    A = noisy_weights_.data();
  }

  // Pass 4: outputs O [T, G] = A V, which become the head's columns of y [B T, C] under noise.
  kernels::causal_matmul(T_, D_, 1, A, values_.data(), outputs_.data());
  attention::copy_noisy(head_noise_, head.outputs, T_, D_, outputs_.data(), kernels::padded(D_),
                        y + head.y, C_);
}

void CausalAttention::backward(const real* y_gradient, real* qkv_gradient) {
  for (std::int64_t b = 0; b < B_; ++b) {
    for (std::int64_t h = 0; h < H_; ++h) backward_head(head_at(b, h), y_gradient, qkv_gradient);
  }
  if (positions_ == Positions::rotary) rotate(qkv_gradient, -1);
}

// dX is the gradient of the loss at X.
void CausalAttention::backward_head(const Head& head, const real* y_gradient, real* qkv_gradient) {
  const std::int64_t G = kernels::padded(D_);
  const real scale = 1 / std::sqrt(static_cast<real>(D_));
  const real* A = attention_weights_.data() + head.squares;  // [T, P], without noise
  const real* noisy_A = attention_noise_.identity() ? A : noisy_weights_.data();

  // Undoes pass 4: dO [T, G] from the head's columns of dy [B T, C]; dA [T, P] = dO V^T, at the
  // weights with their noise. dV [T, G] waits for these weights, which the next step makes again.
  real *dO = outputs_.data(), *dA = square_gradient_.data();
  attention::copy_noisy({head_noise_.factors}, head.outputs, T_, D_, y_gradient + head.y, C_, dO,
                        G);
  attention::clear_padding(T_, D_, dO);
  pack_transposed(head, values, transposed_.data());  // V^T [D, P]
  kernels::causal_scores(T_, D_, 1, dO, transposed_.data(), dA);

  // Undoes pass 3: dS [T, P] in the place of dA, through the noise and the softmax.
  real* dS = dA;
  if (attention_noise_.identity()) {
    kernels::causal_softmax_backward(T_, A, dS);
  } else {
    kernels::causal_softmax_backward(T_, A, attention_noise_.factors.from(head.pairs), dS,
                                     noisy_weights_.data());
    attention::add_below_diagonal(attention_noise_, head.pairs, T_, noisy_weights_.data());
  }
  real* dV = values_.data();
  kernels::causal_matmul_transposed(T_, D_, 1, noisy_A, dO, dV);  // A^T dO

  // Undoes pass 2: through the noise on the logits to dQ [T, G] = dS K / sqrt(D) and
  // dK [T, G] = dS^T Q / sqrt(D), in the places of dO and K, which nobody reads any more.
  if (!logit_noise_.identity()) {
    kernels::causal_multiply(T_, dS, logit_noise_.factors.from(head.pairs), dS);
  }
  pack(head, queries, queries_.data());
  pack(head, keys, keys_.data());
  real *dQ = outputs_.data(), *dK = keys_.data();
  kernels::causal_matmul(T_, D_, scale, dS, keys_.data(), dQ);
  kernels::causal_matmul_transposed(T_, D_, scale, dS, queries_.data(), dK);

  // Undoes pass 1: dQ, dK and dV become the head's columns of dqkv [B T, 3 C].
  real* dqkv = qkv_gradient + head.qkv;
  attention::unpack(T_, D_, dQ, dqkv + queries * C_, 3 * C_);
  attention::unpack(T_, D_, dK, dqkv + keys * C_, 3 * C_);
  attention::unpack(T_, D_, dV, dqkv + values * C_, 3 * C_);
}

std::vector<real> CausalAttention::attention_weights() const {
  const std::int64_t P = kernels::padded(T_);
  std::vector<real> all(static_cast<std::size_t>(B_ * H_ * T_ * T_));
  Buffer noisy(static_cast<std::size_t>(T_ * P));
  for (std::int64_t each = 0; each < B_ * H_; ++each) {
    const Head head = head_at(each / H_, each % H_);
    kernels::causal_multiply(T_, attention_weights_.data() + head.squares,
                             attention_noise_.factors.from(head.pairs), noisy.data());
    attention::add_below_diagonal(attention_noise_, head.pairs, T_, noisy.data());
    for (std::int64_t i = 0; i < T_; ++i) {
      std::copy_n(noisy.data() + i * P, T_, all.data() + head.pairs + i * T_);
    }
  }
  return all;
}

std::vector<real> CausalAttention::logits() const {
  const std::int64_t P = kernels::padded(T_), G = kernels::padded(D_);
  std::vector<real> all(static_cast<std::size_t>(B_ * H_ * T_ * T_));
  Buffer S(static_cast<std::size_t>(T_ * P)), Q(static_cast<std::size_t>(T_ * G)),
      K_transposed(static_cast<std::size_t>(D_ * P));
  for (std::int64_t each = 0; each < B_ * H_; ++each) {
    const Head head = head_at(each / H_, each % H_);
    pack(head, queries, Q.data());
    pack_transposed(head, keys, K_transposed.data());
    logits_of(head, Q.data(), K_transposed.data(), S.data());
    for (std::int64_t i = 0; i < T_; ++i) {
      std::copy_n(S.data() + i * P, i + 1, all.data() + head.pairs + i * T_);
    }
  }
  return all;
}

double CausalAttention::flops(std::int64_t T) const {
  return 6 * 2 * static_cast<double>(C_) *
         static_cast<double>(T * (T + 1) / 2);  // two products forward, four backward
}

}  // namespace regsweep
