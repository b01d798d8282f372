// A step allocates nothing: buffers are made in the first step and serve every later one. Replaces
// the global operators new and delete of this test program by ones that count.
//
// Not under the address sanitizer, which brings its own operators and would be blind behind these.
#ifndef __SANITIZE_ADDRESS__
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdlib>
#include <new>

#include "models/registry.hpp"

namespace regsweep::allocation_test {

std::int64_t allocations = 0;

void* counted(std::size_t bytes) {
  ++allocations;
  void* memory = nullptr;
  if (posix_memalign(&memory, 64, bytes) != 0) throw std::bad_alloc();
  return memory;
}

}  // namespace regsweep::allocation_test

using regsweep::allocation_test::counted;

void* operator new(std::size_t bytes) { return counted(bytes); }
void* operator new(std::size_t bytes, std::align_val_t) { return counted(bytes); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

namespace regsweep::allocation_test {

// Noise of this kind at the sites that `wanted` says.
template <class Wanted>
SiteNoises noises(const Value& model, const SiteNoiseOptions& options, const Wanted& wanted) {
  SiteNoises made;
  for (const Site& site : model_sites(model)) {
    made.push_back(wanted(site) ? std::make_unique<SiteNoise>(options, site, 3, 100) : nullptr);
  }
  return made;
}

// Allocations of each of `steps` training steps after the first.
std::vector<std::int64_t> allocations_of_steps(Model& model, const Inputs& inputs,
                                               std::int64_t outputs, std::uint32_t steps) {
  Flat weights(model.layout().size()), gradient(weights.size());
  model.initialize(5, weights);
  const std::vector<real> g(static_cast<std::size_t>(inputs.rows * inputs.time * outputs),
                            real(0.03));
  std::vector<std::int64_t> counted_by_step;
  counted_by_step.reserve(steps);
  for (std::uint32_t step = 0; step <= steps; ++step) {
    const std::int64_t before = allocations;
    model.forward(inputs, weights, {true, step, 0});
    model.backward(g.data(), weights, gradient);
    if (step > 0) counted_by_step.push_back(allocations - before);
  }
  return counted_by_step;
}

Value perceptron() {
  return model_schema().normalize(
      Value(Map{{"kind", Value("mlp"), {}}, {"hidden", Value(List{Value(17), Value(13)}), {}}}),
      "model");
}

TEST_CASE("after the first, steps of a perceptron allocate nothing, however its layers multiply") {
  std::vector<real> x;
  for (int i = 0; i < 6 * 5; ++i) x.push_back(static_cast<real>(std::sin(0.3 + 1.9 * i)));
  const auto [noisy, shared] = GENERATE(table<std::string, bool>({
      {"hidden", false},
      {"hidden", true},
      {"weights", false},
      {"example_weights", false},
      {"example_weights", true},
  }));
  SiteNoiseOptions options;
  options.rate = 0.37;
  if (shared) options.share = {"batch"};
  CAPTURE(noisy, shared);
  const auto model = make_model(perceptron(), 5, 3,
                                noises(perceptron(), options, [&noisy = noisy](const Site& site) {
                                  return !site.families.empty() && site.families[0] == noisy;
                                }));
  CHECK(allocations_of_steps(*model, {6, x.data()}, 3, 9) == std::vector<std::int64_t>(9, 0));
}

TEST_CASE("after the first, steps of a transformer allocate nothing, with noise at every site") {
  const std::string kind = GENERATE("bernoulli", "gaussian"), norm = GENERATE("pre", "post");
  const Value model_map =
      model_schema().normalize(Value(Map{{"kind", Value("causal_transformer"), {}},
                                         {"layers", Value(2), {}},
                                         {"heads", Value(2), {}},
                                         {"channels", Value(12), {}},
                                         {"context", Value(7), {}},
                                         {"norm", Value(norm), {}}}),
                               "model");
  std::vector<std::int32_t> tokens;
  for (std::int32_t i = 0; i < 3 * 7; ++i) tokens.push_back((3 * i * i + 1) % 6);
  SiteNoiseOptions options;
  options.noise = kind;
  options.rate = 0.37;
  const auto model =
      make_model(model_map, 0, 6, noises(model_map, options, [](const Site&) { return true; }));
  CAPTURE(kind, norm);
  CHECK(allocations_of_steps(*model, {3, nullptr, tokens.data(), 7}, 6, 3) ==
        std::vector<std::int64_t>(3, 0));
}

}  // namespace regsweep::allocation_test

#endif
