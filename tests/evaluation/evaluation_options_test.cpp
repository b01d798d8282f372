// The map `evaluation`: what it means, and when it means nothing.
#include "evaluation/evaluation_options.hpp"

#include <catch2/catch.hpp>

#include "support/small_trial.hpp"

namespace regsweep::evaluation_options_test {

using namespace testing;

TEST_CASE("evaluation: what asks for nothing is left out") {
  const auto canonical = [](std::vector<std::pair<std::string, Value>> changes) {
    return small_trial(changes);
  };
  CHECK(canonical({{"evaluation.monte_carlo", Value(0)}, {"evaluation.precision", Value(4)}}) ==
        small_trial());
  CHECK(canonical({{"evaluation.per_example", Value(false)}}) == small_trial());
  const Value kept =
      canonical({{"evaluation.per_example", Value(true)}, {"evaluation.monte_carlo", Value(0)}});
  CHECK(kept.at("evaluation").shown() == "{per_example: true}");
  CHECK(canonical({{"evaluation.perplexity", Value(false)}}) == small_trial());
  const Value perplexity = canonical({{"evaluation.perplexity", Value(true)}});
  CHECK(evaluation_of(perplexity).perplexity);
  CHECK(resolve_trial(perplexity) == perplexity);
  const Value passes = canonical({{"evaluation.monte_carlo", Value(7)}});
  CHECK(evaluation_of(passes).passes() == 7);
  CHECK_FALSE(evaluation_of(passes).per_example);
  CHECK(resolve_trial(passes) == passes);
  CHECK(evaluation_of(small_trial()).passes() == 0);
}

TEST_CASE("evaluation: passes and precision have ranges") {
  CHECK_THROWS_AS(small_trial({{"evaluation.monte_carlo", Value(-1)}}), ConfigurationError);
  CHECK_THROWS_AS(small_trial({{"evaluation.precision", Value(0)}}), ConfigurationError);
}

}  // namespace regsweep::evaluation_options_test
