// Distributions that tests of means rest on: normal and Student's t, with their quantiles.
//
// Tails are computed as such and not as 1 - something, so a level of 1e-12 has as many digits as
// one of 0.05. Student's t is the regularized incomplete beta function,
//
//   P(T <= -t) = I_x(v / 2, 1 / 2) / 2,   x = v / (v + t^2),  t >= 0,
//
// by its continued fraction (DLMF 8.17.22, evaluated as Lentz 1976 does); degrees of freedom v need
// not be whole, for Satterthwaite's are not.
#pragma once

namespace regsweep {

/// P(Z <= z) of a standard normal Z.
double normal_cdf(double z);

/// z with P(Z <= z) = p, for p in (0, 1).
double normal_quantile(double p);

/// P(T <= t) with `freedom` > 0.
double student_t_cdf(double t, double freedom);

/// t with P(T <= t) = p, for p in (0, 1); ask for small p, since 1 - p has lost digits.
double student_t_quantile(double p, double freedom);

}  // namespace regsweep
