#include "probes/layers.hpp"

#include <algorithm>

namespace regsweep {
namespace {

bool in_family(const Site& site, const std::vector<std::string>& families) {
  return !site.families.empty() &&
         std::find(families.begin(), families.end(), site.families.front()) != families.end();
}

// "block.0.ffn" -> "block.0"; "hidden.0" stays.
std::string layer_of(const Site& site) {
  const std::string place = "." + site.families.front();
  if (!site.name.ends_with(place)) return site.name;
  return site.name.substr(0, site.name.size() - place.size());
}

}  // namespace

const std::vector<std::string>& unit_placements() {
  static const std::vector<std::string> all{"hidden", "ffn"};
  return all;
}

std::vector<UnitLayer> unit_layers(const Model& model, std::int64_t time) {
  std::vector<UnitLayer> layers;
  for (const Site& site : model.sites()) {
    if (!in_family(site, unit_placements())) continue;
    layers.push_back({layer_of(site), site.name, model.shape_at(site, {1, time}).back()});
  }
  return layers;
}

std::vector<AttentionLayer> attention_layers(const Model& model, std::int64_t time) {
  std::vector<AttentionLayer> layers;
  for (const Site& site : model.sites()) {
    if (!in_family(site, {"attention"})) continue;
    layers.push_back({layer_of(site), model.shape_at(site, {1, time}).at(1)});
  }
  return layers;
}

}  // namespace regsweep
