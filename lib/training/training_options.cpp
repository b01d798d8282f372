// The YAML map `training`.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/text.hpp"
#include "tensor/bf16_products.hpp"
#include "training/configuration.hpp"

namespace regsweep {

std::int64_t TrainingOptions::total_steps(std::int64_t examples) const {
  if (steps) return *steps;
  return std::max<std::int64_t>(
      1, std::llround(*epochs * static_cast<double>(steps_per_epoch(examples))));
}

std::int64_t TrainingOptions::evaluation_interval(std::int64_t examples) const {
  if (evaluate_every) return *evaluate_every;
  return epochs ? steps_per_epoch(examples) : std::max<std::int64_t>(1, *steps / 20);
}

SeedParts TrainingOptions::seed_parts(std::uint32_t seed) const {
  if (randomness == Randomness::by_source) return parts_of_seed(seed);
  return {seed, seed, seed};
}

namespace {

bool names_kept(const Value& item) {
  if (item.is_integer()) return item.integer() >= 0;
  return item.is_text() && (item.text() == "last" || item.text() == "best");
}

// epochs or steps, exactly one; save_parameters is a list of step counts and words; the usual
// precision and randomness are not written, so trials keep the identity that they had before there
// were others.
void finish(Value& normalized, const Value& given, const std::string& path) {
  const Value* epochs = normalized.find("epochs");
  const Value* steps = normalized.find("steps");
  if (epochs != nullptr && steps != nullptr) {
    throw ConfigurationError(
        given.find("steps")->where(),
        fmt::format("{}: epochs and steps are both given; keep the one that you mean", path));
  }
  if (epochs == nullptr && steps == nullptr) {
    throw ConfigurationError(
        given.where(),
        fmt::format("{} has no length; add epochs: <number> or steps: <integer>", path));
  }
  if (normalized.at("randomness").text() == "one_seed") normalized.erase("randomness");
  if (normalized.at("precision").text() == "float32") {
    normalized.erase("precision");
  } else if (const std::string obstacle = bf16_obstacle(); !obstacle.empty()) {
    throw ConfigurationError(
        given.find("precision")->where(),
        fmt::format(
            "{}.precision = 'bf16' cannot be computed here: {}; or write precision: float32", path,
            obstacle));
  }
  Value& save = *normalized.find("save_parameters");
  if (!save.is_list()) save = Value(List{save}, save.where());
  for (const Value& item : save.list()) {
    if (!names_kept(item)) {
      throw ConfigurationError(item.where(),
                               fmt::format("{}.save_parameters contains {}, but it must be a list "
                                           "of numbers of steps (>= 0) and of the words last and "
                                           "best; write for example [0, 200, best, last]",
                                           path, item.shown()));
    }
  }
}

// All fields but save_parameters, whose list mixes numbers and a word.
const Fields<TrainingOptions>& training_fields() {
  using T = TrainingOptions;
  static const Fields<T> fields = [] {
    Fields<T> all("training", "How long to train, and what to measure on the way");
    all.add("epochs", &T::epochs, "passes over the training part; or give steps", above(0),
            "epochs")
        .add("steps", &T::steps, "optimizer steps; or give epochs", at_least(1), "steps")
        .add("batch", &T::batch, "examples per step; the last batch of an epoch may be smaller",
             at_least(1), "examples")
        .add("accumulation", &T::accumulation,
             "parts in which a batch is computed one after the other, for batches that do not fit "
             "in memory; masks are those of the whole",
             at_least(1), "parts")
        .add("evaluate_every", &T::evaluate_every,
             "steps between evaluations; default: each epoch, or 20 evaluations when steps are "
             "given",
             at_least(1), "steps")
        .add("train_subset", &T::train_subset,
             "training examples (of a text: windows) evaluated without noise, the first of the "
             "training part",
             at_least(0), "examples")
        .add("log_every", &T::log_every,
             "record the noisy training loss of every n-th step; 0 records none", at_least(0),
             "steps")
        .choice("randomness", &T::randomness,
                {{"one_seed", Randomness::one_seed}, {"by_source", Randomness::by_source}},
                "what a trial's seed is: that of all its randomness, or in its digits one for each "
                "source, initial weights + 1,000 order + 1,000,000 masks; seeds: {initialization: "
                "5, order: 5, masks: 5} sets it")
        .choice("precision", &T::precision,
                {{"float32", Precision::float32}, {"bf16", Precision::bf16}},
                "of the factors of linear maps' products; bf16 (oneDNN) keeps sums, weights and "
                "everything else in float32")
        .finish(finish);
    return all;
  }();
  return fields;
}

}  // namespace

const Schema& training_schema() {
  static const Schema schema = [] {
    Schema all = training_fields().schema();
    Field save;
    save.key = "save_parameters";
    save.kind = FieldKind::anything;
    save.default_value = Value(List{});
    save.doc =
        "keep the parameters that were evaluated after these numbers of steps; `last`: those of "
        "the final numbers; `best`: those of the lowest validation loss (without a validation "
        "part: of the lowest training loss without noise). For example [0, 200, best, last]";
    all.fields.push_back(save);
    return all;
  }();
  return schema;
}

TrainingOptions read_training(const Value& normalized) {
  TrainingOptions options = training_fields().take(normalized);
  for (const Value& item : normalized.at("save_parameters").list()) {
    if (item.is_text()) {
      (item.text() == "last" ? options.save_last : options.save_best) = true;
    } else {
      options.save_parameters.push_back(item.integer());
    }
  }
  return options;
}

}  // namespace regsweep
