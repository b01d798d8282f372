// What every observer among the probes promises (measurements: measurements_contract_test.cpp): it
// changes no bit of a training, its numbers do not depend on the size of the pieces, it records
// what its entry declares, and it is refused where what it needs is missing.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "evaluation/site_noises.hpp"
#include "models/registry.hpp"
#include "probes/probe_entry.hpp"
#include "support/small_trial.hpp"

namespace regsweep::probes_contract_test {

using namespace testing;

std::vector<ProbeEntry> observers() {
  std::vector<ProbeEntry> found;
  for (const ProbeEntry& entry : probe_entries()) {
    if (entry.make) found.push_back(entry);
  }
  return found;
}

// A trial of the kind that a probe needs, with data of that kind.
struct Case {
  Value plain, probed;
  std::shared_ptr<const Dataset> data;
};

std::vector<Case> cases_of(const ProbeEntry& entry) {
  std::vector<Case> cases{
      {small_transformer_trial(), small_transformer_trial(entry.small_case), small_sequences()}};
  if (entry.needs.tokens) return cases;
  if (entry.needs.labels) {
    return {{small_trial(), small_trial(entry.small_case), small_classes()}};
  }
  for (const auto& data : {small_classes(), small_regression()}) {
    cases.push_back({small_trial(), small_trial(entry.small_case), data});
  }
  return cases;
}

// All numbers that a probe makes of the part that it measures, in pieces of at most `largest`
// examples.
std::vector<double> numbers_of(const ProbeEntry& entry, const Case& of, std::int64_t largest) {
  const EvaluationOptions options = evaluation_of(of.probed);
  const auto model = make_model(of.probed.at("model"), of.data->features, of.data->outputs,
                                noises_for(of.probed, 4, 100));
  Flat weights(model->layout().size());
  model->initialize(4, weights);
  const std::pair<std::string, const Split*> parts[] = {{"validation", &of.data->validation},
                                                        {"test", &of.data->test}};
  std::vector<double> numbers;
  for (const auto& [name, part] : parts) {
    if (!probes_part(entry, options, *of.data, name)) continue;
    const auto probe = entry.make({*of.data, options, name});
    CHECK((probe->noisy_passes() > 0) == entry.needs.passes);
    Observer* const observers[] = {probe.get()};
    evaluate(*model, weights, {*of.data, *part, of.data->count(*part), 3, largest}, observers);
    std::vector<Metric> metrics;
    for (const Metric& metric : metrics_of(of.data->task, options)) {
      const auto plain = metrics_of(of.data->task);
      const bool own = std::none_of(plain.begin(), plain.end(),
                                    [&](const Metric& each) { return each.name == metric.name; });
      if (own && metric.name.starts_with(name + ".")) metrics.push_back(metric);
    }
    MetricRow row(metrics);
    probe->record(row);
    const std::vector<double> values = row.values();
    numbers.insert(numbers.end(), values.begin(), values.end());
    Group root;
    probe->finish(root);
    for (const Group& group : root.groups) {
      for (const Array& array : group.arrays) {
        std::visit(
            [&](const auto& data) {
              if constexpr (!std::is_same_v<std::decay_t<decltype(data)>,
                                            std::vector<std::string>>) {
                for (const auto each : data) numbers.push_back(static_cast<double>(each));
              }
            },
            array.data);
      }
    }
  }
  return numbers;
}

bool same(double a, double b) { return (std::isnan(a) && std::isnan(b)) || a == Approx(b); }

TEST_CASE("every probe says what it is") {
  REQUIRE(observers().size() >= 3);
  for (const ProbeEntry& entry : observers()) {
    INFO(entry.name);
    CHECK(!entry.summary.empty());
    CHECK(!entry.equation.empty());
    CHECK(!entry.source.empty());
    CHECK(!entry.needs.parts.empty());
    REQUIRE(!entry.records.empty());
    for (const ProbeRecord& record : entry.records) {
      INFO(record.name);
      CHECK(!record.dimensions.empty());
      CHECK(!record.units.empty());
      CHECK(!record.long_name.empty());
    }
  }
}

TEST_CASE("a probe changes no bit of the training, and nothing else that is recorded") {
  for (const ProbeEntry& entry : observers()) {
    for (const Case& each : cases_of(entry)) {
      INFO(entry.name << " on " << each.data->name);
      Trainer with(trial_of(each.probed), 2, each.data),
          without(trial_of(each.plain), 2, each.data);
      with.run([](const Progress&) { return true; });
      without.run([](const Progress&) { return true; });
      CHECK(with.weights() == without.weights());
      const Group probed = with.records(), plain = without.records();
      for (const Array& array : plain.group("curves")->arrays) {
        INFO(array.name);
        const auto* numbers = std::get_if<std::vector<double>>(&array.data);
        if (numbers == nullptr) continue;
        const std::vector<double> again = column(probed, array.name);
        CHECK(std::equal(
            numbers->begin(), numbers->end(), again.begin(), again.end(),
            [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); }));
      }
    }
  }
}

TEST_CASE("a probe gives the same numbers for pieces of any size") {
  for (const ProbeEntry& entry : observers()) {
    for (const Case& each : cases_of(entry)) {
      INFO(entry.name << " on " << each.data->name);
      const std::vector<double> usual = numbers_of(entry, each, 0);
      REQUIRE(!usual.empty());
      for (const std::int64_t largest : {1, 7}) {
        const std::vector<double> numbers = numbers_of(entry, each, largest);
        CHECK(std::equal(numbers.begin(), numbers.end(), usual.begin(), usual.end(), same));
      }
    }
  }
}

TEST_CASE("a probe that is asked for is refused where what it needs is missing") {
  for (const ProbeEntry& entry : observers()) {
    if (entry.fields.empty() || entry.needs.each_part) continue;
    INFO(entry.name);
    const Case of = cases_of(entry).back();
    DatasetFacts facts{of.data->task, of.data->features, of.data->outputs, 100, 0, 0};
    CHECK_THROWS_WITH(check_against_data(of.probed, facts), Catch::Contains(entry.fields.front()));
    facts.validation = 50;
    facts.test = 50;
    CHECK_NOTHROW(check_against_data(of.probed, facts));
  }
}

}  // namespace regsweep::probes_contract_test
