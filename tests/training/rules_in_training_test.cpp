// Rules that need the trainer's help: what a step does with them, and that interruptions do not
// change it.
#include <catch2/catch.hpp>
#include <cmath>

#include "optimizers/optimizer.hpp"
#include "support/small_trial.hpp"

using namespace regsweep;
using namespace regsweep::testing;

namespace {

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

}  // namespace

TEST_CASE("every rule: an interrupted trial has the records of one that was not") {
  for (const auto& [rule, value] :
       std::vector<std::pair<std::string, Value>>{{"mixup", Value(0.4)},
                                                  {"gradient_noise", Value(0.01)},
                                                  {"weight_averaging", Value("ema")},
                                                  {"weight_averaging", Value("swa")},
                                                  {"decay_to_initialization", Value(0.1)},
                                                  {"confidence_penalty", Value(0.1)},
                                                  {"r_drop", Value(1)},
                                                  {"sam", Value(0.05)}}) {
    INFO(rule);
    const Value configuration = small_trial({{"regularizers." + rule, value}});
    const std::string undisturbed = digest(trained(configuration, 2, small_classes()));
    CHECK(undisturbed != digest(trained(small_trial(), 2, small_classes())));
    Trainer first(trial_of(configuration), 2, small_classes());
    REQUIRE(first.run([](const Progress& progress) { return progress.step < 11; }) ==
            Outcome::interrupted);
    Trainer second(trial_of(configuration), 2, small_classes());
    second.restore(first.checkpoint());
    REQUIRE(second.run([](const Progress&) { return true; }) == Outcome::finished);
    CHECK(digest(second.records()) == undisturbed);
  }
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

TEST_CASE("r_drop: without noise both answers agree, and the step is the plain one") {
  CHECK(distance(after(descent({{"regularizers.r_drop", Value(3)}}, 0), 3),
                 after(descent({}, 0), 3)) < 1e-5);
  CHECK(distance(after(descent({{"regularizers.r_drop", Value(3)}}), 3), after(descent({}), 3)) >
        1e-3);
}

TEST_CASE(
    "mixup with a share near 0 or 1 keeps examples; with labels mixed, training still learns") {
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

TEST_CASE("rules that need classes or features say so before a trial begins") {
  const DatasetFacts regression{Task::regression, 3, 1, 100, 10, 10};
  for (const char* rule : {"confidence_penalty", "r_drop"}) {
    CHECK_THROWS_AS(check_against_data(
                        small_trial({{std::string("regularizers.") + rule, Value(1)}}), regression),
                    ConfigurationError);
  }
}
