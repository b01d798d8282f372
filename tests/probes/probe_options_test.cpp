// The map `probes`: requests, times and costs. What is refused stands in the contract test.
#include "probes/probe_options.hpp"

#include <catch2/catch.hpp>

#include "support/small_trial.hpp"

namespace regsweep::probe_options_test {

using namespace testing;

Value asked(Map own) {
  return checked_probes(Value(Map{{"unit_usage", Value(std::move(own)), {}}}));
}

TEST_CASE("a list of names, a map, times and parts") {
  CHECK(checked_probes(Value()).is_null());
  CHECK(checked_probes(Value(Map{})).is_null());
  CHECK(probe_requests(Value()).empty());
  const ProbeRequest plain = probe_requests(checked_probes(Value(List{Value("unit_usage")}))).at(0);
  CHECK(plain.entry->name == "unit_usage");
  CHECK(plain.at == std::vector<ProbeTime>{{ProbeTime::Kind::last, 0}});
  CHECK(plain.examples == 2000);
  CHECK_FALSE(plain.on.has_value());
  const ProbeRequest chosen =
      probe_requests(asked({{"at", Value(List{Value(30), Value("best")}), {}},
                            {"on", "train", {}},
                            {"examples", 40, {}}}))
          .at(0);
  CHECK(chosen.at.at(0).word() == "30");
  CHECK(chosen.at.at(1).word() == "best");
  CHECK(chosen.on == "train");
  CHECK(chosen.text() != plain.text());
  CHECK(asked({{"at", 30, {}}}) == asked({{"at", Value(List{Value(30)}), {}}}));
}

TEST_CASE("the part is the one that is asked for, else the first that has examples") {
  const ProbeRequest plain = probe_requests(asked({})).at(0),
                     train = probe_requests(asked({{"on", "train", {}}})).at(0);
  DatasetFacts facts = facts_of_dataset(*small_classes());
  CHECK(part_of(plain, facts) == "validation");
  CHECK(part_of(train, facts) == "train");
  facts.validation = 0;
  CHECK(part_of(plain, facts) == "test");
  facts.test = 0;
  CHECK(part_of(plain, facts).empty());
}

TEST_CASE("costs count passes over examples for each time, and are part of a trial's estimate") {
  const DatasetFacts facts = facts_of_dataset(*small_classes());
  const Value twice = asked({{"at", Value(List{Value(0), Value("last")}), {}}});
  const RequestCost cost = request_cost(probe_requests(twice).at(0), small_trial(), facts, 16);
  CHECK(cost.forward == 100);
  CHECK(cost.backward == 0);
  CHECK(cost.bytes > 50 * (9 + 5) * std::int64_t{sizeof(real)});
  const double parameters = static_cast<double>(estimate_trial(small_trial(), facts).parameters);
  CHECK(estimate_trial(small_trial(), facts, twice).flops -
            estimate_trial(small_trial(), facts).flops ==
        Approx(100 * 2 * parameters));
}

}  // namespace regsweep::probe_options_test
