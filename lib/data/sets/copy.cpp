// Copy: a random word, a mark, and the word again; everything after the mark can be known.
//
//   tokens    s_1 .. s_L > s_1 .. s_(L-1)
//   targets   at the mark and after it: s_1 .. s_L; none before it
//
// Symbols are uniform; stream "data/copy/symbols" (and ".../test/symbols"), example i has elements
// i L .. (i + 1) L - 1.
#include "data/sequences.hpp"

namespace regsweep {
namespace {

struct CopyOptions : SyntheticOptions {
  CopyOptions() {
    examples = 10000;
    test_examples = 1000;
  }
  std::int64_t symbols = 8, length = 10;
};

Fields<CopyOptions> copy_fields(const std::string& summary) {
  Fields<CopyOptions> fields("copy", summary);
  fields.add("symbols", &CopyOptions::symbols, "different symbols", between(2, 1e5))
      .add("length", &CopyOptions::length, "symbols of a word; a sequence has twice as many tokens",
           between(1, 1e5), "tokens");
  add_synthetic_fields(fields);
  return fields;
}

SequencePart copies(const CopyOptions& options, const std::string& prefix, std::int64_t count) {
  const Tokens symbols =
      set_tokens(options.seed, "copy", prefix + "symbols", count * options.length, options.symbols);
  const auto mark = static_cast<std::int32_t>(options.symbols);
  SequencePart part;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto word = symbols.begin() + i * options.length, end = word + options.length;
    part.tokens.insert(part.tokens.end(), word, end);
    part.tokens.push_back(mark);
    part.tokens.insert(part.tokens.end(), word, end - 1);
    part.next.insert(part.next.end(), static_cast<std::size_t>(options.length), -1);
    part.next.insert(part.next.end(), word, end);
  }
  return part;
}

Dataset load_copy(const Value& normalized) {
  const CopyOptions options = copy_fields("").take(normalized);
  check_size(normalized, options.examples + options.test_examples, 2 * options.length);
  SequenceSource source{"copy", 2 * options.length, numbered(options.symbols),
                        copies(options, "", options.examples),
                        copies(options, "test/", options.test_examples)};
  source.vocabulary.push_back(">");
  return make_sequence_dataset(normalized, source);
}

}  // namespace

DatasetEntry dataset_entry_copy() {
  DatasetEntry entry = sequence_entry("copy", "A random word to be repeated after a mark");
  entry.schema = copy_fields(entry.summary).schema();
  entry.load = load_copy;
  entry.facts = [](const Value& normalized) {
    const CopyOptions options = copy_fields("").take(normalized);
    return sequence_facts(normalized, "copy", 2 * options.length, options.symbols + 1,
                          options.examples, options.test_examples);
  };
  return entry;
}

}  // namespace regsweep
