// A training step of a perceptron by dlib's networks. Their sizes are types, so only the bench's
// perceptrons are here.
#include <dlib/dnn.h>

#include "perceptron.hpp"

namespace {

using dlib::fc;
using dlib::relu;
using Input = dlib::input<dlib::matrix<float>>;
template <class Below>
using Loss = dlib::loss_multiclass_log<fc<10, Below>>;

using Small = Loss<relu<fc<64, Input>>>;
using Medium = Loss<relu<fc<256, relu<fc<256, Input>>>>>;
using Large = Loss<relu<fc<1024, relu<fc<1024, relu<fc<1024, Input>>>>>>>;

template <class Network>
int time_network(const rivals::Perceptron& asked) {
  Network network;
  std::vector<dlib::matrix<float>> inputs;
  std::vector<unsigned long> labels;
  for (long i = 0; i < asked.batch; ++i) {
    inputs.push_back(dlib::matrix_cast<float>(dlib::randm(asked.sizes.front(), 1)));
    labels.push_back(static_cast<unsigned long>(i % 10));
  }
  dlib::resizable_tensor batch;
  network.to_tensor(inputs.begin(), inputs.end(), batch);
  std::vector<dlib::sgd> solvers(Network::num_computational_layers, dlib::sgd(0, rivals::momentum));
  return rivals::time_steps(asked.seconds, [&] {
    network.compute_parameter_gradients(batch, labels.begin());
    network.update_parameters(solvers, rivals::learning_rate);
  });
}

}  // namespace

int main(int count, char** arguments) {
  const rivals::Perceptron asked = rivals::read_perceptron(count, arguments);
  switch (asked.sizes.size() * 10000 + static_cast<std::size_t>(asked.sizes[1])) {
    case 30064:
      return time_network<Small>(asked);
    case 40256:
      return time_network<Medium>(asked);
    case 51024:
      return time_network<Large>(asked);
    default:
      std::fprintf(stderr, "dlib_steps: no network of these sizes\n");
      return 2;
  }
}
