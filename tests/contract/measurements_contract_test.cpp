// What every measurement of probes/measurements promises, on every kind of data that it accepts: it
// changes no bit of a training and no other number; its numbers do not depend on interruptions, on
// the size of pieces, or on whether they are made while training or from kept weights; it records
// what its entry declares, and costs what its entry says.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <set>

#include "models/registry.hpp"
#include "probes/measured.hpp"
#include "probes/probed.hpp"
#include "support/small_trial.hpp"
#include "training/batches.hpp"
#include "training/trial_probes.hpp"

namespace regsweep::measurements_contract_test {

using namespace testing;

struct Kind {
  std::string name;
  Value configuration;
  std::shared_ptr<const Dataset> data;
};

std::vector<Kind> kinds(const std::vector<std::pair<std::string, Value>>& changes = {}) {
  return {{"classes", small_trial(changes), small_classes()},
          {"regression", small_trial(changes), small_regression()},
          {"sequences", small_transformer_trial(), small_sequences()},
          {"text", small_transformer_trial(), small_text()},
          {"text without learned positions",
           small_transformer_trial({{"model.positions", Value("rotary")}}), small_text()}};
}

std::vector<const ProbeEntry*> measurements() {
  std::vector<const ProbeEntry*> found;
  for (const ProbeEntry& entry : probe_entries()) {
    if (entry.measure) found.push_back(&entry);
  }
  return found;
}

std::int64_t steps_of(const Kind& kind) {
  const Value& canonical = kind.configuration;
  const DatasetFacts facts = facts_of_dataset(*kind.data);
  return read_training(canonical.at("training"))
      .total_steps(examples_for(facts.task, facts.sequence, facts.train,
                                model_context(canonical.at("model"))));
}

// What is asked for: the measurement with these options, in the middle and at the end.
Value asked_for(const ProbeEntry& entry, const Value& options, bool twice = true) {
  Value own = options;
  if (twice) own.set("at", Value(List{Value(5), Value("last")}));
  return checked_probes(Value(Map{{entry.name, own, {}}}));
}

// Calls `check` for each measurement, each of its small options, each kind of data that it accepts;
// positions matter to those that look at tokens.
void with_each(const std::function<void(const ProbeEntry&, const Value&, const Kind&)>& check) {
  for (const ProbeEntry* entry : measurements()) {
    bool accepted = false;
    for (const Value& options : entry->small_options) {
      for (const Kind& kind : kinds(entry->small_case)) {
        if (kind.name.ends_with("positions") && !entry->needs.tokens) continue;
        const ProbeRequest request = probe_requests(asked_for(*entry, options)).front();
        const std::string obstacle = request_obstacle(request, kind.configuration,
                                                      facts_of_dataset(*kind.data), steps_of(kind));
        if (!obstacle.empty()) continue;
        accepted = true;
        INFO(entry->name << " with " << options.shown() << " on " << kind.name);
        check(*entry, options, kind);
      }
    }
    INFO(entry->name);
    CHECK(accepted);
  }
}

Trainer trainer_of(const Kind& kind, const Value& probes) {
  return Trainer(trial_of(kind.configuration, probes), 2, kind.data);
}

Group finished(const Kind& kind, const Value& probes) {
  Trainer trainer = trainer_of(kind, probes);
  trainer.run([](const Progress&) { return true; });
  return trainer.records();
}

const Group& measured_in(const Group& records, const ProbeEntry& entry) {
  REQUIRE(records.group("probes") != nullptr);
  REQUIRE(records.group("probes")->group(entry.name) != nullptr);
  return *records.group("probes")->group(entry.name);
}

std::string digest_in(const Group& records, const ProbeEntry& entry) {
  return measured_in(records, entry).attribute("digest")->text();
}

bool near(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || a == Approx(b).epsilon(1e-3).margin(1e-4);
}

TEST_CASE("every measurement says what it is") {
  REQUIRE(!measurements().empty());
  for (const ProbeEntry* entry : measurements()) {
    INFO(entry->name);
    CHECK(!entry->summary.empty());
    CHECK(!entry->equation.empty());
    CHECK(!entry->source.empty());
    CHECK(!entry->needs.parts.empty());
    CHECK(!entry->small_options.empty());
    CHECK(entry->examples >= 2000);
    CHECK(entry->cost);
    REQUIRE(!entry->records.empty());
    for (const ProbeRecord& record : entry->records) {
      INFO(record.name);
      CHECK(!record.units.empty());
      CHECK(!record.long_name.empty());
    }
  }
}

TEST_CASE("a measurement changes no other number of a trial, and its file says which it is") {
  with_each([](const ProbeEntry& entry, const Value& options, const Kind& kind) {
    const Value probes = asked_for(entry, options);
    Trainer with = trainer_of(kind, probes), without = trainer_of(kind, {});
    with.run([](const Progress&) { return true; });
    without.run([](const Progress&) { return true; });
    CHECK(with.weights() == without.weights());
    CHECK(digest(with.records()) == digest(without.records()));
    const Group records = with.records();
    const Group& measured = measured_in(records, entry);
    CHECK(measured.attribute("part") != nullptr);
    CHECK(measured.attribute("examples")->integer() > 0);
    CHECK(measured.array("step")->shape == std::vector<std::int64_t>{2});
  });
}

TEST_CASE("all measurements together change no other number, and none the numbers of another") {
  for (const Kind& kind : kinds({{"dropout.input", Value(0)}})) {
    INFO(kind.name);
    std::vector<Value> alone;
    Map every;
    for (const ProbeEntry* entry : measurements()) {
      const Value asked = asked_for(*entry, entry->small_options.front());
      const std::string obstacle =
          request_obstacle(probe_requests(asked).front(), kind.configuration,
                           facts_of_dataset(*kind.data), steps_of(kind));
      if (!obstacle.empty()) continue;
      alone.push_back(asked);
      every.push_back({entry->name, *asked.find(entry->name), {}});
    }
    REQUIRE(alone.size() >= 3);
    const Group together = finished(kind, checked_probes(Value(every)));
    CHECK(digest(together) == digest(finished(kind, {})));
    for (const Value& asked : alone) {
      const ProbeEntry& entry = *probe_requests(asked).front().entry;
      INFO(entry.name);
      CHECK(digest_in(together, entry) == digest_in(finished(kind, asked), entry));
    }
  }
}

TEST_CASE("a measurement records what its entry declares, with all of it in some options") {
  std::map<std::string, std::set<std::string>> seen;
  with_each([&](const ProbeEntry& entry, const Value& options, const Kind& kind) {
    const Group records = finished(kind, asked_for(entry, options, false));
    const Value asked = probe_requests(asked_for(entry, options, false)).front().options;
    for (const Array& array : measured_in(records, entry).arrays) {
      if (array.dimensions == std::vector<std::string>{array.name}) continue;
      INFO(array.name);
      const auto declared =
          std::find_if(entry.records.begin(), entry.records.end(),
                       [&](const ProbeRecord& record) { return record.name == array.name; });
      REQUIRE(declared != entry.records.end());
      CHECK(array.dimensions == declared->dimensions);
      CHECK(array.units == declared->units);
      if (entry.left_out) CHECK(entry.left_out(asked, array.name).empty());
      seen[entry.name].insert(array.name);
    }
  });
  for (const ProbeEntry* entry : measurements()) {
    for (const ProbeRecord& record : entry->records) {
      INFO(entry->name << "." << record.name);
      CHECK(seen[entry->name].contains(record.name));
    }
  }
}

TEST_CASE("a trial that is interrupted between and inside measurements has the same bits") {
  with_each([](const ProbeEntry& entry, const Value& options, const Kind& kind) {
    const Value probes = asked_for(entry, options);
    const Group whole = finished(kind, probes);
    Trainer first = trainer_of(kind, probes);
    std::optional<Trainer> now;
    now.emplace(trial_of(kind.configuration, probes), 2, kind.data);
    int asked = 0;  // of go_on: the first call of every third run of a measurement says no
    for (int runs = 0; runs < 200; ++runs) {
      int pieces = 0;
      const bool abandon = runs % 2 == 0;
      const Outcome outcome = now->run([&](const Progress&) { return false; },
                                       [&] {
                                         ++asked;
                                         return !abandon || ++pieces < 2;
                                       });
      if (outcome != Outcome::interrupted) break;
      const Group saved = now->checkpoint();
      now.emplace(trial_of(kind.configuration, probes), 2, kind.data);
      now->restore(saved);
    }
    const bool makes_passes = request_cost(probe_requests(probes).front(), kind.configuration,
                                           facts_of_dataset(*kind.data), 16)
                                  .forward > 0;
    CHECK((asked > 0) == makes_passes);
    CHECK(digest(now->records()) == digest(whole));
    CHECK(digest_in(now->records(), entry) == digest_in(whole, entry));
  });
}

TEST_CASE("kept weights give the numbers of recording while training, bit for bit") {
  with_each([](const ProbeEntry& entry, const Value& options, const Kind& kind) {
    const Value probes = asked_for(entry, options);
    const Trial trial = trial_of(kind.configuration, probes);
    Trainer trainer = trainer_of(kind, probes);
    std::vector<std::pair<std::int64_t, Flat>> kept;
    trainer.run([&](const Progress& now) {
      if (kept.empty() && now.step == 5) kept.emplace_back(now.step, trainer.weights());
      return true;
    });
    kept.emplace_back(trainer.progress().step, trainer.weights());
    TrialProbes later(trial, 2, kind.data, steps_of(kind));
    std::size_t next = 0;
    for (const TrialProbes::Due& due : later.all_due()) {
      const auto& [step, weights] = kept[next++];
      CHECK(later.measure(due, weights, step, [] { return true; }));
    }
    CHECK(*later.records().front().attribute("digest") ==
          Value(digest_in(trainer.records(), entry)));
  });
}

TEST_CASE("a measurement costs what plans say, and gives the same in pieces of any size") {
  with_each([](const ProbeEntry& entry, const Value& options, const Kind& kind) {
    const ProbeRequest request = probe_requests(asked_for(entry, options, false)).front();
    const Trial trial = trial_of(kind.configuration);
    Trainer trainer = trainer_of(kind, {});
    trainer.run([](const Progress&) { return true; });
    const ProbedTrial of{trial.model, trial.noises,   trial.training.precision,
                         2,           steps_of(kind), trial.training.batch,
                         kind.data};
    const DatasetFacts facts = facts_of_dataset(*kind.data);
    std::vector<std::vector<double>> numbers;
    for (const std::int64_t largest : {0, 7}) {
      Probed probed(of, trainer.weights(),
                    {steps_of(kind), part_of(request, facts), request.examples, largest},
                    [] { return true; });
      Measured measured(entry);
      entry.measure(request.options, probed, measured);
      const RequestCost cost =
          request_cost(request, kind.configuration, facts, trial.training.batch);
      CHECK(probed.forward_examples() == Approx(cost.forward).epsilon(0.1));
      CHECK(probed.backward_examples() == Approx(cost.backward).epsilon(0.1));
      numbers.emplace_back();
      for (const Array& array : measured.take().arrays) {
        if (const auto* values = std::get_if<std::vector<double>>(&array.data)) {
          numbers.back().insert(numbers.back().end(), values->begin(), values->end());
        }
      }
    }
    REQUIRE(!numbers[0].empty());
    REQUIRE(numbers[0].size() == numbers[1].size());
    for (std::size_t i = 0; i < numbers[0].size(); ++i) {
      INFO("number " << i << ": " << numbers[0][i] << " whole, " << numbers[1][i] << " in pieces");
      CHECK(near(numbers[0][i], numbers[1][i]));
    }
  });
}

TEST_CASE("a measurement that is asked for is refused where what it needs is missing") {
  for (const ProbeEntry* entry : measurements()) {
    INFO(entry->name);
    for (const Kind& kind : kinds()) {
      DatasetFacts facts = facts_of_dataset(*kind.data);
      facts.train = facts.validation = facts.test = 0;
      CHECK_THROWS_WITH(
          check_probes(asked_for(*entry, entry->small_options.front()), kind.configuration, facts),
          Catch::Contains("probes." + entry->name));
    }
  }
}

TEST_CASE("what stands below probes is checked as every other key") {
  const std::string name = "unit_usage";
  const auto with = [&](const char* key, const Value& value) {
    return checked_probes(Value(Map{{name, Value(Map{{key, value, {}}}), {}}}));
  };
  CHECK_THROWS_WITH(checked_probes(Value(List{Value("unit_usge")})),
                    Catch::Contains("did you mean 'unit_usage'"));
  CHECK_THROWS_WITH(with("at", Value(List{Value("lst")})), Catch::Contains("lst"));
  CHECK_THROWS_WITH(with("at", Value(List{})), Catch::Contains("write [last]"));
  CHECK_THROWS_WITH(with("at", Value(List{Value(3), Value(3)})), Catch::Contains("twice"));
  CHECK_THROWS_WITH(with("on", Value("tets")), Catch::Contains("did you mean 'test'"));
  CHECK_THROWS_WITH(with("examples", Value(0)), Catch::Contains("examples >= 1"));
  CHECK_THROWS_WITH(checked_probes(Value(List{Value(name), Value(name)})),
                    Catch::Contains("stands twice"));
  CHECK(checked_probes(Value(List{Value(name)})) ==
        checked_probes(Value(Map{{name, Value(), {}}})));
  const Kind classes = kinds().front();
  CHECK_THROWS_WITH(check_probes(with("at", Value(100000)), classes.configuration,
                                 facts_of_dataset(*classes.data)),
                    Catch::Contains("never comes: the training has 35 steps"));
}

}  // namespace regsweep::measurements_contract_test
