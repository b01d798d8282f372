// Datasets of a worker: loaded once per canonical data map, kept while they fit in a budget, least recently used leave first.
#pragma once

#include <cstdint>
#include <list>
#include <memory>
#include <string>
#include <utility>

#include "data/dataset.hpp"

namespace regsweep {

class DatasetCache {
 public:
  explicit DatasetCache(std::int64_t budget_bytes = std::int64_t{512} << 20) : budget_(budget_bytes) {}

  /// The dataset that the normalized map describes. The latest one stays whatever its size.
  std::shared_ptr<const Dataset> get(const Value& normalized);
  std::size_t size() const { return kept_.size(); }

 private:
  std::int64_t budget_;
  std::list<std::pair<std::string, std::shared_ptr<const Dataset>>> kept_;  // most recent first
};

}  // namespace regsweep
