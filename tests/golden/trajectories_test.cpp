// Losses of fifty steps against PyTorch, for each optimizer. The losses fall from 2.2 to below 0.7
// on the way, so an update that is wrong anywhere shows. PyTorch's own float losses differ from its
// double ones by up to 5e-6.
#include "golden/mlp_problem.hpp"
#include "optimizers/optimizer.hpp"
#include "regularizers/rule_entry.hpp"

namespace regsweep::trajectories_test {

#ifdef REGSWEEP_DOUBLE
constexpr double tolerance = 1e-9;
#else
constexpr double tolerance = 1e-4;
#endif

OptimizerOptions optimizer(OptimizerKind kind, double learning_rate, double momentum = 0) {
  OptimizerOptions options;
  options.kind = kind;
  options.learning_rate = learning_rate;
  options.momentum = momentum;
  return options;
}

std::unique_ptr<Rule> l2(double rate) {
  for (const RuleEntry& entry : rule_entries()) {
    if (entry.name == "l2") {
      return entry.make(entry.schema.normalize(Value(rate), "regularizers.l2"));
    }
  }
  FAIL("no rule l2");
  return nullptr;
}

void compare(const std::string& name, golden::Problem& problem, const OptimizerOptions& options,
             const Rule* rule = nullptr) {
  const std::vector<double> expected = golden::read_trajectory(name);
  REQUIRE(expected.size() == 50);
  Optimizer made(options, problem.layout());
  for (std::int64_t step = 0; step < 50; ++step) {
    const double loss = problem.loss(step), given = expected[static_cast<std::size_t>(step)];
    INFO(name << ", step " << step << ": loss " << loss << ", PyTorch " << given);
    REQUIRE(std::abs(loss - given) <= tolerance * given);
    if (rule != nullptr) rule->penalty(problem.layout(), problem.weights, problem.gradient);
    made.step(problem.weights, problem.gradient, step, options.learning_rate_at(step, 50, 4),
              options.momentum_at(step, 50, 4));
  }
}

TEST_CASE("SGD, plain, with momentum, with Nesterov's") {
  OptimizerOptions nesterov = optimizer(OptimizerKind::sgd, 0.02, 0.9);
  nesterov.nesterov = true;
  golden::Problem plain(Activation::relu), momentum(Activation::relu), ahead(Activation::relu);
  compare("sgd", plain, optimizer(OptimizerKind::sgd, 0.1));
  compare("sgd_momentum", momentum, optimizer(OptimizerKind::sgd, 0.02, 0.9));
  compare("sgd_nesterov", ahead, nesterov);
}

TEST_CASE("SGD with a cosine schedule") {
  OptimizerOptions options = optimizer(OptimizerKind::sgd, 0.02, 0.9);
  options.schedule.kind = LearningRateShape::cosine;
  golden::Problem problem(Activation::relu);
  compare("sgd_cosine", problem, options);
}

TEST_CASE("SGD with the L2 penalty") {
  golden::Problem problem(Activation::relu);
  compare("sgd_l2", problem, optimizer(OptimizerKind::sgd, 0.02, 0.9), l2(0.02).get());
}

TEST_CASE("Adam and AdamW") {
  golden::Problem adam(Activation::gelu), adamw(Activation::relu);
  compare("adam", adam, optimizer(OptimizerKind::adam, 0.002));
  OptimizerOptions decoupled = optimizer(OptimizerKind::adamw, 0.002);
  decoupled.weight_decay = 0.1;
  compare("adamw", adamw, decoupled);
}

TEST_CASE("RMSprop, plain and with momentum") {
  golden::Problem plain(Activation::tanh), momentum(Activation::selu);
  compare("rmsprop", plain, optimizer(OptimizerKind::rmsprop, 0.0005));
  OptimizerOptions options = optimizer(OptimizerKind::rmsprop, 0.0001, 0.9);
  options.alpha = 0.95;
  compare("rmsprop_momentum", momentum, options);
}

TEST_CASE("label smoothing and squared error under SGD") {
  golden::Problem smoothed(Activation::relu, false, 0.1), regression(Activation::tanh, true);
  compare("label_smoothing", smoothed, optimizer(OptimizerKind::sgd, 0.02, 0.9));
  compare("regression", regression, optimizer(OptimizerKind::sgd, 0.02, 0.9));
}

}  // namespace regsweep::trajectories_test
