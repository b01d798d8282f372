// Loss and every parameter's gradient of the MLP 784-32-24-10 against PyTorch. A gradient's error is measured against the largest
// element of its parameter: elements near zero are differences of large numbers and have no digits of their own.
#include "golden/golden.hpp"

using namespace regsweep;

namespace {

#ifdef REGSWEEP_DOUBLE
constexpr double tolerance = 1e-10;
#else
constexpr double tolerance = 1e-5;
#endif

void compare(const std::string& name, golden::Problem& problem) {
  static const std::map<std::string, std::vector<double>> expected = golden::read_gradients();
  const double loss = problem.loss(0), given = expected.at(name + "/loss")[0];
  INFO(name << ": loss " << loss << ", PyTorch " << given);
  REQUIRE(std::abs(loss - given) <= tolerance * std::abs(given));
  for (const ParameterInfo& parameter : problem.layout().all()) {
    const std::vector<double>& values = expected.at(name + "/" + parameter.name);
    REQUIRE(values.size() == parameter.size);
    double largest = 0, worst = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      largest = std::max(largest, std::abs(values[i]));
      worst = std::max(worst, std::abs(values[i] - static_cast<double>(problem.gradient[parameter.offset + i])));
    }
    INFO(parameter.name << ": largest error " << worst << ", largest element " << largest);
    REQUIRE(largest > 1e-4);
    REQUIRE(worst <= tolerance * largest);
  }
}

}  // namespace

TEST_CASE("loss and gradients of every activation equal PyTorch's") {
  const auto [name, activation] = GENERATE(table<std::string, Activation>({{"relu", Activation::relu},
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
