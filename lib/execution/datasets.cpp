#include "execution/datasets.hpp"

#include <unistd.h>

#include <algorithm>
#include <set>

#include "core/json.hpp"
#include "data/shared_dataset.hpp"

namespace regsweep {
namespace {

std::int64_t bytes_of(const Dataset& data) {
  std::size_t bytes = 0;
  for (const Split* part : {&data.train, &data.validation, &data.test}) {
    bytes += (part->features.size() + part->targets.size()) * sizeof(real) +
             (part->labels.size() + part->tokens.size() + part->next.size()) * sizeof(std::int32_t);
  }
  return static_cast<std::int64_t>(bytes);
}

}  // namespace

std::shared_ptr<const Dataset> DatasetCache::get(const Value& normalized) {
  const std::string key = canonical_text(normalized);
  for (const auto& [shared_key, dataset] : shared_) {
    if (shared_key == key) return dataset;
  }
  for (auto each = kept_.begin(); each != kept_.end(); ++each) {
    if (each->first == key) {
      kept_.splice(kept_.begin(), kept_, each);
      return kept_.front().second;
    }
  }
  kept_.emplace_front(key, std::make_shared<const Dataset>(load_(normalized)));
  std::int64_t total = 0;
  for (auto each = kept_.begin(); each != kept_.end();) {
    total += bytes_of(*each->second);
    each = total > budget_ && each != kept_.begin() ? kept_.erase(each) : std::next(each);
  }
  return kept_.front().second;
}

bool DatasetCache::is_shared(const Value& normalized) const {
  const std::string key = canonical_text(normalized);
  return std::any_of(shared_.begin(), shared_.end(),
                     [&](const Kept& each) { return each.first == key; });
}

void DatasetCache::adopt(int descriptor) {
  MappedDataset mapped = map_dataset(descriptor);
  shared_.emplace_back(std::move(mapped.key),
                       std::make_shared<const Dataset>(std::move(mapped.dataset)));
}

SharedDatasets::SharedDatasets(const std::vector<Value>& maps, std::int64_t budget_bytes,
                               const LoadDataset& load) {
  std::set<std::string> seen;
  for (const Value& map : maps) {
    const std::string key = canonical_text(map);
    if (!seen.insert(key).second) continue;
    const Dataset dataset = load(map);
    budget_bytes -= bytes_of(dataset);
    if (budget_bytes < 0 && !descriptors_.empty()) {
      return;  // workers load what is left when they need it
    }
    descriptors_.push_back(share_dataset(key, dataset));
  }
}

SharedDatasets::~SharedDatasets() {
  for (const int descriptor : descriptors_) close(descriptor);
}

}  // namespace regsweep
