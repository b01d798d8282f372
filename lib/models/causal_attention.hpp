// CausalAttention: what happens between the projections of an attention layer, per example and
// head.
//
//   logits   S = noise_attention_logits(Q K^T / sqrt(D) + position bias), j <= i only
//   weights  A = noise_attention(softmax(S))
//   output   y = noise_head(A V), heads side by side
//
// Q, K, V are the thirds of a row of qkv [B * T, 3 C]; head h owns channels h D .. (h + 1) D of
// each, D = C / H. Entries above the diagonal are never computed: they get no weight and no
// gradient. Rotary positions turn pairs (2 d, 2 d + 1) of queries and keys at time t by t /
// 10000^(2 d / D); ALiBi adds -2^(-8 (h + 1) / H) (i - j) to the logits.
#pragma once

#include <vector>

#include "models/transformer_options.hpp"
#include "regularizers/site_noise.hpp"

namespace regsweep {

class CausalAttention {
 public:
  struct Sites {
    SiteNoise *logits = nullptr, *weights = nullptr, *head = nullptr;
  };

  CausalAttention(const TransformerOptions& options, Sites sites);

  /// qkv [B * T, 3 C], to which `bias` [3 C] is still to be added (null: none) -> y [B * T, C].
  /// Both must live until backward. When positions are rotary, that is done in place, and queries
  /// and keys are turned.
  void forward(std::int64_t B, std::int64_t T, real* qkv, const real* bias, const NoisePass& moment,
               real* y);

  /// The gradient at qkv, from the one at y.
  void backward(const real* y_gradient, real* qkv_gradient);

  std::int64_t heads() const { return H_; }

  /// Logits [B, H, T, T] with their noise, 0 above the diagonal; and attention weights likewise, of
  /// the last forward pass.
  std::vector<real> logits() const;
  std::vector<real> weights() const;

  /// Floating-point operations of one training step, per example of T tokens; the lower triangle
  /// only.
  double flops(std::int64_t T) const;

 private:
  // What is to be added to the queries, keys and values of one head; null: nothing.
  struct Thirds {
    const real *queries = nullptr, *keys = nullptr, *values = nullptr;
  };
  Thirds bias_of(std::int64_t h) const;

  void reserve();
  void logits_of_head(std::int64_t example_head, const real* queries, const real* keys,
                      real* S) const;
  void forward_head(std::int64_t b, std::int64_t h, real* y);
  void backward_head(std::int64_t b, std::int64_t h, const real* y_gradient, real* qkv_gradient);
  void noisy_weights(std::int64_t example_head, const real* weights, real* out) const;
  void rotate(real* qkv, real direction) const;

  std::int64_t C_, H_, D_;
  Positions positions_;
  Sites sites_;
  std::int64_t B_ = 0, T_ = 0;
  real* qkv_ = nullptr;
  const real* bias_ = nullptr;
  Draw logits_, noise_, head_;  // of the last forward pass
  Buffer weights_;              // [B, H, T, padded(T)], before their noise
  Buffer queries_, keys_, values_, transposed_, squares_[2];  // of one head
  Buffer out_, cosine_, sine_;                                // [T, D / 2] for rotary
};

}  // namespace regsweep
