// Curves whose slope is known; hiding all keys is a context of one token, longer windows are those
// of a model with a longer context, and halves of a text are evaluations of its halves.
#include "probes/measurements/positions.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "models/registry.hpp"
#include "support/small_trial.hpp"

namespace regsweep::positions_test {

using namespace testing;

const double nowhere = std::numeric_limits<double>::quiet_NaN();

Value without_positions(std::int64_t context) {
  return small_transformer_trial(
      {{"model.positions", Value("none")}, {"model.context", Value(context)}});
}

Value asking(Map options) {
  return checked_probes(Value(Map{{"positions", Value(std::move(options)), {}}}));
}

std::vector<double> quantity(const Group& records, const std::string& name) {
  const Array* array = records.group("probes")->group("positions")->array(name);
  REQUIRE(array != nullptr);
  return std::get<std::vector<double>>(array->data);
}

// Mean loss of `windows` windows of a text, of a model with this context.
double loss_in_windows(std::int64_t context, const Flat& weights, const Tokens& text,
                       std::int64_t windows) {
  Dataset data = *small_text();
  data.validation.tokens = text;
  const auto model = make_model(without_positions(context).at("model"), 0, data.outputs, {});
  const LossSums sums = evaluate(*model, weights, {data, data.validation, windows}, {});
  REQUIRE(sums.count == windows * context);
  return sums.loss / static_cast<double>(sums.count);
}

TEST_CASE("losses on a line over the logarithm have its slope, and gaps leave it as it is") {
  std::vector<double> losses;
  for (int t = 1; t <= 20; ++t) losses.push_back(3 - 0.25 * std::log(t));
  CHECK(slope_on_logarithm(losses) == Approx(-0.25));
  CHECK(gain_of_context(losses) == Approx(0.25 * std::log(20)));
  losses[0] = losses[7] = losses[19] = nowhere;
  CHECK(slope_on_logarithm(losses) == Approx(-0.25));
  CHECK(gain_of_context(losses) == Approx(0.25 * std::log(19.0 / 2)));
  CHECK(std::isnan(slope_on_logarithm({nowhere, 1, nowhere})));
  CHECK(std::isnan(gain_of_context({nowhere})));
}

TEST_CASE("windows of more tokens and hidden keys are models of more and of fewer tokens") {
  const Value probes = asking({{"factors", Value(List{Value(1), Value(2), Value(20)}), {}},
                               {"shares", Value(List{Value(0.0), Value(0.4), Value(1.0)}), {}}});
  Trainer trainer(trial_of(without_positions(7), probes), 2, small_text());
  trainer.run([](const Progress&) { return true; });
  const Group records = trainer.records();
  const Tokens text = small_text()->validation.tokens;  // 14 windows of 7
  const std::vector<double> longer = quantity(records, "longer_context");
  CHECK(longer.at(0) == Approx(loss_in_windows(7, trainer.weights(), text, 14)));
  CHECK(longer.at(1) == Approx(loss_in_windows(14, trainer.weights(), text, 7)));
  CHECK(std::isnan(longer.at(2)));
  const std::vector<double> hidden = quantity(records, "hidden_keys");
  CHECK(hidden.at(0) == Approx(loss_in_windows(7, trainer.weights(), text, 14)));
  CHECK(hidden.at(2) == Approx(loss_in_windows(1, trainer.weights(), text, 98)));
  CHECK(hidden.at(1) != Approx(hidden.at(0)).epsilon(1e-9));
  const Tokens later(text.begin() + 49, text.end());
  CHECK(quantity(records, "shifted_text").at(0) ==
        Approx(loss_in_windows(7, trainer.weights(), later, 7) -
               loss_in_windows(7, trainer.weights(), text, 7))
            .margin(1e-7));
}

TEST_CASE("a sequence that asks for its last token alone has that loss and no slope") {
  Trainer trainer(trial_of(small_transformer_trial(), asking({})), 2, small_sequences());
  trainer.run([](const Progress&) { return true; });
  const Group records = trainer.records();
  const std::vector<double> losses = quantity(records, "loss");
  REQUIRE(losses.size() == 6);
  CHECK(std::isnan(losses[0]));
  CHECK(losses[5] == Approx(final_number(records, "validation.loss")));
  CHECK(std::isnan(quantity(records, "slope").at(0)));
  CHECK(quantity(records, "context_gain").at(0) == 0);
  for (const char* absent : {"longer_context", "shifted_text"}) {
    CHECK(records.group("probes")->group("positions")->array(absent) == nullptr);
  }
}

}  // namespace regsweep::positions_test
