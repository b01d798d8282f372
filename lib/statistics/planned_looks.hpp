// Looks at a comparison while seeds are added: the levels of looks that are planned beforehand, and
// an interval that holds at any look. analysis/sequential.py computes the same by itself, and a
// test holds both to one table.
//
//   spending   alpha*(f) is what of alpha may be spent when a share f of the seeds is there (Lan &
//              DeMets 1983), half of it on each side:
//              O'Brien-Fleming: 4 (1 - Phi(z(1 - alpha/4) / sqrt f));
//              Pocock: alpha log(1 + (e - 1) f)
//   levels     two-sided nominal levels, such that Brownian motion first leaves +- c_k sqrt(f_k) at
//              look k with probability alpha*(f_k) - alpha*(f_k-1): the density of its value inside
//              the bounds, from look to look (Armitage, McPherson & Rowe 1969)
//   interval   estimate +- t(1 - level_k / 2) x error at look k; over all looks together it covers
//              with 1 - alpha (Jennison & Turnbull 1989)
//   anytime    without planned looks (Lindon et al. 2022): r = g / (g + n),
//              w = (r alpha^2)^(1 / (v + 1)), estimate +- error sqrt(v (1 - w) / (w - r)), infinite
//              if w <= r; g is fixed beforehand
#pragma once

#include <vector>

namespace regsweep {

enum class Spending { obrien_fleming, pocock };

/// alpha*(share), share in (0, 1].
double spent_alpha(double alpha, double share, Spending spending);

/// The two-sided level of each look; `shares`: of the seeds, rising to 1 or to the
/// look that is wanted. A look whose
/// bound would lie beyond 9 standard deviations has the level of those: it decides nothing.
std::vector<double> nominal_levels(double alpha, const std::vector<double>& shares,
                                   Spending spending);

/// The chance of leaving the bounds first at each look, when the mean of Brownian motion at share 1
/// is `drift` (difference x sqrt(n) / spread, with all seeds).
std::vector<double> stopping_chances(const std::vector<double>& levels,
                                     const std::vector<double>& shares, double drift);

/// Half the width of the interval that is valid at every n at once, in standard errors; `n`: pairs,
/// or n_a n_b / (n_a + n_b) of two groups. May be infinite.
double anytime_radius(double n, double freedom, double alpha, double g);

/// The g with the shortest such interval of n pairs.
double best_anytime_g(double n, double alpha);

}  // namespace regsweep
