// Trial: what a trainer does, as typed options. Taken from a canonical configuration once, before
// the trainer is made; nothing below reads the configuration again.
#pragma once

#include "core/value.hpp"
#include "evaluation/evaluation_options.hpp"
#include "evaluation/site_noises.hpp"
#include "optimizers/options.hpp"
#include "probes/probe_options.hpp"
#include "training/configuration.hpp"

namespace regsweep {

struct Trial {
  Value model;  // canonical; read by the entry of its kind when the model is made
  Value rules;  // canonical `regularizers`; each is read by its entry when the rule is made
  NoiseChoices noises;
  OptimizerOptions optimizer;
  TrainingOptions training;
  EvaluationOptions evaluation;
  std::vector<ProbeRequest> probes;
  OneDnn onednn = OneDnn::where_faster;  // not of the configuration: how it is computed here
};

/// `canonical` is that of resolve_trial; `probes` that of checked_probes. ConfigurationError where
/// a program of before, with an error that concerns the trial, made it (training/revisions.hpp).
Trial trial_of(const Value& canonical, const Value& probes = {});

}  // namespace regsweep
