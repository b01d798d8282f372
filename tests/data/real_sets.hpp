// Tests of real data run where the files are; elsewhere they say loudly that they did not, and
// pass.
#pragma once

#include <iostream>

#include "data/dataset_entry.hpp"
#include "temporary_files.hpp"

namespace regsweep::testing {

inline bool is_here(const std::string& name) {
  if (folder_of(name, dataset_entry(name).origin)) return true;
  std::cerr << "\n*** NOT TESTED: dataset '" << name
            << "' is not on this machine; run 'regsweep data get " << name << "' ***\n\n";
  SUCCEED("left out: " << name << " is not on this machine");
  return false;
}

/// The label counts and pixel moments that are published for a set in MNIST's format.
inline void require_fingerprint(const std::string& name, const std::vector<int>& train_counts,
                                const std::vector<int>& test_counts, const Moments& expected) {
  const Map given{member("name", name)};
  const Dataset dataset = load(given);
  require_facts(given, dataset);
  REQUIRE(label_counts(dataset.train.labels, 10) == train_counts);
  REQUIRE(label_counts(dataset.test.labels, 10) == test_counts);
  const Moments found = moments(dataset.train.features);
  REQUIRE(found.mean == Approx(expected.mean).margin(1e-6));
  REQUIRE(found.deviation == Approx(expected.deviation).margin(1e-6));
}

}  // namespace regsweep::testing
