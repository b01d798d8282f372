// Masks at a site: stream, sharing, scaling, schedules.
#include "regularizers/site_noise.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "random/draws.hpp"

namespace regsweep::site_noise_test {

const Site hidden{"hidden.1", {"batch", "feature"}, {"hidden"}, 1, 3};

SiteNoiseOptions noise(double rate, std::vector<std::string> share = {},
                       const std::string& scaling = "inverted") {
  SiteNoiseOptions options;
  options.rate = rate;
  options.share = std::move(share);
  options.scaling = scaling;
  return options;
}

std::vector<double> drawn(SiteNoise& site, std::int64_t rows, std::int64_t columns,
                          std::uint32_t step) {
  const std::int64_t shape[] = {rows, columns};
  const Draw draw = site.draw({true, step, 0}, shape);
  REQUIRE((draw.factors.each != nullptr || draw.factors.kept != nullptr));
  const std::vector<real> factors = factors_of(draw, rows * columns);
  return {factors.begin(), factors.end()};
}

TEST_CASE("site noise: element e of the mask is element e of the site's stream") {
  SiteNoise site(noise(0.37), hidden, 4, 100);
  const auto mask = drawn(site, 33, 301, 12);
  const auto made = words(stream_key(4, "site/hidden.1"), 12, 0, 33 * 301);
  for (std::size_t e = 0; e < mask.size(); ++e) {
    REQUIRE(mask[e] == Approx((made[e] >> 8) < drop_threshold(0.37) ? 0 : 1 / 0.63).epsilon(1e-6));
  }
}

TEST_CASE("site noise: shared axes carry one mask") {
  SiteNoise per_batch(noise(0.37, {"batch"}), hidden, 4, 100),
      per_example(noise(0.37, {"feature"}), hidden, 4, 100);
  const auto columns = drawn(per_batch, 9, 50, 0), rows = drawn(per_example, 50, 9, 0);
  const auto made = words(stream_key(4, "site/hidden.1"), 0, 0, 50);
  for (std::size_t b = 0; b < 9; ++b) {
    for (std::size_t c = 0; c < 50; ++c) {
      const bool dropped = (made[c] >> 8) < drop_threshold(0.37);
      REQUIRE((columns[b * 50 + c] == 0) == dropped);
      REQUIRE((rows[c * 9 + b] == 0) == dropped);
    }
  }
}

TEST_CASE("site noise: scaling decides what training and evaluation multiply by") {
  const std::int64_t shape[] = {4, 5};
  SiteNoise inverted(noise(0.2), hidden, 1, 100),
      inference(noise(0.2, {}, "inference"), hidden, 1, 100),
      none(noise(0.2, {}, "none"), hidden, 1, 100);
  REQUIRE(inverted.draw({false, 3, 0}, shape).identity());
  REQUIRE(none.draw({false, 3, 0}, shape).identity());
  REQUIRE(inference.draw({false, 3, 0}, shape).factors.kept == nullptr);
  REQUIRE(inference.draw({false, 3, 0}, shape).factors.scale == Approx(0.8));
  for (SiteNoise* site : {&inference, &none}) {
    for (const double each : drawn(*site, 4, 5, 3)) REQUIRE((each == 0 || each == 1));
  }
  for (const double each : drawn(inverted, 4, 5, 3)) REQUIRE((each == 0 || each == Approx(1.25)));
}

TEST_CASE("site noise: while the scheduled rate is 0 nothing is drawn") {
  SiteNoiseOptions options = noise(0.4);
  options.schedule.kind = RateShape::late;
  options.schedule.cutoff = 0.5;
  SiteNoise site(options, hidden, 1, 100);
  const std::int64_t shape[] = {4, 5};
  REQUIRE(site.draw({true, 49, 0}, shape).identity());
  REQUIRE(site.draw({true, 50, 0}, shape).factors.kept != nullptr);
}

TEST_CASE("site noise: without noise at the end, inference scaling stays") {
  SiteNoiseOptions options = noise(0.2, {}, "inference");
  options.schedule.kind = RateShape::off_at_end;
  options.schedule.steps = 10;
  SiteNoise site(options, hidden, 1, 100);
  const std::int64_t shape[] = {4, 5};
  for (const bool training : {true, false}) {
    for (const std::uint32_t step : {90, 99, 100}) {
      REQUIRE(site.draw({training, step, 0}, shape).factors.scale == Approx(0.8));
      REQUIRE(site.draw({training, step, 0}, shape).factors.kept == nullptr);
    }
  }
}

TEST_CASE("site noise: evaluation averages over the noise that training has, and not behind it") {
  const Site weights{"weights.0", {"out", "in"}, {"weights"}, 0, 1, "weights"};
  SiteNoiseOptions options = noise(0.2, {}, "moments");
  options.schedule.kind = RateShape::off_at_end;
  options.schedule.steps = 10;
  SiteNoise site(options, weights, 1, 100);
  const std::int64_t shape[] = {4, 5};
  REQUIRE(site.draw({false, 89, 0}, shape).variance == Approx(0.16));
  REQUIRE(site.draw({false, 90, 0}, shape).variance == 0);
  REQUIRE(site.draw({false, 90, 0}, shape).factors.scale == Approx(0.8));
}

TEST_CASE("site noise: masks along the batch need the whole batch's length, or are refused") {
  SiteNoiseOptions options = noise(0.37, {"feature"});
  options.noise = "regular";
  SiteNoise site(options, hidden, 1, 100);
  const std::int64_t shape[] = {4, 5};
  REQUIRE_NOTHROW(site.draw({.training = true, .first_row = 3, .batch_rows = 7}, shape));
  REQUIRE_THROWS_AS(site.draw({.training = true, .first_row = 3}, shape), ContractError);
}

TEST_CASE(
    "site noise: the halves of a batch carry the mask of the whole, also where a row is no whole "
    "number of blocks") {
  const std::int64_t whole_shape[] = {7, 5}, first_shape[] = {3, 5}, second_shape[] = {4, 5};
  for (const std::vector<std::string>& share :
       {std::vector<std::string>{}, {"feature"}, {"batch"}}) {
    SiteNoise site(noise(0.37, share), hidden, 4, 100);
    const std::vector<real> whole = factors_of(site.draw({true, 6, 0}, whole_shape), 35);
    std::vector<real> halves = factors_of(site.draw({true, 6, 0, 0}, first_shape), 15);
    const std::vector<real> second = factors_of(site.draw({true, 6, 0, 3}, second_shape), 20);
    halves.insert(halves.end(), second.begin(), second.end());
    REQUIRE(halves == whole);
    if (share.empty()) REQUIRE(std::vector<real>(whole.begin(), whole.begin() + 20) != second);
  }
}

TEST_CASE("site noise: only sites whose axis 0 is the batch have rows of a batch") {
  const Site weights{"weights.0", {"out", "in"}, {"weights"}, 0, 1, "weights"};
  const std::int64_t shape[] = {6, 5};
  SiteNoise site(noise(0.37), weights, 4, 100);
  const std::vector<real> at_start = factors_of(site.draw({true, 6, 0, 0}, shape), 30);
  REQUIRE(factors_of(site.draw({true, 6, 0, 3}, shape), 30) == at_start);
}

TEST_CASE(
    "site noise: at a causal site, pairs of a query and a key up to it have the mask of the whole "
    "square, also in parts of a batch") {
  const std::int64_t T = GENERATE(5, 16, 21);
  Site square{"block.0.attention", {"batch", "head", "query", "key"}, {}, 0, 1}, causal = square;
  causal.causal = true;
  SiteNoise every(noise(0.37), square, 4, 100), used(noise(0.37), causal, 4, 100);
  const std::int64_t shape[] = {5, 2, T, T}, part_shape[] = {2, 2, T, T};
  const std::vector<real> whole = factors_of(every.draw({true, 6, 0}, shape), 10 * T * T);
  const auto check = [&](std::int64_t first, std::int64_t rows) {
    const std::int64_t* lengths = rows == 5 ? shape : part_shape;
    const std::vector<real> drawn =
        factors_of(used.draw({true, 6, 0, first}, {lengths, 4}), rows * 2 * T * T);
    for (std::int64_t e = 0; e < rows * 2 * T * T; ++e) {
      if (e % T <= e / T % T) {
        REQUIRE(drawn[static_cast<std::size_t>(e)] ==
                whole[static_cast<std::size_t>(first * 2 * T * T + e)]);
      }
    }
  };
  check(0, 5);
  check(3, 2);
  check(1, 2);
}

}  // namespace regsweep::site_noise_test
