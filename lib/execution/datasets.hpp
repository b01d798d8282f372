// Datasets of a worker: loaded once per canonical data map, kept while they fit in a budget, least
// recently used leave first. Workers of one machine map what their supervisor has loaded for all of
// them (data/shared_dataset.hpp) instead of loading it.
#pragma once

#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "data/dataset.hpp"

namespace regsweep {

/// How a dataset is loaded from its map.
using LoadDataset = std::function<Dataset(const Value& normalized)>;

constexpr std::int64_t usual_cached_bytes = std::int64_t{512} << 20;

class DatasetCache {
 public:
  explicit DatasetCache(std::int64_t budget_bytes = usual_cached_bytes,
                        LoadDataset load = load_dataset)
      : budget_(budget_bytes), load_(std::move(load)) {}

  /// The dataset that the normalized map describes. The latest one stays whatever its size.
  std::shared_ptr<const Dataset> get(const Value& normalized);

  /// Takes over a descriptor of shared memory. What it holds stays and costs nothing of the budget.
  void adopt(int descriptor);

  /// Whether get() would answer with shared memory.
  bool is_shared(const Value& normalized) const;

  std::size_t size() const { return kept_.size(); }  // of its own

 private:
  using Kept = std::pair<std::string, std::shared_ptr<const Dataset>>;

  std::int64_t budget_;
  LoadDataset load_;
  std::list<Kept> kept_;  // most recent first
  std::vector<Kept> shared_;
};

/// Bytes of data that are shared unless one dataset alone has more.
constexpr std::int64_t usual_shared_bytes = std::int64_t{2} << 30;

/// Datasets in shared memory, for processes to be started.
class SharedDatasets {
 public:
  SharedDatasets() = default;
  /// Loads each of the different maps in turn, the first in any case, then as long as all of them
  /// take at most the budget. Errors of `load` and share_dataset.
  explicit SharedDatasets(const std::vector<Value>& maps,
                          std::int64_t budget_bytes = usual_shared_bytes,
                          const LoadDataset& load = load_dataset);
  ~SharedDatasets();
  SharedDatasets(const SharedDatasets&) = delete;
  SharedDatasets& operator=(const SharedDatasets&) = delete;

  const std::vector<int>& descriptors() const { return descriptors_; }

 private:
  std::vector<int> descriptors_;
};

}  // namespace regsweep
