#include "data/sequences.hpp"

#include "data/restrict.hpp"

namespace regsweep {
namespace {

Split gather_sequences(const SequencePart& part, std::int64_t length,
                       const std::vector<std::int64_t>& rows) {
  Split split;
  for (const std::int64_t row : rows) {
    const auto first = row * length, end = first + length;
    split.tokens.insert(split.tokens.end(), part.tokens.begin() + first, part.tokens.begin() + end);
    split.next.insert(split.next.end(), part.next.begin() + first, part.next.begin() + end);
  }
  return split;
}

std::int64_t examples_of(const SequencePart& part, std::int64_t length) {
  return static_cast<std::int64_t>(part.tokens.size()) / length;
}

}  // namespace

Dataset make_sequence_dataset(const Value& normalized, const SequenceSource& source) {
  const std::int64_t train = examples_of(source.train, source.length),
                     test = examples_of(source.test, source.length);
  const Selection selection =
      select_examples(normalized, {source.name, Task::next_token, train, test});
  Dataset dataset;
  dataset.name = source.name;
  dataset.task = Task::next_token;
  dataset.sequence = source.length;
  dataset.token_unit = "token";
  dataset.vocabulary = source.vocabulary;
  dataset.outputs = static_cast<std::int64_t>(source.vocabulary.size());
  dataset.train = gather_sequences(source.train, source.length, selection.train);
  dataset.validation = gather_sequences(source.train, source.length, selection.validation);
  dataset.test =
      gather_sequences(test > 0 ? source.test : source.train, source.length, selection.test);
  return dataset;
}

DatasetFacts sequence_facts(const Value& normalized, const std::string& name, std::int64_t length,
                            std::int64_t vocabulary, std::int64_t train, std::int64_t test) {
  DatasetFacts facts =
      restricted_facts(normalized, {name, Task::next_token, train, test}, 0, vocabulary);
  facts.sequence = length;
  return facts;
}

std::vector<std::string> numbered(std::int64_t count) {
  std::vector<std::string> names;
  for (std::int64_t i = 0; i < count; ++i) names.push_back(std::to_string(i));
  return names;
}

Tokens set_tokens(std::uint32_t seed, const std::string& set, const std::string& what,
                  std::int64_t count, std::int64_t below) {
  Tokens tokens;
  for (const double u : set_uniforms(seed, set, what, count)) {
    tokens.push_back(static_cast<std::int32_t>(u * static_cast<double>(below)));
  }
  return tokens;
}

DatasetEntry sequence_entry(const std::string& name, const std::string& summary) {
  DatasetEntry entry;
  entry.name = name;
  entry.kind = "synthetic";
  entry.summary = summary;
  entry.size = "as you like, sequences";
  entry.source = "computed";
  entry.licence = "-";
  return entry;
}

}  // namespace regsweep
