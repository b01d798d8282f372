// Mixed examples (mixup): inputs and targets of a batch.
#pragma once

#include "regularizers/rule_entry.hpp"
#include "training/batches.hpp"

namespace regsweep {

/// out row b = share * row b + (1 - share) * row partner[b] of `rows` [rows, columns]; `out` is
/// another array.
void mix_rows(const Mixing& mixing, std::int64_t columns, const real* rows, real* out);

/// out: the batch with its features, and the targets of a regression, mixed; labels stay (their
/// mixture is that of soft targets). `out` keeps its memory from call to call.
void mix(const Mixing& mixing, const Batch& batch, Batch& out);

}  // namespace regsweep
