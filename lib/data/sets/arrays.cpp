// Arrays of your own, saved by NumPy: tables, images, whatever has one row per example.
#include <utility>

#include "data/dataset_entry.hpp"
#include "data/own_arrays.hpp"

namespace regsweep {
namespace {

DatasetFacts facts_of_arrays(const Value& normalized, const TabularSource& source) {
  return restricted_facts(normalized, source.available(),
                          static_cast<std::int64_t>(source.train.rows().columns), source.outputs);
}

}  // namespace

DatasetEntry dataset_entry_arrays() {
  DatasetEntry entry;
  entry.name = "arrays";
  entry.kind = "table";
  entry.summary = "Arrays of your own (.npy, .npz, HDF5, IDX), for classification or regression";
  entry.size = "as the file";
  entry.source = "your file";
  entry.licence = "yours";
  entry.schema = arrays_schema(entry.summary);
  entry.file_keys = {"features",
                     "targets",
                     "validation_features",
                     "validation_targets",
                     "test_features",
                     "test_targets",
                     "groups",
                     "parts"};
  entry.load = [](const Value& normalized) {
    const OwnArrays own = read_own_arrays(normalized);
    return make_tabular_dataset(normalized, own.source, own.standardise);
  };
  entry.facts = [](const Value& normalized) {
    return facts_of_arrays(normalized, read_own_arrays(normalized).source);
  };
  entry.understand = [](const Value& normalized) {
    OwnArrays own = read_own_arrays(normalized);
    return UnderstoodDataset{facts_of_arrays(normalized, own.source), std::move(own.description)};
  };
  entry.describe = [](const Value& normalized) { return read_own_arrays(normalized).description; };
  return entry;
}

}  // namespace regsweep
