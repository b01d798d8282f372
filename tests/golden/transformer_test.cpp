// The transformer against PyTorch with masks of the contract at every site at once: loss and
// gradients for pre and post norm, gelu and relu, tied and untied embeddings; losses of thirty
// AdamW steps. make_transformer_golden.py writes the same model in PyTorch.
#include "golden/golden.hpp"
#include "models/kinds/causal_transformer.hpp"
#include "optimizers/optimizer.hpp"
#include "tensor/kernels/loss.hpp"

namespace regsweep::transformer_test {

constexpr std::int64_t rows = 5, vocabulary = 11;

TransformerOptions options() {
  TransformerOptions made;
  made.layers = 2;
  made.heads = 3;
  made.channels = 12;
  made.context = 7;
  made.ffn = 2;
  return made;
}

SiteNoises bernoulli_everywhere(const TransformerOptions& made, double rate) {
  SiteNoises noises;
  for (const Site& site : transformer_sites(made)) {
    SiteNoiseOptions noise;
    noise.rate = rate;
    noises.push_back(std::make_unique<SiteNoise>(noise, site, 3, 1000));
  }
  return noises;
}

std::vector<std::int32_t> tokens(const std::string& name, std::int64_t context) {
  std::vector<double> drawn(static_cast<std::size_t>(rows * context));
  uniforms(stream_key(1, "golden/" + name), 0, 0, rows * context, drawn.data());
  std::vector<std::int32_t> made;
  for (const double u : drawn) made.push_back(static_cast<std::int32_t>(u * vocabulary));
  return made;
}

class SequenceProblem {
 public:
  SequenceProblem(const TransformerOptions& made, double rate)
      : context_(made.context), model_(made, vocabulary, bernoulli_everywhere(made, rate)) {
    weights.resize(model_.layout().size());
    gradient.resize(model_.layout().size());
    for (const ParameterInfo& each : model_.layout().all()) {
      const bool embedding = each.name.starts_with("transformer.w"),
                 gain = each.name.find("ln_") != std::string::npos && each.name.ends_with("weight");
      const double scale = !each.matrix() ? 0x1p-3 : embedding ? 0x1p-1 : 0x1p-2;
      const std::vector<real> drawn =
          golden::numbers(each.name, static_cast<std::int64_t>(each.size), scale);
      for (std::size_t i = 0; i < each.size; ++i) {
        weights[each.offset + i] = drawn[i] + (gain ? real(1) : real(0));
      }
    }
  }

  /// Mean loss with the masks of `step`; `gradient` is its gradient afterwards.
  double loss(std::uint32_t step) {
    const auto seen = tokens("tokens", context_), next = tokens("next", context_);
    const std::int64_t positions = rows * context_;
    real* z = model_.forward({rows, nullptr, seen.data(), context_}, weights, {true, step, 0});
    const LossSums sums = kernels::cross_entropy(positions, vocabulary, z, next.data(), nullptr,
                                                 real(1) / static_cast<real>(positions));
    model_.backward(z, weights, gradient);
    return sums.loss / static_cast<double>(positions);
  }

  const ParameterLayout& layout() const { return model_.layout(); }
  Flat weights, gradient;

 private:
  std::int64_t context_;
  CausalTransformer model_;
};

TEST_CASE("transformer: loss and gradients with masks at every site equal PyTorch's") {
  static const std::map<std::string, std::vector<double>> expected =
      golden::read_gradients("transformer_gradients");
  const auto [norm_name, norm] =
      GENERATE(table<std::string, Norm>({{"pre", Norm::pre}, {"post", Norm::post}}));
  const auto [activation_name, activation] = GENERATE(
      table<std::string, Activation>({{"gelu", Activation::gelu}, {"relu", Activation::relu}}));
  const bool tied = GENERATE(true, false);
  TransformerOptions made = options();
  made.norm = norm;
  made.activation = activation;
  made.tie_embeddings = tied;
  SequenceProblem problem(made, 0.37);
  const double loss = problem.loss(0);
  golden::require_equal(expected, norm_name + "_" + activation_name + (tied ? "_tied" : "_untied"),
                        loss, problem.layout(), problem.gradient);
}

TEST_CASE("transformer: thirty steps of AdamW equal PyTorch's") {
#ifdef REGSWEEP_DOUBLE
  constexpr double tolerance = 1e-9;
#else
  constexpr double tolerance = 1e-4;
#endif
  const std::vector<double> expected =
      golden::read_trajectory("transformer_adamw", "transformer_trajectory.txt");
  REQUIRE(expected.size() == 30);
  SequenceProblem problem(options(), 0.1);
  OptimizerOptions adamw;
  adamw.kind = OptimizerKind::adamw;
  adamw.learning_rate = 2e-3;
  adamw.beta2 = 0.99;
  adamw.weight_decay = 0.1;
  Optimizer optimizer(adamw, problem.layout());
  for (std::uint32_t step = 0; step < 30; ++step) {
    const double loss = problem.loss(step), given = expected[step];
    INFO("step " << step << ": loss " << loss << ", PyTorch " << given);
    REQUIRE(std::abs(loss - given) <= tolerance * given);
    optimizer.step(problem.weights, problem.gradient, step, adamw.learning_rate, 0, 1);
  }
}

}  // namespace regsweep::transformer_test
