// RuleEntry: one regularizer that is not noise at a site: a penalty, a constraint, a change of
// targets, a reason to stop. To add one, copy rules/l2.cpp to rules/<name>.cpp and define
// `RuleEntry rule_entry_<name>()` there; the build finds it, and YAML
// (`regularizers: {<name>: ...}`), `describe`, `schema` and the contract test know it.
//
// A rule overrides the hooks that it needs. In the order of a trial and of a training step:
//
//   start                 the weights are the initial ones
//   mixing                the batch is chosen
//   soften                targets are one-hot, nothing is computed yet
//   part_gradient         computes the gradient of a part of the batch in its own way (R-Drop)
//   penalize_outputs      after the forward pass
//   penalize_activations  during the backward pass, at the sites of placement()
//   batch_gradient        the gradient of the data's loss is complete, and may be taken elsewhere
//                         (SAM)
//   penalty               adds to the gradient of the data's loss; not yet clipped
//   change_gradient       penalties are in it
//   before_update         the gradient is final; the weights are still those of the forward pass
//   after_update          the optimizer has moved the weights
//   after_step            the weights are final
//   should_stop           after an evaluation, which was of evaluated_weights() if there are any
//   restores              the training has ended
//
// Rules act in the order of their names. A rule that keeps state between steps names it in state():
// a checkpoint needs no more.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/schema.hpp"
#include "regularizers/site_watch.hpp"
#include "regularizers/step.hpp"
#include "tensor/parameters.hpp"
#include "tensor/tensor.hpp"

namespace regsweep {

/// Example b becomes share * b + (1 - share) * partner[b], inputs and targets alike.
struct Mixing {
  double share = 1;
  std::vector<std::int64_t> partner;
};

/// Outputs of the model [rows, columns], before any softmax. `labels`: -1 where there is no target;
/// null for a regression.
struct Outputs {
  std::int64_t rows = 0, columns = 0;
  const real* values = nullptr;
  const std::int32_t* labels = nullptr;
};

/// What a rule watches on the validation part; error is the rmse of a regression.
enum class Watched { loss, error };

class Rule {
 public:
  virtual ~Rule() = default;

  virtual void start(const ParameterLayout& /*layout*/, const Flat& /*initial_weights*/) {}

  /// Whether examples are mixed; features only, since tokens cannot be.
  virtual bool mixes() const { return false; }
  virtual Mixing mixing(const StepContext& /*context*/, std::int64_t /*rows*/) const { return {}; }

  /// Whether soften does something, or mixing makes targets soft; without it targets stay labels,
  /// which is faster.
  virtual bool changes_targets() const { return false; }

  /// soft_targets [batch, classes]: each row is a distribution and stays one.
  virtual void soften(Matrix& /*soft_targets*/) const {}

  /// Whether part_gradient is called instead of plain_gradient; the first such rule of a trial is.
  virtual bool computes_part_gradient() const { return false; }

  /// Writes the gradient of the part's share of the mean loss; returns sums of the loss. When they
  /// are not finite, the gradient is not used.
  virtual LossSums part_gradient(BatchPart& part, Flat& gradient) {
    return plain_gradient(part, gradient);
  }

  /// Adds scale times the gradient of a penalty on the outputs to `gradient`, and returns scale
  /// times its sum over the rows; scale is 1 / the number of targets of the whole batch.
  virtual bool penalizes_outputs() const { return false; }
  virtual double penalize_outputs(const Outputs& /*outputs*/, double /*scale*/,
                                  real* /*gradient*/) const {
    return 0;
  }

  /// The placement whose activations are penalized; "": none.
  virtual std::string placement() const { return ""; }

  /// Adds share times the gradient of a penalty on the activations, which have the noise of their
  /// site, to `gradient`; returns share times its value. share is how much of the batch is seen.
  virtual double penalize_activations(const SiteValues& /*seen*/, double /*share*/,
                                      real* /*gradient*/) {
    return 0;
  }

  /// May overwrite the gradient of the batch's loss by one at other weights; leaves the weights.
  virtual void batch_gradient(WholeBatch& /*batch*/) {}

