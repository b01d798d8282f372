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
//   shares       0.2 of `train`, `validation`, `test`: of the training part, or of the part that
//                they restrict; rounded
//   stratify     the first order becomes that of row_order.hpp: every beginning and every end of it
//                has each class in its share
//   groups       the order becomes that of row_order.hpp, and test and validation end at a border
//                of groups: no group is in two parts (groups: columns and arrays that say them)
//   order: keep  the first order is that of the file, and training has the LAST `train` of what
//                validation and test leave
//   fold         the fold is the test part (of sets with a test part: the validation part), and
//                the rest of the order is what the others are drawn from
//   said parts   examples that an index file, a column or an array says are validation or test are
//                these parts, in file order; those of no part are left out; the rest of the order
//                is what the others are drawn from
//   label_noise  key seed = subset_seed, stream "data/label_noise", element = the example's index
//                in the training part, so an example that is wrong in a small subset is wrong in a
//                large one too, and noise of different rates nests
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/amount.hpp"
#include "core/fields.hpp"
#include "data/dataset.hpp"
#include "data/row_order.hpp"

namespace regsweep {

struct Restriction {
  std::optional<Amount> train;
  Amount validation;
  std::optional<Amount> test;
  double label_noise = 0;
  std::uint32_t subset_seed = 0;
};

/// The fields of Restriction, which every dataset has beside those of draw_options.hpp.
const Fields<Restriction>& restriction_fields();

/// The part that an example is said to belong to; `train`: to what parts are drawn from.
enum class SaidPart : std::uint8_t { train, validation, test, none };

/// What is known of the examples of a training part, beside their number. Empty: not known.
struct KnownExamples {
  std::span<const std::int32_t> classes;
  std::span<const std::int64_t> groups;   // equal numbers: one group
  std::span<const SaidPart> said;         // by a column or an array
  std::span<const std::int64_t> in_file;  // their numbers in the file, where some were left out
  std::int64_t file_examples = 0;         // as many as the file has then
};

/// Counts of a dataset's parts before restriction.
struct Available {
  std::string name;  // of the dataset, for messages
  Task task = Task::classification;
  std::int64_t train = 0;
  std::int64_t test = 0;        // 0: no test part; it is drawn from the training part
  std::int64_t validation = 0;  // 0: no validation part; it is drawn from the training part
  KnownExamples known = {};
};

/// Indices into the training part and, for `validation` and `test`, into these parts if there are
/// any.
struct Selection {
  std::vector<std::int64_t> train, validation, test;
};

/// Sizes after restriction; ConfigurationError at the offending field of `normalized` when there
/// are not enough examples. Classes need not be known; all else that `Available` may know is.
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
