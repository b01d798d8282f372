// The YAML map `evaluation`: what is measured beside the means without noise.
#pragma once

#include <cstdint>
#include <optional>

#include "core/fields.hpp"

namespace regsweep {

struct EvaluationOptions {
  bool per_example = false;  // keep the result of every example (probes/example_results.hpp)
  std::optional<std::int64_t> monte_carlo;  // passes with noise (probes/monte_carlo.hpp)
  // Of a regression's targets: 1 / their variance about the truth, in units of the data.
  std::optional<double> precision;
  bool perplexity = false;     // record exp(loss) of texts
  bool per_character = false;  // record the loss per character of texts of words
  bool probabilities = false;  // keep the class probabilities of every example

  std::int64_t passes() const { return monte_carlo.value_or(0); }
};

const Fields<EvaluationOptions>& evaluation_fields();

/// Of a canonical trial, which has the section only if it asks for something.
EvaluationOptions evaluation_of(const Value& canonical);

/// Leaves out what asks for nothing; identities of trials are older than this section.
void make_evaluation_canonical(Value& trial);

}  // namespace regsweep
