// Evaluation: sums over a part, in pieces, without noise.
#include "training/evaluation.hpp"

#include <catch2/catch.hpp>

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
    single.add(batch_loss(*data, data->test, i, 1, outputs, nullptr, 1));
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
