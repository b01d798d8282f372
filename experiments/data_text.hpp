// What `plan`, `run` and `data show` say about the data of a sweep.
#pragma once

#include <string>
#include <vector>

#include "data/dataset_description.hpp"
#include "execution/display/terminal.hpp"
#include "sweep/plan.hpp"

namespace regsweep {

/// The different data maps of a plan, in the order of its variants, with the paths of their files.
std::vector<Value> data_maps(const Plan& plan);

/// A data map and what it was understood to be. Reading it may take long: once for all that is
/// said.
struct UnderstoodData {
  Value map;
  UnderstoodDataset dataset;
};
std::vector<UnderstoodData> understand_data(const Plan& plan);

/// Of each data map: data, train, validation, test, features, outputs, classes with their counts,
/// notes.
Value data_json(const std::vector<UnderstoodData>& all);

/// Sizes of the parts, classes and their counts, in lines; of each different data map.
std::string data_text(const std::vector<UnderstoodData>& all);

/// What was found in the files or decided about them, in lines that begin with "Note:".
std::string data_notes(const std::vector<UnderstoodData>& all, const Terminal& terminal);

}  // namespace regsweep
