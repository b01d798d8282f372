// Causal attention for one head of one example. Only the lower triangle (j <= i) is computed.
//
//   scores             S[i, j] = scale * sum_d Q[i, d] K[j, d]
//   softmax            A[i, j] = exp(S[i, j]) / sum_{l <= i} exp(S[i, l])
//   matmul             O[i, :] = scale * sum_{j <= i} A[i, j] V[j, :]
//   matmul_transposed  X[j, :] = scale * sum_{i >= j} A[i, j] Y[i, :]
//   multiply           B[i, j] = A[i, j] * factor[i, j]
//
// T time steps and D channels of a head, both at least 1. Row-major, padded to whole vectors of the
// processor:
//   squares S, A, B, G              [T, padded(T)]
//   rows of vectors Q, V, O, X, Y   [T, padded(D)]
//   K^T                             [D, padded(T)]
// Whoever fills a buffer fills its padding with zeros; nothing is checked.
//
// Above the diagonal: rows are computed in strips of up to 12, so scores write entries of row i up
// to padded(i + 1) + 16, and the two products read as far. softmax, its gradient and multiply set
// those above the diagonal to 0, as the products need them, and leave what lies further right.
#pragma once

#include <cstdint>

#include "tensor/kernels/factors.hpp"
#include "tensor/kernels/packing.hpp"
#include "tensor/tensor.hpp"

namespace regsweep::kernels {

/// S = scale Q K^T on and below the diagonal. `queries` is Q, `keys` is K^T.
void causal_scores(std::int64_t T, std::int64_t D, real scale, const real* queries,
                   const real* keys, real* S);

/// A = softmax of S over j <= i, in place; and noisy = A * factors in the same pass. Factors are
/// those of [T, T] without padding, here and below.
void causal_softmax(std::int64_t T, real* S);
void causal_softmax(std::int64_t T, real* S, const Factors& factors, real* noisy);

/// G = dL/dS in place, from G = dL/dA: G[i, j] = A[i, j] (G[i, j] - sum_l A[i, l] G[i, l]) for
/// j <= i. With factors from G = dL/d(A * factors); A * factors is written to `noisy` again.
void causal_softmax_backward(std::int64_t T, const real* A, real* G);
void causal_softmax_backward(std::int64_t T, const real* A, const Factors& factors, real* G,
                             real* noisy);

/// O = scale A V, and X = scale A^T Y. A is 0 above the diagonal up to padded(i + 1) + 16.
void causal_matmul(std::int64_t T, std::int64_t D, real scale, const real* A, const real* V,
                   real* O);
void causal_matmul_transposed(std::int64_t T, std::int64_t D, real scale, const real* A,
                              const real* Y, real* X);

/// out = square * factors elementwise on and below the diagonal. Above it out becomes 0 where
/// square is 0, and anything else where it is not, up to padded(i + 1); 0 from there up to
/// padded(i + 1) + 16. out may be square.
void causal_multiply(std::int64_t T, const real* square, const Factors& factors, real* out);

}  // namespace regsweep::kernels
