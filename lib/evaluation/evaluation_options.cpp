#include "evaluation/evaluation_options.hpp"

namespace regsweep {

const Fields<EvaluationOptions>& evaluation_fields() {
  using E = EvaluationOptions;
  static const Fields<E> fields =
      Fields<E>("evaluation", "What is measured beside the means without noise")
          .add("per_example", &E::per_example,
               "keep loss, correctness and confidence of every test example (without a test part: "
               "of every validation example)")
          .add("probabilities", &E::probabilities,
               "with per_example, of classes: keep the probability of every class as float16, and "
               "the label, so that networks can be averaged later")
          .add("monte_carlo", &E::monte_carlo,
               "passes with noise whose mean prediction is evaluated, too, on the validation and "
               "the test part (MC dropout, arXiv "
               "1506.02142); absent or 0: none",
               between(0, 100000), "passes")
          .add("precision", &E::precision,
               "regression only: 1 / variance of the answers about the truth (the paper's tau), in "
               "units of the data; adds the "
               "log-likelihood of the passes, and its inverse to their predictive variance",
               above(0))
          .add("perplexity", &E::perplexity,
               "texts only: record the perplexity, exp(loss) per token, of every part")
          .add("per_character", &E::per_character,
               "texts of words only: record the loss per character of every part, to compare with "
               "texts of characters")
          .finish([](Value& normalized, const Value&, const std::string& path) {
            const Value& probabilities = normalized.at("probabilities");
            if (!probabilities.flag() || normalized.at("per_example").flag()) return;
            throw ConfigurationError(
                probabilities.where(),
                path +
                    ".probabilities = true is a part of what per_example keeps, which is off; "
                    "add per_example: true");
          });
  return fields;
}

EvaluationOptions evaluation_of(const Value& canonical) {
  const Value* written = canonical.find("evaluation");
  return written == nullptr ? EvaluationOptions{} : evaluation_fields().take(*written);
}

void make_evaluation_canonical(Value& trial) {
  const EvaluationOptions options = evaluation_of(trial);
  Value* section = trial.find("evaluation");
  if (section != nullptr && !options.perplexity) section->erase("perplexity");
  if (section != nullptr && !options.per_character) section->erase("per_character");
  if (section != nullptr && !options.probabilities) section->erase("probabilities");
  if (options.passes() > 0) return;
  if (!options.per_example && !options.perplexity && !options.per_character) {
    trial.erase("evaluation");
  } else {
    for (const char* of_passes : {"monte_carlo", "precision"}) {
      section->erase(of_passes);
    }
  }
}

}  // namespace regsweep
