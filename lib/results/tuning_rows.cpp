#include "results/tuning_rows.hpp"

#include <limits>

#include "results/arithmetic.hpp"

namespace regsweep {
namespace tuning_rows {
namespace {

const char* const dimension = "tuning_trial";

void add_array(Group& group, std::string name, Array::Data data, std::size_t rows,
               std::string units, std::string long_name) {
  group.arrays.push_back({std::move(name),
                          std::move(data),
                          {static_cast<std::int64_t>(rows)},
                          {dimension},
                          std::move(units),
                          std::move(long_name)});
}

}  // namespace
}  // namespace tuning_rows

TuningRows::TuningRows() : numbers_(std::numeric_limits<double>::quiet_NaN()) {}

void TuningRows::add(const CollectTrial& trial, std::string status, const Group& tree) {
  const std::size_t row = trials_.size();
  set_scalars(numbers_, row, tree.group("final"), "");
  set_scalars(numbers_, row, tree.group("probes"), "probes.");
  trials_.push_back(&trial);
  status_.push_back(std::move(status));
  core_seconds_.push_back(core_seconds(tree));
}

void TuningRows::write(Group& root) {
  using tuning_rows::add_array;
  const std::size_t rows = trials_.size();
  if (rows == 0) return;
  std::vector<std::string> ids, labels;
  std::vector<std::int64_t> seeds, variants;
  for (const CollectTrial* trial : trials_) {
    ids.push_back(trial->id);
    labels.push_back(trial->label);
    seeds.push_back(trial->seed);
    variants.push_back(static_cast<std::int64_t>(trial->variant));
  }
  Group& group = root.child("tuning");
  add_array(group, "trial_id", std::move(ids), rows, "", "identity of the trial");
  add_array(group, "seed", std::move(seeds), rows, "1", "seed of the replicate");
  add_array(group, "variant", std::move(variants), rows, "1",
            "index of the variant in the plan, as in the points of the attribute growth");
  add_array(group, "label", std::move(labels), rows, "", "the point in words");
  add_array(group, "status", status_, rows, "", "done, diverged, failed or missing");
  for (auto& [name, units, long_name, cells] : numbers_.finish(rows)) {
    add_array(group, name, std::move(cells), rows, units, long_name);
  }
  add_array(group.child("provenance"), core_seconds_name, core_seconds_, rows, "s",
            core_seconds_words);
}

}  // namespace regsweep
