// Continuing a text: a function of the seed, greedy at temperature 0, and prompts that can be read.
#include "training/sampling.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "models/registry.hpp"
#include "support/small_trial.hpp"

using namespace regsweep;
using namespace regsweep::testing;

namespace {

Tokens continued(const SamplingOptions& options, Tokens prompt = {1, 2}) {
  const auto model = make_model(small_transformer_trial().at("model"), 0, 5, {});
  Flat weights(model->layout().size());
  model->initialize(1, weights);
  Tokens made;
  continue_text(*model, weights, std::move(prompt), 5, options,
                [&](std::int32_t token) { made.push_back(token); });
  return made;
}

}  // namespace

TEST_CASE("sampling is a function of the seed, and goes on past the context") {
  const Tokens once = continued({40, 1, 3});
  REQUIRE(once.size() == 40);
  REQUIRE(continued({40, 1, 3}) == once);
  REQUIRE(continued({40, 1, 4}) != once);
  REQUIRE(continued({12, 1, 3}) == Tokens(once.begin(), once.begin() + 12));
  REQUIRE(std::set<std::int32_t>(once.begin(), once.end()).size() ==
          5);  // an untrained model likes all tokens
}

TEST_CASE("sampling at temperature 0 takes the likeliest token whatever the seed") {
  REQUIRE(continued({20, 0, 3}) == continued({20, 0, 4}));
  REQUIRE(continued({3, 0, 3}, {}).size() == 3);
}

TEST_CASE("a prompt is read by the longest tokens, and refused where none begins") {
  REQUIRE(encode("abab\u00e9", {"a", "ab", "b", "\u00e9"}) == Tokens{1, 1, 3});
  REQUIRE(encode("", {"a"}).empty());
  REQUIRE_THROWS_WITH(encode("aXYZ", {"a"}),
                      Catch::StartsWith("the prompt cannot be read from 'XYZ' on"));
}
