// Trainer: its records and its checkpoint.
#include <fmt/format.h>

#include "core/text.hpp"
#include "core/trial_status.hpp"
#include "training/trainer.hpp"

namespace regsweep {
namespace {

// The text of each token, for readers of sequences.
void add_vocabulary(Group& root, const Dataset& data) {
  if (data.vocabulary.empty()) return;
  Array words;
  words.name = "vocabulary";
  words.data = data.vocabulary;
  words.dimensions = {"token"};
  words.shape = {static_cast<std::int64_t>(data.vocabulary.size())};
  words.long_name = "text of each " + data.token_unit;
  root.arrays.push_back(std::move(words));
}

double take_number(const Group& group, const std::string& name) {
  const Value* value = group.attribute(name);
  if (value == nullptr || !value->is_number()) {
    throw StorageError(fmt::format(
        "the checkpoint has no '{}'; delete the checkpoint, and the trial starts again", name));
  }
  return value->number();
}

std::int64_t take_count(const Group& group, const std::string& name, std::int64_t most) {
  const Value* value = group.attribute(name);
  if (value == nullptr || !value->is_integer() || value->integer() < 0 || value->integer() > most) {
    throw StorageError(
        fmt::format("the checkpoint's '{}' is {}, not a count of 0 to {}; delete the checkpoint, "
                    "and the trial starts again",
                    name, value == nullptr ? "absent" : value->shown(), most));
  }
  return value->integer();
}

}  // namespace

Group Trainer::records() const {
  Group root;
  const bool diverged = diverged_step_ >= 0;
  root.set_attribute("status",
                     Value(status_word(diverged ? TrialStatus::diverged : TrialStatus::done)));
  root.set_attribute("diverged_step", Value(diverged_step_));
  root.set_attribute("stopped_early", Value(stopped_early_));
  root.set_attribute("steps", Value(step_));
  root.set_attribute("pairing_initialization", Value(initial_weights_hash_));
  root.set_attribute("pairing_order", Value(batches_.certificate()));
  history_.write(root, diverged, restored_step());
  if (data_->task == Task::next_token) add_vocabulary(root, *data_);
  // A diverged trial has no final numbers: what its last evaluation saw is lost with an
  // interruption.
  if (!diverged) {
    for (const auto& probe : probes_) probe->finish(root);
    add_probes_at_end(root);
  }
  if (std::vector<Group> measured = measurements_.records(); !measured.empty()) {
    root.child("probes").groups = std::move(measured);
  }
  std::vector<KeptWeights> kept = kept_;
  if (training_.save_last && settled_) {
    kept.push_back(restored_step() ? restorable_->kept : weights_now());
  }
  write_kept(kept, training_.save_best ? &*best_ : nullptr, *model_, root);
  return root;
}

void Trainer::add_probes_at_end(Group& root) const {
  const std::pair<std::string, const Split*> parts[] = {
      {"train", &data_->train}, {"validation", &data_->validation}, {"test", &data_->test}};
  for (const ProbeEntry& entry : probe_entries()) {
    for (const auto& [name, part] : parts) {
      if (!entry.at_end || !probes_part(entry, evaluation_, *data_, name)) continue;
      const std::unique_ptr<Probe> probe = entry.make({*data_, evaluation_, name});
      Observer* const observers[] = {probe.get()};
      evaluate(*model_, evaluated_weights(),
               {*data_, *part, data_->count(*part), static_cast<std::uint32_t>(final_step())},
               observers);
      probe->finish(root);
    }
  }
}

Group Trainer::checkpoint() const {
  Group root;
  root.set_attribute("step", Value(step_));
  root.set_attribute("pairing_initialization", Value(initial_weights_hash_));
  root.set_attribute("noisy_loss_sum", Value(noisy_loss_sum_));
  root.set_attribute("noisy_steps", Value(noisy_steps_));
  root.set_attribute("last_loss", Value(last_loss_));
  root.set_attribute("gradient_norm", Value(gradient_norm_));
  root.set_attribute("learning_rate", Value(learning_rate_));
  root.set_attribute("seconds", Value(earlier_seconds_));
  root.set_attribute("stopped_early", Value(stopped_early_));
  measurements_.save(root);
  root.arrays.push_back(flat_array("weights", weights_));
  for (const auto& [name, values] : optimizer_->state()) {
    root.arrays.push_back(flat_array("optimizer." + name, *values));
  }
  for (const auto& rule : rules_) {
    for (const auto& [name, values] : rule->state()) {
      root.arrays.push_back(flat_array("rule." + name, *values));
    }
  }
  save_kept("kept", kept_, root);
  if (best_ && best_->kept.step >= 0) save_kept("best", {best_->kept}, root);
  if (restorable_ && restorable_->kept.step >= 0) {
    save_kept("restorable", {restorable_->kept}, root);
  }
  history_.save(root);
  return root;
}

void Trainer::restore(const Group& root) {
  const Value* certificate = root.attribute("pairing_initialization");
  if (certificate == nullptr || !certificate->is_text() ||
      certificate->text() != initial_weights_hash_) {
    throw StorageError(
        "the checkpoint started from other initial weights; delete it, and the trial starts again");
  }
  take_flat(root, "weights", weights_);
  for (const auto& [name, values] : optimizer_->state()) {
    take_flat(root, "optimizer." + name, *values);
  }
  for (const auto& rule : rules_) {
    for (const auto& [name, values] : rule->state()) take_flat(root, "rule." + name, *values);
  }
  history_.load(root);
  step_ = take_count(root, "step", steps_);
  noisy_loss_sum_ = take_number(root, "noisy_loss_sum");
  noisy_steps_ = take_count(root, "noisy_steps", step_);
  last_loss_ = take_number(root, "last_loss");
  gradient_norm_ = take_number(root, "gradient_norm");
  learning_rate_ = take_number(root, "learning_rate");
  earlier_seconds_ = take_number(root, "seconds");
  const Value* stopped = root.attribute("stopped_early");
  stopped_early_ = stopped != nullptr && *stopped == Value(true);
  measurements_.load(root, step_);
  kept_ = load_kept("kept", weights_.size(), step_, root);
  restore_best("best", root, best_);
  restore_best("restorable", root, restorable_);
}

// The evaluation at which the metric is lowest is known from the history.
void Trainer::restore_best(const std::string& name, const Group& root,
                           std::optional<BestWeights>& best) const {
  if (!best) return;
  std::vector<KeptWeights> kept = load_kept(name, weights_.size(), step_, root);
  const std::int64_t row = history_.lowest(best->metric);
  const bool fits =
      row < 0 ? kept.empty()
              : kept.size() == 1 && kept[0].step == history_.step[static_cast<std::size_t>(row)];
  if (!fits) {
    throw StorageError(
        "the checkpoint's best parameters are not those of its best evaluation; delete it, and the "
        "trial starts again");
  }
  if (row >= 0) best->kept = std::move(kept[0]);
}

}  // namespace regsweep
