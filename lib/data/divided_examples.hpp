// What is settled before anything is counted: the order of the examples, and those that a fold, an
// index file, a column or an array takes out of it.
#pragma once

#include "core/value.hpp"
#include "data/restrict.hpp"
#include "data/row_order.hpp"

namespace regsweep {

struct DividedExamples {
  ExampleNumbers rest;              // in the order from which parts are cut
  ExampleNumbers validation, test;  // that are said; empty: drawn, or examples of their own
};

/// ConfigurationError for a way to draw that the examples do not have.
void check_draw(const Value& normalized, const Available& available);

/// check_draw, and the division. DataError for what index files say.
DividedExamples divide_examples(const Value& normalized, std::uint32_t subset_seed,
                                const Available& available);

}  // namespace regsweep
