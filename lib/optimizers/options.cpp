// The YAML map `optimizer`: declaration and the rules between its fields.
#include "optimizers/options.hpp"

#include <fmt/format.h>

#include "core/text.hpp"

namespace regsweep {
namespace {

using O = OptimizerOptions;

void check_minimum(const Value& normalized, const Value& /*given*/, const std::string& path) {
  const Value* minimum = normalized.at("schedule").find("minimum");
  const Value& rate = normalized.at("learning_rate");
  if (minimum != nullptr && minimum->number() > rate.number()) {
    throw ConfigurationError(
        minimum->where(),
        fmt::format("{0}.schedule.minimum = {1} is above {0}.learning_rate = {2}; give at most {2}",
                    path, minimum->shown(), rate.shown()));
  }
}

// Nesterov's form or a schedule of momentum without a momentum: the number was forgotten.
void check_momentum(const Value& normalized, const Value& /*given*/, const std::string& path) {
  const Value& nesterov = normalized.at("nesterov");
  const Value& schedule = normalized.at("momentum_schedule");
  if (normalized.at("momentum").number() > 0) return;
  if (nesterov.flag()) {
    throw ConfigurationError(
        nesterov.where(),
        fmt::format("{0}.nesterov is true, but {0}.momentum is 0; add momentum: <number in 0 < "
                    "momentum < 1> or set nesterov: false",
                    path));
  }
  if (schedule.at("kind").text() != "constant") {
    throw ConfigurationError(
        schedule.where(),
        fmt::format(
            "{0}.momentum_schedule leads to {0}.momentum, which is 0; add momentum: <number "
            "in 0 < momentum < 1>, the final one",
            path));
  }
}

Fields<O> with_epsilon(Fields<O> fields) {
  return fields.add("epsilon", &O::epsilon,
                    "added to the denominator; above 0, so that 0 / 0 does not occur",
                    at_least(1e-30));
}

Fields<O> adam(const char* name, const char* doc) {
  return with_epsilon(
      Fields<O>(name, doc)
          .add("beta1", &O::beta1, "decay of the running mean of gradients", from_below(0, 1))
          .add("beta2", &O::beta2, "decay of the running mean of squared gradients",
               from_below(0, 1)));
}

Fields<O> declare() {
  return Fields<O>("optimizer", "How weights are updated; definitions are PyTorch's")
      .tag("kind", &O::kind,
           {{"sgd", OptimizerKind::sgd},
            {"adam", OptimizerKind::adam},
            {"adamw", OptimizerKind::adamw},
            {"rmsprop", OptimizerKind::rmsprop}},
           "update rule")
      .shorthand("kind")
      .alternative(Fields<O>("sgd", "v = momentum v + g, w -= learning_rate v")
                       .add("momentum", &O::momentum,
                            "share of the last update that is kept; the final one under a schedule",
                            from_below(0, 1))
                       .add("nesterov", &O::nesterov,
                            "whether to use Nesterov's form, w -= learning_rate (g + momentum v)")
                       .section("momentum_schedule", &O::momentum_schedule,
                                momentum_schedule_fields(), "how momentum changes over training")
                       .finish(check_momentum))
      .alternative(adam("adam", "Adam with bias correction (arXiv 1412.6980)"))
      .alternative(
          adam("adamw", "Adam with decoupled weight decay (arXiv 1711.05101)")
              .add("weight_decay", &O::weight_decay,
                   "w -= learning_rate weight_decay w, before the update, of every parameter with "
                   "two axes: matrices of linear maps and embeddings; no biases or gains",
                   at_least(0))
              .add("final_weight_decay", &O::final_weight_decay,
                   "weight decay that the end approaches, linearly: weight_decay + "
                   "(final_weight_decay - weight_decay) t / steps; default: weight_decay "
                   "throughout",
                   at_least(0)))
      .alternative(
          with_epsilon(Fields<O>("rmsprop", "Gradients divided by their running root mean square")
                           .add("alpha", &O::alpha,
                                "decay of the running mean of squared gradients", from_below(0, 1))
                           .add("momentum", &O::momentum, "share of the last update that is kept",
                                from_below(0, 1))))
      .required("learning_rate", &O::learning_rate, "size of a step, before the schedule", above(0))
      .section("schedule", &O::schedule, learning_rate_schedule_fields(),
               "how the learning rate changes over training")
      .add("gradient_clip", &O::gradient_clip,
           "largest norm of the whole gradient; a longer one is scaled down to it", above(0))
      .finish(check_minimum);
}

}  // namespace

const Fields<OptimizerOptions>& optimizer_fields() {
  static const Fields<OptimizerOptions> fields = declare();
  return fields;
}

}  // namespace regsweep
