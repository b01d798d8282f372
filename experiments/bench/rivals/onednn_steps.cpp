// A training step of a perceptron by oneDNN's primitives (2.x), each in the layout of weights that
// it asks for; ReLU is fused into the forward products.
#include <oneapi/dnnl/dnnl.hpp>
#include <unordered_map>

#include "perceptron.hpp"

using dnnl::memory;

namespace {

const dnnl::engine& engine() {
  static const dnnl::engine made(dnnl::engine::kind::cpu, 0);
  return made;
}

memory::desc layout(const memory::dims& dims, memory::format_tag tag) {
  return memory::desc(dims, memory::data_type::f32, tag);
}

memory::desc rows(long batch, long columns) {
  return layout({batch, columns}, memory::format_tag::ab);
}

float* numbers(const memory& from) { return static_cast<float*>(from.get_data_handle()); }
std::size_t count(const memory& of) { return of.get_desc().get_size() / sizeof(float); }

memory filled(const memory::desc& like, float size) {
  memory made(like, engine());
  rivals::fill(numbers(made), count(made), size);
  return made;
}

/// y = relu(x W^T + b), of the last layer without ReLU, and its gradients.
class Layer {
 public:
  Layer(long batch, long in, long out, bool last)
      : last_(last),
        forward_(forward_of(batch, in, out, last)),
        of_weights_({rows(batch, in), any(out, in), bias_of(out), rows(batch, out)}, engine(),
                    forward_),
        of_inputs_({rows(batch, in), any(out, in), rows(batch, out)}, engine(), forward_),
        of_relu_(relu_of(batch, out)),
        weights_(filled(forward_.weights_desc(), 0.05f)),
        weights_as_inputs_ask_(of_inputs_.weights_desc(), engine()),
        velocity_(filled(forward_.weights_desc(), 0)),
        weight_gradient_(of_weights_.diff_weights_desc(), engine()),
        weight_gradient_as_stored_(forward_.weights_desc(), engine()),
        bias_(filled(bias_of(out), 0)),
        bias_velocity_(filled(bias_of(out), 0)),
        bias_gradient_(bias_of(out), engine()),
        output_(rows(batch, out), engine()) {}

  const memory& forward(dnnl::stream& stream, const memory& input) {
    input_ = input;
    dnnl::inner_product_forward(forward_).execute(stream, {{DNNL_ARG_SRC, input},
                                                           {DNNL_ARG_WEIGHTS, weights_},
                                                           {DNNL_ARG_BIAS, bias_},
                                                           {DNNL_ARG_DST, output_}});
    return output_;
  }

  /// `gradient` of the output is changed; `below` is null in the first layer.
  void backward(dnnl::stream& stream, const memory& gradient, const memory* below) {
    if (!last_) {
      dnnl::eltwise_backward(of_relu_).execute(
          stream,
          {{DNNL_ARG_DST, output_}, {DNNL_ARG_DIFF_DST, gradient}, {DNNL_ARG_DIFF_SRC, gradient}});
    }
    dnnl::inner_product_backward_weights(of_weights_)
        .execute(stream, {{DNNL_ARG_SRC, input_},
                          {DNNL_ARG_DIFF_DST, gradient},
                          {DNNL_ARG_DIFF_WEIGHTS, weight_gradient_},
                          {DNNL_ARG_DIFF_BIAS, bias_gradient_}});
    if (below != nullptr) {
      const memory& weights = as_asked(stream, weights_, weights_as_inputs_ask_);
      dnnl::inner_product_backward_data(of_inputs_)
          .execute(stream, {{DNNL_ARG_WEIGHTS, weights},
                            {DNNL_ARG_DIFF_DST, gradient},
                            {DNNL_ARG_DIFF_SRC, *below}});
    }
  }

  void update(dnnl::stream& stream) {
    const memory& gradient = as_asked(stream, weight_gradient_, weight_gradient_as_stored_);
    rivals::sgd(numbers(weights_), numbers(velocity_), numbers(gradient), count(weights_));
    rivals::sgd(numbers(bias_), numbers(bias_velocity_), numbers(bias_gradient_), count(bias_));
  }

 private:
  using Forward = dnnl::inner_product_forward::primitive_desc;
  using Relu = dnnl::eltwise_backward::primitive_desc;

  static memory::desc any(long out, long in) { return layout({out, in}, memory::format_tag::any); }
  static memory::desc bias_of(long out) { return layout({out}, memory::format_tag::a); }

  static Forward forward_of(long batch, long in, long out, bool last) {
    dnnl::primitive_attr attributes;
    dnnl::post_ops after;
    if (!last) after.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
    attributes.set_post_ops(after);
    return Forward({dnnl::prop_kind::forward_training, rows(batch, in), any(out, in), bias_of(out),
                    rows(batch, out)},
                   attributes, engine());
  }

  static Relu relu_of(long batch, long out) {
    const auto kind = dnnl::algorithm::eltwise_relu_use_dst_for_bwd;
    const memory::desc where = rows(batch, out);
    const dnnl::eltwise_forward::primitive_desc hint(
        {dnnl::prop_kind::forward_training, kind, where, 0}, engine());
    return Relu({kind, where, where, 0}, engine(), hint);
  }

  static const memory& as_asked(dnnl::stream& stream, memory& from, memory& to) {
    if (from.get_desc() == to.get_desc()) return from;
    dnnl::reorder(from, to).execute(stream, from, to);
    return to;
  }

  bool last_;
  Forward forward_;
  dnnl::inner_product_backward_weights::primitive_desc of_weights_;
  dnnl::inner_product_backward_data::primitive_desc of_inputs_;
  Relu of_relu_;
  memory weights_, weights_as_inputs_ask_, velocity_;
  memory weight_gradient_, weight_gradient_as_stored_;
  memory bias_, bias_velocity_, bias_gradient_;
  memory input_, output_;
};

}  // namespace

int main(int count, char** arguments) {
  const rivals::Perceptron asked = rivals::read_perceptron(count, arguments);
  std::vector<Layer> layers;
  std::vector<memory> gradients;  // of each layer's output
  for (std::size_t i = 0; i + 1 < asked.sizes.size(); ++i) {
    const bool last = i + 2 == asked.sizes.size();
    layers.emplace_back(asked.batch, asked.sizes[i], asked.sizes[i + 1], last);
    gradients.emplace_back(rows(asked.batch, asked.sizes[i + 1]), engine());
  }
  const memory input = filled(rows(asked.batch, asked.sizes.front()), 1);
  dnnl::stream stream(engine());
  return rivals::time_steps(asked.seconds, [&] {
    memory x = input;
    for (Layer& layer : layers) x = layer.forward(stream, x);
    stream.wait();
    const long classes = asked.sizes.back();
    std::copy_n(numbers(x), asked.batch * classes, numbers(gradients.back()));
    rivals::cross_entropy_gradient(numbers(gradients.back()), asked.batch, classes);
    for (std::size_t i = layers.size(); i-- > 0;) {
      layers[i].backward(stream, gradients[i], i > 0 ? &gradients[i - 1] : nullptr);
    }
    for (Layer& layer : layers) layer.update(stream);
    stream.wait();
  });
}
