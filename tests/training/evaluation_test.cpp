// Evaluation: sums over a part, in pieces, without noise.
#include "training/evaluation.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "models/registry.hpp"
#include "support/small_trial.hpp"

using namespace regsweep;
using namespace regsweep::testing;

TEST_CASE("evaluation in pieces is the sum over examples") {
  auto data = std::make_shared<Dataset>(*small_classes());
  data->test = blobs(1203, "data/c");  // three pieces, the last one smaller
  const auto model = make_model(small_trial().at("model"), 3, 3, {});
  Flat weights(model->layout().size());
  model->initialize(1, weights);
  const LossSums all = evaluate(*model, weights, *data, data->test, 1203, 0);
  LossSums single;
  for (std::int64_t i = 0; i < 1203; ++i) {
    real* outputs = model->forward({1, data->test.features.data() + 3 * i}, weights, {false, 0, 0});
    single.add(loss_of(*data, 1, {data->test.labels.data() + i}, outputs, 1));
  }
  REQUIRE(all.count == 1203);
  REQUIRE(all.errors == single.errors);
  REQUIRE(all.loss == Approx(single.loss).epsilon(1e-5));
}

TEST_CASE("evaluation of a subset takes the first examples") {
  const auto data = small_classes();
  const auto model = make_model(small_trial().at("model"), 3, 3, {});
  Flat weights(model->layout().size());
  model->initialize(1, weights);
  REQUIRE(evaluate(*model, weights, *data, data->train, 7, 0).count == 7);
  REQUIRE(evaluate(*model, weights, *data, data->train, 0, 0).count == 0);
}

TEST_CASE("evaluation of a text answers every token once, the last window shorter") {
  const auto data = small_text();
  const auto model = make_model(small_transformer_trial().at("model"), 0, 5, {});
  Flat weights(model->layout().size());
  model->initialize(1, weights);
  PositionLosses by_position;
  const LossSums all = evaluate(*model, weights, *data, data->validation,
                                data->count(data->validation), 0, &by_position);
  REQUIRE(all.count == 100);  // 101 tokens: 14 windows of 7 and 2 more answers
  REQUIRE(by_position.counts == std::vector<double>{15, 15, 14, 14, 14, 14, 14});
  double sum = 0;
  for (const double each : by_position.sums) sum += each;
  REQUIRE(sum == Approx(all.loss));
  LossSums single;
  for (std::int64_t first = 0; first < 100; first += 7) {
    const std::int64_t time = std::min<std::int64_t>(7, 100 - first);
    const std::int32_t* tokens = data->validation.tokens.data() + first;
    real* outputs = model->forward({1, nullptr, tokens, time}, weights, {});
    single.add(loss_of(*data, time, {tokens + 1}, outputs, 1));
  }
  REQUIRE(all.loss == Approx(single.loss).epsilon(1e-5));
  REQUIRE(evaluate(*model, weights, *data, data->train, 3, 0).count == 21);
}

TEST_CASE("evaluation of sequences counts what is asked") {
  const auto data = small_sequences();
  const auto model = make_model(small_transformer_trial().at("model"), 0, 4, {});
  Flat weights(model->layout().size());
  model->initialize(1, weights);
  PositionLosses by_position;
  REQUIRE(evaluate(*model, weights, *data, data->test, 30, 0, &by_position).count == 30);
  const std::vector<double> means = by_position.means();
  REQUIRE(std::isnan(means[4]));
  REQUIRE(means[5] == Approx(std::log(4)).epsilon(0.1));
}
