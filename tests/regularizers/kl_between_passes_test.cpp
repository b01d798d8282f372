// The divergence of R-Drop: value, gradients by finite differences, rows without a target.
#include "regularizers/kl_between_passes.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

namespace regsweep::kl_between_passes_test {

constexpr std::int64_t rows = 3, columns = 4;
constexpr std::int32_t labels[rows] = {2, -1, 0};

std::vector<real> logits(double salt) {
  std::vector<real> z;
  for (int i = 0; i < rows * columns; ++i) z.push_back(static_cast<real>(std::sin(salt + 1.7 * i)));
  return z;
}

// The value; gradients are added to g1 and g2.
double value(const std::vector<real>& z1, const std::vector<real>& z2, std::vector<real>& g1,
             std::vector<real>& g2) {
  return add_kl_between_passes({z1.data(), rows, columns}, {z2.data(), rows, columns}, labels, 0.37,
                               {g1.data(), rows, columns}, {g2.data(), rows, columns});
}

double value(const std::vector<real>& z1, const std::vector<real>& z2) {
  std::vector<real> unused1(z1.size()), unused2(z2.size());
  return value(z1, z2, unused1, unused2);
}

TEST_CASE("divergence: the mean of both Kullback-Leibler divergences, over rows with a target") {
  const auto z1 = logits(1), z2 = logits(2);
  double expected = 0;
  for (const std::size_t b : {0u, 2u}) {
    double s1 = 0, s2 = 0;
    for (std::size_t k = 0; k < 4; ++k) {
      s1 += std::exp(z1[b * 4 + k]);
      s2 += std::exp(z2[b * 4 + k]);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      const double p1 = std::exp(z1[b * 4 + k]) / s1, p2 = std::exp(z2[b * 4 + k]) / s2;
      expected += 0.37 * 0.5 * (p1 - p2) * std::log(p1 / p2);
    }
  }
  CHECK(value(z1, z2) == Approx(expected).epsilon(1e-5));
  CHECK(value(z1, z1) == Approx(0).margin(1e-12));
}

TEST_CASE("divergence: gradients equal finite differences") {
  auto z1 = logits(1), z2 = logits(2);
  std::vector<real> g1(z1.size()), g2(z2.size());
  value(z1, z2, g1, g2);
  const double step = sizeof(real) == 8 ? 1e-6 : 1e-2;
  for (std::vector<real>* z : {&z1, &z2}) {
    const std::vector<real>& gradient = z == &z1 ? g1 : g2;
    for (std::size_t i = 0; i < z->size(); ++i) {
      const real before = (*z)[i];
      (*z)[i] = static_cast<real>(before + step);
      const double above = value(z1, z2);
      (*z)[i] = static_cast<real>(before - step);
      const double below = value(z1, z2);
      (*z)[i] = before;
      CHECK(static_cast<double>(gradient[i]) ==
            Approx((above - below) / (2 * step)).margin(sizeof(real) == 8 ? 1e-8 : 1e-4));
    }
  }
}

}  // namespace regsweep::kl_between_passes_test
