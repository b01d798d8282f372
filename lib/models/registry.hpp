// Look-up of models by their YAML map `model`, whose `kind` names an entry (model_entry.hpp).
#pragma once

#include <memory>
#include <vector>

#include "models/model_entry.hpp"

namespace regsweep {

/// The YAML map `model`, a union over `kind`: models of features first, then models of tokens,
/// each by name.
const Schema& model_schema();

/// The entry of a normalized map; ContractError if there is none (the schema has checked `kind`).
const ModelEntry& model_entry(const Value& normalized);

std::vector<Site> model_sites(const Value& normalized);

/// The most tokens that an example of a model of tokens can have; 0: the model takes features.
std::int64_t model_context(const Value& normalized);

/// Tokens of an example: `sequence`, unless that is 0: then the data are a running text and
/// examples are as long as the model's context. 1: the model takes features.
std::int64_t tokens_per_example(const Value& normalized, std::int64_t sequence);

/// The model of a normalized map. `features` of an example (of a model of features), `outputs`:
/// classes, target columns or vocabulary. `noises`: one entry per site, null where there is none.
/// `products` computes its linear maps.
std::unique_ptr<Model> make_model(const Value& normalized, std::int64_t features,
                                  std::int64_t outputs, SiteNoises noises,
                                  const Products& products = {});

/// Parameters and floating-point operations per training step of this many rows.
struct ModelSize {
  std::int64_t parameters = 0;
  double flops_per_step = 0;
};
ModelSize model_size(const Value& normalized, std::int64_t features, std::int64_t outputs,
                     std::int64_t rows);

}  // namespace regsweep
