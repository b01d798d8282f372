// Trainer: its records and its checkpoint.
#include <fmt/format.h>

#include "core/text.hpp"
#include "core/trial_status.hpp"
#include "training/trainer.hpp"

namespace regsweep {
namespace {

Array numbers(std::string name, const real* first, std::vector<std::int64_t> shape) {
  Array array;
  array.name = std::move(name);
  array.shape = std::move(shape);
  array.units = "1";
  for (std::size_t axis = 0; axis < array.shape.size(); ++axis) {
    array.dimensions.push_back(fmt::format("{}.{}", array.name, axis));
  }
  array.data = std::vector<real>(first, first + array.size());
  return array;
}

Group parameters_group(std::string name, const Model& model, const Flat& weights) {
  Group group;
  group.name = std::move(name);
  const ParameterLayout& layout = model.layout();
  for (const ParameterInfo& each : layout.all()) {
    group.arrays.push_back(numbers(each.name, data(weights, each), each.shape));
  }
  for (const auto& [second, first] : model.tied_parameters()) {
    group.arrays.push_back(
        numbers(second, data(weights, *layout.find(first)), layout.find(first)->shape));
  }
  return group;
}

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

Array flat(std::string name, const Flat& values) {
  return numbers(std::move(name), values.data(), {static_cast<std::int64_t>(values.size())});
}

void take_flat(const Group& group, const std::string& name, Flat& out) {
  const Array* array = group.array(name);
  const auto* values = array == nullptr ? nullptr : std::get_if<std::vector<real>>(&array->data);
  if (values == nullptr || values->size() != out.size()) {
    throw StorageError(
        fmt::format("the checkpoint's '{}' does not fit this model; delete the checkpoint, and the "
                    "trial starts again",
                    name));
  }
  std::copy(values->begin(), values->end(), out.begin());
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
  history_.write(root, diverged);
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
  for (const auto& [step, weights] : kept_) {
    root.child("parameters")
        .groups.push_back(parameters_group(fmt::format("step_{}", step), *model_, weights));
  }
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
               {*data_, *part, data_->count(*part), static_cast<std::uint32_t>(step_)}, observers);
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
  if (!best_.empty()) root.arrays.push_back(flat("best", best_));
  root.arrays.push_back(flat("weights", weights_));
  for (const auto& [name, values] : optimizer_->state()) {
    root.arrays.push_back(flat("optimizer." + name, *values));
  }
  for (const auto& rule : rules_) {
    for (const auto& [name, values] : rule->state()) {
      root.arrays.push_back(flat("rule." + name, *values));
    }
  }
  for (const auto& [step, weights] : kept_) {
    root.child("kept").arrays.push_back(flat(std::to_string(step), weights));
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
  best_.clear();
  if (measurements_.wants_best() && history_.best() >= 0) {
    best_.resize(weights_.size());
    take_flat(root, "best", best_);
  }
  kept_.clear();
  if (const Group* kept = root.group("kept")) {
    for (const Array& array : kept->arrays) {
      const std::int64_t after = parse_integer(array.name).value_or(-1),
                         earlier = kept_.empty() ? -1 : kept_.back().first;
      if (after <= earlier || after > step_ || std::to_string(after) != array.name) {
        throw StorageError(
            "the steps of the checkpoint's kept parameters are out of order; delete it, and the "
            "trial starts again");
      }
      kept_.emplace_back(after, Flat(weights_.size()));
      take_flat(*kept, array.name, kept_.back().second);
    }
  }
}

}  // namespace regsweep
