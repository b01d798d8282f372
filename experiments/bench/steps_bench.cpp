// Whole training steps beside the matrix products that they contain, measured in turn in one run,
// on one core.
//
//   build/steps_bench [NAME]                          a table: ms per step, ms of its products
//   alone, their ratio; with NAME only
//                                                     workloads whose name contains it
//   build/steps_bench --one NAME VARIANT SECONDS      the median ms of a step of one workload's
//   variant 0 .. 3
//
// "Products alone" are the same products on the same shapes in memory of the same size
// (products.hpp): forward, weight gradient, and input gradient except in the first layer of a
// perceptron; attention on and below the diagonal only. Each figure is the median over rounds. The
// variants of a workload and its products alternate within a round (A B C A B C), and `dropout` is
// the median over rounds of the step with noise over the step without. `of peak` is the share that
// these products would take of the step if the core did nothing but multiply and add registers
// (peak.hpp, in the same round); of the products alone it stands beside. `MB` is what a variant's
// trainer holds after some steps: weights, gradients, the optimizer's state, activations and masks.
#include <fmt/format.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "execution/provenance.hpp"
#include "peak.hpp"
#include "products.hpp"
#include "random/draws.hpp"
#include "tensor/bf16_products.hpp"
#include "tensor/gemm.hpp"
#include "tensor/huge_pages.hpp"
#include "training/configuration.hpp"
#include "training/trainer.hpp"

using namespace regsweep;

