// A training step of a perceptron by LIBXSMM's kernels, which are made for each shape when the
// program starts: the least that a small network can cost. Weights lie as [in, out], so that the
// forward product needs no transposed factor; what the others need is transposed by libxsmm_otrans.
#include <libxsmm.h>

#include "perceptron.hpp"

namespace {

using Numbers = std::vector<float>;

Numbers filled(long n, float size) {
  Numbers made(static_cast<std::size_t>(n));
  rivals::fill(made.data(), made.size(), size);
  return made;
}

/// c [rows, columns] = a [rows, inner] b [inner, columns]. LIBXSMM's matrices lie by columns, so it
/// multiplies the transposed ones: c^T = b^T a^T.
class Product {
 public:
  Product(long rows, long columns, long inner) {
    const float alpha = 1, beta = 0;
    const int flags = LIBXSMM_GEMM_FLAG_NONE, prefetch = LIBXSMM_PREFETCH_NONE;
    const int m = static_cast<int>(columns), n = static_cast<int>(rows);
    const int k = static_cast<int>(inner);
    kernel_ = libxsmm_smmdispatch(m, n, k, &m, &k, &m, &alpha, &beta, &flags, &prefetch);
    if (kernel_ == nullptr) {
      std::fprintf(stderr, "libxsmm_steps: no kernel for %d x %d x %d\n", n, m, k);
      std::exit(1);
    }
  }
  void operator()(const Numbers& a, const Numbers& b, Numbers& c) const {
    kernel_(b.data(), a.data(), c.data());
  }

 private:
  libxsmm_smmfunction kernel_;
};

/// out [columns, rows] = x [rows, columns] transposed.
void transpose(const Numbers& x, long rows, long columns, Numbers& out) {
  libxsmm_otrans(out.data(), x.data(), sizeof(float), static_cast<int>(columns),
                 static_cast<int>(rows), static_cast<int>(columns), static_cast<int>(rows));
}

/// y = relu(x W + b), of the last layer without ReLU, and its gradients.
struct Layer {
  Layer(long batch, long in, long out, bool last)
      : batch(batch),
        in(in),
        out(out),
        last(last),
        forward_product(batch, out, in),
        weight_product(in, out, batch),
        input_product(batch, in, out),
        weights(filled(in * out, 0.05f)),
        velocity(filled(in * out, 0)),
        weight_gradient(filled(in * out, 0)),
        transposed_weights(weights),
        bias(filled(out, 0)),
        bias_velocity(bias),
        bias_gradient(bias),
        transposed_input(filled(batch * in, 0)),
        y(filled(batch * out, 0)),
        gradient(y) {}

  void forward(const Numbers& x) {
    forward_product(x, weights, y);
    for (long i = 0; i < batch; ++i) {
      for (long j = 0; j < out; ++j) {
        const float sum = y[static_cast<std::size_t>(i * out + j)] + bias[j];
        y[static_cast<std::size_t>(i * out + j)] = last || sum > 0 ? sum : 0;
      }
    }
  }

  /// `gradient` is that of y; writes that of x where there is a layer below.
  void backward(const Numbers& x, Numbers* below) {
    if (!last) {
      for (std::size_t i = 0; i < y.size(); ++i) gradient[i] = y[i] > 0 ? gradient[i] : 0;
    }
    transpose(x, batch, in, transposed_input);
    weight_product(transposed_input, gradient, weight_gradient);
    std::fill(bias_gradient.begin(), bias_gradient.end(), 0.0f);
    for (long i = 0; i < batch; ++i) {
      for (long j = 0; j < out; ++j) {
        bias_gradient[static_cast<std::size_t>(j)] +=
            gradient[static_cast<std::size_t>(i * out + j)];
      }
    }
    if (below != nullptr) {
      transpose(weights, in, out, transposed_weights);
      input_product(gradient, transposed_weights, *below);
    }
  }

  void update() {
    rivals::sgd(weights.data(), velocity.data(), weight_gradient.data(), weights.size());
    rivals::sgd(bias.data(), bias_velocity.data(), bias_gradient.data(), bias.size());
  }

  long batch, in, out;
  bool last;
  Product forward_product, weight_product, input_product;
  Numbers weights, velocity, weight_gradient, transposed_weights;
  Numbers bias, bias_velocity, bias_gradient;
  Numbers transposed_input, y, gradient;
};

}  // namespace

int main(int count, char** arguments) {
  const rivals::Perceptron asked = rivals::read_perceptron(count, arguments);
  libxsmm_init();
  std::vector<Layer> layers;
  for (std::size_t i = 0; i + 1 < asked.sizes.size(); ++i) {
    const bool last = i + 2 == asked.sizes.size();
    layers.emplace_back(asked.batch, asked.sizes[i], asked.sizes[i + 1], last);
  }
  const Numbers input = filled(asked.batch * asked.sizes.front(), 1);
  const auto below = [&](std::size_t i) -> const Numbers& {
    return i > 0 ? layers[i - 1].y : input;
  };
  return rivals::time_steps(asked.seconds, [&] {
    for (std::size_t i = 0; i < layers.size(); ++i) layers[i].forward(below(i));
    Layer& top = layers.back();
    top.gradient = top.y;
    rivals::cross_entropy_gradient(top.gradient.data(), asked.batch, top.out);
    for (std::size_t i = layers.size(); i-- > 0;) {
      layers[i].backward(below(i), i > 0 ? &layers[i - 1].gradient : nullptr);
    }
    for (Layer& layer : layers) layer.update();
  });
}
