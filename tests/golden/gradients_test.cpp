// Loss and every parameter's gradient of the MLP 784-32-24-10 against PyTorch.
#include "golden/mlp_problem.hpp"

namespace regsweep::gradients_test {

void compare(const std::string& name, golden::Problem& problem) {
  static const std::map<std::string, std::vector<double>> expected =
      golden::read_gradients("gradients");
  const double loss = problem.loss(0);
  golden::require_equal(expected, name, loss, problem.layout(), problem.gradient);
}

TEST_CASE("loss and gradients of every activation equal PyTorch's") {
  const auto [name, activation] =
      GENERATE(table<std::string, Activation>({{"relu", Activation::relu},
                                               {"gelu", Activation::gelu},
                                               {"tanh", Activation::tanh},
                                               {"sigmoid", Activation::sigmoid},
                                               {"selu", Activation::selu}}));
  golden::Problem problem(activation);
  compare(name, problem);
}

TEST_CASE("loss and gradients with label smoothing equal PyTorch's") {
  golden::Problem problem(Activation::relu, false, 0.1);
  compare("label_smoothing", problem);
}

TEST_CASE("loss and gradients of a regression equal PyTorch's") {
  golden::Problem problem(Activation::tanh, true);
  compare("squared_error", problem);
}

}  // namespace regsweep::gradients_test