namespace {

Value map_of(std::vector<std::pair<std::string, Value>> members) {
  Map map;
  for (auto& [key, value] : members) map.push_back({key, std::move(value), {}});
  return Value(std::move(map));
}

std::shared_ptr<const Dataset> random_rows(std::int64_t features, std::int64_t classes,
                                           std::int64_t count) {
  auto data = std::make_shared<Dataset>();
  data->name = "random";
  data->task = Task::classification;
  data->features = features;
  data->outputs = classes;
  Matrix rows =
      Matrix::from_shape({static_cast<std::size_t>(count), static_cast<std::size_t>(features)});
  std::vector<double> drawn(static_cast<std::size_t>(count * features));
  uniforms(stream_key(0, "data/bench"), 0, 0, count * features, drawn.data());
  std::copy(drawn.begin(), drawn.end(), rows.begin());
  data->train.features = std::move(rows);
  for (std::int64_t i = 0; i < count; ++i) {
    data->train.labels.push_back(static_cast<std::int32_t>(i % classes));
  }
  return data;
}

std::shared_ptr<const Dataset> random_text(std::int64_t vocabulary) {
  auto data = std::make_shared<Dataset>();
  data->name = "random";
  data->task = Task::next_token;
  data->outputs = vocabulary;
  for (const std::uint32_t word : words(stream_key(0, "data/bench"), 0, 0, 100000)) {
    data->train.tokens.push_back(
        static_cast<std::int32_t>(word % static_cast<std::uint32_t>(vocabulary)));
  }
  return data;
}

Value trial(Value model, Value dropout, const char* optimizer, std::int64_t batch,
            const char* precision) {
  return resolve_trial(
      map_of({{"data", Value("two_moons")},
              {"model", std::move(model)},
              {"dropout", std::move(dropout)},
              {"optimizer", map_of({{"kind", Value(optimizer)}, {"learning_rate", Value(1e-4)}})},
              {"training", map_of({{"steps", Value(std::int64_t{1} << 30)},
                                   {"batch", Value(batch)},
                                   {"precision", Value(precision)}})}}));
}

double held_megabytes() {
  const struct mallinfo2 info = mallinfo2();
  return static_cast<double>(info.uordblks + info.hblkhd) / 1e6;
}

struct Variant {
  std::string label;
  Value configuration;
};

struct Workload {
  std::string name;
  std::vector<Variant> variants;  // the first one without noise
  std::shared_ptr<const Dataset> data;
  std::function<bench::Products()> products;
};

// A variant that has made its first steps.
struct Running {
  std::unique_ptr<Trainer> trainer;
  double megabytes = 0;
};

Running running(const Workload& workload, std::size_t variant) {
  const double before = held_megabytes();
  Running made{std::make_unique<Trainer>(trial_of(workload.variants.at(variant).configuration), 0,
                                         workload.data)};
  for (int i = 0; i < 3; ++i) made.trainer->step();
  made.megabytes = held_megabytes() - before;
  return made;
}

Workload mlp(const std::string& name, const std::vector<std::int64_t>& sizes, std::int64_t batch,
             double input, double hidden) {
  Workload workload{name, {}, random_rows(sizes.front(), sizes.back(), 16 * batch), [=] {
                      return bench::mlp_products(sizes, batch);
                    }};
  List widths;
  for (std::size_t i = 1; i + 1 < sizes.size(); ++i) widths.push_back(Value(sizes[i]));
  const Value model = map_of({{"kind", Value("mlp")}, {"hidden", Value(widths)}});
  const auto add = [&](const std::string& label, Value dropout, const char* precision = "float32") {
    workload.variants.push_back({label, trial(model, std::move(dropout), "sgd", batch, precision)});
  };
  add("plain", Value(Map{}));
  const Value dropout = map_of({{"input", Value(input)}, {"hidden", Value(hidden)}});
  add(fmt::format("dropout {}/{}", input, hidden), dropout);
  add(fmt::format("thinned {}", hidden),
      map_of({{"hidden", map_of({{"rate", Value(hidden)},
                                 {"share", Value(List{"batch"})}})}}));  // one mask per batch
  if (bf16_obstacle().empty()) {
    add(fmt::format("dropout {}/{}, bf16", input, hidden), dropout, "bf16");
  }
  return workload;
}

Workload transformer(const std::string& name, std::int64_t layers, std::int64_t heads,
                     std::int64_t channels, std::int64_t context, std::int64_t batch) {
  Workload workload{name, {}, random_text(65), [=] {
                      return bench::transformer_products(layers, heads, channels, context, batch,
                                                         65);
                    }};
  const Value model = map_of({{"kind", Value("causal_transformer")},
                              {"layers", Value(layers)},
                              {"heads", Value(heads)},
                              {"channels", Value(channels)},
                              {"context", Value(context)},
                              {"bias", Value(true)}});
  const auto add = [&](const std::string& label, Value dropout, const char* precision = "float32") {
    workload.variants.push_back(
        {label, trial(model, std::move(dropout), "adamw", batch, precision)});
  };
  const Value rate(0.2);
  add("plain", Value(Map{}));
  const Value dropout = map_of({{"embedding", rate}, {"attention", rate}, {"residual", rate}});
  add("dropout .2 nanoGPT's places", dropout);
  add("dropout .2 and after the activation",
      map_of({{"embedding", rate}, {"attention", rate}, {"residual", rate}, {"ffn", rate}}));
  if (bf16_obstacle().empty()) add("dropout .2 nanoGPT's places, bf16", dropout, "bf16");
  return workload;
}

template <class Work>
double seconds_of(const Work& work, int repeats) {
  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < repeats; ++i) work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() / repeats;
}

double median(std::vector<double> values) {
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                   values.end());
  return values[values.size() / 2];
}

// Of a core that has warmed up.
double peak_now() {
  std::vector<double> rates;
  for (int i = 0; i < 20; ++i) rates.push_back(bench::peak_flops());
  return median(rates);
}

