// Expansion: the product of the axes, cell by cell, and what each cell means.
#pragma once

#include <functional>

#include "sweep/plan.hpp"
#include "sweep/spec.hpp"

namespace regsweep {

/// Calls `visit` for every cell of the product, the last block fastest; excluded ones are left out.
/// ConfigurationError when an exclude matches nothing, or when nothing is left.
void for_each_cell(SweepSpec& spec, const std::function<void(const Cell&)>& visit);

/// The canonical configuration of a cell. An error whose place does not say enough names the cell.
Value resolve_cell(const Cell& cell, const SweepSpec& spec, const TrialGrammar& grammar);

}  // namespace regsweep
