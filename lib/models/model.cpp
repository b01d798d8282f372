#include "models/model.hpp"

namespace regsweep {

Model::Model(std::vector<Site> sites, SiteNoises noises)
    : sites_(std::move(sites)), noises_(std::move(noises)), watchers_(sites_.size()) {
  noises_.resize(sites_.size());
}

namespace {

std::int64_t product_of(const std::vector<std::int64_t>& lengths) {
  std::int64_t product = 1;
  for (const std::int64_t length : lengths) product *= length;
  return product;
}

}  // namespace

std::int64_t SiteView::count() const { return values == nullptr ? 0 : product_of(shape); }

SiteView Model::view_at(const std::string& name, const Flat& weights) const {
  for (const Site& site : sites_) {
    if (site.name != name) continue;
    SiteView view = numbers_at(site, weights);
    view.shape = shape_at(site, call_);
    return view;
  }
  return {};
}

SiteTensor Model::value_at(const std::string& name, const Flat& weights) const {
  const SiteView view = view_at(name, weights);
  return {view.shape, {view.values, view.values + view.count()}};
}

std::int64_t Model::elements_at(const Site& site, const CallShape& call) const {
  return product_of(shape_at(site, call));
}

BufferSizes Model::buffer_sizes(const CallShape& call) {
  CountBuffers forward, backward;
  forward_buffers(call, forward);
  backward_buffers(call, backward);
  return {forward.counted, backward.counted, call.rows() * widest_map()};
}

void Model::begin_call(const CallShape& call) {
  GrowBuffers growing;
  forward_buffers(call, growing);
  call_ = call;
}

std::size_t Model::site_index(const std::string& name) const {
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    if (sites_[i].name == name) return i;
  }
  throw ContractError("the model has no site " + name);
}

void Model::watch(const std::string& site, SiteWatcher* watcher) {
  const std::size_t index = site_index(site);
  RS_CHECK(sites_[index].open, "an open site: " + site);
  std::vector<SiteWatcher*>& all = watchers_[index].all;
  all.insert(all.begin(), watcher);  // before noise that learns: it needs the whole gradient
}

ParameterLayout Model::with_learned(ParameterLayout layout) {
  own_size_ = layout.size();
  for (std::size_t i = 0; i < sites_.size(); ++i) {
    LearnedRate* learned = noises_[i] == nullptr ? nullptr : noises_[i]->learned();
    if (learned == nullptr) continue;
    learned->add_parameter(layout);
    watchers_[i].all.push_back(learned);
    learned_.push_back(learned);
  }
  return layout;
}

void Model::initialize_learned(Flat& weights) const {
  for (const LearnedRate* each : learned_) each->initialize(weights);
}

void Model::begin_learned(const Flat& weights) const {
  for (LearnedRate* each : learned_) each->begin(weights);
}

void Model::write_learned(Flat& gradient) const {
  for (const LearnedRate* each : learned_) each->write(gradient);
}

double Model::noise_penalty(const Flat& weights, Flat& gradient) const {
  double sum = 0;
  for (const LearnedRate* each : learned_) sum += each->penalty(layout(), weights, gradient);
  return sum;
}

std::vector<std::pair<std::string, double>> Model::learned_rates(const Flat& weights) const {
  std::vector<std::pair<std::string, double>> rates;
  for (const LearnedRate* each : learned_) rates.emplace_back(each->site(), each->rate_of(weights));
  return rates;
}

}  // namespace regsweep
