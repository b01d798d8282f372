#include "training/trial.hpp"

#include "training/revisions.hpp"

namespace regsweep {

Trial trial_of(const Value& canonical, const Value& probes) {
  check_revisions(canonical);
  Trial trial;
  trial.model = canonical.at("model");
  trial.rules = canonical.at("regularizers");
  trial.noises = noise_choices(canonical.at("dropout"));
  trial.optimizer = optimizer_fields().take(canonical.at("optimizer"));
  trial.training = read_training(canonical.at("training"));
  trial.evaluation = evaluation_of(canonical);
  trial.probes = probe_requests(probes);
  return trial;
}

}  // namespace regsweep
