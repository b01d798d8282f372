// Passes of a measurement: those of an evaluation bit for bit; removing units is noise with a mask
// and scaling none; gradients are those of the loss.
#include "probes/probed.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "models/registry.hpp"
#include "probes/layers.hpp"
#include "support/small_trial.hpp"

namespace regsweep::probed_test {

using namespace testing;

struct Setting {
  Value configuration;
  std::shared_ptr<const Dataset> data;
  std::unique_ptr<Model> model;
  Flat weights;

  Setting(Value given, std::shared_ptr<const Dataset> of)
      : configuration(std::move(given)), data(std::move(of)) {
    model = make_model(configuration.at("model"), data->features, data->outputs,
                       noises_for(configuration, 2, 100));
    weights.resize(model->layout().size());
    model->initialize(2, weights);
  }
  ProbedTrial trial() const {
    const Trial typed = trial_of(configuration);
    return {typed.model, typed.noises, typed.training.precision, 2, 100, 16, data};
  }
  Probed probed(const std::string& part = "validation", std::int64_t examples = 1000) const {
    return Probed(trial(), weights, {7, part, examples}, [] { return true; });
  }
};

Setting classes(const std::vector<std::pair<std::string, Value>>& changes = {}) {
  return Setting(small_trial(changes), small_classes());
}

Setting sequences() { return Setting(small_transformer_trial(), small_sequences()); }

TEST_CASE("a pass is an evaluation of the trial's own model, bit for bit") {
  for (const Setting& setting : {classes(), sequences()}) {
    Probed probed = setting.probed();
    const LossSums sums = probed.pass({});
    const LossSums usual =
        evaluate(*setting.model, setting.weights,
                 {*setting.data, setting.data->validation, probed.examples(), 7});
    CHECK(sums.loss == usual.loss);
    CHECK(sums.errors == usual.errors);
    CHECK(sums.count == usual.count);
    double losses = 0;
    probed.pass({}, [&](const SeenPiece& seen) {
      for (const double loss : seen.losses) losses += loss;
    });
    CHECK(losses == Approx(sums.loss));
  }
}

TEST_CASE("removing units is the same mask as noise with scaling none, bit for bit") {
  const Value noise = map_of({{"rate", Value(0.37)}, {"scaling", Value("none")}});
  const Setting with = classes({{"dropout", map_of({{"hidden.0", noise}})}});
  Probed probed = with.probed();
  const std::int64_t shape[] = {probed.examples(), 9};
  std::vector<real> factors;
  for (const auto& site : make_noises(model_sites(with.configuration.at("model")),
                                      trial_of(with.configuration).noises, 2, 100)) {
    if (site != nullptr) factors = factors_of(site->draw({true, 7, 2, 0}, shape), shape[0] * 9);
  }
  REQUIRE(std::count(factors.begin(), factors.end(), real(0)) > 0);
  std::vector<real> expected, found;
  const auto keep = [](std::vector<real>& all) {
    return [&all](const SeenPiece& seen) {
      all.insert(all.end(), seen.outputs, seen.outputs + seen.piece.output_rows() * seen.columns);
    };
  };
  ProbePass noisy;
  noisy.noisy = 0;
  const LossSums trained = probed.pass(noisy, keep(expected));
  SiteOverride removal{"hidden.0"};
  removal.draw.factors.each = factors.data();
  const LossSums removed = probed.pass({{}, &removal}, keep(found));
  CHECK(trained.loss == removed.loss);
  CHECK(expected == found);
}

TEST_CASE("a mask of units is the same for all rows, and none of them removes nothing") {
  const Setting setting = classes();
  Probed probed = setting.probed();
  UnitMask mask = removal_of_units(probed, unit_layers(probed.model(), 1).front());
  const LossSums whole = probed.pass({});
  CHECK(probed.pass({{}, mask.instead()}).loss == whole.loss);
  mask.set(std::vector<real>(9, real(0)));
  double largest = 0;
  probed.pass({{}, mask.instead()}, [&](const SeenPiece& seen) {
    const SiteView view = seen.model.view_at("hidden.0", seen.weights);
    for (std::int64_t i = 0; i < view.count(); ++i) {
      largest = std::max(largest, std::abs(static_cast<double>(view.values[i])));
    }
  });
  CHECK(largest == 0);
}

TEST_CASE("what is left of a network is scaled as its evaluation is, bit for bit") {
  const Value noise = map_of({{"rate", Value(0.37)}, {"scaling", Value("inference")}});
  const Setting units = classes({{"dropout", map_of({{"hidden", noise}})}});
  Probed probed = units.probed();
  CHECK(probed.evaluated_factor("hidden.0") == real(1 - 0.37));
  CHECK(probed.evaluated_factor("input") == 1);
  UnitMask mask = removal_of_units(probed, unit_layers(probed.model(), 1).front());
  mask.set(std::vector<real>(9, real(1)));
  CHECK(probed.pass({{}, mask.instead()}).loss == probed.pass({}).loss);
  const Setting heads(small_transformer_trial({{"dropout", map_of({{"head", noise}})}}),
                      small_sequences());
  Probed attending = heads.probed();
  const std::string site = attention_layers(attending.model(), 6).front().outputs();
  HeadMask none(site, {attending.largest_rows() / 6, 2, 6, 6}, attending.evaluated_factor(site));
  CHECK(attending.pass({{}, none.instead()}).loss == attending.pass({}).loss);
}

TEST_CASE("gradients are those of the mean loss over the examples that were named") {
  const Setting setting = classes();
  Probed probed = setting.probed();
  std::vector<double> gradient;
  const LossSums sums = probed.gradient({}, 3, 20, gradient);
  CHECK(sums.count == 20);
  Flat moved = setting.weights;
  const std::size_t weight = setting.model->layout().find("layers.1.weight")->offset + 4;
  const auto loss = [&](real step) {
    moved[weight] = setting.weights[weight] + step;
    ProbePass how;
    how.weights = &moved;
    return probed.pass(how, 3, 20).loss / 20;
  };
  CHECK(gradient[weight] == Approx((loss(real(0.01)) - loss(real(-0.01))) / 0.02).margin(1e-4));
}

TEST_CASE("examples: the first of a part, whole windows of a text, at most what was asked") {
  CHECK(probed_examples(Task::classification, 0, 70, 0, 50).count == 50);
  CHECK(probed_examples(Task::next_token, 6, 20, 7, 50).count == 20);
  CHECK(probed_examples(Task::next_token, 6, 20, 7, 50).time == 6);
  CHECK(probed_examples(Task::next_token, 0, 101, 7, 50).count == 14);
  CHECK(probed_examples(Task::next_token, 0, 5, 7, 50).count == 1);
  CHECK(probed_examples(Task::next_token, 0, 5, 7, 50).time == 4);
  CHECK(probed_examples(Task::next_token, 0, 1, 7, 50).count == 0);
  CHECK(classes().probed("test", 9).examples() == 9);
}

TEST_CASE("a pass that is to end ends at once, and what was made is counted") {
  const Setting setting = classes();
  Probed stopped(setting.trial(), setting.weights, {7, "test", 50}, [] { return false; });
  CHECK_THROWS_AS(stopped.pass({}), MeasurementAbandoned);
  Probed probed = setting.probed("test", 50);
  std::vector<double> gradient;
  probed.pass({});
  probed.other_part("validation", 20).pass({});
  probed.gradient({}, 0, 10, gradient);
  CHECK(probed.forward_examples() == 80);
  CHECK(probed.backward_examples() == 10);
}

}  // namespace regsweep::probed_test
