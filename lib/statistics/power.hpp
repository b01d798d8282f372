// What a number of seeds can show, before they are trained. analysis/power.py says the same of
// results that are there.
//
//   power(n)   P(|T'| > t(1 - level/2, v)), T' of noncentral t with v degrees of freedom and
//              noncentrality D = d sqrt(n) / s, v = n - 1 (pairs; s: of a difference within seeds),
//                            D = d sqrt(n / 2) / s, v = 2 (n - 1) (groups; s: of a seed)
//   T'         P(T' > t) = integral of Phi(D - t x) f(x) over x > 0, f the density of
//              sqrt(chi^2(v) / v)
//
// In a family of m comparisons the level is alpha / m, Holm's first step, so that the answer holds
// whatever the others show.
#pragma once

#include <cstdint>
#include <optional>

namespace regsweep {

/// How seeds are compared; `spread` below is that of its kind.
enum class SeedDesign { pairs, groups };

inline constexpr std::int64_t most_seeds_counted = 10'000;

/// Of a two-sided t test at `level` with n seeds per variant; 0 below two. `effect`: the true
/// difference over the spread.
double power_of_test(double effect, std::int64_t n, double level, SeedDesign design);

/// The least number of seeds per variant with at least the wanted power; nothing above
/// most_seeds_counted.
std::optional<std::int64_t> seeds_to_detect(double effect, double level, SeedDesign design,
                                            double wanted);

/// The true difference, in units of the spread, that n >= 2 seeds find with the wanted power.
double detectable_effect(std::int64_t n, double level, SeedDesign design, double wanted);

}  // namespace regsweep
