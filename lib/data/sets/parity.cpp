// Parity: random bits, and whether their sum is odd; no proper part of the bits says anything about
// the answer.
//
//   tokens    b_1 .. b_L =
//   targets   at "=": (b_1 + .. + b_L) mod 2
//
// Bits of example i are elements i L .. (i + 1) L - 1 of stream "data/parity/bits" (and
// ".../test/bits").
#include "data/sequences.hpp"

namespace regsweep {
namespace {

struct ParityOptions : SyntheticOptions {
  ParityOptions() {
    examples = 10000;
    test_examples = 1000;
  }
  std::int64_t bits = 8;
};

Fields<ParityOptions> parity_fields(const std::string& summary) {
  Fields<ParityOptions> fields("parity", summary);
  fields.add("bits", &ParityOptions::bits, "bits of an example", between(1, 1e5), "tokens");
  add_synthetic_fields(fields);
  return fields;
}

SequencePart parities(const ParityOptions& options, const std::string& prefix, std::int64_t count) {
  const Tokens bits = set_tokens(options.seed, "parity", prefix + "bits", count * options.bits, 2);
  SequencePart part;
  for (std::int64_t i = 0; i < count; ++i) {
    std::int32_t odd = 0;
    for (std::int64_t b = 0; b < options.bits; ++b) {
      const std::int32_t bit = bits[static_cast<std::size_t>(i * options.bits + b)];
      part.tokens.push_back(bit);
      part.next.push_back(-1);
      odd ^= bit;
    }
    part.tokens.push_back(2);
    part.next.push_back(odd);
  }
  return part;
}

Dataset load_parity(const Value& normalized) {
  const ParityOptions options = parity_fields("").take(normalized);
  check_size(normalized, options.examples + options.test_examples, options.bits + 1);
  return make_sequence_dataset(normalized, {"parity",
                                            options.bits + 1,
                                            {"0", "1", "="},
                                            parities(options, "", options.examples),
                                            parities(options, "test/", options.test_examples)});
}

}  // namespace

DatasetEntry dataset_entry_parity() {
  DatasetEntry entry = sequence_entry("parity", "Whether the sum of random bits is odd");
  entry.schema = parity_fields(entry.summary).schema();
  entry.load = load_parity;
  entry.facts = [](const Value& normalized) {
    const ParityOptions options = parity_fields("").take(normalized);
    return sequence_facts(normalized, "parity", options.bits + 1, 3, options.examples,
                          options.test_examples);
  };
  return entry;
}

}  // namespace regsweep
