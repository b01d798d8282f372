// Whole training steps beside the matrix products that they contain, measured in turn in one run, on one core.
//
//   build/steps_bench                 a table: ms per step, ms of its products alone, their ratio
//
// "Products alone" are the same gemm calls on the same shapes in memory of the same size: forward, weight gradient, and input gradient
// except in the first layer. Each figure is the median over rounds; step and products alternate within a round (A B A B).
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <vector>

#include "random/draws.hpp"
#include "tensor/gemm.hpp"
#include "training/configuration.hpp"
#include "training/trainer.hpp"

using namespace regsweep;

namespace {

struct Workload {
  std::string name;
  std::vector<std::int64_t> sizes;
  std::int64_t batch;
  double input_rate, hidden_rate;
};

std::shared_ptr<const Dataset> random_data(std::int64_t features, std::int64_t classes, std::int64_t count) {
  auto data = std::make_shared<Dataset>();
  data->name = "random", data->task = Task::classification, data->features = features, data->outputs = classes;
  data->train.features.resize({static_cast<std::size_t>(count), static_cast<std::size_t>(features)});
  std::vector<double> drawn(static_cast<std::size_t>(count * features));
  uniforms(stream_key(0, "data/bench"), 0, 0, count * features, drawn.data());
  std::copy(drawn.begin(), drawn.end(), data->train.features.begin());
  for (std::int64_t i = 0; i < count; ++i) data->train.labels.push_back(static_cast<std::int32_t>(i % classes));
  return data;
}

Value configuration(const Workload& workload) {
  List hidden;
  for (std::size_t i = 1; i + 1 < workload.sizes.size(); ++i) hidden.push_back(Value(workload.sizes[i]));
  Map dropout;
  if (workload.input_rate > 0) dropout.push_back({"input", Value(workload.input_rate), {}});
  if (workload.hidden_rate > 0) dropout.push_back({"hidden", Value(workload.hidden_rate), {}});
  return resolve_trial(Value(
      Map{{"data", Value("two_moons"), {}},
          {"model", Value(Map{{"kind", Value("mlp"), {}}, {"hidden", Value(hidden), {}}}), {}},
          {"dropout", Value(dropout), {}},
          {"optimizer", Value(Map{{"kind", Value("sgd"), {}}, {"learning_rate", Value(0.01), {}}, {"momentum", Value(0.95), {}}}), {}},
          {"training", Value(Map{{"steps", Value(std::int64_t{1} << 30), {}}, {"batch", Value(workload.batch), {}}}), {}}}));
}

// The products of one step, in its order, on memory of their own.
class Products {
 public:
  explicit Products(const Workload& workload) : workload_(workload) {
    for (std::size_t i = 0; i < workload.sizes.size(); ++i)
      activations_.emplace_back(static_cast<std::size_t>(workload.batch * workload.sizes[i]), real(0.5)),
          gradients_.emplace_back(static_cast<std::size_t>(workload.batch * workload.sizes[i]), real(0.5));
    for (std::size_t i = 0; i + 1 < workload.sizes.size(); ++i) {
      const auto size = static_cast<std::size_t>(workload.sizes[i] * workload.sizes[i + 1]);
      weights_.emplace_back(size, real(0.01)), weight_gradients_.emplace_back(size);
    }
  }
  void run() {
    const std::int64_t B = workload_.batch;
    const auto& n = workload_.sizes;
    const std::size_t layers = n.size() - 1;
    for (std::size_t i = 0; i < layers; ++i)
      gemm(Transpose::no, Transpose::yes, B, n[i + 1], n[i], 1, activations_[i].data(), n[i], weights_[i].data(), n[i], 0,
           activations_[i + 1].data(), n[i + 1]);
    for (std::size_t i = layers; i-- > 0;) {
      gemm(Transpose::yes, Transpose::no, n[i + 1], n[i], B, 1, gradients_[i + 1].data(), n[i + 1], activations_[i].data(), n[i], 0,
           weight_gradients_[i].data(), n[i]);
      if (i > 0)
        gemm(Transpose::no, Transpose::no, B, n[i], n[i + 1], 1, gradients_[i + 1].data(), n[i + 1], weights_[i].data(), n[i], 0,
             gradients_[i].data(), n[i]);
    }
  }

 private:
  Workload workload_;
  std::vector<std::vector<real>> activations_, gradients_, weights_, weight_gradients_;
};

double seconds_of(const std::function<void()>& work, int repeats) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < repeats; ++i) work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / repeats;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2), values.end());
  return values[values.size() / 2];
}

void measure(const Workload& workload) {
  Trainer trainer(configuration(workload), 0, random_data(workload.sizes.front(), workload.sizes.back(), 16 * workload.batch));
  Products products(workload);
  const auto step = [&] { trainer.step(); };
  const auto floor = [&] { products.run(); };
  seconds_of(step, 3), seconds_of(floor, 3);
  const int repeats = std::max(1, static_cast<int>(0.02 / seconds_of(floor, 5)));
  std::vector<double> steps, floors, ratios;
  for (int round = 0; round < 60; ++round) {
    steps.push_back(seconds_of(step, repeats));
    floors.push_back(seconds_of(floor, repeats));
    ratios.push_back(steps.back() / floors.back());
  }
  fmt::print("{:<38} {:>10.4f} {:>12.4f} {:>8.3f}\n", workload.name, median(steps) * 1e3, median(floors) * 1e3, median(ratios));
}

}  // namespace

int main() {
  set_blas_threads(1);
  fmt::print("One core, OpenBLAS kernel {}; medians of 60 rounds, step and products in turn\n", blas_core());
  fmt::print("{:<38} {:>10} {:>12} {:>8}\n", "workload", "step ms", "products ms", "ratio");
  measure({"mlp 128-64-10 b64 plain", {128, 64, 10}, 64, 0, 0});
  measure({"mlp 128-64-10 b64 dropout .5", {128, 64, 10}, 64, 0, 0.5});
  measure({"mlp 784-256x2-10 b64 plain", {784, 256, 256, 10}, 64, 0, 0});
  measure({"mlp 784-256x2-10 b64 dropout .2/.5", {784, 256, 256, 10}, 64, 0.2, 0.5});
  measure({"mlp 784-1024x3-10 b128 plain", {784, 1024, 1024, 1024, 10}, 128, 0, 0});
  measure({"mlp 784-1024x3-10 b128 dropout .2/.5", {784, 1024, 1024, 1024, 10}, 128, 0.2, 0.5});
}
