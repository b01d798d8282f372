// The trainer: exact resumption, repeatability, what it records, how it ends.
#include "training/trainer.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "support/small_trial.hpp"

namespace regsweep::trainer_test {

using namespace testing;

TEST_CASE("a trial interrupted after every number of steps has the same records bit for bit") {
  const auto [field, value] = GENERATE(std::pair{"optimizer.momentum", Value(0.9)},
                                       std::pair{"optimizer.kind", Value("adamw")});
  const Value configuration = small_trial({{field, value}, {"training.log_every", Value(3)}});
  const std::string undisturbed = digest(trained(configuration, 2, small_classes()));
  for (const std::int64_t interrupted : {1, 6, 7, 8, 20, 34}) {
    Trainer first(trial_of(configuration), 2, small_classes());
    REQUIRE(first.run([&](const Progress& progress) { return progress.step < interrupted; }) ==
            Outcome::interrupted);
    Trainer second(trial_of(configuration), 2, small_classes());
    second.restore(first.checkpoint());
    REQUIRE(second.progress().step == interrupted);
    REQUIRE(second.run([](const Progress&) { return true; }) == Outcome::finished);
    REQUIRE(digest(second.records()) == undisturbed);
  }
}

TEST_CASE("a trial is a function of configuration and seed, and both matter") {
  const std::string once = digest(trained(small_trial(), 2, small_classes()));
  REQUIRE(digest(trained(small_trial(), 2, small_classes())) == once);
  REQUIRE(digest(trained(small_trial(), 3, small_classes())) != once);
  REQUIRE(digest(trained(small_trial({{"dropout.hidden", Value(0.3)}}), 2, small_classes())) !=
          once);
}

TEST_CASE("training learns, and its curves have a row at the start and after each epoch") {
  const Group records = trained(small_trial({{"training.epochs", Value(30)}}), 1, small_classes());
  const auto steps =
      std::get<std::vector<std::int64_t>>(records.group("curves")->array("step")->data);
  REQUIRE(steps.size() == 31);
  REQUIRE(steps[1] == 7);
  REQUIRE(column(records, "epoch")[2] == 2);
  REQUIRE(column(records, "test.error").back() < 0.5 * column(records, "test.error").front());
  REQUIRE(std::isnan(column(records, "train.loss_noisy").front()));
  REQUIRE(final_number(records, "test.error") == column(records, "test.error").back());
  REQUIRE(final_number(records, "best.validation.loss") <=
          final_number(records, "validation.loss"));
  REQUIRE(column(records, "train.loss_noisy").back() >
          column(records, "train.loss").back());  // dropout makes training harder
}

TEST_CASE("variants of a seed share initial weights and order; seeds do not") {
  const auto certificate = [](const Value& configuration, std::uint32_t seed, const char* which) {
    return Trainer(trial_of(configuration), seed, small_classes())
        .records()
        .attribute(which)
        ->text();
  };
  for (const char* which : {"pairing_initialization", "pairing_order"}) {
    REQUIRE(certificate(small_trial(), 2, which) ==
            certificate(small_trial({{"dropout.hidden", Value(0)}}), 2, which));
    REQUIRE(certificate(small_trial(), 2, which) != certificate(small_trial(), 3, which));
  }
}

TEST_CASE("seeds by source: each part of a seed moves its source of randomness alone") {
  const Value sources = small_trial({{"training.randomness", Value("by_source")}});
  const auto certificate = [&](std::uint32_t seed, const char* which) {
    return Trainer(trial_of(sources), seed, small_classes()).records().attribute(which)->text();
  };
  const char* const weights = "pairing_initialization";
  const char* const order = "pairing_order";
  REQUIRE(certificate(0, weights) != certificate(1, weights));
  REQUIRE(certificate(0, order) == certificate(1, order));
  REQUIRE(certificate(0, weights) == certificate(1'000, weights));
  REQUIRE(certificate(0, order) != certificate(1'000, order));
  REQUIRE(certificate(0, weights) == certificate(1'000'000, weights));
  REQUIRE(certificate(0, order) == certificate(1'000'000, order));
  const auto loss = [&](std::uint32_t seed) {
    return final_number(trained(sources, seed, small_classes()), "train.loss");
  };
  REQUIRE(loss(0) != loss(1'000'000));  // other masks
  const Value plain = small_trial();
  REQUIRE(loss(0) == final_number(trained(plain, 0, small_classes()), "train.loss"));
}

TEST_CASE("a diverged trial says where, ends, and has no final numbers") {
  const Group records =
      trained(small_trial({{"optimizer.learning_rate", Value(1e20)}}), 2, small_classes());
  REQUIRE(records.attribute("status")->text() == "diverged");
  REQUIRE(records.attribute("diverged_step")->integer() >= 1);
  REQUIRE(records.attribute("diverged_step")->integer() < 35);
  REQUIRE(std::isnan(final_number(records, "test.error")));
}

TEST_CASE("regression: rmse is in the units of the target") {
  const Group records = trained(small_trial({{"training.epochs", Value(60)},
                                             {"dropout.hidden", Value(0)},
                                             {"optimizer.learning_rate", Value(0.02)}}),
                                2, small_regression());
  REQUIRE(final_number(records, "test.rmse") ==
          Approx(2 * std::sqrt(final_number(records, "test.loss"))));
  REQUIRE(final_number(records, "test.rmse") < 0.6 * column(records, "test.rmse").front());
}

TEST_CASE("parameters are kept after the steps asked for, under PyTorch's names and shapes") {
  const Value save(List{Value(0), Value(8), Value("last")});
  const Group records =
      trained(small_trial({{"training.save_parameters", save}}), 2, small_classes());
  const Group* parameters = records.group("parameters");
  REQUIRE(parameters != nullptr);
  REQUIRE(parameters->groups.size() == 3);
  for (const char* name : {"step_0", "step_8", "step_35"}) {
    REQUIRE(parameters->group(name) != nullptr);
    REQUIRE(parameters->group(name)->array("layers.1.weight")->shape ==
            std::vector<std::int64_t>{5, 9});
  }
  Trainer fresh(trial_of(small_trial()), 2, small_classes());
  REQUIRE(
      std::get<std::vector<real>>(parameters->group("step_0")->array("layers.0.weight")->data)[4] ==
      fresh.weights()[4]);
}

TEST_CASE("early stopping ends a trial at an evaluation, and rules act") {
  const Value stopping = small_trial({{"training.epochs", Value(300)},
                                      {"optimizer.learning_rate", Value(0.5)},
                                      {"regularizers.early_stopping", Value(3)}});
  const Group records = trained(stopping, 2, small_classes());
  REQUIRE(records.attribute("stopped_early")->flag());
  REQUIRE(records.attribute("steps")->integer() < 2100);
  REQUIRE(records.attribute("status")->text() == "done");
}

TEST_CASE(
    "a batch in parts is the whole batch, also with masks along the batch and learned rates") {
  const auto along = [](const char* noise, const char* scaling) {
    return map_of({{"noise", Value(noise)},
                   {"rate", Value(0.37)},
                   {"scaling", Value(scaling)},
                   {"share", Value(List{Value("feature")})}});
  };
  const Value learned = map_of({{"noise", Value("concrete")}, {"rate", Value(0.37)}});
  for (const Value& noise :
       {along("block", "inverted"), along("regular", "inverted"), along("bernoulli", "renormalize"),
        along("gaussian", "inverted"), learned}) {
    for (const auto& rule : {std::pair{"regularizers.mixup", Value(0.4)},
                             {"regularizers.r_drop", Value(1)},
                             {"regularizers.sam", Value(0.05)},
                             {"regularizers.gradient_noise", Value(0.01)}}) {
      INFO(noise.shown() << ", " << rule.first);
      const auto losses = [&](int parts) {
        auto changes = fields_of("dropout.hidden", noise);
        changes.emplace_back(rule);
        changes.emplace_back("training.epochs", Value(2));
        changes.emplace_back("training.accumulation", Value(parts));
        return column(trained(small_trial(changes), 2, small_classes()), "train.loss_noisy");
      };
      const std::vector<double> whole = losses(1), parts = losses(3);
      for (std::size_t i = 1; i < whole.size(); ++i) {
        REQUIRE(parts[i] == Approx(whole[i]).epsilon(1e-4));
      }
    }
  }
}

TEST_CASE("a checkpoint of another trial is refused") {
  Trainer one(trial_of(small_trial()), 2, small_classes()),
      other(trial_of(small_trial()), 3, small_classes());
  REQUIRE_THROWS_AS(other.restore(one.checkpoint()), StorageError);
  REQUIRE_THROWS_AS(one.restore(Group{}), StorageError);
}

}  // namespace regsweep::trainer_test
