// Arrays of your own, saved by NumPy: tables, images, whatever has one row per example.
#include "data/dataset_entry.hpp"
#include "data/own_arrays.hpp"

namespace regsweep {

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
    const TabularSource source = read_own_arrays(normalized).source;
    return restricted_facts(normalized, source.available(),
                            static_cast<std::int64_t>(source.train.rows().columns), source.outputs);
  };
  entry.describe = [](const Value& normalized) { return read_own_arrays(normalized).description; };
  return entry;
}

}  // namespace regsweep