  /// Adds the penalty's gradient to `gradient` and returns its value.
  virtual double penalty(const ParameterLayout& /*layout*/, const Flat& /*weights*/,
                         Flat& /*gradient*/) const {
    return 0;
  }

  virtual void change_gradient(const StepContext& /*context*/, const ParameterLayout& /*layout*/,
                               Flat& /*gradient*/) const {}

  virtual void before_update(const ParameterLayout& /*layout*/, Flat& /*weights*/,
                             double /*learning_rate*/) const {}

  virtual void after_update(const ParameterLayout& /*layout*/, Flat& /*weights*/) const {}

  virtual void after_step(const StepContext& /*context*/, const Flat& /*weights*/) {}

  /// What is evaluated and recorded instead of the weights that are trained; null: those.
  virtual const Flat* evaluated_weights() const { return nullptr; }

  /// All that cannot be recomputed, for the checkpoint.
  virtual std::vector<std::pair<std::string, Flat*>> state() { return {}; }

  /// Validation loss and validation error (rmse of a regression) at every evaluation so far, oldest
  /// first.
  virtual bool should_stop(const std::vector<double>& /*losses*/,
                           const std::vector<double>& /*errors*/) const {
    return false;
  }

  /// By what the best evaluation is found whose weights and numbers are those of the trial in the
  /// end; none: the last ones are.
  virtual std::optional<Watched> restores() const { return std::nullopt; }
};

/// Of a rule that penalizes activations, at the placement in its field `at`: what it needs there.
struct ActivationNeeds {
  std::string axis = {};     // that the site must have; "": none
  bool whole_batch = false;  // statistics of the batch: it cannot be computed in parts
  bool bounded = false;      // values in 0 .. 1
};

/// What a trial must have for a rule to make sense. Checked when the trial is planned
/// (training/rule_checks.hpp); a rule itself need not check it again.
struct RuleNeeds {
  bool classes = false;     // targets are classes or tokens, one-hot, and not numbers
  bool features = false;    // inputs are features, which can be mixed, and not tokens
  bool validation = false;  // the data have a validation part
  std::optional<ActivationNeeds> activations = {};

  /// A field of the optimizer that does the same and must be 0 beside the rule; "": none.
  std::string optimizer_without = {};
};

struct RuleEntry {
  std::string name;       // the key in YAML
  std::string summary;    // one sentence
  std::string equation;   // in plain text
  std::string source;     // the paper
  std::string off_field;  // the field whose value 0 means absent; "": there is none
  Schema schema;
  std::function<std::unique_ptr<Rule>(const Value& normalized)> make;

  /// Options as YAML gives them, of which each changes a tiny training (about 40 steps on three
  /// classes): what the contract test runs (tests/contract/rules_test.cpp).
  std::vector<Value> small_cases;

  RuleNeeds needs = {};
  int kept_arrays = 0;       // of the size of the weights, from start() on
  std::string acts_on = {};  // which parameters, for people; "": not parameters, or all of them
};

/// RuleEntry::acts_on of a rule that takes the parameters of which ParameterInfo::matrix() holds.
inline constexpr const char* all_weight_matrices =
    "weight matrices: every parameter with two axes, which are the matrices of linear maps and, of "
    "a transformer, the embeddings of tokens (tied to the output or not) and of positions; no "
    "biases, gains or learned rates";

/// All rules, one per file of lib/regularizers/rules (the table is generated by the build), sorted
/// by name.
const std::vector<RuleEntry>& rule_entries();

/// The YAML map `regularizers`: each rule an optional section; a bare number means its main field.
const Schema& regularizers_schema();

/// `normalized` without the rules that do nothing (off_field is 0), in the order of their names.
/// Idempotent.
Value canonical_regularizers(const Value& normalized);

/// Whether a rule of a canonical map has something evaluated instead of the weights that are
/// trained.
bool evaluates_other_weights(const Value& canonical);

/// The rules of a canonical map, in the order of their names.
std::vector<std::unique_ptr<Rule>> make_rules(const Value& canonical);

}  // namespace regsweep
