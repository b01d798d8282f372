// Datasets: what the map `data:` of a sweep means, and the arrays that training sees.
//
//   data: mnist                                       # shorthand for {name: mnist}
//   data: {name: mnist, train: 10000, validation: 5000, label_noise: 0.1}
//
// Each dataset is one file in sets/. All of them are restricted in the same way (restrict.hpp),
// read with checksums where the content is known, and never taken from the network: that is what
// `regsweep data get` does (fetch.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/schema.hpp"
#include "data/feature_table.hpp"

namespace regsweep {

enum class Task { classification, regression, next_token };

using Tokens = std::vector<std::int32_t>;  // numbers in 0 .. outputs-1

struct Split {
  FeatureTable features;  // [N, features]; of next_token empty
  Labels labels;          // classification: N numbers in 0 .. outputs-1
  Matrix targets;         // regression: [N, outputs]
  Tokens tokens;          // next_token: one running text, or N sequences side by side
  Tokens next;            // of sequences: the target of each of their tokens, -1 where there is
                          // none; the target of a running text is its next token
  std::int64_t characters = 0;  // of a text of words: of the text of its tokens; else 0

  std::int64_t count() const { return static_cast<std::int64_t>(features.shape()[0]); }
};

struct Dataset {
  std::string name;
  Task task = Task::classification;
  std::int64_t features = 0;
  std::int64_t outputs = 0;              // classes, target columns, or tokens of the vocabulary
  std::vector<std::string> class_names;  // classification: one per class
  double target_scale = 1;               // an error times this is in the units of the data
  std::int64_t sequence = 0;  // next_token: tokens of an example; 0: each part is one running text
  bool each_once = false;     // running text: an epoch visits every token once; else windows begin
                              // anywhere
  std::string token_unit;     // next_token: "character", "byte", "token"
  std::vector<std::string> vocabulary;  // next_token: the text of each token, UTF-8
  Split train, validation, test;        // those not asked for are empty: features [0, features]

  /// A part by its name: "train", "validation" or "test".
  const Split& part(const std::string& part_name) const {
    if (part_name == "train") return train;
    return part_name == "validation" ? validation : test;
  }

  /// Examples of a part; of a running text its tokens.
  std::int64_t count(const Split& part) const {
    if (task != Task::next_token) return part.count();
    const auto tokens = static_cast<std::int64_t>(part.tokens.size());
    return sequence > 0 ? tokens / sequence : tokens;
  }

  /// Tokens of an example: of a running text as many as the model sees at once, `context`; of rows
  /// of features 1.
  std::int64_t tokens_per_example(std::int64_t context) const {
    if (task != Task::next_token) return 1;
    return sequence > 0 ? sequence : context;
  }
};

/// What can be said about a dataset without reading its examples: sizes after restriction.
struct DatasetFacts {
  Task task = Task::classification;
  std::int64_t features = 0, outputs = 0;
  std::int64_t train = 0, validation = 0, test = 0;  // examples, or tokens of a running text
  std::int64_t sequence = 0;                         // as in Dataset
  bool each_once = false;
  bool has_characters = false;  // whether parts know the characters of their text

  /// Examples, or tokens, of a part by its name: "train", "validation" or "test".
  std::int64_t count(const std::string& part) const {
    if (part == "train") return train;
    return part == "validation" ? validation : test;
  }
};

/// The facts of a dataset that is loaded.
DatasetFacts facts_of_dataset(const Dataset& dataset);

/// The declaration of the map `data:`: tag "name", shorthand "name", one alternative per file in
/// sets/.
const Schema& dataset_schema();

/// The dataset that a normalized map describes. DataError when a file is absent, damaged or not
/// what it claims to be; ConfigurationError when more examples are asked for than there are.
Dataset load_dataset(const Value& normalized);

/// The same without the examples; known sets answer without any file. Errors as above.
DatasetFacts dataset_facts(const Value& normalized);

}  // namespace regsweep
