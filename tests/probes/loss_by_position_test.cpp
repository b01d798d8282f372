// Loss by position: its sums are the evaluation's, and masked positions have none.
#include "probes/measurements/loss_by_position.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "models/registry.hpp"
#include "support/small_trial.hpp"

namespace regsweep::loss_by_position_test {

using namespace testing;

LossSums observed(const Dataset& data, const Split& part, LossByPosition& losses) {
  const auto model = make_model(small_transformer_trial().at("model"), 0, data.outputs, {});
  Flat weights(model->layout().size());
  model->initialize(1, weights);
  Observer* const observers[] = {&losses};
  return evaluate(*model, weights, {data, part, data.count(part)}, observers);
}

TEST_CASE("of a text every token counts at its place in its window") {
  const auto data = small_text();
  LossByPosition by_position("test");
  const LossSums all = observed(*data, data->validation, by_position);
  REQUIRE(by_position.counts == std::vector<double>{15, 15, 14, 14, 14, 14, 14});
  double sum = 0;
  for (const double each : by_position.sums) sum += each;
  REQUIRE(sum == Approx(all.loss));
}

TEST_CASE("of sequences positions whose targets are all masked have no mean") {
  const auto data = small_sequences();
  LossByPosition by_position("test");
  observed(*data, data->test, by_position);
  const std::vector<double> means = by_position.means();
  REQUIRE(std::isnan(means[4]));
  REQUIRE(means[5] == Approx(std::log(4)).epsilon(0.1));
}

}  // namespace regsweep::loss_by_position_test
