// Continuing a text: a function of the seed, greedy at temperature 0, and prompts that can be read.
#include "training/sampling.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "evaluation/site_noises.hpp"
#include "models/registry.hpp"
#include "support/small_trial.hpp"

namespace regsweep::sampling_test {

using namespace testing;

Tokens continued(const SamplingOptions& options, Tokens prompt = {1, 2}) {
  const auto model = make_model(small_transformer_trial().at("model"), 0, 5, {});
  Flat weights(model->layout().size());
  model->initialize(1, weights);
  Tokens made;
  continue_text(*model, weights, std::move(prompt), 5, options,
                [&](std::int32_t token) { made.push_back(token); });
  return made;
}

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

TEST_CASE("sampling computes what evaluation computes: the scale that noise leaves behind") {
  const Value classic = small_transformer_trial(
      {{"dropout.output", Value(0.6)}, {"dropout.output.scaling", Value("inference")}});
  const auto likeliest = [&](SiteNoises noises) {
    const auto model = make_model(classic.at("model"), 0, 5, std::move(noises));
    Flat weights(model->layout().size());
    model->initialize(1, weights);
    Tokens made;
    const std::int64_t tokens = 60;
    continue_text(*model, weights, {1, 2}, 5, {tokens, 0.02, 3, 12},
                  [&](std::int32_t token) { made.push_back(token); });
    const real* logits = model->forward({1, nullptr, made.data(), 7}, weights, {.step = 12});
    return std::pair{made, std::vector<real>(logits, logits + 7 * 5)};
  };
  const auto [text, logits] = likeliest(noises_for(classic, 4, 12));
  const auto [plain_text, plain_logits] = likeliest({});
  CHECK(text != plain_text);  // logits of the trained model are 0.4 times those without its noise
  CHECK(logits != plain_logits);
}

TEST_CASE("a prompt is read by the longest tokens, and refused where none begins") {
  REQUIRE(encode("abab\u00e9", {"a", "ab", "b", "\u00e9"}) == Tokens{1, 1, 3});
  REQUIRE(encode("", {"a"}).empty());
  REQUIRE_THROWS_WITH(encode("aXYZ", {"a"}),
                      Catch::StartsWith("the prompt cannot be read from 'XYZ' on"));
}

}  // namespace regsweep::sampling_test
