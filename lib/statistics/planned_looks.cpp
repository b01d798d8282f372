#include "statistics/planned_looks.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.hpp"
#include "statistics/distributions.hpp"
#include "statistics/quadrature.hpp"

namespace regsweep {
namespace planned_looks {
namespace {

constexpr double farthest = 9;  // standard deviations beyond which nothing is left
constexpr double root_of_two_pi = 2.50662827463100050242;

// Brownian motion that has stayed inside the bounds of all looks so far: its value, as points with
// their probabilities, from one look to the next.
class Inside {
 public:
  explicit Inside(double drift) : drift_(drift) {}

  // The chance of being beyond +- bound standard deviations at the share `here`.
  double beyond(double bound, double here) const {
    const double step = std::sqrt(here - share_);
    const double limit = bound * std::sqrt(here);
    const double moved = drift_ * (here - share_);
    double chance = 0;
    for (const QuadratureNode& point : points_) {
      const double mean = point.at + moved;
      chance +=
          point.weight * (normal_cdf((mean - limit) / step) + normal_cdf((-mean - limit) / step));
    }
    return chance;
  }

  // Goes on to the share `here`, without what is beyond.
  void go_on(double bound, double here) {
    const double step = std::sqrt(here - share_);
    const double end = bound * std::sqrt(here);
    const double moved = drift_ * (here - share_);
    std::vector<QuadratureNode> next =
        quadrature(-end, end, std::max(2, static_cast<int>(std::ceil(end / step))));
    for (QuadratureNode& point : next) {
      double density = 0;
      for (const QuadratureNode& before : points_) {
        const double away = (point.at - before.at - moved) / step;
        density += before.weight * std::exp(-away * away / 2);
      }
      point.weight *= density / (step * root_of_two_pi);
    }
    points_ = std::move(next);
    share_ = here;
  }

 private:
  double drift_;
  double share_ = 0;
  std::vector<QuadratureNode> points_{{0, 1}};
};

// The bound that is left with this chance.
double bound_of(const Inside& inside, double here, double chance) {
  if (inside.beyond(farthest, here) >= chance) return farthest;
  double low = 0, high = farthest;
  while (high - low > 1e-13) {
    const double middle = (low + high) / 2;
    (inside.beyond(middle, here) > chance ? low : high) = middle;
  }
  return (low + high) / 2;
}

}  // namespace
}  // namespace planned_looks

double spent_alpha(double alpha, double share, Spending spending) {
  RS_CHECK(alpha > 0 && alpha < 1 && share > 0 && share <= 1, "levels and shares lie in (0, 1]");
  if (spending == Spending::pocock) return alpha * std::log1p((std::exp(1.0) - 1) * share);
  return 4 * normal_cdf(normal_quantile(alpha / 4) / std::sqrt(share));
}

std::vector<double> nominal_levels(double alpha, const std::vector<double>& shares,
                                   Spending spending) {
  planned_looks::Inside inside(0);
  std::vector<double> levels;
  double before = 0;
  for (const double share : shares) {
    const double spent = spent_alpha(alpha, share, spending);
    const double bound = planned_looks::bound_of(inside, share, spent - before);
    levels.push_back(2 * normal_cdf(-bound));
    inside.go_on(bound, share);
    before = spent;
  }
  return levels;
}

std::vector<double> stopping_chances(const std::vector<double>& levels,
                                     const std::vector<double>& shares, double drift) {
  RS_CHECK(levels.size() == shares.size(), "each look has a level");
  planned_looks::Inside inside(drift);
  std::vector<double> chances;
  for (std::size_t look = 0; look < shares.size(); ++look) {
    const double bound = -normal_quantile(levels[look] / 2);
    chances.push_back(inside.beyond(bound, shares[look]));
    inside.go_on(bound, shares[look]);
  }
  return chances;
}

double anytime_radius(double n, double freedom, double alpha, double g) {
  const double share = g / (g + n);
  const double w = std::pow(share * alpha * alpha, 1 / (freedom + 1));
  if (w <= share) return std::numeric_limits<double>::infinity();
  return std::sqrt(freedom * (1 - w) / (w - share));
}

double best_anytime_g(double n, double alpha) {
  RS_CHECK(n >= 2, "an interval needs two pairs");
  // The width over log g falls and then rises: the golden section keeps the lowest point inside.
  const double golden = (std::sqrt(5.0) - 1) / 2;
  const auto width = [&](double log_g) { return anytime_radius(n, n - 1, alpha, std::exp(log_g)); };
  double low = std::log(1e-6 * n), high = std::log(100 * n);
  while (high - low > 1e-9) {
    const double left = high - golden * (high - low);
    const double right = low + golden * (high - low);
    if (width(left) < width(right)) {
      high = right;
    } else if (std::isinf(width(left)) && std::isinf(width(right))) {
      high = right;  // too large a g: infinitely wide
    } else {
      low = left;
    }
  }
  return std::exp((low + high) / 2);
}

}  // namespace regsweep
