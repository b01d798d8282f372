// Revisions: what a correction concerns is another trial, what it does not concern is the same.
#include "training/revisions.hpp"

#include <catch2/catch.hpp>

#include "core/json.hpp"
#include "support/small_trial.hpp"

namespace regsweep::revisions_test {

using namespace testing;

using Changes = std::vector<std::pair<std::string, Value>>;

// Noise at a placement, and further changes.
Changes noise(const Changes& fields, const Changes& more = {},
              const std::string& placement = "hidden") {
  Changes all{{"dropout." + placement, Value(0.37)}};
  for (const auto& [key, value] : fields) {
    all.emplace_back("dropout." + placement + "." + key, value);
  }
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

Value axes(const char* axis) { return Value(List{Value(axis)}); }

struct Concerned {
  const char* revision;
  Changes changes;
};

std::vector<Concerned> concerned() {
  const auto ends = [](const char* scaling, const char* placement) {
    return noise({{"scaling", Value(scaling)}, {"schedule", Value("off_at_end")}}, {}, placement);
  };
  const auto along = [](const char* kind, const char* scaling, const char* in_parts) {
    return noise({{"noise", Value(kind)}, {"scaling", Value(scaling)}, {"share", axes("feature")}},
                 {{in_parts, Value(3)}});
  };
  return {{"off_at_end_scale", ends("inference", "hidden")},
          {"off_at_end_scale", ends("moments", "weights")},
          {"masks_of_parts", along("block", "inverted", "training.accumulation")},
          {"masks_of_parts", along("regular", "none", "evaluation.monte_carlo")},
          {"masks_of_parts", along("bernoulli", "renormalize", "training.accumulation")},
          {"evaluated_parameters",
           {{"regularizers.weight_averaging", Value("ema")},
            {"training.save_parameters", Value(List{Value("last")})}}}};
}

TEST_CASE(
    "a configuration that a correction concerns carries it, and is what it is when read again") {
  for (const Concerned& each : concerned()) {
    const Value trial = small_trial(each.changes);
    INFO(trial.shown());
    REQUIRE(trial.find("revisions") != nullptr);
    CHECK(trial.at("revisions") == Value(List{Value(each.revision)}));
    CHECK(canonical_text(resolve_trial(trial)) == canonical_text(trial));
    CHECK_NOTHROW(trial_of(trial));
    Value before = trial;  // as a program of before wrote it into its plan
    before.erase("revisions");
    CHECK_THROWS_WITH(trial_of(before),
                      Catch::Contains(each.revision) &&
                          Catch::Contains("plan the sweep again with `regsweep plan"));
    CHECK(canonical_text(resolve_trial(before)) == canonical_text(trial));
  }
}

TEST_CASE("a configuration that no correction concerns stays as it was") {
  const Changes parts{{"training.accumulation", Value(3)}};
  for (const Changes& changes :
       std::vector<Changes>{{},
                            noise({{"scaling", Value("inference")}}),
                            noise({{"schedule", Value("off_at_end")}}),
                            noise({{"noise", Value("block")}}, parts),
                            noise({{"noise", Value("block")}, {"share", axes("feature")}}),
                            noise({{"noise", Value("regular")}, {"share", axes("batch")}}, parts),
                            noise({{"share", axes("feature")}}, parts),
                            {{"regularizers.weight_averaging", Value("ema")}},
                            {{"training.save_parameters", Value(List{Value("last")})}}}) {
    const Value trial = small_trial(changes);
    INFO(trial.shown());
    CHECK(trial.find("revisions") == nullptr);
    CHECK_NOTHROW(trial_of(trial));
  }
}

TEST_CASE("a mask of one number that is never dropped is refused, and so is an old plan of one") {
  const auto all_shared = [](const char* scaling) {
    return noise(
        {{"scaling", Value(scaling)}, {"share", Value(List{Value("batch"), Value("feature")})}});
  };
  CHECK_THROWS_WITH(small_trial(all_shared("renormalize")),
                    Catch::Contains("a row is one number, which would never be dropped; leave an "
                                    "axis out of share, or use scaling: inverted"));
  Value before = small_trial(all_shared("inverted"));
  before.find("dropout")->find("hidden.0")->set("scaling", Value("renormalize"));
  CHECK_THROWS_WITH(trial_of(before), Catch::Contains("never dropped"));
}

TEST_CASE("revisions are not for users") {
  Value written = small_trial();
  written.set("revisions", Value(List{Value("masks_of_parts")}));
  CHECK_THROWS_WITH(resolve_trial(written), Catch::Contains("written by regsweep"));
}

}  // namespace regsweep::revisions_test
