#include "models/sparse_rows_map.hpp"

#include <algorithm>

#include "core/error.hpp"
#include "tensor/kernels/elementwise.hpp"

namespace regsweep {
namespace {

// Room for all units at once, so that later steps, which may keep more of them, allocate nothing.
void resize_within(Buffer& buffer, std::size_t size, std::size_t most) {
  buffer.reserve(most);
  buffer.resize(size);
}

}  // namespace

real find_kept(const real* multipliers, std::int64_t columns, KeptUnits& kept) {
  kept.clear();
  real shared = 1;
  for (std::int64_t unit = 0; unit < columns; ++unit) {
    if (multipliers[unit] == 0) continue;
    if (kept.empty()) shared = multipliers[unit];
    if (multipliers[unit] != shared) {
      kept.clear();
      return 1;
    }
    kept.push_back(unit);
  }
  if (static_cast<std::int64_t>(kept.size()) == columns) kept.clear();
  return shared;
}

std::vector<real> with_dropped(std::int64_t rows, const real* x, const KeptUnits& kept,
                               std::int64_t columns) {
  std::vector<real> all(static_cast<std::size_t>(rows * columns), real(0));
  for (std::int64_t row = 0; row < rows; ++row) {
    for (const std::int64_t unit : kept) all[static_cast<std::size_t>(row * columns + unit)] = *x++;
  }
  return all;
}

void SparseRowsMap::choose(const KeptUnits* in, const KeptUnits* out) {
  RS_CHECK((in == nullptr) == (out == nullptr), "lists of both layers, or of none");
  kept_in_ = in;
  kept_out_ = out;
}

void SparseRowsMap::forward(std::int64_t rows, const real* x, const Flat& weights,
                            const NoisePass& pass, real* y) {
  if (kept_in_ == nullptr) return all_units_.forward(rows, x, weights, pass, y);
  const auto m = static_cast<std::int64_t>(kept_out_->size()),
             k = static_cast<std::int64_t>(kept_in_->size());
  resize_within(kept_weight_, kept_out_->size() * kept_in_->size(), weight_info().size);
  real* to = kept_weight_.data();
  for (const std::int64_t unit : *kept_out_) {
    const real* from = data(weights, weight_info()) + unit * in();
    for (const std::int64_t column : *kept_in_) *to++ = from[column];
  }
  if (bias_info() != nullptr) {
    resize_within(kept_bias_, kept_out_->size(), bias_info()->size);
    for (std::size_t i = 0; i < kept_bias_.size(); ++i) {
      kept_bias_[i] = bias_of(weights)[(*kept_out_)[i]];
    }
    kernels::repeat_row(rows, m, kept_bias_.data(), y);
  }
  multiply_({x, rows, k}, MatrixView(kept_weight_.data(), m, k).transpose(),
            Accumulate(bias_info() != nullptr), {y, rows, m});
}

void SparseRowsMap::backward(std::int64_t rows, const real* x, const real* y_gradient,
                             const Flat& weights, Flat& gradient, real* x_gradient) {
  if (kept_in_ == nullptr) {
    return all_units_.backward(rows, x, y_gradient, weights, gradient, x_gradient);
  }
  const auto m = static_cast<std::int64_t>(kept_out_->size()),
             k = static_cast<std::int64_t>(kept_in_->size());
  resize_within(kept_gradient_, kept_out_->size() * kept_in_->size(), weight_info().size);
  multiply_.backward({y_gradient, rows, m}, {x, rows, k}, {kept_weight_.data(), m, k},
                     {kept_gradient_.data(), m, k}, {x_gradient, rows, k});
  std::fill_n(data(gradient, weight_info()), weight_info().size, real(0));
  const real* from = kept_gradient_.data();
  for (const std::int64_t unit : *kept_out_) {
    real* to = data(gradient, weight_info()) + unit * in();
    for (const std::int64_t column : *kept_in_) to[column] = *from++;
  }
  if (bias_info() == nullptr) return;
  kernels::column_sums(rows, m, y_gradient, kept_bias_.data());
  std::fill_n(bias_of(gradient), bias_info()->size, real(0));
  for (std::size_t i = 0; i < kept_bias_.size(); ++i) {
    bias_of(gradient)[(*kept_out_)[i]] = kept_bias_[i];
  }
}

}  // namespace regsweep
