// The block `tune`: what it means and what is refused.
#include "sweep/tune_options.hpp"

#include <catch2/catch.hpp>

#include "tuned_grammar.hpp"

namespace regsweep::tune_options_test {

TuneOptions options_of(const std::string& text) {
  return read_tune(read_yaml(text, "x.yaml"), {"none", "dropout"}, fake::tuned_grammar());
}

std::string message(const std::string& text) {
  try {
    options_of(text);
  } catch (const ConfigurationError& error) {
    return error.what();
  }
  return "no error";
}

const std::string whole =
    "{budget: 3, by: validation.error, search: {optimizer.learning_rate: {log: [0.01, 1]}}";

TEST_CASE("arms have the keys of all arms and their own, numbered in the order of appearance") {
  const TuneOptions options =
      options_of(whole + ", also: {dropout: {dropout.hidden: {uniform: [0, 0.8]}}}}");
  REQUIRE(options.budget == 3);
  REQUIRE(options.seeds == 2);
  REQUIRE(options.sampler == Sampler::random);
  REQUIRE(options.keys_of("none").size() == 1);
  const std::vector<SearchKey> keys = options.keys_of("dropout");
  REQUIRE(keys.size() == 2);
  REQUIRE(keys[0].number == 0);
  REQUIRE(keys[1].number == 1);
  REQUIRE(keys[1].path == "dropout.hidden");
}

TEST_CASE("what chooses is of the validation part") {
  REQUIRE(message("{budget: 3, by: test.error}") ==
          "x.yaml:1:17: tune.by = 'test.error' is no metric of the validation part; what chooses a "
          "setting may not judge it: write by: validation.error");
}

TEST_CASE("a budget is needed, arms exist, a key is searched once, and every arm has one") {
  REQUIRE_THAT(message("{by: validation.error}"), Catch::Contains("budget"));
  REQUIRE(message(whole + ", also: {dropuot: {dropout.hidden: [0, 1]}}}") ==
          "x.yaml:1:95: tune.also names 'dropuot', which is no arm; did you mean 'dropout'?");
  REQUIRE_THAT(message(whole + ", also: {none: {optimizer.learning_rate: [0.1, 0.2]}}}"),
               Catch::Contains("optimizer.learning_rate is searched twice for the arm 'none'"));
  REQUIRE_THAT(message("{budget: 3, by: validation.error, also: {dropout: {dropout.hidden: [0, "
                       "0.5]}}}"),
               Catch::Contains("tune searches nothing for the arm 'none'"));
}

TEST_CASE("searches are repeated with random points, which differ between them") {
  REQUIRE(options_of(whole + ", repeats: 3}").repeats == 3);
  REQUIRE(message(whole + ", repeats: 3, sampler: halton}") ==
          "x.yaml:1:97: tune.repeats = 3 needs points that differ between searches, and there is "
          "one Halton sequence; write sampler: random");
}

}  // namespace regsweep::tune_options_test
