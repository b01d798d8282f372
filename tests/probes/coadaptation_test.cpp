// Dependence between units: the CKA that the authors of the measure print in their notebook, ranks
// of spectra that can be written down, and DeCov's own sums.
#include "probes/measurements/coadaptation.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <random>

namespace regsweep::coadaptation_test {

// numpy.random.RandomState(seed).randn: Mersenne twister, polar method.
class NumpyNormals {
 public:
  explicit NumpyNormals(std::uint32_t seed) : twister_(seed) {}
  double operator()() {
    if (kept_) {
      kept_ = false;
      return second_;
    }
    for (;;) {
      const double x = 2 * uniform() - 1, y = 2 * uniform() - 1, square = x * x + y * y;
      if (square >= 1 || square == 0) continue;
      const double factor = std::sqrt(-2 * std::log(square) / square);
      second_ = factor * x;
      kept_ = true;
      return factor * y;
    }
  }

 private:
  double uniform() {
    const auto a = static_cast<double>(twister_() >> 5), b = static_cast<double>(twister_() >> 6);
    return (a * 67108864.0 + b) / 9007199254740992.0;
  }
  std::mt19937 twister_;
  bool kept_ = false;
  double second_ = 0;
};

using Rows = std::vector<std::vector<double>>;  // [example][unit]

Rows normals(NumpyNormals& draw, std::size_t rows, std::size_t columns) {
  Rows made(rows, std::vector<double>(columns));
  for (std::vector<double>& row : made) {
    for (double& each : row) each = draw();
  }
  return made;
}

void centre(Rows& x) {
  for (std::size_t j = 0; j < x[0].size(); ++j) {
    double mean = 0;
    for (const auto& row : x) mean += row[j] / static_cast<double>(x.size());
    for (auto& row : x) row[j] -= mean;
  }
}

double square_of_product(const Rows& x, const Rows& y) {
  double sum = 0;
  for (std::size_t i = 0; i < x[0].size(); ++i) {
    for (std::size_t j = 0; j < y[0].size(); ++j) {
      double product = 0;
      for (std::size_t n = 0; n < x.size(); ++n) product += x[n][i] * y[n][j];
      sum += product * product;
    }
  }
  return sum;
}

double square(const std::vector<double>& row) {
  double sum = 0;
  for (const double each : row) sum += each * each;
  return sum;
}

CkaSums sums_of(const Rows& x, const Rows& y) {
  CkaSums sums{square_of_product(x, y), square_of_product(x, x), square_of_product(y, y)};
  for (std::size_t n = 0; n < x.size(); ++n) {
    sums.rows_xy += square(x[n]) * square(y[n]);
    sums.rows_xx += square(x[n]) * square(x[n]);
    sums.rows_yy += square(y[n]) * square(y[n]);
    sums.x += square(x[n]);
    sums.y += square(y[n]);
  }
  sums.n = static_cast<std::int64_t>(x.size());
  return sums;
}

TEST_CASE("linear CKA is the one printed in google-research's representation_similarity/Demo") {
  NumpyNormals draw(1337);
  Rows x = normals(draw, 100, 10), y = normals(draw, 100, 10);
  for (std::size_t i = 0; i < 100; ++i) {
    for (std::size_t j = 0; j < 10; ++j) y[i][j] += x[i][j];
  }
  centre(x);
  centre(y);
  CHECK(sums_of(x, y).plain() == Approx(0.55761).margin(5e-6));
  CHECK(sums_of(x, x).debiased() == Approx(1));
  // It does not see lengths, or turns: of units 0 and 1 by 3-4-5.
  Rows turned = y;
  for (std::vector<double>& row : turned) {
    const double first = row[0], second = row[1];
    row[0] = 0.6 * first - 0.8 * second;
    row[1] = 0.8 * first + 0.6 * second;
    for (double& each : row) each *= 7;
  }
  CHECK(sums_of(x, turned).plain() == Approx(sums_of(x, y).plain()));
  CHECK(sums_of(x, turned).debiased() == Approx(sums_of(x, y).debiased()));
  // Of independent numbers the plain form has a bias, the debiased one none.
  NumpyNormals other(7);
  Rows a = normals(other, 40, 30), b = normals(other, 40, 30);
  centre(a);
  centre(b);
  CHECK(sums_of(a, b).plain() > 0.3);
  CHECK(std::abs(sums_of(a, b).debiased()) < 0.15);
}

TEST_CASE("ranks of spectra that can be written down") {
  CHECK(effective_rank({1, 1, 1, 1, 1}) == Approx(5));
  CHECK(effective_rank({1, 1, 0, 0}) == Approx(2));
  CHECK(effective_rank({2, 1, 1}) == Approx(std::pow(2.0, 1.5)));
  CHECK(participation_ratio({4, 1, 1}) == Approx(2));
  CHECK(participation_ratio({1, 1, 1}) == Approx(3));
  CHECK(std::isnan(effective_rank({0, 0})));
}

TEST_CASE(
    "correlation: 1 of a unit that is there twice, 0 of independent ones; constants count not") {
  // Units: a, b independent of it, -2 a, a constant.
  const std::vector<real> h{1,  1,  -2, 5,  //
                            1,  -1, -2, 5,  //
                            -1, 1,  2,  5,  //
                            -1, -1, 2,  5};
  Covariance covariance({0, 0, 0, 5});
  covariance.add(1, h.data());
  covariance.add(3, h.data() + 4);
  CHECK(covariance.sums()[0 * 4 + 2] == -8);
  CHECK(covariance.sums()[1 * 4 + 1] == 4);
  CHECK(mean_correlation(4, covariance.sums()) == Approx(1.0 / 3));  // of 3 pairs, one has 1
  CHECK(std::isnan(mean_correlation(1, {2.0})));
}

}  // namespace regsweep::coadaptation_test
