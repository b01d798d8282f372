// A training step of a perceptron by PyTorch's C++ interface: what of PyTorch's time is not Python.
#include <torch/torch.h>

#include "perceptron.hpp"

int main(int count, char** arguments) {
  const rivals::Perceptron asked = rivals::read_perceptron(count, arguments);
  torch::set_num_threads(1);
  torch::nn::Sequential model;
  for (std::size_t i = 0; i + 1 < asked.sizes.size(); ++i) {
    if (i > 0) model->push_back(torch::nn::ReLU());
    model->push_back(torch::nn::Linear(asked.sizes[i], asked.sizes[i + 1]));
  }
  torch::optim::SGD optimizer(
      model->parameters(),
      torch::optim::SGDOptions(rivals::learning_rate).momentum(rivals::momentum));
  const torch::Tensor inputs = torch::rand({asked.batch, asked.sizes.front()});
  const torch::Tensor targets = torch::arange(asked.batch) % asked.sizes.back();
  return rivals::time_steps(asked.seconds, [&] {
    optimizer.zero_grad(true);
    torch::nn::functional::cross_entropy(model->forward(inputs), targets).backward();
    optimizer.step();
  });
}
