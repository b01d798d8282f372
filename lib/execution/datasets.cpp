#include "execution/datasets.hpp"

namespace regsweep {
namespace {

std::int64_t bytes_of(const Dataset& data) {
  std::size_t bytes = 0;
  for (const Split* part : {&data.train, &data.validation, &data.test})
    bytes += (part->features.size() + part->targets.size()) * sizeof(real) +
             (part->labels.size() + part->tokens.size() + part->next.size()) * sizeof(std::int32_t);
  return static_cast<std::int64_t>(bytes);
}

}  // namespace

std::shared_ptr<const Dataset> DatasetCache::get(const Value& normalized) {
  const std::string key = canonical_text(normalized);
  for (auto each = kept_.begin(); each != kept_.end(); ++each)
    if (each->first == key) {
      kept_.splice(kept_.begin(), kept_, each);
      return kept_.front().second;
    }
  kept_.emplace_front(key, std::make_shared<const Dataset>(load_dataset(normalized)));
  std::int64_t total = 0;
  for (auto each = kept_.begin(); each != kept_.end();) {
    total += bytes_of(*each->second);
    each = total > budget_ && each != kept_.begin() ? kept_.erase(each) : std::next(each);
  }
  return kept_.front().second;
}

}  // namespace regsweep
