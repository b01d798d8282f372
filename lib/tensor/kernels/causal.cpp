// One tile does all products: some rows by one vector, held in registers while k runs.
#include "tensor/kernels/causal.hpp"

#include <algorithm>

#include "core/simd.hpp"
#include "tensor/kernels/elementary.hpp"
#include "tensor/kernels/lanes.hpp"

namespace regsweep::kernels {
namespace {

// C[r, :] = scale * sum_{first <= k < end} A(r, k) B[k, :] for R rows and one vector of columns;
// A(r, k) = a[r * a_row + k * a_k].
template <int R>
REGSWEEP_INLINE void tile(std::int64_t first, std::int64_t end, real scale, const real* a,
                          std::int64_t a_row, std::int64_t a_k, const real* b, std::int64_t b_row,
                          real* c, std::int64_t c_row) {
  Lanes sums[R] = {};
  for (std::int64_t k = first; k < end; ++k) {
    const Lanes row = load(b + k * b_row);
    for (int r = 0; r < R; ++r) sums[r] += a[r * a_row + k * a_k] * row;
  }
  for (int r = 0; r < R; ++r) store(sums[r] * scale, c + r * c_row);
}

template <int R>
REGSWEEP_INLINE void strip(std::int64_t columns, std::int64_t first, std::int64_t end, real scale,
                           const real* a, std::int64_t a_row, std::int64_t a_k, const real* b,
                           std::int64_t b_row, real* c, std::int64_t c_row) {
  for (std::int64_t at = 0; at < columns; at += width) {
    tile<R>(first, end, scale, a, a_row, a_k, b + at, b_row, c + at, c_row);
  }
}

// Rows in strips of 12, then what is left in smaller ones; each strip has its own columns and its
// own range of k. 12 sums hide what an addition takes, and their factors come straight from memory:
// wider tiles need more registers than the compiler finds (measured with
// experiments/bench/kernels_bench: 4 rows by 2 vectors 75 GFLOP/s, 12 by 1 140).
constexpr std::int64_t tall = 12;

template <class Strip>
REGSWEEP_INLINE void in_strips(std::int64_t T, const Strip& run) {
  std::int64_t i = 0;
  for (; i + tall <= T; i += tall) run.template operator()<tall>(i);
  if (T - i >= 8) {
    run.template operator()<8>(i);
    i += 8;
  }
  if (T - i >= 4) {
    run.template operator()<4>(i);
    i += 4;
  }
  if (T - i >= 2) {
    run.template operator()<2>(i);
    i += 2;
  }
  if (T - i >= 1) run.template operator()<1>(i);
}

// How far a strip of rows looks into a row whose past fills n entries of whole vectors.
REGSWEEP_INLINE std::int64_t end_of_strip(std::int64_t n, std::int64_t P) {
  return std::min(P, n + padded(tall));
}

// exp(S - largest) of each row, then finish(i, row, n, 1 / their sum) with n whole vectors of it.
template <class Finish>
REGSWEEP_INLINE void softmax_rows(std::int64_t T, real* S, const Finish& finish) {
  const std::int64_t P = padded(T);
  for (std::int64_t i = 0; i < T; ++i) {
    real* row = S + i * P;
    const std::int64_t n = padded(i + 1);
    // Any finite number of the row will do: vectors of exp are slow at infinite ones.
    std::fill(row + i + 1, row + n, row[i]);
    Lanes largest = load(row);
    for (std::int64_t j = width; j < n; j += width) {
      const Lanes next = load(row + j);
      largest = next > largest ? next : largest;
    }
    const real most = largest_of(largest);
    for (std::int64_t j = 0; j < n; ++j) row[j] = exponential(row[j] - most);
    std::fill(row + i + 1, row + end_of_strip(n, P), real(0));
    Lanes sums = {};
    for (std::int64_t j = 0; j < n; j += width) sums += load(row + j);
    finish(i, row, n, 1 / sum_of(sums));
  }
}

}  // namespace

REGSWEEP_KERNEL void causal_scores(std::int64_t T, std::int64_t D, real scale, const real* queries,
                                   const real* keys, real* S) {
  const std::int64_t P = padded(T), Q = padded(D);
  in_strips(
      T, [=]<int R>(std::int64_t i) __attribute__((always_inline)) {
        strip<R>(padded(i + R), 0, D, scale, queries + i * Q, Q, 1, keys, P, S + i * P, P);
      });
}

REGSWEEP_KERNEL void causal_matmul(std::int64_t T, std::int64_t D, real scale, const real* A,
                                   const real* V, real* O) {
  const std::int64_t P = padded(T), Q = padded(D);
  in_strips(
      T, [=]<int R>(std::int64_t i) __attribute__((always_inline)) {
        strip<R>(Q, 0, i + R, scale, A + i * P, P, 1, V, Q, O + i * Q, Q);
      });
}

REGSWEEP_KERNEL void causal_matmul_transposed(std::int64_t T, std::int64_t D, real scale,
                                              const real* A, const real* Y, real* X) {
  const std::int64_t P = padded(T), Q = padded(D);
  in_strips(
      T, [=]<int R>(std::int64_t j) __attribute__((always_inline)) {
        strip<R>(Q, j, T, scale, A + j, 1, P, Y, Q, X + j * Q, Q);
      });
}

REGSWEEP_KERNEL void causal_softmax(std::int64_t T, real* S) {
  softmax_rows(
      T, S,
      [](std::int64_t, real * row, std::int64_t n, real factor) __attribute__((always_inline)) {
        for (std::int64_t j = 0; j < n; ++j) row[j] *= factor;
      });
}

REGSWEEP_KERNEL void causal_softmax(std::int64_t T, real* S, const Factors& factors, real* noisy) {
  if (factors.kept == nullptr) {
    causal_softmax(T, S);
    return causal_multiply(T, S, factors, noisy);
  }
  const std::int64_t P = padded(T);
  softmax_rows(
      T, S,
      [=](std::int64_t i, real * row, std::int64_t n, real factor) __attribute__((always_inline)) {
        const Factors own = factors.from(i * T);
        real* out = noisy + i * P;
        for (std::int64_t j = 0; j < n; j += width) {
          const Lanes weights = load(row + j) * factor;
          store(weights, row + j);
          store(weights * chosen_by(own.bits(j), own.scale), out + j);
        }
        std::fill(out + n, out + end_of_strip(n, P), real(0));
      });
}

REGSWEEP_KERNEL void causal_softmax_backward(std::int64_t T, const real* A, real* G) {
  const std::int64_t P = padded(T);
  for (std::int64_t i = 0; i < T; ++i) {
    const real* a = A + i * P;
    real* g = G + i * P;
    const std::int64_t n = padded(i + 1);
    std::fill(g + i + 1, g + end_of_strip(n, P), real(0));
    Lanes sums = {};
    for (std::int64_t j = 0; j < n; j += width) sums += load(a + j) * load(g + j);
    const real sum = sum_of(sums);
    for (std::int64_t j = 0; j < n; ++j) g[j] = a[j] * (g[j] - sum);
  }
}

REGSWEEP_KERNEL void causal_softmax_backward(std::int64_t T, const real* A, const Factors& factors,
                                             real* G, real* noisy) {
  const std::int64_t P = padded(T);
  if (factors.kept == nullptr) {
    causal_multiply(T, A, factors, noisy);
    causal_multiply(T, G, factors, G);
    return causal_softmax_backward(T, A, G);
  }
  for (std::int64_t i = 0; i < T; ++i) {
    const real* a = A + i * P;
    real *g = G + i * P, *out = noisy + i * P;
    const Factors own = factors.from(i * T);
    const std::int64_t n = padded(i + 1);
    std::fill(g + i + 1, g + end_of_strip(n, P), real(0));
    Lanes sums = {};
    for (std::int64_t j = 0; j < n; j += width) {
      const Lanes weights = load(a + j), chosen = chosen_by(own.bits(j), own.scale),
                  gradient = load(g + j) * chosen;
      store(weights * chosen, out + j);
      store(gradient, g + j);
      sums += weights * gradient;
    }
    std::fill(out + n, out + end_of_strip(n, P), real(0));
    const real sum = sum_of(sums);
    for (std::int64_t j = 0; j < n; ++j) g[j] = a[j] * (g[j] - sum);
  }
}

REGSWEEP_KERNEL void causal_multiply(std::int64_t T, const real* square, const Factors& factors,
                                     real* out) {
  const std::int64_t P = padded(T);
  for (std::int64_t i = 0; i < T; ++i) {
    const real* from = square + i * P;
    real* to = out + i * P;
    const std::int64_t n = padded(i + 1);  // whole vectors: beyond the diagonal 0 stays 0
    const Factors row = factors.from(i * T);
    if (row.kept != nullptr) {
      for (std::int64_t j = 0; j < n; j += width) {
        store(load(from + j) * chosen_by(row.bits(j), row.scale), to + j);
      }
    } else {
      with_factors(
          row, std::min(n, T),
          [ from, to ](std::int64_t j, real factor)
              __attribute__((always_inline)) { to[j] = from[j] * factor; });
    }
    std::fill(to + n, to + end_of_strip(n, P), real(0));
  }
}

}  // namespace regsweep::kernels
