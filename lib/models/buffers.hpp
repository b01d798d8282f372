// What a model holds in memory while it trains, from its YAML map alone: nothing is made.
#pragma once

#include <cstdint>

#include "core/value.hpp"
#include "regularizers/site.hpp"

namespace regsweep {

/// Examples of one call of a model: `features` of a row (of a model of features), `outputs`:
/// classes, target columns or vocabulary, `time` tokens of an example (1 for rows).
struct CallShape {
  std::int64_t features = 0, outputs = 0, rows = 0, time = 1;
};

/// Numbers that forward keeps for backward, and that backward needs besides. Buffers grow to the
/// largest call and stay. `widest`: of the largest input or output of a linear map.
struct BufferedNumbers {
  std::int64_t forward = 0, backward = 0, widest = 0;
};
BufferedNumbers buffered_numbers(const Value& normalized_model, const CallShape& shape);

/// Elements of the tensor at a site.
std::int64_t site_elements(const Value& normalized_model, const Site& site, const CallShape& shape);

/// Elements of the largest parameter: what drawing its initial values needs for a moment.
std::int64_t largest_parameter(const Value& normalized_model, const CallShape& shape);

}  // namespace regsweep
