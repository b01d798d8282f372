// Early stopping (Prechelt 1998, "Early stopping - but when?", criterion UP without its strips).
//
//   training    stops after the evaluation that is the `patience`-th in a row without an
//               improvement of the validation metric; an improvement is a value below the best so
//               far by more than `minimum_improvement`; NaN is none
//   in the end  restore: last   the weights and numbers are the last ones
//               restore: best   they are those of the evaluation with the lowest watched value (the
//                               first of equals), whether training was stopped or came to its end
//   evaluation  nothing; the results of the lowest validation loss are recorded beside the final
//               ones with and without this rule
//   off         there is no neutral patience; leave the rule out
#include <limits>

#include "core/fields.hpp"
#include "regularizers/rule_entry.hpp"

namespace regsweep {
namespace {

enum class Restored { last, best };

struct EarlyStoppingOptions {
  std::int64_t patience = 0;
  double minimum_improvement = 0;
  Watched metric = Watched::loss;
  Restored restore = Restored::last;
};

// The usual choice is not written, so trials keep the identity that they had before there was
// another.
void forget_last(Value& normalized, const Value& /*given*/, const std::string& /*path*/) {
  if (normalized.at("restore").text() == "last") normalized.erase("restore");
}

const Fields<EarlyStoppingOptions>& early_stopping_fields() {
  static const Fields<EarlyStoppingOptions> all =
      Fields<EarlyStoppingOptions>(
          "early_stopping",
          "Stops when the validation metric has not improved for some evaluations")
          .required("patience", &EarlyStoppingOptions::patience,
                    "evaluations without an improvement before training stops", at_least(1),
                    "evaluations")
          .add("minimum_improvement", &EarlyStoppingOptions::minimum_improvement,
               "how far below the best a value must be to count", at_least(0))
          .choice("metric", &EarlyStoppingOptions::metric,
                  {{"loss", Watched::loss}, {"error", Watched::error}},
                  "what is watched on the validation part; error is the rmse of a regression")
          .choice("restore", &EarlyStoppingOptions::restore,
                  {{"last", Restored::last}, {"best", Restored::best}},
                  "which weights the trial ends with and reports: the last ones, or those of the "
                  "evaluation with the lowest watched value")
          .shorthand("patience")
          .finish(forget_last);
  return all;
}

class EarlyStopping : public Rule {
 public:
  explicit EarlyStopping(EarlyStoppingOptions options) : options_(options) {}

  bool should_stop(const std::vector<double>& losses,
                   const std::vector<double>& errors) const override {
    double best = std::numeric_limits<double>::infinity();
    std::int64_t waited = 0;
    for (const double value : options_.metric == Watched::loss ? losses : errors) {
      if (value < best - options_.minimum_improvement) {
        best = value;
        waited = 0;
      } else {
        ++waited;
      }
    }
    return waited >= options_.patience;
  }

  std::optional<Watched> restores() const override {
    if (options_.restore == Restored::last) return std::nullopt;
    return options_.metric;
  }

 private:
  EarlyStoppingOptions options_;
};

}  // namespace

RuleEntry rule_entry_early_stopping() {
  return {.name = "early_stopping",
          .summary = early_stopping_fields().schema().doc,
          .equation =
              "stop when the last `patience` evaluations have not improved the best by more than "
              "minimum_improvement",
          .source = "Prechelt 1998, Early stopping - but when?, LNCS 1524:55-69",
          .off_field = "",
          .schema = early_stopping_fields().schema(),
          .make =
              [](const Value& normalized) {
                return std::make_unique<EarlyStopping>(early_stopping_fields().take(normalized));
              },
          .small_cases = {Value(Map{{"patience", 1, {}}, {"minimum_improvement", 100, {}}})},
          .needs = {.validation = true}};
}

}  // namespace regsweep
