// Restriction: which examples of a dataset are used, and which training labels are wrong on
// purpose. The same for every set of examples (running texts are cut differently:
// tokenized_text.hpp).
//
// Examples are chosen by the randomness contract and by `subset_seed` alone, so all trials of a
// sweep see the same ones: order = stable argsort of the words of stream "data/subset" over the
// training part (key seed = subset_seed, step 0, pass 0).
//
//   train        the FIRST `train` items of that order, in that order: training sets of different
//                sizes nest
//   validation   the LAST `validation` items: the same ones for every `train`. Of sets with a
//                validation part: as test, by the stream "data/validation_subset"
//   test         of sets with a test part: the first `test` items of the order of stream
//                "data/test_subset" over it; without a number, the whole part in file order. Of
//                sets without one: the last `test` items of the first order (default: 20 %,
//                rounded), and validation are the items before them
//   label_noise  key seed = subset_seed, stream "data/label_noise", element = the example's index
//                in the training part, so an example that is wrong in a small subset is wrong in a
//                large one too, and noise of different rates nests
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/fields.hpp"
#include "data/dataset.hpp"

namespace regsweep {

struct Restriction {
  std::optional<std::int64_t> train;
  std::int64_t validation = 0;
  std::optional<std::int64_t> test;
  double label_noise = 0;
  std::uint32_t subset_seed = 0;
};

/// The fields that every dataset has.
const Fields<Restriction>& restriction_fields();

/// Counts of a dataset's parts before restriction.
struct Available {
  std::string name;  // of the dataset, for messages
  Task task = Task::classification;
  std::int64_t train = 0;
  std::int64_t test = 0;        // 0: no test part; it is drawn from the training part
  std::int64_t validation = 0;  // 0: no validation part; it is drawn from the training part
};

/// Indices into the training part and, for `validation` and `test`, into these parts if there are
/// any.
struct Selection {
  std::vector<std::int64_t> train, validation, test;
};

/// Sizes after restriction; ConfigurationError at the offending field of `normalized` when there
/// are not enough examples.
struct Counts {
  std::int64_t train = 0, validation = 0, test = 0;
};
Counts restricted_counts(const Value& normalized, const Available& available);
Selection select_examples(const Value& normalized, const Available& available);

/// Replaces a fraction of the training labels by a uniformly drawn other class. `indices` are
/// Selection::train.
void add_label_noise(const Restriction& restriction, const std::vector<std::int64_t>& indices,
                     std::int64_t classes, Labels& labels);

/// Adds gaussian noise with standard deviation label_noise to the training targets.
void add_target_noise(const Restriction& restriction, const std::vector<std::int64_t>& indices,
                      Matrix& targets);

/// Facts of a dataset of which only the sizes before restriction are known.
DatasetFacts restricted_facts(const Value& normalized, const Available& available,
                              std::int64_t features, std::int64_t outputs);

}  // namespace regsweep
