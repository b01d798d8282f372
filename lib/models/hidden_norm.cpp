#include "models/hidden_norm.hpp"

#include <algorithm>

#include "tensor/kernels/batch_norm.hpp"
#include "tensor/kernels/layer_norm.hpp"

namespace regsweep {

void HiddenNorm::add_parameters(HiddenNormKind kind, const std::string& name, std::int64_t C,
                                ParameterLayout& layout) {
  if (kind == HiddenNormKind::none) return;
  layout.add(name + ".weight", {C});
  layout.add(name + ".bias", {C});
  if (kind != HiddenNormKind::batch) return;
  layout.add_statistic(name + ".running_mean", {C});
  layout.add_statistic(name + ".running_var", {C});
}

HiddenNorm::HiddenNorm(HiddenNormKind kind, const std::string& name, const ParameterLayout& layout)
    : kind_(kind), gain_(layout.find(name + ".weight")), bias_(layout.find(name + ".bias")) {
  if (kind != HiddenNormKind::batch) return;
  running_mean_ = layout.find(name + ".running_mean");
  running_variance_ = layout.find(name + ".running_var");
  const std::size_t C = gain_->size;
  for (Buffer* each : {&batch_mean_, &batch_variance_, &known_mean_, &known_variance_}) {
    each->resize(C);
  }
}

void HiddenNorm::initialize(Flat& weights) const {
  std::fill_n(data(weights, *gain_), gain_->size, real(1));
  std::fill_n(data(weights, *bias_), bias_->size, real(0));
  if (kind_ != HiddenNormKind::batch) return;
  std::fill_n(data(weights, *running_mean_), running_mean_->size, real(0));
  std::fill_n(data(weights, *running_variance_), running_variance_->size, real(1));
}

void HiddenNorm::buffers(const CallShape& call, BufferVisitor& visit) {
  const auto C = static_cast<std::int64_t>(gain_->size);
  const std::int64_t statistics = kind_ == HiddenNormKind::batch ? C : call.rows();
  visit.scratch(mean_, statistics);
  visit.scratch(inverse_deviation_, statistics);
  if (kind_ == HiddenNormKind::layer) visit.array(bypass_, call.rows() * C);
}

// Batch: which mean and deviation this pass uses.
void HiddenNorm::take_statistics(std::int64_t rows, const real* z, const Flat& weights,
                                 const NoisePass& pass) {
  const auto C = static_cast<std::int64_t>(gain_->size);
  of_batch_ = pass.learns;
  if (!of_batch_) {
    std::copy_n(data(weights, *running_mean_), C, mean_.data());
    kernels::inverse_deviations(C, data(weights, *running_variance_), inverse_deviation_.data());
    return;
  }
  kernels::column_moments(rows, C, z, batch_mean_.data(), batch_variance_.data());
  std::copy_n(batch_mean_.data(), C, mean_.data());
  kernels::inverse_deviations(C, batch_variance_.data(), inverse_deviation_.data());
  std::copy_n(data(weights, *running_mean_), C, known_mean_.data());
  std::copy_n(data(weights, *running_variance_), C, known_variance_.data());
  batch_rows_ = rows;
}

void HiddenNorm::forward(std::int64_t rows, const real* z, const Flat& weights,
                         const NoisePass& pass, real* y) {
  const auto C = static_cast<std::int64_t>(gain_->size);
  const real *gain = data(weights, *gain_), *bias = data(weights, *bias_);
  if (kind_ == HiddenNormKind::layer) {
    kernels::layer_norm(rows, C, z, gain, bias, y, mean_.data(), inverse_deviation_.data());
    return;
  }
  take_statistics(rows, z, weights, pass);
  kernels::normalize_columns(rows, C, z, mean_.data(), inverse_deviation_.data(), gain, bias, y);
}

void HiddenNorm::backward(std::int64_t rows, const real* z, const real* y_gradient,
                          const Flat& weights, Flat& gradient, real* z_gradient) {
  const auto C = static_cast<std::int64_t>(gain_->size);
  const real* gain = data(weights, *gain_);
  real *of_gain = data(gradient, *gain_), *of_bias = data(gradient, *bias_);
  if (kind_ == HiddenNormKind::layer) {
    std::fill_n(bypass_.data(), rows * C, real(0));  // layer_norm_backward adds
    kernels::layer_norm_backward(rows, C, z, mean_.data(), inverse_deviation_.data(), gain,
                                 y_gradient, bypass_.data(), of_gain, of_bias);
    std::copy_n(bypass_.data(), rows * C, z_gradient);
    return;
  }
  kernels::normalize_columns_backward(rows, C, z, mean_.data(), inverse_deviation_.data(), gain,
                                      of_batch_, y_gradient, z_gradient, of_gain, of_bias);
  std::fill_n(data(gradient, *running_mean_), C, real(0));
  std::fill_n(data(gradient, *running_variance_), C, real(0));
}

void HiddenNorm::after_step(Flat& weights) const {
  if (kind_ != HiddenNormKind::batch || batch_rows_ == 0) return;
  constexpr real momentum = static_cast<real>(0.1);
  const real share = batch_rows_ > 1 ? momentum : real(0);
  const real unbiased = static_cast<real>(batch_rows_) /
                        static_cast<real>(std::max<std::int64_t>(1, batch_rows_ - 1));
  real *mean = data(weights, *running_mean_), *variance = data(weights, *running_variance_);
  for (std::size_t c = 0; c < gain_->size; ++c) {
    mean[c] = (1 - share) * known_mean_[c] + share * batch_mean_[c];
    variance[c] = (1 - share) * known_variance_[c] + share * unbiased * batch_variance_[c];
  }
}

}  // namespace regsweep
