// Induction: different symbols in a random order, then questions: which symbol followed this one?
// (Olsson et al. 2022, arXiv 2209.11895)
//
//   tokens    a_1 .. a_L  q_1 r_1  q_2 r_2 .. q_m
//   targets   at each q: r, the symbol that follows q in a_1 .. a_L
//
// a is the beginning of a permutation of the symbols: stable argsort of the uniforms of stream
// "data/induction/order", elements i S .. (i + 1) S - 1 for example i and S symbols; q_j = a_k with
// k uniform in 1 .. L - 1, stream "data/induction/questions".
#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "data/sequences.hpp"

namespace regsweep {
namespace {

struct InductionOptions : SyntheticOptions {
  InductionOptions() {
    examples = 10000;
    test_examples = 1000;
  }
  std::int64_t symbols = 16, length = 8, questions = 4;
  std::int64_t tokens() const { return length + 2 * questions - 1; }
};

void check_length(const Value& normalized, const Value& /*given*/, const std::string& path) {
  const Value &length = normalized.at("length"), &symbols = normalized.at("symbols");
  if (length.integer() > symbols.integer()) {
    throw ConfigurationError(
        length.where(),
        fmt::format(
            "{0}.length = {1} is more than {0}.symbols = {2}, but no symbol may come twice; give "
            "at most {2}",
            path, length.shown(), symbols.shown()));
  }
}

Fields<InductionOptions> induction_fields(const std::string& summary) {
  Fields<InductionOptions> fields("induction", summary);
  fields.add("symbols", &InductionOptions::symbols, "different symbols", between(2, 1e5))
      .add("length", &InductionOptions::length,
           "symbols shown before the questions; no symbol comes twice", between(2, 1e5), "tokens")
      .add("questions", &InductionOptions::questions, "questions of an example", between(1, 1e5));
  add_synthetic_fields(fields);
  return fields.finish(check_length);
}

SequencePart questions(const InductionOptions& options, const std::string& prefix,
                       std::int64_t count) {
  const std::int64_t S = options.symbols, L = options.length;
  const std::vector<double> order =
      set_uniforms(options.seed, "induction", prefix + "order", count * S);
  const Tokens asked =
      set_tokens(options.seed, "induction", prefix + "questions", count * options.questions, L - 1);
  SequencePart part;
  std::vector<std::int32_t> symbols(static_cast<std::size_t>(S));
  for (std::int64_t i = 0; i < count; ++i) {
    const double* rank = order.data() + i * S;
    std::iota(symbols.begin(), symbols.end(), 0);
    std::stable_sort(symbols.begin(), symbols.end(),
                     [&](std::int32_t a, std::int32_t b) { return rank[a] < rank[b]; });
    part.tokens.insert(part.tokens.end(), symbols.begin(), symbols.begin() + L);
    part.next.insert(part.next.end(), static_cast<std::size_t>(L), -1);
    for (std::int64_t j = 0; j < options.questions; ++j) {
      const auto k =
          static_cast<std::size_t>(asked[static_cast<std::size_t>(i * options.questions + j)]);
      if (j > 0) {
        part.tokens.push_back(part.next.back());
        part.next.push_back(-1);
      }
      part.tokens.push_back(symbols[k]);
      part.next.push_back(symbols[k + 1]);
    }
  }
  return part;
}

Dataset load_induction(const Value& normalized) {
  const InductionOptions options = induction_fields("").take(normalized);
  check_size(normalized, options.examples + options.test_examples,
             options.tokens() + options.symbols);
  return make_sequence_dataset(normalized,
                               {"induction", options.tokens(), numbered(options.symbols),
                                questions(options, "", options.examples),
                                questions(options, "test/", options.test_examples)});
}

}  // namespace

DatasetEntry dataset_entry_induction() {
  DatasetEntry entry = sequence_entry(
      "induction", "Repeat what followed: symbols in an order, then questions about it");
  entry.schema = induction_fields(entry.summary).schema();
  entry.load = load_induction;
  entry.facts = [](const Value& normalized) {
    const InductionOptions options = induction_fields("").take(normalized);
    return sequence_facts(normalized, "induction", options.tokens(), options.symbols,
                          options.examples, options.test_examples);
  };
  return entry;
}

}  // namespace regsweep
