#include "execution/probing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "core/json.hpp"
#include "core/text.hpp"
#include "execution/directory/claims.hpp"
#include "execution/execution_options.hpp"
#include "execution/process/stop_signal.hpp"
#include "execution/provenance.hpp"
#include "execution/trained_trial.hpp"
#include "execution/verification.hpp"
#include "execution/worker.hpp"
#include "models/registry.hpp"
#include "regularizers/rule_entry.hpp"
#include "results/trial_file.hpp"
#include "training/trainer.hpp"

namespace regsweep {
namespace {

bool has_measured(const Group& trial, const ProbeRequest& request) {
  const Group* probes = trial.group("probes");
  const Group* found = probes == nullptr ? nullptr : probes->group(request.entry->name);
  const Value* options = found == nullptr ? nullptr : found->attribute("options");
  return options != nullptr && *options == Value(to_json(request.options, JsonForm::one_line));
}

std::vector<ProbeRequest> lacking(const Group& trial, std::vector<ProbeRequest> requests) {
  std::erase_if(requests,
                [&](const ProbeRequest& request) { return has_measured(trial, request); });
  return requests;
}

// A finished trial, its configuration with the probes that it lacks, and its data.
struct Probee {
  const PlannedTrial& planned;
  std::filesystem::path path;
  Group file;
  Trial trial;
  std::shared_ptr<const Dataset> data;
};

std::int64_t integer_of(const Group& group, const char* name) {
  const Value* value = group.attribute(name);
  return value != nullptr && value->is_integer() ? value->integer() : -1;
}

// After how many steps the weights measured at that time are; nothing: the file does not say.
std::optional<std::int64_t> step_of_time(const Group& file, const ProbeTime& when) {
  if (when.kind == ProbeTime::Kind::after_steps) return when.steps;
  if (when.kind == ProbeTime::Kind::last) return final_step_of(file);
  const Array* best =
      file.group("final") == nullptr ? nullptr : file.group("final")->array("best.step");
  if (best == nullptr) return std::nullopt;
  return static_cast<std::int64_t>(std::get<std::vector<double>>(best->data).at(0));
}

// What was measured with kept parameters; nothing when some of them were not kept, or a stop signal
// came.
std::optional<std::vector<Group>> from_kept_parameters(const Probee& of) {
  const Group* kept = of.file.group("parameters");
  if (kept == nullptr) return std::nullopt;
  const SeedParts seeds = of.trial.training.seed_parts(of.planned.seed);
  const auto model = make_model(of.trial.model, of.data->features, of.data->outputs,
                                make_noises(model_sites(of.trial.model), of.trial.noises,
                                            seeds.masks, integer_of(of.file, "steps")));
  const ParameterLayout& layout = model->layout();
  if (evaluates_other_weights(of.trial.rules)) return std::nullopt;
  const Batches batches(of.data, model_context(of.trial.model), of.trial.training.batch,
                        seeds.order);
  TrialProbes probes(of.trial, of.planned.seed, of.data,
                     of.trial.training.total_steps(batches.examples()));
  const std::int64_t end = integer_of(of.file, "steps");
  for (const TrialProbes::Due& due : probes.all_due()) {
    const std::optional<std::int64_t> step = step_of_time(of.file, due.when);
    const bool never = !step || *step > end;  // stopped early
    if (never) continue;
    const Group* parameters = kept->group(fmt::format("step_{}", *step));
    if (parameters == nullptr) return std::nullopt;
    TrainedTrial trained;
    trained.parameters = *parameters;
    const Flat weights = weights_of(trained, layout);
    if (!probes.measure(due, weights, *step, [] { return stop_signal() == 0; })) {
      return std::nullopt;
    }
  }
  return probes.records();
}

std::vector<Group> by_training_again(const Plan& plan, const Probee& of) {
  const auto undisturbed = [] { return stop_signal() == 0; };
  Trainer trainer(of.trial, of.planned.seed, of.data);
  if (trainer.run([&](const Progress&) { return undisturbed(); }, undisturbed) ==
      Outcome::interrupted) {
    return {};
  }
  Group now = trainer.records();
  describe_trial(now, plan, of.planned);
  if (digest(now) != digest(of.file)) {
    throw StorageError(fmt::format(
        "{} was trained again for its probes and came out with other bits ({}); it is left as it "
        "is: measure where it was trained, or keep parameters (training: {{save_parameters: "
        "[last]}})",
        of.path.string(), first_difference(of.file, now)));
  }
  const Group* probes = now.group("probes");
  return probes == nullptr ? std::vector<Group>{} : probes->groups;
}

void add_provenance(std::vector<Group>& measured, bool trained_again) {
  for (Group& each : measured) {
    Group& about = each.child("provenance");
    const Value here = provenance();
    for (const Member& member : here.map()) about.set_attribute(member.key, member.value);
    about.set_attribute("measured_with",
                        Value(trained_again ? "training again" : "kept parameters"));
  }
}

}  // namespace

Value probes_to_measure(const Plan& plan, const std::vector<std::string>& names) {
  if (names.empty()) {
    if (!plan.probes.is_null()) return plan.probes;
    throw ConfigurationError(
        "the sweep's plan asks for no probes; name some, for example: regsweep probe DIR "
        "unit_usage (regsweep describe lists them)");
  }
  const std::vector<std::string> known = probes_schema().keys_for(nullptr);
  Value asked(Map{});
  for (const std::string& name : names) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      throw ConfigurationError(
          fmt::format("no probe is called '{}'; {}", name, suggestion(name, known)));
    }
    const Value* options = plan.probes.is_null() ? nullptr : plan.probes.find(name);
    asked.set(name, options == nullptr ? Value(Map{}) : *options);
  }
  return checked_probes(asked);
}

Probing probe_trial(const Plan& plan, const SweepDirectory& directory, std::size_t trial,
                    const Value& probes, bool again, DatasetCache& datasets) {
  const PlannedTrial& planned = plan.trials[trial];
  const std::filesystem::path path = directory.trial(planned.id);
  if (trial_state(path) != FileState::finished) return Probing::not_finished;
  std::optional<Claim> claim =
      Claim::acquire(directory.claim(planned.id), "probe", default_lease_seconds);
  if (!claim) return Probing::held;
  const Value& configuration = plan.variants[planned.variant].configuration;
  Probee of{planned, path, read_trial(path), trial_as_computed(plan, configuration, probes), {}};
  if (!again) of.trial.probes = lacking(of.file, of.trial.probes);
  if (of.trial.probes.empty()) return Probing::there;
  use_threads_of(of.file);
  of.data = datasets.get(configuration.at("data"));
  std::optional<std::vector<Group>> measured = from_kept_parameters(of);
  const bool trained_again = !measured;
  if (!measured && stop_signal() == 0) measured = by_training_again(plan, of);
  if (stop_signal() != 0) return Probing::interrupted;
  add_provenance(*measured, trained_again);
  publish_probes(path, std::move(*measured));
  return trained_again ? Probing::trained_again : Probing::from_kept;
}

std::int64_t trials_without_probes(const Plan& plan, const SweepDirectory& directory) {
  const std::vector<ProbeRequest> requests = probe_requests(plan.probes);
  if (requests.empty()) return 0;
  std::int64_t count = 0;
  for (const PlannedTrial& trial : plan.trials) {
    if (trial_state(directory.trial(trial.id)) != FileState::finished) continue;
    count += lacking(read_trial(directory.trial(trial.id)), requests).empty() ? 0 : 1;
  }
  return count;
}

}  // namespace regsweep
