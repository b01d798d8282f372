// Mixed batches: rows are mixtures of a row and its partner.
#include "training/mixed_batch.hpp"

#include <catch2/catch.hpp>

namespace regsweep::mixed_batch_test {

TEST_CASE("mixed rows are share times the row plus the rest of its partner; labels stay") {
  Batch batch;
  batch.rows = 3;
  batch.targets_in_loss = 3;
  batch.features = Matrix({{1, 2}, {10, 20}, {100, 200}});
  batch.targets = Matrix({{8}, {16}, {24}});
  batch.labels = {2, 0, 1};
  Batch mixed;
  mix({0.75, {1, 0, 2}}, batch, mixed);
  const Batch& out = mixed;
  CHECK(out.features == Matrix({{3.25, 6.5}, {7.75, 15.5}, {100, 200}}));
  CHECK(out.targets == Matrix({{10}, {14}, {24}}));
  CHECK(out.labels == batch.labels);
}

TEST_CASE("a model sees the batch itself, or its mixture by the rule that mixes") {
  Batch batch;
  batch.rows = 2;
  batch.features = Matrix({{1, 2}, {10, 20}});
  batch.labels = {1, 0};
  Mixing mixing;
  Batch mixed;
  const auto rules = [](Map map) {
    return make_rules(canonical_regularizers(regularizers_schema().normalize(Value(map), "")));
  };
  const StepContext context{7, 3, 100};
  CHECK(&batch_as_seen(rules({{"l2", Value(0.1), {}}}), context, batch, mixing, mixed) == &batch);
  CHECK(mixing.partner.empty());
  const auto mixup = rules({{"l2", Value(0.1), {}}, {"mixup", Value(0.4), {}}});
  const Batch& seen = batch_as_seen(mixup, context, batch, mixing, mixed);
  const Mixing same = mixup[1]->mixing(context, 2);
  CHECK(mixing.share == same.share);
  CHECK(mixing.partner == same.partner);
  Batch expected;
  mix(same, batch, expected);
  CHECK(seen.features == expected.features);
}

}  // namespace regsweep::mixed_batch_test
