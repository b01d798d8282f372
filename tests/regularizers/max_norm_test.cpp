// Max-norm: norms, directions, units within the limit, which layers.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/rules.hpp"

namespace regsweep::max_norm_test {

using namespace testing;

double row_norm(const Flat& weights, const ParameterInfo& matrix, std::int64_t row) {
  double squares = 0;
  for (std::int64_t i = 0; i < matrix.shape[1]; ++i) {
    squares += std::pow(static_cast<double>(data(weights, matrix)[row * matrix.shape[1] + i]), 2);
  }
  return std::sqrt(squares);
}

TEST_CASE(
    "a unit beyond the limit is scaled to it, along its direction; one within it keeps its bits") {
  ParameterLayout layout;
  layout.add("w", {3, 2});
  Flat weights(layout.size());
  const real given[] = {6, -8, real(0.3), real(0.1), 3, 4};  // norms 10, 0.316, 5
  std::copy(std::begin(given), std::end(given), weights.begin());
  make_rule("max_norm", 5)->after_update(layout, weights);
  CHECK(weights[0] == 3);
  CHECK(weights[1] == -4);
  CHECK(weights[2] == given[2]);
  CHECK(weights[3] == given[3]);
  CHECK(weights[4] == 3);  // exactly at the limit
  CHECK(weights[5] == 4);
}

TEST_CASE("after max_norm no unit's incoming weights are beyond the limit, and biases are free") {
  const ParameterLayout layout = two_linear_maps();
  const Flat before = numbered(layout);
  for (const double limit : {0.01, 1.0, 3.0, 1000.0}) {
    Flat weights = before;
    make_rule("max_norm", limit)->after_update(layout, weights);
    for (const ParameterInfo& each : layout.all()) {
      CAPTURE(limit, each.name);
      for (std::int64_t row = 0; row < each.shape[0] && each.matrix(); ++row) {
        const double wanted = std::min(limit, row_norm(before, each, row));
        CHECK(row_norm(weights, each, row) == Approx(wanted).epsilon(1e-6));
        const double factor = wanted / row_norm(before, each, row);
        for (std::int64_t i = row * each.shape[1]; i < (row + 1) * each.shape[1]; ++i) {
          CHECK(static_cast<double>(data(weights, each)[i]) ==
                Approx(static_cast<double>(data(before, each)[i]) * factor).epsilon(1e-6));
        }
      }
      if (!each.matrix()) {
        for (std::size_t i = 0; i < each.size; ++i) {
          CHECK(data(weights, each)[i] == data(before, each)[i]);
        }
      }
    }
    CHECK(padding_is_zero(layout, weights));
  }
}

TEST_CASE("layers: hidden spares the last linear map") {
  const ParameterLayout layout = two_linear_maps();
  const Flat before = numbered(layout);
  Flat weights = before;
  make_rule("max_norm", Value(Map{{"limit", 0.5, {}}, {"layers", "hidden", {}}}))
      ->after_update(layout, weights);
  const ParameterInfo &hidden = *layout.find("layers.0.weight"),
                      &last = *layout.find("layers.1.weight");
  CHECK(row_norm(weights, hidden, 0) == Approx(0.5));
  CHECK(row_norm(weights, last, 0) == row_norm(before, last, 0));
}

TEST_CASE("zero weights stay zero") {
  const ParameterLayout layout = two_linear_maps();
  Flat weights(layout.size());
  make_rule("max_norm", 3)->after_update(layout, weights);
  CHECK(weights == Flat(layout.size()));
}

TEST_CASE("max_norm refuses a limit that leaves nothing, and layers that do not exist") {
  CHECK_THROWS_WITH(
      make_rule("max_norm", 0),
      "regularizers.max_norm.limit = 0 violates limit > 0; give a number with limit > 0");
  CHECK_THROWS_WITH(make_rule("max_norm", Value(Map{{"limit", 3, {}}, {"layers", "hiden", {}}})),
                    "regularizers.max_norm.layers = 'hiden' is unknown; did you mean 'hidden'?");
}

}  // namespace regsweep::max_norm_test