void measure(const Workload& workload, int rounds) {
  bench::Products products = workload.products();
  std::vector<Running> variants;
  for (std::size_t v = 0; v < workload.variants.size(); ++v) {
    variants.push_back(running(workload, v));
  }
  const auto floor = [&] { products.run(); };
  seconds_of(floor, 2);
  const int repeats = std::max(1, static_cast<int>(0.02 / seconds_of(floor, 3)));
  std::vector<double> floors;
  std::vector<double> floor_shares;
  std::vector<std::vector<double>> steps(variants.size()), ratios = steps, costs = steps;
  std::vector<std::vector<double>> shares = steps;
  for (int round = 0; round < rounds; ++round) {
    const double least = products.flops() / bench::peak_flops();  // seconds
    floors.push_back(seconds_of(floor, repeats));
    floor_shares.push_back(least / floors.back());
    for (std::size_t v = 0; v < steps.size(); ++v) {
      steps[v].push_back(seconds_of([&] { variants[v].trainer->step(); }, repeats));
      ratios[v].push_back(steps[v].back() / floors.back());
      costs[v].push_back(steps[v].back() / steps[0].back());
      shares[v].push_back(least / steps[v].back());
    }
  }
  for (std::size_t v = 0; v < steps.size(); ++v) {
    fmt::print("{:<58} {:>9.4f} {:>11.4f} {:>6.3f} {:>7.3f} {:>7.2f} {:>8.2f} {:>6.1f}\n",
               workload.name + " " + workload.variants[v].label, median(steps[v]) * 1e3,
               median(floors) * 1e3, median(ratios[v]), median(costs[v]), median(shares[v]),
               median(floor_shares), variants[v].megabytes);
  }
}

struct Named {
  std::string name;
  int rounds;
  std::function<Workload(const std::string&)> make;
};

const std::vector<Named>& workloads() {
  using Sizes = std::vector<std::int64_t>;
  static const std::vector<Named> all{
      {"mlp 128-64-10 b64", 60,
       [](const std::string& name) {
         return mlp(name, Sizes{128, 64, 10}, 64, 0, 0.5);
       }},
      {"mlp 784-256x2-10 b64", 60,
       [](const std::string& name) {
         return mlp(name, Sizes{784, 256, 256, 10}, 64, 0.2, 0.5);
       }},
      {"mlp 784-1024x3-10 b128", 40,
       [](const std::string& name) {
         return mlp(name, Sizes{784, 1024, 1024, 1024, 10}, 128, 0.2, 0.5);
       }},
      {"gpt 4x4x128 12x64", 60,
       [](const std::string& name) { return transformer(name, 4, 4, 128, 64, 12); }},
      {"gpt 6x6x384 8x256", 9,
       [](const std::string& name) { return transformer(name, 6, 6, 384, 256, 8); }}};
  return all;
}

// One variant alone: the median of its steps over so many seconds, in ms.
int time_one(const std::string& name, std::size_t variant, double seconds) {
  for (const Named& each : workloads()) {
    if (each.name != name) continue;
    const Running timed = running(each.make(name), variant);
    std::vector<double> steps;
    const auto step = [&] { timed.trainer->step(); };
    for (double spent = 0; spent < seconds || steps.size() < 3; spent += steps.back()) {
      steps.push_back(seconds_of(step, 1));
    }
    fmt::print("{:.5f}\n", median(steps) * 1e3);
    return 0;
  }
  fmt::print(stderr, "steps_bench: no workload is named '{}'\n", name);
  return 2;
}

// As a worker of a sweep is started. Without effect where that is impossible.
void start_again_with_huge_pages(char** arguments) {
  static std::string variable = huge_pages_variable();  // stays the environment's
  if (variable.empty()) return;
  putenv(variable.data());
  execv("/proc/self/exe", arguments);
}

}  // namespace

int main(int count, char** arguments) {
  start_again_with_huge_pages(arguments);
  set_blas_threads(1);
  if (count == 5 && std::string(arguments[1]) == "--one") {
    return time_one(arguments[2], std::stoul(arguments[3]), std::stod(arguments[4]));
  }
  const std::string wanted = count > 1 ? arguments[1] : "";
  fmt::print("One core of {}, OpenBLAS kernel {}; peak {:.0f} GFLOP/s now; medians over rounds\n",
             provenance().at("cpu").text(), blas_core(), peak_now() / 1e9);
  fmt::print("{:<58} {:>9} {:>11} {:>6} {:>7} {:>7} {:>8} {:>6}\n", "workload", "step ms",
             "products ms", "ratio", "dropout", "of peak", "products", "MB");
  for (const Named& each : workloads()) {
    if (each.name.find(wanted) != std::string::npos) measure(each.make(each.name), each.rounds);
  }
}
