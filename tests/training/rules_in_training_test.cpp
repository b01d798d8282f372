// What a training step does with rules that take part in it. What holds for every rule is tested
// in tests/contract/rules_test.cpp.
#include <catch2/catch.hpp>
#include <cmath>

#include "models/registry.hpp"
#include "regularizers/log_softmax.hpp"
#include "support/small_trial.hpp"
#include "training/batches.hpp"
#include "training/mixed_batch.hpp"

namespace regsweep::rules_in_training_test {

using namespace testing;

// Weights after `steps` steps of plain descent.
Flat after(const Value& configuration, int steps, std::uint32_t seed = 2) {
  Trainer trainer(trial_of(configuration), seed, small_classes());
  for (int i = 0; i < steps; ++i) REQUIRE(trainer.step());
  return trainer.weights();
}

double distance(const Flat& a, const Flat& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    sum += std::pow(static_cast<double>(a[i]) - static_cast<double>(b[i]), 2);
  }
  return std::sqrt(sum);
}

Value descent(std::vector<std::pair<std::string, Value>> more, double dropout = 0.3) {
  more.insert(more.begin(), {{"optimizer.momentum", Value(0)},
                             {"dropout.hidden", Value(dropout)},
                             {"dropout.input", Value(dropout / 3)}});
  return small_trial(more);
}

TEST_CASE(
    "sam: a step is that of the gradient at the weights moved by the radius along the gradient") {
  const Value plain = descent({}), sharp = descent({{"regularizers.sam", Value(0.25)}});
  Trainer probe(trial_of(plain), 2, small_classes());
  const Flat start = probe.weights(), moved_by = after(plain, 1);
  Flat lifted = start;  // start - learning rate * gradient = moved_by, so the gradient's direction
                        // is start - moved_by
  const double norm = distance(start, moved_by);
  for (std::size_t i = 0; i < lifted.size(); ++i) {
    lifted[i] += static_cast<real>(0.25 / norm) * (start[i] - moved_by[i]);
  }
  probe.weights() = lifted;
  REQUIRE(probe.step());
  const Flat expected_step = probe.weights(), sam = after(sharp, 1);
  for (std::size_t i = 0; i < start.size(); ++i) {
    REQUIRE(static_cast<double>(sam[i] - start[i]) ==
            Approx(static_cast<double>(expected_step[i] - lifted[i])).margin(2e-6));
  }
  CHECK(distance(sam, moved_by) > 1e-4);
}

TEST_CASE("r_drop: without noise both predictions are the same, and the step is the plain one") {
  CHECK(distance(after(descent({{"regularizers.r_drop", Value(3)}}, 0), 3),
                 after(descent({}, 0), 3)) < 1e-5);
  CHECK(distance(after(descent({{"regularizers.r_drop", Value(3)}}), 3), after(descent({}), 3)) >
        1e-3);
}

TEST_CASE("mixup: the loss of a step is that of mixed inputs against both labels by their shares") {
  const Value configuration = descent({{"regularizers.mixup", Value(8)}}, 0);
  const auto data = small_classes();
  Trainer trainer(trial_of(configuration), 2, data);
  const Flat weights = trainer.weights();
  REQUIRE(trainer.step());

  Batches batches(data, 0, 16, 2);
  const Batch& batch = batches.at(0);
  const Mixing mixing = make_rules(configuration.at("regularizers")).at(0)->mixing({2, 0, 35}, 16);
  REQUIRE((mixing.share > 0.1 && mixing.share < 0.9));
  Matrix x = batch.features;
  mix_rows(mixing, 3, batch.features.data(), x.data());
  SiteNoises quiet;
  for (std::size_t i = 0; i < model_sites(configuration.at("model")).size(); ++i) {
    quiet.push_back(nullptr);
  }
  const auto model = make_model(configuration.at("model"), 3, 3, std::move(quiet));
  const real* z = model->forward({16, x.data()}, weights, {});
  double loss = 0;
  for (std::size_t b = 0; b < 16; ++b) {
    std::vector<double> logs(3);
    log_softmax(3, z + 3 * b, logs);
    const auto partner = static_cast<std::size_t>(mixing.partner[b]);
    loss -= mixing.share * logs[static_cast<std::size_t>(batch.labels[b])] +
            (1 - mixing.share) * logs[static_cast<std::size_t>(batch.labels[partner])];
  }
  CHECK(trainer.last_loss() == Approx(loss / 16).epsilon(1e-4));
}

TEST_CASE("mixup: training on mixtures still learns") {
  const Group records =
      trained(small_trial({{"training.epochs", Value(30)}, {"regularizers.mixup", Value(0.2)}}), 1,
              small_classes());
  CHECK(column(records, "test.error").back() < 0.5 * column(records, "test.error").front());
}

TEST_CASE("weight averaging changes what is evaluated and not what is trained") {
  const Value averaged = small_trial({{"regularizers.weight_averaging", Value("ema")}});
  CHECK(after(averaged, 9) == after(small_trial(), 9));
  const Group records = trained(averaged, 2, small_classes()),
              plain = trained(small_trial(), 2, small_classes());
  CHECK(column(records, "train.loss_noisy").back() == column(plain, "train.loss_noisy").back());
  CHECK(column(records, "test.loss").back() != column(plain, "test.loss").back());
}

}  // namespace regsweep::rules_in_training_test
