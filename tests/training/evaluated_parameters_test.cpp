// What was evaluated is what is kept: parameters in the records of a trial give the numbers beside
// them, whichever rule chooses the weights that are evaluated or that the trial ends with.
#include <catch2/catch.hpp>
#include <cmath>

#include "evaluation/site_noises.hpp"
#include "models/registry.hpp"
#include "support/small_trial.hpp"

namespace regsweep::evaluated_parameters_test {

using namespace testing;

using Changes = std::vector<std::pair<std::string, Value>>;

Changes joined(Changes all, const Changes& more) {
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

const Changes averaged_late{{"regularizers.weight_averaging", Value("swa")},
                            {"regularizers.weight_averaging.start", Value(0.4)}};
const Changes ema{{"regularizers.weight_averaging", Value("ema")},
                  {"regularizers.weight_averaging.decay", Value(0.9)}};

// 40 epochs of which the best is none of the last ones, and the error has another best than the
// loss.
const Changes overfits{{"training.epochs", Value(40)},
                       {"optimizer.learning_rate", Value(0.7)},
                       {"dropout.hidden", Value(0)}};

Changes restoring(const char* metric = "loss", int patience = 8) {
  return {{"regularizers.early_stopping", Value(patience)},
          {"regularizers.early_stopping.metric", Value(metric)},
          {"regularizers.early_stopping.restore", Value("best")}};
}

Flat weights_of(const Group& kept, const ParameterLayout& layout) {
  Flat weights(layout.size());
  for (const ParameterInfo& each : layout.all()) {
    const auto& values = std::get<std::vector<real>>(kept.array(each.name)->data);
    std::copy(values.begin(), values.end(), data(weights, each));
  }
  return weights;
}

// The loss of the test part with these parameters, without noise.
double test_loss(const Value& trial, const Group& kept) {
  const auto classes = small_classes();
  const auto model = make_model(trial.at("model"), 3, 3, noises_for(trial, 2, 100));
  const LossSums sums =
      evaluate(*model, weights_of(kept, model->layout()), {*classes, classes->test, 70, 100});
  return sums.loss / static_cast<double>(sums.count);
}

std::int64_t step_of(const Group& kept) { return std::stoll(kept.name.substr(5)); }

// The recorded test loss after so many steps.
double recorded(const Group& records, std::int64_t after) {
  const auto& steps =
      std::get<std::vector<std::int64_t>>(records.group("curves")->array("step")->data);
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i] == after) return column(records, "test.loss")[i];
  }
  FAIL("no evaluation after " << after << " steps");
  return 0;
}

TEST_CASE("kept parameters give the recorded loss, with every way to choose them") {
  const Value save(List{Value(0), Value(14), Value("best"), Value("last")});
  int trained_apart = 0;
  for (const Changes& rules :
       std::vector<Changes>{{},
                            ema,
                            averaged_late,
                            restoring(),
                            joined(restoring("error"), ema),
                            joined({{"regularizers.early_stopping", Value(3)}}, ema)}) {
    const Value trial =
        small_trial(joined(joined(overfits, rules), {{"training.save_parameters", save}}));
    INFO(trial.at("regularizers").shown());
    const Group records = trained(trial, 2, small_classes());
    const Group& parameters = *records.group("parameters");
    for (const Group& kept : parameters.groups) {
      INFO(kept.name);
      REQUIRE(test_loss(trial, kept) == recorded(records, step_of(kept)));
    }
    const bool restores = records.group("final")->array("restored.step") != nullptr;
    const auto last = restores ? static_cast<std::int64_t>(final_number(records, "restored.step"))
                               : records.attribute("steps")->integer();
    REQUIRE(parameters.group("step_" + std::to_string(last)) != nullptr);
    REQUIRE(recorded(records, last) == final_number(records, "test.loss"));
    const std::int64_t best = parameters.attribute("best_step")->integer();
    REQUIRE(static_cast<double>(best) == final_number(records, "best.step"));
    REQUIRE(recorded(records, best) == final_number(records, "best.test.loss"));
    const Group* apart = records.group("trained_parameters");
    REQUIRE((apart != nullptr) == (trial.at("regularizers").find("weight_averaging") != nullptr));
    if (apart == nullptr) continue;
    REQUIRE(apart->groups.size() == parameters.groups.size());
    trained_apart +=
        test_loss(trial, apart->groups.back()) != recorded(records, step_of(apart->groups.back()));
  }
  REQUIRE(trained_apart == 4);
}

