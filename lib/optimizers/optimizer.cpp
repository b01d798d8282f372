// Optimizer: which arrays a kind keeps, and which loop updates them.
#include "optimizers/optimizer.hpp"

#include <cmath>

#include "core/error.hpp"
#include "optimizers/update_kernels.hpp"
#include "tensor/flush_denormals.hpp"
#include "tensor/kernels/sums.hpp"

namespace regsweep {
namespace {

bool has_velocity(const OptimizerOptions& options) {
  const bool sgd = options.kind == OptimizerKind::sgd;
  const bool rmsprop = options.kind == OptimizerKind::rmsprop;
  return ((sgd || rmsprop) && options.momentum > 0) ||
         (sgd && options.momentum_schedule.kind != MomentumShape::constant);
}

bool has_first_moment(const OptimizerOptions& options) {
  return options.kind == OptimizerKind::adam || options.kind == OptimizerKind::adamw;
}

bool has_second_moment(const OptimizerOptions& options) {
  return has_first_moment(options) || options.kind == OptimizerKind::rmsprop;
}

kernels::AdamNumbers adam_numbers(const OptimizerOptions& options, std::int64_t step,
                                  double learning_rate, double scale) {
  const double t = static_cast<double>(step + 1);
  return {.scale = static_cast<real>(scale),
          .decay = 0,
          .keep_first = static_cast<real>(1 - options.beta1),
          .beta2 = static_cast<real>(options.beta2),
          .square = static_cast<real>(1 - options.beta2),
          .rate = static_cast<real>(learning_rate / (1 - std::pow(options.beta1, t))),
          .second_correction = static_cast<real>(1 / std::sqrt(1 - std::pow(options.beta2, t))),
          .epsilon = static_cast<real>(options.epsilon)};
}

}  // namespace

Optimizer::Optimizer(const OptimizerOptions& options, const ParameterLayout& layout)
    : options_(options), size_(layout.size()) {
  const bool decays = options.kind == OptimizerKind::adamw &&
                      (options.weight_decay > 0 || options.final_weight_decay.value_or(0) > 0);
  RS_CHECK(options.kind != OptimizerKind::none, "an optimizer has a kind");
  const std::vector<ParameterInfo>& all = layout.all();
  for (std::size_t i = 0; i < all.size(); ++i) {
    const std::size_t first = all[i].offset,
                      end = i + 1 < all.size() ? all[i + 1].offset : layout.size();
    const bool decayed = decays && all[i].matrix();
    if (!ranges_.empty() && ranges_.back().decayed == decayed) {
      ranges_.back().size = end - ranges_.back().first;
    } else {
      ranges_.push_back({first, end - first, decayed});
    }
  }
  if (has_velocity(options)) velocity_.resize(layout.size());
  if (has_first_moment(options)) first_moment_.resize(layout.size());
  if (has_second_moment(options)) second_moment_.resize(layout.size());
}

void Optimizer::step(Flat& weights, const Flat& gradient, std::int64_t step, double learning_rate,
                     double momentum, real gradient_scale, std::optional<double> weight_decay) {
  const FlushDenormals flushed;
  const auto n = static_cast<std::int64_t>(weights.size());
  const auto rate = static_cast<real>(learning_rate), alpha = static_cast<real>(options_.alpha);
  const auto epsilon = static_cast<real>(options_.epsilon);
  const real* g = gradient.data();
  real *w = weights.data(), *v = velocity_.data(), *u = second_moment_.data();
  RS_CHECK(weights.size() == size_ && gradient.size() == size_,
           "weights and gradient of the optimizer's layout");
  switch (options_.kind) {
    case OptimizerKind::none:
      return;  // refused by the constructor
    case OptimizerKind::sgd:
      if (velocity_.empty()) {
        kernels::sgd(n, gradient_scale, rate, g, w);
      } else {
        const auto update = options_.nesterov ? kernels::sgd_nesterov : kernels::sgd_momentum;
        update(n, gradient_scale, rate, static_cast<real>(momentum), g, v, w);
      }
      return;
    case OptimizerKind::rmsprop:
      if (velocity_.empty()) {
        kernels::rmsprop(n, gradient_scale, rate, alpha, epsilon, g, u, w);
      } else {
        kernels::rmsprop_momentum(n, gradient_scale, rate, alpha, epsilon,
                                  static_cast<real>(options_.momentum), g, u, v, w);
      }
      return;
    case OptimizerKind::adam:
    case OptimizerKind::adamw:
      adam_step(w, g, step, learning_rate, gradient_scale,
                weight_decay.value_or(options_.weight_decay));
      return;
  }
}

void Optimizer::adam_step(real* w, const real* g, std::int64_t step, double learning_rate,
                          real gradient_scale, double weight_decay) {
  real *m = first_moment_.data(), *u = second_moment_.data();
  kernels::AdamNumbers numbers =
      adam_numbers(options_, step, learning_rate, static_cast<double>(gradient_scale));
  for (const Range& range : ranges_) {
    numbers.decay = range.decayed ? static_cast<real>(learning_rate * weight_decay) : real(0);
    const std::size_t at = range.first;
    kernels::adam(static_cast<std::int64_t>(range.size), numbers, g + at, m + at, u + at, w + at);
  }
}

std::vector<std::pair<std::string, Flat*>> Optimizer::state() {
  std::vector<std::pair<std::string, Flat*>> arrays;
  if (!velocity_.empty()) arrays.emplace_back("velocity", &velocity_);
  if (!first_moment_.empty()) arrays.emplace_back("first_moment", &first_moment_);
  if (!second_moment_.empty()) arrays.emplace_back("second_moment", &second_moment_);
  return arrays;
}

int kept_arrays(const OptimizerOptions& options) {
  return int{has_velocity(options)} + int{has_first_moment(options)} +
         int{has_second_moment(options)};
}

double global_norm(const Flat& values) {
  return std::sqrt(
      kernels::sum_of_squares(static_cast<std::int64_t>(values.size()), values.data()));
}

double clip_factor(double norm, double limit) { return norm > limit ? limit / norm : 1; }

}  // namespace regsweep
