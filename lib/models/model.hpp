// Model: a function with parameters and named sites. Models offer sites and apply whatever noise is
// there; they name no regularizer.
//
// Parameters live in one flat array (tensor/parameters.hpp) that the caller owns; so do gradients.
// A model owns only the activations of its last forward pass, in buffers made once. Call backward
// after the forward pass whose gradient is wanted, with the same weights.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "models/layer_buffers.hpp"
#include "regularizers/site_noise.hpp"
#include "regularizers/site_watch.hpp"
#include "tensor/parameters.hpp"
#include "tensor/tensor.hpp"

namespace regsweep {

/// Some examples as a model sees them: features [rows, features], or token numbers [rows, time].
struct Inputs {
  std::int64_t rows = 0;
  const real* features = nullptr;
  const std::int32_t* tokens = nullptr;
  std::int64_t time = 1;  // tokens of an example
};

/// A copy of the tensor at a site; row-major, one length per axis of the site.
struct SiteTensor {
  std::vector<std::int64_t> shape;
  std::vector<real> values;
};

/// The same without the copy where the model holds the tensor as it is; else `computed` holds it.
/// Valid until the model's next call.
struct SiteView {
  SiteView() = default;
  explicit SiteView(const real* first) : values(first) {}
  explicit SiteView(std::vector<real> made) : computed(std::move(made)), values(computed.data()) {}
  SiteView(SiteView&&) = default;  // a moved vector keeps its elements where they are
  SiteView& operator=(SiteView&&) = default;

  std::int64_t count() const;  // elements

  std::vector<std::int64_t> shape;
  std::vector<real> computed;
  const real* values = nullptr;  // null: the model has no such site
};

/// Elements of the arrays that calls of one shape need.
struct BufferSizes {
  std::int64_t forward = 0;   // what forward keeps for backward
  std::int64_t backward = 0;  // what backward needs besides
  std::int64_t widest = 0;    // the largest input or output of a linear map
};

class Model {
 public:
  /// `noises` has one entry per site, in the order of sites(); null entries are free, and so are
  /// missing ones.
  Model(std::vector<Site> sites, SiteNoises noises);
  Model(const Model&) = delete;  // layers point into it
  Model& operator=(const Model&) = delete;
  virtual ~Model() = default;

  const std::vector<Site>& sites() const { return sites_; }
  const SiteNoises& noises() const { return noises_; }

  /// The watcher, which outlives the model's use, sees an open site in every backward pass.
  void watch(const std::string& site, SiteWatcher* watcher);

  /// Parameters of the model itself, padding included: those of noise that learns its rate follow.
  std::size_t own_size() const { return own_size_; }

  /// Adds the gradient of the penalties of noise that learns its rate, and returns their value.
  double noise_penalty(const Flat& weights, Flat& gradient) const;

  /// (site, rate) of noise that learns its rate.
  std::vector<std::pair<std::string, double>> learned_rates(const Flat& weights) const;

  virtual const ParameterLayout& layout() const = 0;

  /// Weights of seed `seed` by the randomness contract: streams "init/<parameter>", step 0.
  virtual void initialize(std::uint32_t seed, Flat& weights) const = 0;

  /// Outputs [rows, outputs]; of a model of sequences [rows * time, outputs]. The result may be
  /// overwritten by the caller (a loss does, with its gradient) and is valid until the next call.
  /// Training applies noise; evaluation never drops.
  virtual real* forward(const Inputs& inputs, const Flat& weights, const NoisePass& pass) = 0;

  /// Writes the gradient of every parameter, given the one at the outputs. The noise is that of the
  /// forward pass.
  virtual void backward(const real* output_gradient, const Flat& weights, Flat& gradient) = 0;

  /// What a step of training leaves beside the optimizer's update, into the weights: statistics of
  /// its last pass that learns (NoisePass::learns), which ParameterInfo says are not learned.
  virtual void after_step(Flat& /*weights*/) const {}

  /// The tensor at a site as the last forward pass left it, with its noise; empty when the model
  /// has no such site. To look at, not to train with.
  SiteView view_at(const std::string& site, const Flat& weights) const;
  SiteTensor value_at(const std::string& site, const Flat& weights) const;

  /// The length of the tensor at a site along each axis, in a call of this shape.
  virtual std::vector<std::int64_t> shape_at(const Site& site, const CallShape& call) const = 0;
  std::int64_t elements_at(const Site& site, const CallShape& call) const;

  /// What calls of this shape will hold. Allocates nothing.
  BufferSizes buffer_sizes(const CallShape& call);

  /// Floating-point operations of the matrix products of one training step with this many rows.
  virtual double flops_per_step(std::int64_t rows) const = 0;

  /// The most tokens of an example of a model of sequences; 0: the model takes features.
  virtual std::int64_t context() const { return 0; }

  /// Second names of parameters, for readers that expect them: {"lm_head.weight",
  /// "transformer.wte.weight"}.
  virtual std::vector<std::pair<std::string, std::string>> tied_parameters() const { return {}; }

 protected:
  /// Declares the buffers that forward makes, and those that backward makes (layer_buffers.hpp).
  virtual void forward_buffers(const CallShape& call, BufferVisitor& visit) = 0;
  virtual void backward_buffers(const CallShape& /*call*/, BufferVisitor& /*visit*/) {}

  /// Columns of the largest input or output of a linear map.
  virtual std::int64_t widest_map() const = 0;

  /// The numbers of view_at at one of the model's sites; the caller adds the shape.
  virtual SiteView numbers_at(const Site& site, const Flat& weights) const = 0;

  /// What forward begins with: room for the call, whose shape view_at knows from here on.
  void begin_call(const CallShape& call);
  const CallShape& call() const { return call_; }

  /// What a model does for noise that learns: appends its parameters to the layout; at the end of
  /// initialize; at the begin of forward; at the end of backward.
  ParameterLayout with_learned(ParameterLayout layout);
  void initialize_learned(Flat& weights) const;
  void begin_learned(const Flat& weights) const;
  void write_learned(Flat& gradient) const;

  std::size_t site_index(const std::string& name) const;
  SiteNoise* noise_at(const std::string& site) const { return noises_[site_index(site)].get(); }
  const SiteWatchers& watchers_at(const std::string& site) const {
    return watchers_[site_index(site)];
  }

 private:
  std::vector<Site> sites_;
  SiteNoises noises_;
  std::vector<SiteWatchers> watchers_;  // one per site
  std::vector<LearnedRate*> learned_;   // of the noises
  std::size_t own_size_ = 0;
  CallShape call_;  // of the last forward pass
};

}  // namespace regsweep
