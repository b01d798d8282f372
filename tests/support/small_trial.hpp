// A trial small enough for a test: blobs in the plane that a perceptron can separate, and its
// configuration.
#pragma once

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "random/draws.hpp"
#include "training/configuration.hpp"
#include "training/trainer.hpp"

namespace regsweep::testing {

inline Split blobs(std::int64_t count, const std::string& stream) {
  Split part;
  Matrix features = Matrix::from_shape({static_cast<std::size_t>(count), 3});
  std::vector<double> drawn(static_cast<std::size_t>(3 * count));
  normals(stream_key(0, stream), 0, 0, 3 * count, drawn.data());
  for (std::int64_t i = 0; i < count; ++i) {
    const auto label = static_cast<std::int32_t>(i % 3);
    part.labels.push_back(label);
    for (std::int64_t c = 0; c < 3; ++c) {
      features(static_cast<std::size_t>(i), static_cast<std::size_t>(c)) =
          static_cast<real>(drawn[static_cast<std::size_t>(3 * i + c)] + (c == label ? 2 : 0));
    }
  }
  part.features = std::move(features);
  return part;
}

inline std::shared_ptr<const Dataset> small_classes() {
  auto data = std::make_shared<Dataset>();
  data->name = "blobs";
  data->task = Task::classification;
  data->features = 3;
  data->outputs = 3;
  data->train = blobs(103, "data/a");
  data->validation = blobs(50, "data/b");
  data->test = blobs(70, "data/c");
  return data;
}

/// y = the sum of the features, standardised; target_scale 2.
inline std::shared_ptr<const Dataset> small_regression() {
  auto data = std::make_shared<Dataset>(*small_classes());
  data->task = Task::regression;
  data->outputs = 1;
  data->target_scale = 2;
  for (Split* part : {&data->train, &data->validation, &data->test}) {
    part->targets.resize({part->features.shape()[0], 1});
    for (std::size_t i = 0; i < part->features.shape()[0]; ++i) {
      part->targets(i, 0) =
          real(0.3) * (part->features(i, 0) + part->features(i, 1) + part->features(i, 2));
    }
    part->labels.clear();
  }
  return data;
}

/// A running text of a small alphabet in which every third token repeats the one before it: 300 +
/// 101 tokens.
inline std::shared_ptr<const Dataset> small_text(bool each_once = false) {
  auto data = std::make_shared<Dataset>();
  data->name = "repeats";
  data->task = Task::next_token;
  data->outputs = 5;
  data->each_once = each_once;
  data->token_unit = "character";
  data->vocabulary = {"a", "b", "c", "d", "e"};
  std::vector<double> drawn(401);
  uniforms(stream_key(0, "data/text"), 0, 0, 401, drawn.data());
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    Tokens& text = i < 300 ? data->train.tokens : data->validation.tokens;
    text.push_back(i % 3 == 2 && !text.empty() ? text.back()
                                               : static_cast<std::int32_t>(5 * drawn[i]));
  }
  return data;
}

/// Sequences of 6 tokens; the last one repeats the first, and nothing else is asked. 40 + 20 + 30
/// examples.
inline std::shared_ptr<const Dataset> small_sequences() {
  auto data = std::make_shared<Dataset>();
  data->name = "recall";
  data->task = Task::next_token;
  data->outputs = 4;
  data->sequence = 6;
  std::vector<double> drawn(90 * 6);
  uniforms(stream_key(0, "data/sequences"), 0, 0, 90 * 6, drawn.data());
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    Split* part = &data->test;
    if (i < 360) part = &data->validation;
    if (i < 240) part = &data->train;
    part->tokens.push_back(static_cast<std::int32_t>(4 * drawn[i]));
    part->next.push_back(i % 6 == 5 ? static_cast<std::int32_t>(4 * drawn[i - 5]) : -1);
  }
  return data;
}

inline Value map_of(std::vector<std::pair<std::string, Value>> members) {
  Map map;
  for (auto& [key, value] : members) map.push_back({key, std::move(value), {}});
  return Value(std::move(map));
}

/// Changes of the single fields of a map: {"dropout.hidden", {rate: 0.1}} is dropout.hidden.rate.
inline std::vector<std::pair<std::string, Value>> fields_of(const std::string& path,
                                                            const Value& map) {
  std::vector<std::pair<std::string, Value>> all;
  for (const Member& member : map.map()) all.emplace_back(path + "." + member.key, member.value);
  return all;
}

/// The canonical form of `written` after `changes`, dotted path -> value.
inline Value resolved_with(Value written,
                           const std::vector<std::pair<std::string, Value>>& changes) {
  written = trial_schema().expand(written);
  for (const auto& [path, value] : changes) {
    Value* at = &written;
    const std::vector<std::string> keys = trial_schema().resolve(path, {});
    for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
      if (at->find(keys[i]) == nullptr) at->set(keys[i], Value(Map{}));
      at = at->find(keys[i]);
    }
    at->set(keys.back(), value);
  }
  return resolve_trial(written);
}

/// 103 examples in batches of 16 (7 steps an epoch, the last one smaller), 5 epochs, dropout; then
/// `changes`, dotted path -> value.
inline Value small_trial(const std::vector<std::pair<std::string, Value>>& changes = {}) {
  Value written = map_of(
      {{"data", Value("two_moons")},
       {"model", map_of({{"kind", Value("mlp")}, {"hidden", Value(List{Value(9), Value(5)})}})},
       {"dropout", map_of({{"input", Value(0.1)}, {"hidden", Value(0.37)}})},
       {"optimizer", map_of({{"kind", Value("sgd")}, {"learning_rate", Value(0.1)}})},
       {"training", map_of({{"epochs", Value(5)}, {"batch", Value(16)}})}});
  return resolved_with(std::move(written), changes);
}

/// A transformer with dropout at several places, on text or sequences; then `changes`.
inline Value small_transformer_trial(std::vector<std::pair<std::string, Value>> changes = {}) {
  std::vector<std::pair<std::string, Value>> all{
      {"model", map_of({{"kind", Value("causal_transformer")},
                        {"layers", Value(2)},
                        {"heads", Value(2)},
                        {"channels", Value(12)},
                        {"context", Value(7)}})},
      {"dropout", map_of({{"embedding", Value(0.1)},
                          {"attention", Value(0.2)},
                          {"residual", Value(0.1)},
                          {"ffn", Value(0.37)}})},
      {"optimizer", map_of({{"kind", Value("adamw")}, {"learning_rate", Value(3e-3)}})},
      {"training",
       map_of({{"steps", Value(12)}, {"batch", Value(5)}, {"evaluate_every", Value(5)}})}};
  Value written = map_of({{"data", Value("two_moons")}});
  for (auto& [key, value] : all) written.set(key, std::move(value));
  return resolved_with(std::move(written), changes);
}

inline Group trained(const Value& configuration, std::uint32_t seed,
                     std::shared_ptr<const Dataset> data) {
  Trainer trainer(trial_of(configuration), seed, std::move(data));
  trainer.run([](const Progress&) { return true; });
  return trainer.records();
}

inline std::vector<double> column(const Group& records, const std::string& name) {
  return std::get<std::vector<double>>(records.group("curves")->array(name)->data);
}

inline double final_number(const Group& records, const std::string& name) {
  return std::get<std::vector<double>>(records.group("final")->array(name)->data).at(0);
}

}  // namespace regsweep::testing
