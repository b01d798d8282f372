// Evaluation: sums over a part, in pieces, without noise.
#include "evaluation/evaluation.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "evaluation/site_noises.hpp"
#include "models/registry.hpp"
#include "support/small_trial.hpp"

namespace regsweep::evaluation_test {

using namespace testing;

TEST_CASE("evaluation in pieces is the sum over examples") {
  auto data = std::make_shared<Dataset>(*small_classes());
  data->test = blobs(1203, "data/c");  // three pieces, the last one smaller
  const auto model = make_model(small_trial().at("model"), 3, 3, {});
  Flat weights(model->layout().size());
  model->initialize(1, weights);
  const LossSums all = evaluate(*model, weights, {*data, data->test, 1203});
  LossSums single;
  for (std::int64_t i = 0; i < 1203; ++i) {
    real* outputs = model->forward({1, data->test.features.data() + 3 * i}, weights, {false, 0, 0});
    single.add(loss_of(*data, 1, {data->test.labels.data() + i}, outputs, 1));
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
  REQUIRE(evaluate(*model, weights, {*data, data->train, 7}).count == 7);
  REQUIRE(evaluate(*model, weights, {*data, data->train, 0}).count == 0);
}

TEST_CASE("evaluation of a text answers every token once, the last window shorter") {
  const auto data = small_text();
  const auto model = make_model(small_transformer_trial().at("model"), 0, 5, {});
  Flat weights(model->layout().size());
  model->initialize(1, weights);
  const LossSums all =
      evaluate(*model, weights, {*data, data->validation, data->count(data->validation)});
  REQUIRE(all.count == 100);  // 101 tokens: 14 windows of 7 and 2 more targets
  LossSums single;
  for (std::int64_t first = 0; first < 100; first += 7) {
    const std::int64_t time = std::min<std::int64_t>(7, 100 - first);
    const std::int32_t* tokens = data->validation.tokens.data() + first;
    real* outputs = model->forward({1, nullptr, tokens, time}, weights, {});
    single.add(loss_of(*data, time, {tokens + 1}, outputs, 1));
  }
  REQUIRE(all.loss == Approx(single.loss).epsilon(1e-5));
  REQUIRE(evaluate(*model, weights, {*data, data->train, 3}).count == 21);
}

TEST_CASE("evaluation of sequences counts the targets that are not masked") {
  const auto data = small_sequences();
  const auto model = make_model(small_transformer_trial().at("model"), 0, 4, {});
  Flat weights(model->layout().size());
  model->initialize(1, weights);
  REQUIRE(evaluate(*model, weights, {*data, data->test, 30}).count == 30);
}

// Writes down what it is shown.
struct Notes : Observer {
  explicit Notes(std::int64_t passes) : passes_(passes) {}
  std::int64_t noisy_passes() const override { return passes_; }
  void see(const Seen& seen) override {
    order += seen.noisy_pass ? std::to_string(*seen.noisy_pass) : "n";
    outputs.insert(outputs.end(), seen.outputs, seen.outputs + seen.piece.inputs.rows * 3);
  }
  void see_losses(const Piece& piece, std::span<const double> losses) override {
    order += "l";
    REQUIRE(static_cast<std::int64_t>(losses.size()) == piece.output_rows());
  }
  std::string order;
  std::vector<real> outputs;

 private:
  std::int64_t passes_;
};

TEST_CASE("passes with noise are those of the whole part, whatever the size of a piece") {
  const auto data = small_classes();
  for (const auto& [noise, scaling] : {std::pair{"block", "inverted"},
                                       {"regular", "inverted"},
                                       {"bernoulli", "renormalize"},
                                       {"bernoulli", "inverted"}}) {
    INFO(noise << ", " << scaling);
    const Value trial = small_trial({{"dropout.hidden.noise", Value(noise)},
                                     {"dropout.hidden.scaling", Value(scaling)},
                                     {"dropout.hidden.share", Value(List{Value("feature")})},
                                     {"dropout.input", Value(0)}});
    const auto model = make_model(trial.at("model"), 3, 3, noises_for(trial, 4, 100));
    Flat weights(model->layout().size());
    model->initialize(1, weights);
    const auto outputs_with = [&](std::int64_t largest_piece) {
      Notes one(1);
      Observer* const observers[] = {&one};
      evaluate(*model, weights, {*data, data->test, 70, 5, largest_piece}, observers);
      // Of each piece the outputs without noise, then those with it.
      std::vector<real> noisy;
      for (std::int64_t done = 0; done < 70;) {
        const std::int64_t now = std::min<std::int64_t>(70 - done, largest_piece);
        const auto begin = one.outputs.begin() + 3 * (2 * done + now);
        noisy.insert(noisy.end(), begin, begin + 3 * now);
        done += now;
      }
      return noisy;
    };
    const std::vector<real> whole = outputs_with(70), parts = outputs_with(13);
    for (std::size_t i = 0; i < whole.size(); ++i) {
      REQUIRE(parts[i] == Approx(whole[i]).margin(1e-5));
    }
  }
}

TEST_CASE("every observer sees every pass, and changes no sum") {
  const auto data = small_classes();
  const Value trial = small_trial();
  const auto model = make_model(trial.at("model"), 3, 3, noises_for(trial, 4, 100));
  Flat weights(model->layout().size());
  model->initialize(1, weights);
  const LossSums plain = evaluate(*model, weights, {*data, data->test, 70, 5});
  Notes none(0), two(2);
  Observer* const observers[] = {&none, &two};
  const LossSums observed = evaluate(*model, weights, {*data, data->test, 70, 5}, observers);
  CHECK(observed.loss == plain.loss);
  CHECK(observed.errors == plain.errors);
  CHECK(two.order == "nl01");
  CHECK(none.order == two.order);
  CHECK(none.outputs == two.outputs);
  const std::vector<real> first(two.outputs.begin(), two.outputs.begin() + 210),
      noisy(two.outputs.begin() + 210, two.outputs.begin() + 420),
      again(two.outputs.begin() + 420, two.outputs.end());
  CHECK(first != noisy);
  CHECK(noisy != again);
}

}  // namespace regsweep::evaluation_test
