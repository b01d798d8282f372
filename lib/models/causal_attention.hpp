// CausalAttention: what happens between the projections of an attention layer, per example and
// head (Vaswani et al. 2017, section 3.2).
//
//   logits             S = noise_attention_logits(Q K^T / sqrt(D) + position bias), j <= i only
//   attention weights  A = noise_attention(softmax(S))
//   output             y = noise_head(A V), heads side by side
//
// Shapes, as in the code:
//
//   B  examples            C  channels of the stream, C = H D
//   T  tokens of each      P  padded(T), the length of a row of a square [T, P] of one head
//   H  heads               G  padded(D), the length of a row of vectors [T, G] of one head
//   D  channels of a head     (padded: rows end in zeros up to whole CPU vectors, packing.hpp)
//
// Q, K, V are the thirds of a row of qkv [B T, 3 C]; head h owns channels h D .. (h + 1) D of each.
// Masks and their offsets are unpadded: [B, H, T, T] and [B, H, T, D]. Entries above the diagonal
// are never computed: they get no weight and no gradient. Rotary positions (arXiv 2104.09864) turn
// pairs (2 d, 2 d + 1) of queries and keys at time t by t / 10000^(2 d / D); ALiBi (arXiv
// 2108.12409) adds -2^(-8 (h + 1) / H) (i - j) to the logits.
#pragma once

#include <vector>

#include "models/transformer_options.hpp"
#include "regularizers/site_noise.hpp"

namespace regsweep {

class CausalAttention {
 public:
  /// The noise at each of the three sites; null where there is none.
  struct Sites {
    SiteNoise *logits = nullptr, *attention = nullptr, *head = nullptr;
  };

  CausalAttention(const TransformerOptions& options, Sites sites);

  void buffers(const CallShape& call, BufferVisitor& visit);

  /// qkv [B T, 3 C], to which `bias` [3 C] is still to be added (null: none) -> y [B T, C]. Both
  /// must live until backward. When positions are rotary, the bias is added in place, and queries
  /// and keys are turned.
  void forward(const CallShape& call, real* qkv, const real* bias, const NoisePass& pass, real* y);

  /// The gradient at qkv [B T, 3 C], from the one at y [B T, C].
  void backward(const real* y_gradient, real* qkv_gradient);

  std::int64_t heads() const { return H_; }

  /// Logits [B, H, T, T] with their noise, 0 above the diagonal; and attention weights likewise, of
  /// the last forward pass.
  std::vector<real> logits() const;
  std::vector<real> attention_weights() const;

  /// Floating-point operations of one training step, per example of T tokens; the lower triangle
  /// only.
  double flops(std::int64_t T) const;

 private:
  // One head of one example: where its numbers begin.
  struct Head {
    std::int64_t h;        // 0 .. H - 1
    std::int64_t qkv;      // its queries in qkv; keys are C further, values 2 C
    std::int64_t y;        // in y
    std::int64_t squares;  // in attention_weights_ [B, H, T, P]
    std::int64_t pairs;    // in masks [B, H, T, T]
    std::int64_t outputs;  // in masks [B, H, T, D]
  };
  Head head_at(std::int64_t b, std::int64_t h) const;

  // Which third of qkv.
  enum Third { queries, keys, values };
  void pack(const Head& head, Third third, real* out) const;             // [T, G]
  void pack_transposed(const Head& head, Third third, real* out) const;  // [D, P]
  const real* bias_at(const Head& head, Third third) const;

  void rotate(real* qkv, real direction) const;
  void logits_of(const Head& head, const real* Q, const real* K_transposed, real* S) const;
  void forward_head(const Head& head, real* y);
  void backward_head(const Head& head, const real* y_gradient, real* qkv_gradient);

  std::int64_t C_, H_, D_;
  Positions positions_;
  Sites sites_;
  Buffer cosine_, sine_;  // [context, D / 2], for rotary positions

  // Of the last forward pass
  std::int64_t B_ = 0, T_ = 0;
  real* qkv_ = nullptr;
  const real* bias_ = nullptr;
  Draw logit_noise_, attention_noise_, head_noise_;
  Buffer attention_weights_;  // A [B, H, T, P], before their noise

  // Of one head at a time: they stay in the first-level cache
  Buffer queries_, keys_, values_, outputs_;  // [T, G]
  Buffer transposed_;                         // [D, P]: K^T in forward, V^T in backward
  Buffer noisy_weights_;                      // [T, P]: attention weights with their noise
  Buffer square_gradient_;                    // [T, P]: gradient there, then at the logits
};

}  // namespace regsweep
