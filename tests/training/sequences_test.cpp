// Training on text and on sequences: exact resumption, batches in parts, what is recorded, what
// does not fit.
#include <catch2/catch.hpp>
#include <cmath>

#include "support/small_trial.hpp"

namespace regsweep::sequences_test {

using namespace testing;

TEST_CASE(
    "a transformer interrupted after every number of steps has the same records bit for bit") {
  const bool each_once = GENERATE(false, true);
  const Value configuration = small_transformer_trial({{"training.log_every", Value(3)}});
  const std::string undisturbed = digest(trained(configuration, 2, small_text(each_once)));
  for (const std::int64_t interrupted : {1, 4, 5, 6, 11}) {
    Trainer first(trial_of(configuration), 2, small_text(each_once));
    REQUIRE(first.run([&](const Progress& progress) { return progress.step < interrupted; }) ==
            Outcome::interrupted);
    Trainer second(trial_of(configuration), 2, small_text(each_once));
    second.restore(first.checkpoint());
    REQUIRE(second.run([](const Progress&) { return true; }) == Outcome::finished);
    REQUIRE(digest(second.records()) == undisturbed);
  }
}

TEST_CASE("a batch computed in parts has the masks of the whole, so the losses agree") {
  const auto losses = [](std::int64_t parts) {
    const Group records = trained(small_transformer_trial({{"training.accumulation", Value(parts)},
                                                           {"training.log_every", Value(1)}}),
                                  2, small_text());
    return std::get<std::vector<double>>(records.group("log")->array("train.loss_noisy")->data);
  };
  const auto whole = losses(1), parts = losses(2), rows = losses(5);
  REQUIRE(whole.size() == 12);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    REQUIRE(parts[i] == Approx(whole[i]).epsilon(1e-4));
    REQUIRE(rows[i] == Approx(whole[i]).epsilon(1e-4));
  }
}

TEST_CASE(
    "a transformer learns that every third token repeats, and the loss by position is recorded") {
  const Group records = trained(small_transformer_trial({{"training.steps", Value(400)},
                                                         {"training.batch", Value(20)},
                                                         {"optimizer.learning_rate", Value(1e-2)}}),
                                2, small_text(true));
  REQUIRE(column(records, "validation.loss").front() == Approx(std::log(5)).epsilon(0.05));
  REQUIRE(column(records, "train.loss").back() <
          1.2);  // log 5 = 1.61; two of three tokens are random, so 1.07 without overfitting
  REQUIRE(column(records, "validation.bits").back() ==
          Approx(column(records, "validation.loss").back() / std::log(2)));
  REQUIRE(std::isnan(column(records, "test.loss").back()));
  const Array* by_position = records.group("final")->array("validation.loss_by_position");
  REQUIRE(by_position != nullptr);
  REQUIRE(by_position->shape == std::vector<std::int64_t>{7});
  REQUIRE(std::get<std::vector<std::string>>(records.array("vocabulary")->data).at(2) == "c");
}

TEST_CASE("sequences: only what is asked counts, with softened targets too") {
  const Value plain = small_transformer_trial({{"training.steps", Value(400)},
                                               {"training.batch", Value(20)},
                                               {"optimizer.learning_rate", Value(1e-2)},
                                               {"dropout.ffn", Value(0)}});
  const Group records = trained(plain, 2, small_sequences());
  REQUIRE(column(records, "train.error").back() < 0.3);
  const Value softened = small_transformer_trial(
      {{"regularizers.label_smoothing", Value(0.2)}, {"training.log_every", Value(1)}});
  const Group smoothed = trained(softened, 2, small_sequences());
  REQUIRE(std::get<std::vector<double>>(smoothed.group("log")->array("train.loss_noisy")->data)
              .front() == Approx(std::log(4)).epsilon(0.15));
}

TEST_CASE("tied embeddings are kept under both of nanoGPT's names") {
  const Group records =
      trained(small_transformer_trial({{"training.save_parameters", Value(List{Value("last")})}}),
              2, small_text());
  const Group* kept = records.group("parameters")->group("step_12");
  REQUIRE(std::get<std::vector<real>>(kept->array("lm_head.weight")->data) ==
          std::get<std::vector<real>>(kept->array("transformer.wte.weight")->data));
  REQUIRE(kept->array("transformer.h.1.mlp.c_fc.weight")->shape ==
          std::vector<std::int64_t>{48, 12});
}

TEST_CASE("models and data that do not fit are told apart before anything runs") {
  DatasetFacts text;
  text.task = Task::next_token;
  text.outputs = 5;
  text.train = 300;
  REQUIRE_NOTHROW(check_against_data(small_transformer_trial(), text));
  text.train = 7;
  REQUIRE_THROWS_WITH(
      check_against_data(small_transformer_trial(), text),
      Catch::Contains(
          "model.context = 7 needs a training text of more than 7 tokens, but it has 7"));
  text.train = 300;
  text.sequence = 9;
  REQUIRE_THROWS_WITH(
      check_against_data(small_transformer_trial(), text),
      Catch::Contains("model.context = 7 is shorter than the data's sequences; give at least 9"));
  REQUIRE_THROWS_WITH(check_against_data(small_trial(), text),
                      Catch::Contains("takes features, but the data are sequences of tokens"));
  DatasetFacts images;
  images.features = 784;
  REQUIRE_THROWS_WITH(check_against_data(small_transformer_trial(), images),
                      Catch::Contains("takes tokens, but the data are 784 features"));
}

}  // namespace regsweep::sequences_test
