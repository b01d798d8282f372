// DropKey: what is added to logits, and what a softmax makes of it.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "random/draws.hpp"
#include "regularizers/site_noise.hpp"

namespace regsweep::drop_key_test {

constexpr std::int64_t batch = 3, heads = 2, length = 5;
const Site logits{"block.0.attention_logits",
                  {"batch", "head", "query", "key"},
                  {"attention_logits"},
                  0,
                  1,
                  "logits"};

std::vector<double> addends(double rate, std::vector<std::string> share = {}) {
  SiteNoiseOptions options;
  options.noise = "drop_key";
  options.rate = rate;
  options.scaling = "none";

  options.share = std::move(share);
  SiteNoise site(options, logits, 5, 100);
  const std::int64_t shape[] = {batch, heads, length, length};
  const Draw draw = site.draw({true, 4, 0}, shape);
  REQUIRE(draw.factors.ones());
  return {draw.addend, draw.addend + batch * heads * length * length};
}

TEST_CASE(
    "drop_key: element e is minus infinity where the stream drops, 0 elsewhere and on the "
    "diagonal") {
  const auto added = addends(0.37);
  const auto made =
      words(stream_key(5, "site/block.0.attention_logits"), 4, 0, batch * heads * length * length);
  int hidden = 0;
  for (std::size_t e = 0; e < added.size(); ++e) {
    const bool diagonal = e / length % length == e % length,
               dropped = !diagonal && (made[e] >> 8) < drop_threshold(0.37);
    REQUIRE(added[e] == (dropped ? -std::numeric_limits<double>::infinity() : 0.0));
    hidden += dropped;
  }
  REQUIRE(hidden > 20);
}

TEST_CASE("drop_key: share [query] hides a key from every query but its own") {
  const auto added = addends(0.5, {"query"});
  const auto made =
      words(stream_key(5, "site/block.0.attention_logits"), 4, 0, batch * heads * length);
  for (std::size_t e = 0; e < added.size(); ++e) {
    const std::size_t query = e / length % length, key = e % length, matrix = e / (length * length);
    const bool dropped = query != key && (made[matrix * length + key] >> 8) < drop_threshold(0.5);
    REQUIRE((added[e] != 0) == dropped);
  }
}

TEST_CASE(
    "drop_key: rows of attention sum to 1, and are dropped attention divided by what is left "
    "(DropAttention)") {
  const auto added = addends(0.37);
  for (std::size_t row = 0; row < added.size() / length; ++row) {
    const std::size_t query = row % length;
    double kept_sum = 0, all = 0, rest = 0;
    std::vector<double> attention, plain;
    for (std::size_t key = 0; key <= query; ++key) {  // causal
      const double logit = std::sin(1.3 * static_cast<double>(row * length + key));
      attention.push_back(std::exp(logit + added[row * length + key]));
      plain.push_back(std::exp(logit));
      kept_sum += attention.back();
      all += plain.back();
    }
    REQUIRE(kept_sum > 0);  // its own key is always there
    for (std::size_t key = 0; key <= query; ++key) {
      if (added[row * length + key] == 0) rest += plain[key] / all;
    }
    double sum = 0;
    for (std::size_t key = 0; key <= query; ++key) {
      const double dropped = added[row * length + key] == 0 ? plain[key] / all : 0;
      REQUIRE(attention[key] / kept_sum == Approx(dropped / rest).margin(1e-14));
      sum += attention[key] / kept_sum;
    }
    REQUIRE(sum == Approx(1).epsilon(1e-14));
  }
}

}  // namespace regsweep::drop_key_test
