// RuleEntry: one regularizer that is not noise at a site: a penalty, a constraint, a change of
// targets, a reason to stop. To add one, copy rules/l2.cpp to rules/<name>.cpp and define
// `RuleEntry rule_entry_<name>()` there; the build finds it, and YAML
// (`regularizers: {<name>: ...}`), `describe`, `schema` and the contract test know it.
//
// A rule overrides the hooks of the moments that it needs. In the order of a trial and of a
// training step:
//
//   start              the weights are the initial ones
//   mixing             the batch is chosen
//   soften             targets are one-hot, nothing is computed yet
//   penalize_outputs   the model has answered
//   look               on the way back, at the activations of a placement
//   agreement          the model answers twice, with different masks
//   sharpness_radius   the gradient is taken again where the loss is higher
//   penalty            the gradient of the data's loss is complete; not yet clipped
//   change_gradient    penalties are in it
//   before_update      the gradient is final; the weights are still those of the forward pass
//   after_update       the optimizer has moved the weights
//   after_step         the weights are final
//   should_stop        after an evaluation, which was of evaluated_weights() if there are any
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
#include "tensor/parameters.hpp"
#include "tensor/tensor.hpp"

namespace regsweep {

/// Where in training a rule acts.
struct RuleMoment {
  std::uint32_t seed = 0;
  std::int64_t step = 0, steps = 0;  // 0-based, and how many there will be
};

/// Example b becomes share * b + (1 - share) * partner[b], inputs and targets alike.
struct Mixing {
  double share = 1;
  std::vector<std::int64_t> partner;
};

/// Outputs of the model [rows, columns], before any softmax. `labels`: -1 where nothing is asked;
/// null for a regression.
struct Outputs {
  std::int64_t rows = 0, columns = 0;
  const real* values = nullptr;
  const std::int32_t* labels = nullptr;
};

class Rule {
 public:
  virtual ~Rule() = default;

  virtual void start(const ParameterLayout& /*layout*/, const Flat& /*initial_weights*/) {}

  /// Whether examples are mixed; features only, since tokens cannot be.
  virtual bool mixes() const { return false; }
  virtual Mixing mixing(const RuleMoment& /*moment*/, std::int64_t /*rows*/) const { return {}; }

  /// Whether soften does something, or mixing makes targets soft; without it targets stay labels,
  /// which is faster.
  virtual bool changes_targets() const { return false; }

  /// soft_targets [batch, classes]: each row is a distribution and stays one.
  virtual void soften(Matrix& /*soft_targets*/) const {}

  /// Adds scale times the gradient of a penalty on the outputs to `gradient`, and returns scale
  /// times its sum over the rows; scale is 1 / the number of answers of the whole batch.
  virtual bool penalizes_outputs() const { return false; }
  virtual double penalize_outputs(const Outputs& /*outputs*/, double /*scale*/,
                                  real* /*gradient*/) const {
    return 0;
  }

  /// The placement at whose activations the rule looks; "": none.
  virtual std::string placement() const { return ""; }

  /// Adds share times the gradient of a penalty on the activations, which have the noise of their
  /// site, to `gradient`; returns share times its value. share is how much of the batch is seen.
  virtual double look(const SiteValues& /*seen*/, double /*share*/, real* /*gradient*/) {
    return 0;
  }

  /// R-Drop's factor; above 0 each example is answered twice.
  virtual double agreement() const { return 0; }

  /// SAM's radius; above 0 the gradient is that at the weights + radius * gradient / its norm.
  virtual double sharpness_radius() const { return 0; }

  /// Adds the penalty's gradient to `gradient` and returns its value.
  virtual double penalty(const ParameterLayout& /*layout*/, const Flat& /*weights*/,
                         Flat& /*gradient*/) const {
    return 0;
  }

  virtual void change_gradient(const RuleMoment& /*moment*/, const ParameterLayout& /*layout*/,
                               Flat& /*gradient*/) const {}

  virtual void before_update(const ParameterLayout& /*layout*/, Flat& /*weights*/,
                             double /*learning_rate*/) const {}

  virtual void after_update(const ParameterLayout& /*layout*/, Flat& /*weights*/) const {}

  virtual void after_step(const RuleMoment& /*moment*/, const Flat& /*weights*/) {}

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
};

/// Of a rule that looks at activations, at the placement in its field `at`: what it needs there.
struct ActivationNeeds {
  std::string axis = {};     // that the place must have; "": none
  bool whole_batch = false;  // statistics of the batch: it cannot be computed in parts
  bool bounded = false;      // values in 0 .. 1
};

struct RuleEntry {
  std::string name;       // the key in YAML
  std::string summary;    // one sentence
  std::string equation;   // in plain text
  std::string source;     // the paper
  std::string off_field;  // the field whose value 0 means absent; "": there is none
  Schema schema;
  std::function<std::unique_ptr<Rule>(const Value& normalized)> make;
  std::optional<ActivationNeeds> looks = {};
  int kept_arrays = 0;  // of the size of the weights, from start() on
};

/// All rules, one per file of lib/regularizers/rules (the table is generated by the build), sorted
/// by name.
const std::vector<RuleEntry>& rule_entries();

/// The YAML map `regularizers`: each rule an optional section; a bare number means its main field.
const Schema& regularizers_schema();

/// `normalized` without the rules that do nothing (off_field is 0), in the order of their names.
/// Idempotent.
Value canonical_regularizers(const Value& normalized);

/// The rules of a canonical map, in the order of their names.
std::vector<std::unique_ptr<Rule>> make_rules(const Value& canonical);

}  // namespace regsweep
