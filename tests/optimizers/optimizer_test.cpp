// Updates against values computed by hand from PyTorch's definitions, and what must hold for every
// kind.
#include "optimizers/optimizer.hpp"

#include <catch2/catch.hpp>
#include <limits>

#include "core/error.hpp"

namespace regsweep::optimizer_test {

OptimizerOptions options(const std::string& kind, Map members = {}) {
  members.push_back({"kind", kind, {}});
  members.push_back({"learning_rate", 0.1, {}});
  return optimizer_fields().read(Value(std::move(members)), "optimizer");
}

// Every kind, with every array that it can have.
std::vector<OptimizerOptions> all_options() {
  return {options("sgd"),
          options("sgd", {{"momentum", 0.9, {}}}),
          options("sgd", {{"momentum", 0.9, {}}, {"nesterov", true, {}}}),
          options("adam"),
          options("adamw", {{"weight_decay", 0.1, {}}}),
          options("rmsprop"),
          options("rmsprop", {{"momentum", 0.9, {}}})};
}

ParameterLayout small_layout() {
  ParameterLayout layout;
  layout.add("layers.0.weight", {3, 7});
  layout.add("layers.0.bias", {3});
  layout.add("layers.1.weight", {2, 3}, true);
  layout.add("layers.1.bias", {2}, true);
  return layout;
}

// Some numbers in every parameter, zeros in the padding.
Flat filled(const ParameterLayout& layout, int which) {
  Flat flat(layout.size());
  for (const ParameterInfo& each : layout.all()) {
    for (std::size_t i = 0; i < each.size; ++i) {
      data(flat, each)[i] = static_cast<real>(static_cast<int>(i * 37 + 11 * which) % 17 - 8) / 8;
    }
  }
  return flat;
}

// A matrix of one element after steps with gradients 0.5 and 0.25 from 1, at learning rate 0.1.
std::vector<double> two_steps(const OptimizerOptions& chosen) {
  ParameterLayout layout;
  layout.add("w", {1, 1});
  Flat w(layout.size()), g(layout.size());
  Optimizer optimizer(chosen, layout);
  std::vector<double> seen;
  w[0] = 1;
  for (const real gradient : {real(0.5), real(0.25)}) {
    g[0] = gradient;
    optimizer.step(w, g, static_cast<std::int64_t>(seen.size()), 0.1, chosen.momentum);
    seen.push_back(static_cast<double>(w[0]));
  }
  return seen;
}

void check_two_steps(const OptimizerOptions& chosen, double first, double second) {
  const std::vector<double> seen = two_steps(chosen);
#ifdef REGSWEEP_DOUBLE
  const double epsilon = 1e-13;
#else
  const double epsilon = 5e-7;
#endif
  CHECK(seen[0] == Approx(first).epsilon(epsilon));
  CHECK(seen[1] == Approx(second).epsilon(epsilon));
}

TEST_CASE("two steps of every kind give PyTorch's values") {
  check_two_steps(options("sgd"), 0.95, 0.925);
  check_two_steps(options("sgd", {{"momentum", 0.9, {}}}), 0.95, 0.88);
  check_two_steps(options("sgd", {{"momentum", 0.9, {}}, {"nesterov", true, {}}}), 0.905, 0.817);
  check_two_steps(options("adam"), 0.900000002, 0.8067820404774624);
  check_two_steps(options("adamw", {{"weight_decay", 0.01, {}}}), 0.899000002, 0.8048830404754623);
  check_two_steps(options("rmsprop", {{"alpha", 0.9, {}}}), 0.6837722539831608, 0.5363303065239152);
  check_two_steps(options("rmsprop", {{"alpha", 0.9, {}}, {"momentum", 0.5, {}}}),
                  0.6837722539831608, 0.3782164335154956);
}

TEST_CASE("a momentum schedule acts through the momentum of each step") {
  ParameterLayout layout;
  layout.add("w", {1});
  Flat w(layout.size()), g(layout.size());
  const Value rise(Map{{"kind", "linear", {}}, {"initial", 0, {}}, {"over", 2, {}}});
  const OptimizerOptions chosen =
      options("sgd", {{"momentum", 0.5, {}}, {"momentum_schedule", rise, {}}});
  Optimizer optimizer(chosen, layout);
  g[0] = 1;
  for (std::int64_t step = 0; step < 3; ++step) {
    optimizer.step(w, g, step, 1, chosen.momentum_at(step, 3, 3));
  }
  CHECK(w[0] == real(-(1 + 1.25 + 1.625)));  // v = 1, then 0.25 + 1, then 0.5 * 1.25 + 1
}

TEST_CASE("padding stays zero, whatever the kind") {
  const ParameterLayout layout = small_layout();
  for (const OptimizerOptions& chosen : all_options()) {
    CAPTURE(chosen.kind, chosen.momentum, chosen.nesterov);
    Optimizer optimizer(chosen, layout);
    Flat weights = filled(layout, 1);
    for (int step = 0; step < 3; ++step) {
      optimizer.step(weights, filled(layout, step), step, 0.1, chosen.momentum);
    }
    std::vector<Flat*> arrays{&weights};
    for (const auto& [name, values] : optimizer.state()) arrays.push_back(values);
    for (const Flat* array : arrays) {
      std::vector<bool> padding(layout.size(), true);
      for (const ParameterInfo& each : layout.all()) {
        for (std::size_t i = 0; i < each.size; ++i) padding[each.offset + i] = false;
      }
      for (std::size_t i = 0; i < layout.size(); ++i) {
        if (padding[i]) REQUIRE((*array)[i] == 0);
      }
    }
  }
}

TEST_CASE("the gradient's scale acts as if the gradient were scaled") {
  const ParameterLayout layout = small_layout();
  for (const OptimizerOptions& chosen : all_options()) {
    CAPTURE(chosen.kind, chosen.momentum, chosen.nesterov);
    Optimizer one(chosen, layout), other(chosen, layout);
    Flat a = filled(layout, 1), b = a;
    for (int step = 0; step < 3; ++step) {
      Flat gradient = filled(layout, step);
      one.step(a, gradient, step, 0.1, chosen.momentum, real(0.25));
      for (real& each : gradient) each *= real(0.25);
      other.step(b, gradient, step, 0.1, chosen.momentum);
    }
    CHECK(a == b);  // a power of two: exactly
  }
}

TEST_CASE("an optimizer continues from its state as if never interrupted") {
  const ParameterLayout layout = small_layout();
  for (const OptimizerOptions& chosen : all_options()) {
    CAPTURE(chosen.kind, chosen.momentum, chosen.nesterov);
    Optimizer first(chosen, layout);
    Flat weights = filled(layout, 1);
    for (int step = 0; step < 3; ++step) {
      first.step(weights, filled(layout, step), step, 0.1, chosen.momentum);
    }
    Optimizer second(chosen, layout);
    Flat resumed = weights;
    const auto from = first.state(), to = second.state();
    for (std::size_t i = 0; i < from.size(); ++i) *to[i].second = *from[i].second;
    first.step(weights, filled(layout, 3), 3, 0.1, chosen.momentum);
    second.step(resumed, filled(layout, 3), 3, 0.1, chosen.momentum);
    CHECK(weights == resumed);
  }
}

TEST_CASE("each kind keeps the arrays that it needs and no others") {
  const auto names = [](const OptimizerOptions& chosen) {
    const ParameterLayout layout = small_layout();
    Optimizer optimizer(chosen, layout);
    std::vector<std::string> found;
    for (const auto& [name, values] : optimizer.state()) {
      found.push_back(name);
      CHECK(values->size() == layout.size());
    }
    CHECK(kept_arrays(chosen) == static_cast<int>(found.size()));
    return found;
  };
  using Names = std::vector<std::string>;
  CHECK(names(options("sgd")) == Names{});
  CHECK(names(options("sgd", {{"momentum", 0.9, {}}})) == Names{"velocity"});
  CHECK(names(options("adam")) == Names{"first_moment", "second_moment"});
  CHECK(names(options("adamw")) == Names{"first_moment", "second_moment"});
  CHECK(names(options("rmsprop")) == Names{"second_moment"});
  CHECK(names(options("rmsprop", {{"momentum", 0.9, {}}})) == Names{"velocity", "second_moment"});
}

TEST_CASE("adamw decays matrices and nothing else") {
  const ParameterLayout layout = small_layout();
  const OptimizerOptions chosen = options("adamw", {{"weight_decay", 0.5, {}}});
  Optimizer optimizer(chosen, layout);
  const Flat before = filled(layout, 1);
  Flat weights = before;
  optimizer.step(weights, Flat(layout.size()), 0, 0.1, 0);
  for (const ParameterInfo& each : layout.all()) {
    for (std::size_t i = 0; i < each.size; ++i) {
      const double expected =
          static_cast<double>(data(before, each)[i]) * (each.matrix() ? 1 - 0.1 * 0.5 : 1);
      CHECK(static_cast<double>(data(weights, each)[i]) == Approx(expected).epsilon(1e-6));
    }
  }
}

TEST_CASE("moments that vanish become zero, and the caller's arithmetic stays as it was") {
  ParameterLayout layout;
  layout.add("w", {1});
  Optimizer optimizer(options("sgd", {{"momentum", 0.9, {}}}), layout);
  Flat& velocity = *optimizer.state()[0].second;
  Flat w(layout.size());
  velocity[0] = std::numeric_limits<real>::min();
  optimizer.step(w, Flat(layout.size()), 0, 0.1, 0.9);
#if defined(__SSE2__)
  CHECK(velocity[0] == 0);
#endif
  volatile real smallest = std::numeric_limits<real>::min();
  CHECK(smallest * real(0.5) > 0);
}

TEST_CASE("the global norm counts every parameter, and clipping shortens only what is too long") {
  const ParameterLayout layout = small_layout();
  Flat gradient(layout.size());
  data(gradient, *layout.find("layers.0.weight"))[20] = 3;
  data(gradient, *layout.find("layers.1.bias"))[1] = -4;
  CHECK(global_norm(gradient) == 5);
  CHECK(clip_factor(5, 1) == 0.2);
  CHECK(clip_factor(5, 5) == 1);
  CHECK(clip_factor(0, 5) == 1);
}

TEST_CASE("an update with arrays of another layout is refused") {
  const ParameterLayout layout = small_layout();
  Optimizer optimizer(options("sgd", {{"momentum", 0.9, {}}}), layout);
  Flat weights(layout.size()), longer(layout.size() + 16), gradient(layout.size());
  CHECK_THROWS_AS(optimizer.step(weights, longer, 0, 0.1, 0.9), ContractError);
  CHECK_THROWS_AS(optimizer.step(longer, longer, 0, 0.1, 0.9), ContractError);
}

TEST_CASE("a weight decay that falls is that of each step, and may begin or end at 0") {
  const OptimizerOptions falling =
      options("adamw", {{"weight_decay", 0.5, {}}, {"final_weight_decay", 0, {}}});
  CHECK(falling.weight_decay_at(0, 10) == 0.5);
  CHECK(falling.weight_decay_at(5, 10) == Approx(0.25));
  CHECK(falling.weight_decay_at(9, 10) == Approx(0.05));
  CHECK(options("adamw", {{"weight_decay", 0.5, {}}}).weight_decay_at(9, 10) == 0.5);
  const OptimizerOptions rising =
      options("adamw", {{"weight_decay", 0, {}}, {"final_weight_decay", 0.5, {}}});
  ParameterLayout layout;
  layout.add("w", {1, 1});
  Flat w(layout.size()), g(layout.size());  // of gradient 0 only the decay moves the weight
  Optimizer optimizer(rising, layout);
  w[0] = 1;
  optimizer.step(w, g, 0, 0.1, 0, 1, rising.weight_decay_at(0, 4));
  CHECK(static_cast<double>(w[0]) == Approx(1));
  optimizer.step(w, g, 2, 0.1, 0, 1, rising.weight_decay_at(2, 4));
  CHECK(static_cast<double>(w[0]) == Approx(1 - 0.1 * 0.25));
}

}  // namespace regsweep::optimizer_test
