// The layers that probes look into: hidden layers of units, and layers of attention. A probe names
// a layer as the dimension `layer` of its quantities does: "hidden.0" of a perceptron, "block.0" of
// a transformer, for its units and for its heads alike.
#pragma once

#include <string>
#include <vector>

#include "models/model.hpp"

namespace regsweep {

struct UnitLayer {
  std::string name;  // "hidden.0", "block.0"
  std::string site;  // "hidden.0", "block.0.ffn": [rows, units], after the activation
  std::int64_t units = 0;
};

/// Of a model called with examples of `time` tokens; first to last.
std::vector<UnitLayer> unit_layers(const Model& model, std::int64_t time);

struct AttentionLayer {
  std::string name;  // "block.0"
  std::int64_t heads = 0;
  std::string weights() const { return name + ".attention"; }  // site [batch, head, query, key]
  std::string outputs() const { return name + ".head"; }       // site [batch, head, time, feature]
};

std::vector<AttentionLayer> attention_layers(const Model& model, std::int64_t time);

/// Placements of which a model with units offers one.
const std::vector<std::string>& unit_placements();

template <class Layer>
std::vector<std::string> names_of(const std::vector<Layer>& layers) {
  std::vector<std::string> names;
  for (const Layer& each : layers) names.push_back(each.name);
  return names;
}

}  // namespace regsweep
