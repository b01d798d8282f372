#include "training/mixed_batch.hpp"

namespace regsweep {

void mix_rows(const Mixing& mixing, std::int64_t columns, const real* rows, real* out) {
  const auto own = static_cast<real>(mixing.share), other = static_cast<real>(1 - mixing.share);
  for (std::size_t b = 0; b < mixing.partner.size(); ++b) {
    const real *a = rows + static_cast<std::int64_t>(b) * columns,
               *with = rows + mixing.partner[b] * columns;
    for (std::int64_t c = 0; c < columns; ++c) *out++ = own * a[c] + other * with[c];
  }
}

void mix(const Mixing& mixing, const Batch& batch, Batch& out) {
  out = batch;
  mix_rows(mixing, static_cast<std::int64_t>(batch.features.shape(1)), batch.features.data(),
           out.features.data());
  if (batch.targets.size() > 0) {
    mix_rows(mixing, static_cast<std::int64_t>(batch.targets.shape(1)), batch.targets.data(),
             out.targets.data());
  }
}

const Batch& batch_as_seen(const std::vector<std::unique_ptr<Rule>>& rules,
                           const StepContext& context, const Batch& batch, Mixing& mixing,
                           Batch& mixed) {
  const Batch* seen = &batch;
  for (const auto& rule : rules) {
    if (!rule->mixes()) continue;
    mixing = rule->mixing(context, batch.rows);
    mix(mixing, *seen, mixed);
    seen = &mixed;
  }
  return *seen;
}

}  // namespace regsweep
