// Parameters of a finished trial: as they were, of the step asked for, or a sentence.
#include "execution/trained_trial.hpp"

#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "models/registry.hpp"
#include "results/trial_file.hpp"
#include "small_sweep.hpp"
#include "support/small_trial.hpp"

using namespace regsweep;
using namespace regsweep::testing;

namespace {

std::filesystem::path publish_trained(const std::filesystem::path& folder,
                                      const Value& configuration) {
  Group records = trained(configuration, 2, small_classes());
  records.set_attribute("format", Value("regsweep-trial"));
  records.set_attribute("format_version", Value(1));
  records.set_attribute("id", Value("0123456789abcdef"));
  records.set_attribute("seed", Value(2));
  records.set_attribute("configuration", Value(to_json(configuration, JsonForm::one_line)));
  publish_trial(folder / "0123456789abcdef.h5", records);
  return folder / "0123456789abcdef.h5";
}

}  // namespace

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

TEST_CASE("trained trial: one that kept nothing says what to add") {
  const ScratchFolder folder;
  const auto file = publish_trained(folder.path(), small_trial());
  REQUIRE_THROWS_WITH(
      read_trained_trial(file, std::nullopt),
      Catch::Contains("kept no parameters; add training: {save_parameters: [last]}"));
  REQUIRE_THROWS_AS(read_trained_trial(folder / "none.h5", std::nullopt), StorageError);
}
