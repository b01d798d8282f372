// Kept weights: copies of the weights at some step of a training, for its records (`parameters/`),
// for its end (early_stopping: {restore: best}), and for its checkpoints.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/records.hpp"
#include "models/model.hpp"
#include "tensor/parameters.hpp"

namespace regsweep {

/// What was evaluated after `step` steps, and the weights that training goes on with; `trained` is
/// empty where these are the same.
struct KeptWeights {
  std::int64_t step = 0;
  Flat evaluated, trained;
};

/// Those of the evaluation so far at which `metric` is lowest; step -1: there is none yet.
struct BestWeights {
  std::string metric;
  KeptWeights kept{-1, {}, {}};
};

/// Groups of a trial file: parameters/step_<n> with what was evaluated and, where these differ,
/// trained_parameters/step_<n>, in the order of steps, each step once. `best` (null: not asked for)
/// is one of them, and the attributes best_step and best_by of parameters/ say which.
void write_kept(const std::vector<KeptWeights>& kept, const BestWeights* best, const Model& model,
                Group& root);

/// A checkpoint's group `name`, and back; StorageError where one is of another size or out of
/// order.
void save_kept(const std::string& name, const std::vector<KeptWeights>& kept, Group& root);
std::vector<KeptWeights> load_kept(const std::string& name, std::size_t size, std::int64_t latest,
                                   const Group& root);

/// An array `name` of a checkpoint, of these numbers, and back; StorageError where it does not fit.
Array flat_array(std::string name, const Flat& values);
void take_flat(const Group& group, const std::string& name, Flat& out);

}  // namespace regsweep
