// The YAML map of a placement: normal form and refusals.
#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "regularizers/site_noise.hpp"

namespace regsweep::site_noise_options_test {

Value options(Map map) {
  return site_noise_schema().normalize(Value(std::move(map)), "dropout.hidden");
}

std::string refusal(Map map) {
  try {
    options(std::move(map));
  } catch (const ConfigurationError& error) {
    return error.what();
  }
  return "accepted";
}

TEST_CASE(
    "noise options: a bare number is the rate, keep is its complement, and both mean the same "
    "text") {
  const Value bare = site_noise_schema().normalize(Value(0.2), "dropout.hidden");
  REQUIRE(canonical_text(bare) == canonical_text(options({{"keep", Value(0.8), {}}})));
  REQUIRE(read_site_noise(bare).rate == 0.2);
  REQUIRE(read_site_noise(bare).scaling == "inverted");
  REQUIRE(canonical_text(site_noise_schema().normalize(bare, "")) == canonical_text(bare));
}

TEST_CASE("noise options: what is refused, and how") {
  REQUIRE(refusal({{"rate", Value(1.0), {}}}) ==
          "dropout.hidden.rate = 1 violates 0 <= rate < 1; give a number with 0 <= rate < 1");
  REQUIRE(refusal({{"keep", Value(0), {}}}) ==
          "dropout.hidden.keep = 0 violates 0 < keep <= 1; give a number with 0 < keep <= 1");
  REQUIRE(refusal({{"rate", Value(0.1), {}}, {"keep", Value(0.9), {}}}) ==
          "dropout.hidden: rate and keep are both given, but keep is 1 - rate; delete one");
  REQUIRE(refusal({{"p", Value(0.1), {}}}).find("Srivastava's p") != std::string::npos);
  REQUIRE(refusal({{"rate", Value(0.1), {}}, {"noise", Value("gausian"), {}}}) ==
          "dropout.hidden.noise = 'gausian' is unknown; did you mean 'gaussian'?");
  REQUIRE(
      refusal({{"rate", Value(0.1), {}},
               {"noise", Value("gaussian"), {}},
               {"scaling", Value("inference"), {}}}) ==
      "dropout.hidden.scaling = 'inference' does not go with gaussian noise; allowed: inverted");
  REQUIRE(refusal({{"rate", Value(0.1), {}},
                   {"share", Value(List{Value("batch"), Value("batch")}), {}}}) ==
          "dropout.hidden.share names 'batch' twice; name each axis once");
}

TEST_CASE("noise options: a shared axis must exist at the site") {
  const Site site{"hidden.0", {"batch", "feature"}, {"hidden"}, 0, 1};
  const Value given =
      options({{"rate", Value(0.1), {}}, {"share", Value(List{Value("time")}), {}}});
  REQUIRE_THROWS_WITH(check_site_noise(given, site, "dropout.hidden"),
                      "dropout.hidden.share names 'time', which site hidden.0 does not have; "
                      "allowed: batch, feature");
}

TEST_CASE("noise options: a site refuses noise that makes no sense there") {
  const Site logits{"block.0.attention_logits",
                    {"batch", "head", "query", "key"},
                    {"attention_logits"},
                    0,
                    1,
                    "logits"};
  const std::string refused = [&] {
    try {
      check_site_noise(options({{"rate", Value(0.1), {}}}), logits, "dropout.attention_logits");
    } catch (const ConfigurationError& error) {
      return std::string(error.what());
    }
    return std::string("accepted");
  }();
  REQUIRE(
      refused.rfind(
          "dropout.attention_logits.noise = 'bernoulli' does not act on logits, which is what site "
          "block.0.attention_logits holds; allowed: ",
          0) == 0);
}

TEST_CASE(
    "noise options: noise whose strength is no probability has its own key, and its own scaling") {
  const Value given =
      options({{"noise", Value("additive_gaussian"), {}}, {"deviation", Value(1.7), {}}});
  REQUIRE(read_site_noise(given).rate == 1.7);
  REQUIRE(read_site_noise(given).scaling == "none");
  REQUIRE(given.find("rate") == nullptr);
  REQUIRE(canonical_text(site_noise_schema().normalize(given, "")) == canonical_text(given));
  REQUIRE(refusal({{"noise", Value("additive_gaussian"), {}}, {"rate", Value(0.1), {}}}) ==
          "dropout.hidden: additive_gaussian noise has no rate; give deviation: <number with "
          "deviation >= 0>, standard deviation of what "
          "is added, in the units of the site");
  REQUIRE(refusal({{"noise", Value("additive_uniform"), {}}})
              .find("dropout.hidden has no magnitude; add magnitude: ") == 0);
  REQUIRE(refusal({{"rate", Value(0.1), {}}, {"deviation", Value(0.1), {}}})
              .find("unknown key 'deviation'") == 0);
}

TEST_CASE("noise options: numbers of an entry have defaults and are checked") {
  const Value given = options({{"noise", Value("block"), {}}, {"rate", Value(0.37), {}}});
  REQUIRE(read_site_noise(given).numbers == std::vector<double>{8});
  REQUIRE(
      refusal({{"noise", Value("block"), {}}, {"rate", Value(0.37), {}}, {"size", Value(1.5), {}}})
          .find("an integer") != std::string::npos);
}

TEST_CASE("noise options: attention that is renormalized is drop_key") {
  const Site attention{"block.0.attention", {"batch", "head", "query", "key"}, {"attention"}, 0, 1};
  const Value given = options({{"rate", Value(0.1), {}}, {"scaling", Value("renormalize"), {}}});
  REQUIRE_THROWS_AS(check_site_noise(given, attention, "dropout.attention"), ConfigurationError);
  REQUIRE_NOTHROW(check_site_noise(
      given, {"block.0.head", {"batch", "head", "time", "feature"}, {"head"}, 0, 1},
      "dropout.head"));
}

}  // namespace regsweep::site_noise_options_test
