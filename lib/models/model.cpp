#include "models/model.hpp"

namespace regsweep {

Model::Model(std::vector<Site> sites, SiteNoises noises) : sites_(std::move(sites)), noises_(std::move(noises)), watchers_(sites_.size()) {
  noises_.resize(sites_.size());
}

std::size_t Model::site_index(const std::string& name) const {
  for (std::size_t i = 0; i < sites_.size(); ++i)
    if (sites_[i].name == name) return i;
  throw ContractError("the model has no site " + name);
}

void Model::watch(const std::string& site, SiteWatcher* watcher) {
  const std::size_t index = site_index(site);
  RS_CHECK(sites_[index].open, "an open site: " + site);
  watchers_[index].all.push_back(watcher);
}

}  // namespace regsweep
