// Computed sequences with known answers: every example has the same length, and says at which
// tokens an answer is asked.
#pragma once

#include <string>
#include <vector>

#include "data/dataset_entry.hpp"
#include "data/synthetic.hpp"

namespace regsweep {

/// Examples side by side: `length` tokens each, with the answer at each token or -1.
struct SequencePart {
  Tokens tokens, next;
};

struct SequenceSource {
  std::string name;
  std::int64_t length = 0;
  std::vector<std::string> vocabulary;
  SequencePart train, test;  // test empty: no test part, it is drawn from train
};

/// Restricted like any set of examples (restrict.hpp).
Dataset make_sequence_dataset(const Value& normalized, const SequenceSource& source);
DatasetFacts sequence_facts(const Value& normalized, const std::string& name, std::int64_t length,
                            std::int64_t vocabulary, std::int64_t train, std::int64_t test);

/// "0" .. "count - 1".
std::vector<std::string> numbered(std::int64_t count);

/// `count` whole numbers below `below` of the stream "data/<set>/<what>".
Tokens set_tokens(std::uint32_t seed, const std::string& set, const std::string& what,
                  std::int64_t count, std::int64_t below);

/// An entry for a computed set of sequences: kind, size and source are the same for all.
DatasetEntry sequence_entry(const std::string& name, const std::string& summary);

}  // namespace regsweep
