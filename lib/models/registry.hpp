// The models: their YAML map, their sites, and how to make one. A new model adds one line to each
// function, here and in buffers.hpp.
#pragma once

#include <memory>
#include <vector>

#include "models/model.hpp"
#include "tensor/gemm.hpp"

namespace regsweep {

/// The YAML map `model`, a union over `kind`.
const Schema& model_schema();

std::vector<Site> model_sites(const Value& normalized);

/// Tokens that a model of sequences can look at; 0 for a model of features.
std::int64_t model_context(const Value& normalized);

/// `features` of an example (of a model of features), `outputs`: classes, target columns or
/// vocabulary. `noises`: one entry per site, null where there is none. `products` computes its
/// linear maps.
std::unique_ptr<Model> make_model(const Value& normalized, std::int64_t features,
                                  std::int64_t outputs, SiteNoises noises,
                                  const Products& products = {});

/// Parameters and floating-point operations per training step, without making the model's buffers.
struct ModelSize {
  std::int64_t parameters = 0;
  double flops_per_step = 0;
};
ModelSize model_size(const Value& normalized, std::int64_t features, std::int64_t outputs,
                     std::int64_t rows);

}  // namespace regsweep
