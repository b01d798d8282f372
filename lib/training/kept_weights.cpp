#include "training/kept_weights.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"

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

Group parameters_group(std::int64_t step, const Model& model, const Flat& weights) {
  Group group;
  group.name = fmt::format("step_{}", step);
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

const char* const trained_suffix = ".trained";

}  // namespace

void write_kept(const std::vector<KeptWeights>& kept, const BestWeights* best, const Model& model,
                Group& root) {
  std::vector<const KeptWeights*> all;
  for (const KeptWeights& each : kept) all.push_back(&each);
  if (best != nullptr && best->kept.step >= 0) all.push_back(&best->kept);
  std::stable_sort(all.begin(), all.end(),
                   [](const auto* a, const auto* b) { return a->step < b->step; });
  const auto same = [](const auto* a, const auto* b) { return a->step == b->step; };
  all.erase(std::unique(all.begin(), all.end(), same), all.end());
  for (const KeptWeights* each : all) {
    root.child("parameters").groups.push_back(parameters_group(each->step, model, each->evaluated));
    if (each->trained.empty()) continue;
    root.child("trained_parameters")
        .groups.push_back(parameters_group(each->step, model, each->trained));
  }
  if (best == nullptr || best->kept.step < 0) return;
  root.child("parameters").set_attribute("best_step", Value(best->kept.step));
  root.child("parameters").set_attribute("best_by", Value(best->metric));
}

Array flat_array(std::string name, const Flat& values) {
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

void save_kept(const std::string& name, const std::vector<KeptWeights>& kept, Group& root) {
  for (const KeptWeights& each : kept) {
    Group& group = root.child(name);
    group.arrays.push_back(flat_array(std::to_string(each.step), each.evaluated));
    if (each.trained.empty()) continue;
    group.arrays.push_back(flat_array(std::to_string(each.step) + trained_suffix, each.trained));
  }
}

std::vector<KeptWeights> load_kept(const std::string& name, std::size_t size, std::int64_t latest,
                                   const Group& root) {
  std::vector<KeptWeights> kept;
  const Group* group = root.group(name);
  if (group == nullptr) return kept;
  for (const Array& array : group->arrays) {
    const bool trained = array.name.ends_with(trained_suffix);
    if (trained && !kept.empty() &&
        array.name == std::to_string(kept.back().step) + trained_suffix) {
      kept.back().trained.resize(size);
      take_flat(*group, array.name, kept.back().trained);
      continue;
    }
    const std::int64_t after = parse_integer(array.name).value_or(-1),
                       earlier = kept.empty() ? -1 : kept.back().step;
    if (after <= earlier || after > latest || std::to_string(after) != array.name) {
      throw StorageError(
          "the steps of the checkpoint's kept parameters are out of order; delete it, and the "
          "trial starts again");
    }
    kept.push_back({after, Flat(size), {}});
    take_flat(*group, array.name, kept.back().evaluated);
  }
  return kept;
}

}  // namespace regsweep
