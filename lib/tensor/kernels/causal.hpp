// Products and softmax of causal attention for one head of one example: only the lower triangle is
// computed.
//
//   scores   S[i, j] = scale * sum_d Q[i, d] K[j, d]                j <= i
//   softmax  A[i, j] = exp(S[i, j]) / sum_{l <= i} exp(S[i, l])     j <= i
//   mix      O[i, :] = sum_{j <= i} A[i, j] V[j, :]
//   spread   X[j, :] = sum_{i >= j} A[i, j] Y[i, :]                 the transposed of mix
//
// T time steps, D channels of a head. Squares are [T, padded(T)] and rows of vectors [T,
// padded(D)], row-major, padded to whole CPU vectors; transposed vectors are [D, padded(T)].
// Whoever fills a buffer fills its padding with zeros. Work is done in strips of up to 12 rows, so
// entries of row i before padded(i + 1) + 16 are touched by scores; softmax, its gradient and the
// product with factors set those above the diagonal to 0, as mix and spread want them, and leave
// what is further away as it was.
#pragma once

#include <cstdint>

#include "tensor/kernels/factors.hpp"
#include "tensor/kernels/packing.hpp"
#include "tensor/tensor.hpp"

namespace regsweep::kernels {

/// S = scale Q K^T on and below the diagonal. `keys` is K^T.
void causal_scores(std::int64_t T, std::int64_t D, real scale, const real* queries,
                   const real* keys, real* S);

/// A = softmax of S over j <= i, in place; and noisy = A * factors, those of [T, T] without
/// padding, in the same pass.
void causal_softmax(std::int64_t T, real* S);
void causal_softmax(std::int64_t T, real* S, const Factors& factors, real* noisy);

/// The gradient at S, in place, from the one at A: G[i, j] = A[i, j] (G[i, j] - sum_l A[i, l] G[i,
/// l]) for j <= i. With factors from the one at A * factors, which is written to `noisy` again.
void causal_softmax_backward(std::int64_t T, const real* A, real* G);
void causal_softmax_backward(std::int64_t T, const real* A, const Factors& factors, real* G,
                             real* noisy);

/// O = scale A V, and X = scale A^T Y. Above the diagonal A is 0 as far as a strip looks: before
/// padded(i + 1) + 16.
void causal_mix(std::int64_t T, std::int64_t D, real scale, const real* A, const real* V, real* O);
void causal_spread(std::int64_t T, std::int64_t D, real scale, const real* A, const real* Y,
                   real* X);

/// out = square * factors elementwise, where square is 0 above the diagonal or may become anything
/// there; out may be square. The factors are those of [T, T] without padding.
void causal_product(std::int64_t T, const real* square, const Factors& factors, real* out);

}  // namespace regsweep::kernels
