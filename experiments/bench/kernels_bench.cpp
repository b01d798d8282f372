// The kernels of a training step one by one, on the shapes of the GPT with 4 layers, 4 heads and
// 128 channels, batch 12 x 64 (Google Benchmark: --benchmark_filter=causal,
// --benchmark_repetitions=9, ...). `elements` or `flops` per second beside the time of a call.
#include <benchmark/benchmark.h>

#include "optimizers/update_kernels.hpp"
#include "random/draws.hpp"
#include "random/keep_bits.hpp"
#include "tensor/gemm.hpp"
#include "tensor/kernels/activation.hpp"
#include "tensor/kernels/causal.hpp"
#include "tensor/kernels/elementwise.hpp"
#include "tensor/kernels/layer_norm.hpp"
#include "tensor/kernels/loss.hpp"
#include "tensor/sparse_products.hpp"

using namespace regsweep;
using State = benchmark::State;

namespace {

constexpr std::int64_t rows = 768, C = 128, hidden = 512, V = 65;

std::vector<real> numbers(std::int64_t n) {
  std::vector<double> drawn(static_cast<std::size_t>(n));
  normals(stream_key(0, "data/bench"), 0, 0, n, drawn.data());
  return {drawn.begin(), drawn.end()};
}

void report(State& state, const char* what, double per_call) {
  state.counters[what] =
      benchmark::Counter(per_call, benchmark::Counter::kIsIterationInvariantRate);
}

void product(State& state) {
  const std::int64_t m = state.range(0), n = state.range(1), k = state.range(2);
  const auto a = numbers(m * k), b = numbers(n * k);
  std::vector<real> c(static_cast<std::size_t>(m * n));
  for (auto _ : state) {
    gemm({a.data(), m, k}, MatrixView(b.data(), n, k).transpose(), Accumulate::no,
         {c.data(), m, n});
  }
  report(state, "flops", 2 * static_cast<double>(m * n * k));
}
BENCHMARK(product)
    ->Args({rows, hidden, C})
    ->Args({rows, C, hidden})
    ->Args({128, 1024, 1024})
    ->Args({64, 64, 128})
    ->Args({64, 256, 784})
    ->Args({64, 256, 256});

// m, n, k, percent of the first factor that is not zero; flops are those of the dense product.
void sparse_product(State& state) {
  const std::int64_t m = state.range(0), n = state.range(1), k = state.range(2);
  auto a = numbers(m * k);
  const auto b = numbers(n * k);
  std::vector<std::uint16_t> bits(static_cast<std::size_t>(m * k / 16 + 4));
  keep_bits(stream_key(0, "site/hidden.0"), 0, 0,
            drop_threshold(1 - static_cast<double>(state.range(3)) / 100), 0, m * k / 16,
            bits.data());
  kernels::multiply(m * k, {1, nullptr, bits.data()}, a.data());
  std::vector<real> c(static_cast<std::size_t>(m * n));
  SparseProducts products;
  for (auto _ : state) {
    products({a.data(), m, k}, MatrixView(b.data(), n, k).transpose(), Accumulate::no,
             {c.data(), m, n});
  }
  report(state, "flops", 2 * static_cast<double>(m * n * k));
}
BENCHMARK(sparse_product)
    ->Args({64, 256, 784, 40})
    ->Args({64, 256, 256, 25})
    ->Args({128, 1024, 1024, 25})
    ->Args({128, 1024, 1024, 50});

void mask_bits(State& state) {
  std::vector<std::uint16_t> bits(static_cast<std::size_t>(rows * hidden / 16 + 4));
  std::uint32_t step = 0;
  for (auto _ : state) {
    keep_bits(stream_key(0, "site/ffn"), ++step, 0, drop_threshold(0.2), 0, rows * hidden / 16,
              bits.data());
  }
  report(state, "elements", rows * hidden);
}
BENCHMARK(mask_bits);

void multiply_by_bits(State& state) {
  std::vector<std::uint16_t> bits(static_cast<std::size_t>(rows * hidden / 16 + 4), 0xA5F3);
  auto x = numbers(rows * hidden);
  for (auto _ : state) kernels::multiply(rows * hidden, {1, nullptr, bits.data()}, x.data());
  report(state, "elements", rows * hidden);
}
BENCHMARK(multiply_by_bits);

void gelu_with_slope(State& state) {
  const auto z = numbers(rows * hidden);
  auto slope = z, h = z;
  for (auto _ : state) {
    kernels::activate_with_slope(Activation::gelu, rows, hidden, nullptr, {}, slope.data(),
                                 h.data());
  }
  report(state, "elements", rows * hidden);
}
BENCHMARK(gelu_with_slope);

void norm_of_rows(State& state) {
  const auto x = numbers(rows * C), gain = numbers(C);
  auto y = x, mean = numbers(rows), deviation = mean;
  for (auto _ : state) {
    kernels::layer_norm(rows, C, x.data(), gain.data(), nullptr, y.data(), mean.data(),
                        deviation.data());
  }
  report(state, "elements", rows * C);
}
BENCHMARK(norm_of_rows);

// One head: T time steps, D channels, on and below the diagonal.
enum Causal { scores, softmax, noisy_softmax, backward, noisy_backward, matmul, matmul_transposed };
template <Causal which>
void causal(State& state) {
  const std::int64_t T = state.range(0), D = state.range(1), P = kernels::padded(T);
  const auto q = numbers(T * D), k = numbers(D * P);
  auto S = numbers(T * P), out = numbers(T * P), A = numbers(T * P);
  kernels::causal_softmax(T, A.data());
  std::vector<std::uint16_t> bits(static_cast<std::size_t>(T * T / 16 + 4), 0xA5F3);
  for (auto _ : state) {
    if (which == scores) kernels::causal_scores(T, D, 1, q.data(), k.data(), S.data());
    if (which == softmax) kernels::causal_softmax(T, S.data());
    if (which == noisy_softmax) {
      kernels::causal_softmax(T, S.data(), {1, nullptr, bits.data()}, out.data());
    }
    if (which == backward) kernels::causal_softmax_backward(T, A.data(), S.data());
    if (which == noisy_backward) {
      kernels::causal_softmax_backward(T, A.data(), {1, nullptr, bits.data()}, S.data(),
                                       out.data());
    }
    if (which == matmul) kernels::causal_matmul(T, D, 1, S.data(), q.data(), out.data());
    if (which == matmul_transposed) {
      kernels::causal_matmul_transposed(T, D, 1, S.data(), q.data(), out.data());
    }
  }
  const double pairs = static_cast<double>(T * (T + 1) / 2);
  const bool product = which == scores || which == matmul || which == matmul_transposed;
  product ? report(state, "flops", 2 * pairs * static_cast<double>(D))
          : report(state, "elements", pairs);
}
BENCHMARK_TEMPLATE(causal, scores)->Args({64, 32})->Args({256, 64});
BENCHMARK_TEMPLATE(causal, softmax)->Args({64, 32})->Args({256, 64});
BENCHMARK_TEMPLATE(causal, noisy_softmax)->Args({64, 32})->Args({256, 64});
BENCHMARK_TEMPLATE(causal, backward)->Args({64, 32})->Args({256, 64});
BENCHMARK_TEMPLATE(causal, noisy_backward)->Args({64, 32})->Args({256, 64});
BENCHMARK_TEMPLATE(causal, matmul)->Args({64, 32})->Args({256, 64});
BENCHMARK_TEMPLATE(causal, matmul_transposed)->Args({64, 32})->Args({256, 64});

void cross_entropy(State& state) {
  const auto z = numbers(rows * V);
  const std::vector<std::int32_t> labels(static_cast<std::size_t>(rows), 7);
  auto g = z;
  for (auto _ : state) {
    g = z;
    kernels::cross_entropy(rows, V, g.data(), labels.data(), nullptr, real(1) / rows);
  }
  report(state, "elements", rows * V);
}
BENCHMARK(cross_entropy);

void adam_update(State& state) {
  const std::int64_t n = 800000;
  const auto g = numbers(n);
  auto m = g, w = g;
  std::vector<real> u(static_cast<std::size_t>(n), 1);
  for (auto _ : state) kernels::adam(n, {}, g.data(), m.data(), u.data(), w.data());
  report(state, "elements", static_cast<double>(n));
}
BENCHMARK(adam_update);

}  // namespace

int main(int count, char** arguments) {
  set_blas_threads(1);
  benchmark::Initialize(&count, arguments);
  benchmark::RunSpecifiedBenchmarks();
}
