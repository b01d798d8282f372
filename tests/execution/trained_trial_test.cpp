// Parameters of a finished trial: as they were, of the step asked for, or a sentence.
#include "execution/trained_trial.hpp"

#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "models/registry.hpp"
#include "results/trial_file.hpp"
#include "small_sweep.hpp"
#include "support/small_trial.hpp"

namespace regsweep::trained_trial_test {

using namespace testing;

std::filesystem::path publish_records(const std::filesystem::path& folder,
                                      const Value& configuration, Group records) {
  records.set_attribute("format", Value("regsweep-trial"));
  records.set_attribute("format_version", Value(1));
  records.set_attribute("id", Value("0123456789abcdef"));
  records.set_attribute("seed", Value(2));
  records.set_attribute("configuration", Value(to_json(configuration, JsonForm::one_line)));
  const std::filesystem::path file = folder / "0123456789abcdef.h5";
  std::filesystem::remove(file);
  publish_trial(file, records);
  return file;
}

std::filesystem::path publish_trained(const std::filesystem::path& folder,
                                      const Value& configuration) {
  return publish_records(folder, configuration, trained(configuration, 2, small_classes()));
}

TEST_CASE("trained trial: the last parameters, or those of a step, in the layout of the model") {
  const ScratchFolder folder;
  const Value configuration =
      small_trial({{"training.save_parameters", Value(List{Value(0), Value(8), Value("last")})}});
  const auto file = publish_trained(folder.path(), configuration);
  const TrainedTrial last = read_trained_trial(file, std::nullopt),
                     first = read_trained_trial(file, 0);
  REQUIRE(last.step == 35);
  REQUIRE(last.seed == 2);
  REQUIRE(canonical_text(last.configuration) == canonical_text(configuration));
  const auto model = make_model(last.configuration.at("model"), 3, 3, {});
  Flat initial(model->layout().size());
  model->initialize(2, initial);
  REQUIRE(weights_of(first, model->layout()) == initial);
  REQUIRE(weights_of(last, model->layout()) != initial);
  REQUIRE_THROWS_WITH(read_trained_trial(file, 9),
                      Catch::Contains("kept no parameters after 9 steps; it has those after"));
  const auto other = make_model(last.configuration.at("model"), 4, 3, {});
  REQUIRE_THROWS_WITH(weights_of(last, other->layout()),
                      Catch::Contains("have no 'layers.0.weight' of this model's shape"));
}

TEST_CASE(
    "trained trial: with averaged weights, what was evaluated is what is read, or what is asked") {
  const ScratchFolder folder;
  const Value configuration = small_trial({{"regularizers.weight_averaging.decay", Value(0.9)},
                                           {"training.save_parameters", Value("last")}});
  const auto file = publish_trained(folder.path(), configuration);
  const TrainedTrial evaluated = read_trained_trial(file, std::nullopt),
                     other = read_trained_trial(file, 35, WhichParameters::trained);
  const auto classes = small_classes();
  const auto model = model_of(evaluated, *classes);
  const auto loss = [&](const TrainedTrial& trial) {
    const LossSums sums =
        evaluate(*model, weights_of(trial, model->layout()), {*classes, classes->test, 70, 35});
    return sums.loss / 70;
  };
  const double reported =
      std::get<std::vector<double>>(read_trial(file).group("final")->array("test.loss")->data)[0];
  CHECK(loss(evaluated) == reported);
  CHECK(loss(other) != reported);
}

TEST_CASE("trained trial: averaged weights of a program of before are told from trained ones") {
  const ScratchFolder folder;
  const Value configuration = small_trial({{"regularizers.weight_averaging", Value("ema")},
                                           {"training.save_parameters", Value("last")}});
  Group records = trained(configuration, 2, small_classes());
  std::erase_if(records.groups,
                [](const Group& each) { return each.name == "trained_parameters"; });
  const auto file = publish_records(folder.path(), configuration, records);
  CHECK_THROWS_WITH(read_trained_trial(file, std::nullopt),
                    Catch::Contains("kept only the trained parameters, not their average") &&
                        Catch::Contains("--parameters trained"));
  CHECK(read_trained_trial(file, std::nullopt, WhichParameters::trained).step == 35);
}

TEST_CASE("trained trial: the parameters of the final numbers come first") {
  const ScratchFolder folder;
  const auto read = [&](Value save) {
    const Value configuration =
        small_trial({{"regularizers.early_stopping", Value(1)},
                     {"regularizers.early_stopping.minimum_improvement", Value(1000)},
                     {"regularizers.early_stopping.restore", Value("best")},
                     {"training.save_parameters", std::move(save)}});
    return read_trained_trial(publish_trained(folder.path(), configuration), std::nullopt);
  };
  // It stops after 7 steps, and the lowest loss is there or at the start.
  const TrainedTrial last = read(Value("last"));
  CHECK(last.step == last.final_step);
  const TrainedTrial first = read(Value(List{Value(0)}));
  CHECK(first.step == 0);
  CHECK(first.final_step == last.final_step);
}

TEST_CASE("trained trial: one that kept nothing says what to add") {
  const ScratchFolder folder;
  const auto file = publish_trained(folder.path(), small_trial());
  REQUIRE_THROWS_WITH(
      read_trained_trial(file, std::nullopt),
      Catch::Contains("kept no parameters; add training: {save_parameters: [last]}"));
  REQUIRE_THROWS_AS(read_trained_trial(folder / "none.h5", std::nullopt), StorageError);
}

}  // namespace regsweep::trained_trial_test
