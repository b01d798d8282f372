// Loss, gradients and running statistics of the MLP 784-32-24-10 with norms against PyTorch.
#include "golden/mlp_problem.hpp"

namespace regsweep::norms_test {

Labels golden_labels() {
  std::vector<double> drawn(golden::rows);
  uniforms(stream_key(1, "golden/labels"), 0, 0, golden::rows, drawn.data());
  Labels made;
  for (const double u : drawn) made.push_back(static_cast<std::int32_t>(u * 10));
  return made;
}

// Weights of the contract; statistics as they begin.
void fill_learned(const ParameterLayout& layout, Flat& weights) {
  for (const ParameterInfo& each : layout.all()) {
    if (!each.learned) continue;
    const double scale = !each.matrix() ? 0x1p-3 : each.name == "layers.0.weight" ? 0x1p-4 : 0x1p-2;
    const std::vector<real> made =
        golden::numbers(each.name, static_cast<std::int64_t>(each.size), scale);
    std::copy(made.begin(), made.end(), data(weights, each));
  }
}

TEST_CASE("loss, gradients and statistics with norms equal PyTorch's, in training and evaluation") {
#ifdef REGSWEEP_DOUBLE
  constexpr double tolerance = 1e-10;
#else
  constexpr double tolerance = 2e-5;
#endif
  const auto [name, kind] = GENERATE(table<std::string, HiddenNormKind>(
      {{"batch", HiddenNormKind::batch}, {"layer", HiddenNormKind::layer}}));
  const std::map<std::string, std::vector<double>> expected = golden::read_gradients("norms");
  MlpOptions options;
  options.hidden = {32, 24};
  options.bias = false;
  options.norm = kind;
  Mlp model(options, golden::features, 10, {});
  Flat weights(model.layout().size()), gradient(model.layout().size());
  model.initialize(1, weights);
  fill_learned(model.layout(), weights);
  const std::vector<real> inputs = golden::numbers("inputs", golden::rows * golden::features, 1);
  const Labels labels = golden_labels();
  const auto loss = [&](const NoisePass& pass) {
    real* z = model.forward({golden::batch, inputs.data()}, weights, pass);
    const real share = real(1) / static_cast<real>(golden::batch);
    const double sum =
        kernels::cross_entropy(golden::batch, 10, z, labels.data(), nullptr, share).loss;
    if (pass.learns) model.backward(z, weights, gradient);
    return sum / static_cast<double>(golden::batch);
  };
  const double trained = loss({.training = true, .learns = true});
  golden::require_equal(expected, name, trained, model.layout(), gradient);
  model.after_step(weights);
  for (const ParameterInfo& each : model.layout().all()) {
    if (each.learned) continue;
    const std::vector<double>& values = expected.at(name + "/" + each.name);
    for (std::size_t i = 0; i < each.size; ++i) {
      INFO(each.name << "[" << i << "]");
      CHECK(static_cast<double>(data(weights, each)[i]) ==
            Approx(values[i]).epsilon(tolerance).margin(tolerance));
    }
  }
  CHECK(loss({}) == Approx(expected.at(name + "/evaluation")[0]).epsilon(tolerance));
}

}  // namespace regsweep::norms_test