TEST_CASE("without a validation part the best parameters are those of the training loss") {
  auto data = std::make_shared<Dataset>(*small_classes());
  data->validation = blobs(0, "data/b");
  const Group records = trained(
      small_trial(joined(overfits, {{"training.save_parameters", Value("best")}})), 2, data);
  const Group& parameters = *records.group("parameters");
  CHECK(parameters.attribute("best_by")->text() == "train.loss");
  const std::vector<double> losses = column(records, "train.loss");
  const auto lowest = std::min_element(losses.begin(), losses.end()) - losses.begin();
  CHECK(parameters.attribute("best_step")->integer() == 7 * lowest);
  CHECK(parameters.groups.size() == 1);
}

TEST_CASE("a trial that restores ends as one that was trained to there, whether stopped or not") {
  const auto [metric, patience] = GENERATE(std::pair{"loss", 3}, std::pair{"loss", 1000},
                                           std::pair{"error", 3}, std::pair{"error", 1000});
  const Changes measured{{"evaluation.monte_carlo", Value(3)},
                         {"evaluation.per_example", Value(true)}};
  const Value trial = small_trial(joined(joined(overfits, measured), restoring(metric, patience)));
  const Group records = trained(trial, 2, small_classes());
  const auto restored = static_cast<std::int64_t>(final_number(records, "restored.step"));
  INFO(metric << ", restored " << restored);
  REQUIRE(records.attribute("stopped_early")->flag() == (patience == 3));
  REQUIRE(restored < records.attribute("steps")->integer());
  const std::vector<double> watched = column(records, std::string("validation.") + metric);
  REQUIRE(watched[static_cast<std::size_t>(restored / 7)] ==
          *std::min_element(watched.begin(), watched.end()));
  Changes shorter = joined(overfits, measured);
  shorter[0].second = Value(static_cast<double>(restored) / 7);
  const Group direct = trained(small_trial(shorter), 2, small_classes());
  for (const char* name : {"test.loss", "test.error", "train.loss", "validation.loss",
                           "test.monte_carlo_loss", "learning_rate", "gradient_norm"}) {
    INFO(name);
    CHECK(final_number(records, name) == final_number(direct, name));
  }
  for (const Array& array : direct.group("examples")->arrays) {
    INFO(array.name);
    CHECK(records.group("examples")->array(array.name)->data == array.data);
  }
}

TEST_CASE("the best parameters survive every interruption bit for bit") {
  const Value save(List{Value(14), Value("best"), Value("last")});
  const Value trial = small_trial(joined(joined(overfits, {{"training.save_parameters", save}}),
                                         joined(restoring("error"), ema)));
  const std::string undisturbed = digest(trained(trial, 2, small_classes()));
  for (const std::int64_t interrupted : {1, 6, 7, 15, 40, 50}) {
    Trainer first(trial_of(trial), 2, small_classes());
    REQUIRE(first.run([&](const Progress& progress) { return progress.step < interrupted; }) ==
            Outcome::interrupted);
    Trainer second(trial_of(trial), 2, small_classes());
    second.restore(first.checkpoint());
    REQUIRE(second.run([](const Progress&) { return true; }) == Outcome::finished);
    REQUIRE(digest(second.records()) == undisturbed);
  }
  Trainer first(trial_of(trial), 2, small_classes());
  first.run([](const Progress& progress) { return progress.step < 40; });
  Group other = first.checkpoint();
  other.child("best").arrays[0].name = "0";
  other.child("best").arrays[1].name = "0.trained";
  Trainer second(trial_of(trial), 2, small_classes());
  REQUIRE_THROWS_WITH(second.restore(other),
                      Catch::Contains("best parameters are not those of its best evaluation"));
}

TEST_CASE("a diverged trial restores nothing") {
  const Group records =
      trained(small_trial(joined(restoring(), {{"optimizer.learning_rate", Value(1e20)}})), 2,
              small_classes());
  CHECK(records.attribute("status")->text() == "diverged");
  CHECK(std::isnan(final_number(records, "test.loss")));
  CHECK(records.group("final")->array("restored.step") == nullptr);
}

}  // namespace regsweep::evaluated_parameters_test
