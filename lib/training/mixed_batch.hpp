// Mixed examples (mixup): inputs and targets of a batch.
#pragma once

#include <memory>
#include <vector>

#include "regularizers/rule_entry.hpp"
#include "training/batches.hpp"

namespace regsweep {

/// out row b = share * row b + (1 - share) * row partner[b] of `rows` [rows, columns]; `out` is
/// another array.
void mix_rows(const Mixing& mixing, std::int64_t columns, const real* rows, real* out);

/// out: the batch with its features, and the targets of a regression, mixed; labels stay (their
/// mixture is that of soft targets). `out` keeps its memory from call to call.
void mix(const Mixing& mixing, const Batch& batch, Batch& out);

/// A batch as the model sees it in this step: itself, or `mixed`, with a rule that mixes examples
/// as `mixing` then says.
const Batch& batch_as_seen(const std::vector<std::unique_ptr<Rule>>& rules,
                           const StepContext& context, const Batch& batch, Mixing& mixing,
                           Batch& mixed);

}  // namespace regsweep
