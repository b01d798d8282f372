#include "regularizers/learned_rate.hpp"

#include <cmath>

#include "core/error.hpp"
#include "tensor/kernels/sums.hpp"

namespace regsweep {

LearnedRate::LearnedRate(const NoiseEntry& entry, std::vector<double> numbers, const Site& site,
                         double first)
    : entry_(&entry),
      numbers_(std::move(numbers)),
      site_(site.name),
      matrix_(site.feeds),
      first_(first),
      rate_(first) {}

NoiseRequest LearnedRate::request(double rate) const {
  NoiseRequest made;
  made.rate = rate;
  made.numbers = numbers_;
  return made;
}

void LearnedRate::add_parameter(ParameterLayout& layout) {
  offset_ = layout.all()[layout.add("noise." + site_ + ".logit", {1})].offset;
}

void LearnedRate::initialize(Flat& weights) const {
  weights[offset_] = static_cast<real>(std::log(first_) - std::log1p(-first_));
}

double LearnedRate::rate_of(const Flat& weights) const {
  return 1 / (1 + std::exp(-static_cast<double>(weights[offset_])));
}

void LearnedRate::begin(const Flat& weights) {
  rate_ = rate_of(weights);
  slope_ = 0;
  multiplier_ = nullptr;
}

void LearnedRate::on_backward(const SiteValues& seen, real* gradient) {
  if (multiplier_ != nullptr) {
    slope_ +=
        entry_->learns->slope(request(rate_), seen.count(), multiplier_, seen.values, gradient);
  }
}

void LearnedRate::write(Flat& gradient) const { gradient[offset_] = static_cast<real>(slope_); }

double LearnedRate::penalty(const ParameterLayout& layout, const Flat& weights,
                            Flat& gradient) const {
  const ParameterInfo* matrix = layout.find(matrix_);
  RS_CHECK(matrix != nullptr, "site " + site_ + " feeds a matrix");
  const auto n = static_cast<std::int64_t>(matrix->size);
  const auto made = entry_->learns->penalty(request(rate_of(weights)), matrix->shape[1],
                                            kernels::sum_of_squares(n, data(weights, *matrix)));
  gradient[offset_] += static_cast<real>(made.by_logit);
  kernels::add_scaled(n, static_cast<real>(2 * made.by_squares), data(weights, *matrix),
                      data(gradient, *matrix));
  return made.value;
}

}  // namespace regsweep
