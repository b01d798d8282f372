// Trials as data: normal form, placements, rules between sections.
#include "training/configuration.hpp"

#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "support/small_trial.hpp"

namespace regsweep::configuration_test {

using namespace testing;

TEST_CASE("resolving is idempotent, and rate 0 anywhere is the same trial") {
  const Value resolved = small_trial();
  REQUIRE(canonical_text(resolve_trial(resolved)) == canonical_text(resolved));
  const std::string none =
      canonical_text(small_trial({{"dropout.hidden", Value(0)}, {"dropout.input", Value(0)}}));
  REQUIRE(canonical_text(small_trial({{"dropout.hidden", Value(0.0)},
                                      {"dropout.input", Value(0)},
                                      {"dropout.hidden.share", Value(List{Value("batch")})}})) ==
          none);
  REQUIRE(canonical_text(small_trial({{"dropout.hidden", Value(0)},
                                      {"dropout.input", Value(0)},
                                      {"regularizers.l2", Value(0)}})) == none);
  REQUIRE(canonical_text(small_trial({{"dropout.hidden", Value(0)}})) != none);
}

TEST_CASE("the most specific placement wins") {
  const Value resolved = small_trial({{"dropout.hidden.1", Value(0.5)}});
  REQUIRE(resolved.at("dropout").at("hidden.0").at("rate").number() == 0.37);
  REQUIRE(resolved.at("dropout").at("hidden.1").at("rate").number() == 0.5);
  REQUIRE(resolved.at("dropout").find("hidden") == nullptr);
  REQUIRE(small_trial({{"dropout.hidden.1", Value(0)}}).at("dropout").find("hidden.1") == nullptr);
}

TEST_CASE("norm none is no norm, and batch norm needs whole batches") {
  const std::string absent = canonical_text(small_trial());
  CHECK(small_trial().at("model").find("norm") == nullptr);
  CHECK(canonical_text(small_trial({{"model.norm", Value("none")}})) == absent);
  CHECK(canonical_text(small_trial({{"model.norm", Value("batch")}})) != absent);
  CHECK_NOTHROW(small_trial({{"model.norm", Value("layer")}, {"training.accumulation", Value(2)}}));
  CHECK_THROWS_WITH(
      small_trial({{"model.norm", Value("batch")}, {"training.accumulation", Value(2)}}),
      Catch::Contains("training.accumulation = 2 computes a batch in parts, but model.norm: batch "
                      "needs its statistics as a whole; use accumulation: 1 or norm: layer"));
}

TEST_CASE("what a trial refuses, and how") {
  REQUIRE_THROWS_WITH(small_trial({{"dropout.hiden", Value(0.5)}}),
                      "the model has no placement 'hiden'; did you mean 'hidden'?");
  REQUIRE_THROWS_WITH(small_trial({{"dropout.hidden.2", Value(0.5)}}),
                      "the model has no placement 'hidden.2'; did you mean 'hidden.0'?");
  REQUIRE_THROWS_WITH(small_trial({{"training.steps", Value(10)}}),
                      "training: epochs and steps are both given; keep the one that you mean");
  REQUIRE_THROWS_WITH(small_trial({{"training.batch", Value(0)}}),
                      "training.batch = 0 violates batch >= 1; give an integer with batch >= 1");
  REQUIRE_THROWS_WITH(
      small_trial({{"training.bach", Value(3)}}),
      "'training.bach' names no field: there is no 'bach' in training; did you mean 'batch'?");
  REQUIRE_THROWS_WITH(small_trial({{"training.save_parameters", Value(List{Value("first")})}}),
                      "training.save_parameters contains first, but it must be a list of numbers "
                      "of steps (>= 0) and of the words last and best; write for "
                      "example [0, 200, best, last]");
}

TEST_CASE("parameters are kept after steps that come, and the best where one can be told") {
  const DatasetFacts facts{Task::classification, 3, 3, 103, 0, 50};
  const auto keeping = [](Value item, std::int64_t train_subset = 2000) {
    return small_trial({{"training.save_parameters", Value(List{Value(0), std::move(item)})},
                        {"training.train_subset", Value(train_subset)}});
  };
  CHECK_NOTHROW(check_against_data(keeping(Value(35)), facts));
  CHECK_THROWS_WITH(check_against_data(keeping(Value(36)), facts),
                    "training.save_parameters names step 36, but the training ends after 35 steps; "
                    "give at most 35, or the word last");
  CHECK_NOTHROW(check_against_data(keeping(Value("best")), facts));
  CHECK_THROWS_WITH(check_against_data(keeping(Value("best"), 0), facts),
                    Catch::Contains("names best, but the data have no validation part and "
                                    "training.train_subset is 0; add data.validation"));
}

TEST_CASE("what a user does not ask for leaves the identity of a trial alone") {
  CHECK(small_trial({{"regularizers.early_stopping", Value(3)},
                     {"regularizers.early_stopping.restore", Value("last")}})
            .shown() == small_trial({{"regularizers.early_stopping", Value(3)}}).shown());
  CHECK(small_trial({{"regularizers.early_stopping", Value(3)}}).shown().find("restore") ==
        std::string::npos);
  CHECK(small_trial().find("revisions") == nullptr);
}

TEST_CASE("weight decay is given once") {
  REQUIRE_THROWS_WITH(
      small_trial({{"optimizer.kind", Value("adamw")}, {"regularizers.weight_decay", Value(0.1)}}),
      Catch::Contains("given twice"));
  REQUIRE_NOTHROW(small_trial({{"optimizer.kind", Value("adamw")},
                               {"optimizer.weight_decay", Value(0)},
                               {"regularizers.weight_decay", Value(0.1)}}));
}

TEST_CASE("rules that need data are held against it") {
  const DatasetFacts classes{Task::classification, 3, 3, 100, 0, 50},
      regression{Task::regression, 3, 1, 100, 20, 50};
  REQUIRE_NOTHROW(check_against_data(small_trial(), classes));
  REQUIRE_THROWS_AS(
      check_against_data(small_trial({{"regularizers.early_stopping", Value(3)}}), classes),
      ConfigurationError);
  REQUIRE_THROWS_AS(
      check_against_data(small_trial({{"regularizers.label_smoothing", Value(0.1)}}), regression),
      ConfigurationError);
}

TEST_CASE("an estimate counts steps and products") {
  const Estimate estimate =
      estimate_trial(small_trial(), {Task::classification, 3, 3, 103, 50, 70});
  REQUIRE(estimate.parameters == 3 * 9 + 9 + 9 * 5 + 5 + 5 * 3 + 3);
  REQUIRE(estimate.steps == 35);
  const double training = 35 * 2.0 * 16 * (2 * 27 + 3 * 45 + 3 * 15),
               evaluation = 6 * 2.0 * 104 * (103 + 50 + 70);
  REQUIRE(estimate.flops == training + evaluation);
}

TEST_CASE("a matrix has noise for the whole batch or for each example, not both") {
  CHECK_THROWS_WITH(
      small_trial({{"dropout.weights", Value(0.37)}, {"dropout.example_weights.1", Value(0.2)}}),
      Catch::Contains("dropout.example_weights.1 and dropout.weights.1 are both noise on one "
                      "matrix; delete one"));
  CHECK_NOTHROW(
      small_trial({{"dropout.weights.0", Value(0.37)}, {"dropout.example_weights.1", Value(0.2)}}));
}

}  // namespace regsweep::configuration_test
