// Concrete dropout: the relaxed mask, its limit, its penalty.
#include <catch2/catch.hpp>
#include <cmath>

#include "random/draws.hpp"
#include "regularizers/site_noise.hpp"
#include "support/noises.hpp"

namespace regsweep::concrete_test {

using namespace testing;

NoiseRequest request(double rate, const std::vector<double>& numbers, std::int64_t count = 1) {
  NoiseRequest made;
  made.rate = rate;
  made.numbers = numbers;
  made.count = count;
  return made;
}

TEST_CASE("concrete: the mask is the paper's relaxation, divided by keep") {
  const double rate = 0.37, warmth = 0.1;
  const std::vector<double> numbers{warmth, 0, 0};
  const std::vector<double> drawn =
      drawn_noise("concrete", request(rate, numbers, 1001)).multiplier;
  const auto made = words(stream_key(6, "site/input"), 0, 0, 1001);
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    const double u = ((made[i] >> 8) | 1u) * 0x1p-24;
    const double z =
        1 / (1 + std::exp(-(std::log(rate) - std::log(1 - rate) + std::log(u) - std::log(1 - u)) /
                          warmth));
    REQUIRE(drawn[i] == Approx((1 - z) / (1 - rate)).epsilon(1e-5).margin(1e-6));
  }
}

TEST_CASE(
    "concrete: without temperature it is dropout at this rate, with it the mean stays near 1") {
  const double rate = 0.37;
  const std::vector<double> cold{1e-5, 0, 0}, warm{0.1, 0, 0};
  const auto drawn = drawn_noise("concrete", request(rate, cold, 20000)).multiplier;
  double dropped = 0, kept = 0;
  for (const double each : drawn) {
    dropped += each < 1e-3;
    kept += std::abs(each - 1 / (1 - rate)) < 1e-3;
  }
  CHECK(dropped + kept > 0.999 * 20000);
  CHECK(std::abs(dropped / 20000 - rate) < 5 * std::sqrt(rate * (1 - rate) / 20000));
  const NoiseMoments moments = noise_entry("concrete").moments(request(rate, warm));
  CHECK(moments.mean == Approx(1).epsilon(0.02));
  CHECK(moments.variance < rate / (1 - rate));
  CHECK(moments.variance > 0.7 * rate / (1 - rate));
}

TEST_CASE(
    "concrete: the penalty is weight_penalty ||W||^2 / keep - entropy_penalty K H(rate), and has "
    "these derivatives") {
  const std::vector<double> numbers{0.1, 0.3, 0.7};
  const NoiseLearning& learns = *noise_entry("concrete").learns;
  const auto rate_of = [](double logit) { return 1 / (1 + std::exp(-logit)); };
  const auto value = [&](double logit, double squares) {
    return learns.penalty(request(rate_of(logit), numbers), 5, squares).value;
  };
  CHECK(value(0, 8) == Approx(0.3 * 8 / 0.5 - 0.7 * 5 * std::log(2)));
  const double logit = -0.53, squares = 3.1, step = 1e-6;
  const auto penalty = learns.penalty(request(rate_of(logit), numbers), 5, squares);
  CHECK(penalty.by_logit ==
        Approx((value(logit + step, squares) - value(logit - step, squares)) / (2 * step))
            .epsilon(1e-7));
  CHECK(penalty.by_squares ==
        Approx((value(logit, squares + step) - value(logit, squares - step)) / (2 * step))
            .epsilon(1e-7));
}

TEST_CASE(
    "concrete: a rate that is learned has no schedule, no inference scaling, and a matrix to learn "
    "from") {
  const auto read = [](Map written) {
    written.push_back({"noise", Value("concrete"), {}});
    written.push_back({"rate", Value(0.1), {}});
    return site_noise_schema().normalize(Value(std::move(written)), "dropout.hidden");
  };
  CHECK_THROWS_WITH(
      read({{"scaling", Value("inference"), {}}}),
      Catch::Contains(
          "dropout.hidden.scaling = 'inference' does not go with concrete noise; allowed: none"));
  CHECK_THROWS_WITH(read({{"schedule", Value("early"), {}}}),
                    Catch::Contains("dropout.hidden.schedule = 'early' does not go with concrete "
                                    "noise, which learns its rate; delete it"));
  const Site stream{"embedding", {"batch", "time", "feature"}, {}, 0, 1, "values", false, true};
  CHECK_THROWS_WITH(check_site_noise(read({}), stream, "dropout.embedding"),
                    Catch::Contains("and site embedding has none; allowed: additive"));
  Site hidden{"hidden.0", {"batch", "feature"}, {"hidden"}, 0, 1};
  hidden.open_and_feeding("layers.1.weight");
  CHECK_NOTHROW(check_site_noise(read({}), hidden, "dropout.hidden"));
}

}  // namespace regsweep::concrete_test
