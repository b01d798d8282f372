// The YAML map `optimizer`: defaults, shorthand, sentences.
#include "optimizers/options.hpp"

#include <catch2/catch.hpp>

#include "core/json.hpp"

namespace regsweep::options_test {

Value map(Map members) { return Value(std::move(members)); }
std::string normal(const Value& given) {
  return canonical_text(optimizer_fields().normalize(given, "optimizer"));
}
OptimizerOptions options(const Value& given) { return optimizer_fields().read(given, "optimizer"); }

TEST_CASE("defaults are PyTorch's, for each kind") {
  CHECK(normal(map({{"kind", "sgd", {}}, {"learning_rate", 0.1, {}}})) ==
        R"({"kind":"sgd","learning_rate":0.1,"momentum":0,)"
        R"("momentum_schedule":{"kind":"constant"},"nesterov":false,)"
        R"("schedule":{"kind":"constant","warmup":0}})");
  CHECK(normal(map({{"kind", "adam", {}}, {"learning_rate", 0.1, {}}})) ==
        R"({"beta1":0.9,"beta2":0.999,"epsilon":1e-08,"kind":"adam","learning_rate":0.1,)"
        R"("schedule":{"kind":"constant","warmup":0}})");
  CHECK(normal(map({{"kind", "adamw", {}}, {"learning_rate", 0.1, {}}})) ==
        R"({"beta1":0.9,"beta2":0.999,"epsilon":1e-08,"kind":"adamw","learning_rate":0.1,)"
        R"("schedule":{"kind":"constant","warmup":0},"weight_decay":0.01})");
  CHECK(normal(map({{"kind", "rmsprop", {}}, {"learning_rate", 0.1, {}}})) ==
        R"({"alpha":0.99,"epsilon":1e-08,"kind":"rmsprop","learning_rate":0.1,"momentum":0,)"
        R"("schedule":{"kind":"constant","warmup":0}})");
}

TEST_CASE("options carry what was written") {
  const OptimizerOptions read =
      options(map({{"kind", "sgd", {}},
                   {"learning_rate", 0.1, {}},
                   {"momentum", 0.99, {}},
                   {"momentum_schedule",
                    map({{"kind", "linear", {}}, {"initial", 0.5, {}}, {"over", 10, {}}}),
                    {}},
                   {"schedule", "cosine", {}},
                   {"gradient_clip", 1, {}}}));
  CHECK(read.gradient_clip == 1.0);
  CHECK(read.learning_rate_at(0, 100, 10) == 0.1);
  CHECK(read.learning_rate_at(50, 100, 10) == Approx(0.05));
  CHECK(read.momentum_at(0, 100, 10) == 0.5);
  CHECK(read.momentum_at(10, 100, 10) == 0.99);
  CHECK_FALSE(
      options(map({{"kind", "adam", {}}, {"learning_rate", 1, {}}})).gradient_clip.has_value());
}

TEST_CASE("normal forms are normal") {
  const Value given =
      map({{"kind", "sgd", {}},
           {"learning_rate", 0.1, {}},
           {"momentum", 0.9, {}},
           {"nesterov", true, {}},
           {"schedule", map({{"kind", "step", {}}, {"every", 10, {}}, {"factor", 0.5, {}}}), {}}});
  const Value once = optimizer_fields().normalize(given, "optimizer");
  CHECK(optimizer_fields().normalize(once, "optimizer") == once);
}

TEST_CASE("mistakes are told in one sentence") {
  CHECK_THROWS_WITH(options("sgd"),
                    "optimizer.learning_rate is missing; add 'learning_rate:' with a number with "
                    "learning_rate > 0: size of a step, "
                    "before the schedule");
  CHECK_THROWS_WITH(options(map({{"learning_rate", 0.1, {}}})),
                    "optimizer.kind is missing; choose one: sgd, adam, adamw, rmsprop");
  CHECK_THROWS_WITH(options(map({{"kind", "admw", {}}, {"learning_rate", 0.1, {}}})),
                    "optimizer.kind = 'admw' is unknown; did you mean 'adamw'?");
  CHECK_THROWS_WITH(options(map({{"kind", "sgd", {}}, {"learning_rate", 0, {}}})),
                    "optimizer.learning_rate = 0 violates learning_rate > 0; give a number with "
                    "learning_rate > 0");
  CHECK_THROWS_WITH(
      options(map({{"kind", "sgd", {}}, {"learning_rate", 0.1, {}}, {"momentum", 1, {}}})),
      "optimizer.momentum = 1 violates 0 <= momentum < 1; give a number with 0 <= momentum < 1");
  CHECK_THROWS_WITH(
      options(map({{"kind", "adam", {}}, {"learning_rate", 0.1, {}}, {"momentum", 0.9, {}}})),
      "unknown key 'momentum' in optimizer (kind: adam); allowed: kind, beta1, beta2, epsilon, "
      "learning_rate, schedule, "
      "gradient_clip");
  CHECK_THROWS_WITH(
      options(map({{"kind", "adam", {}}, {"learning_rate", 0.1, {}}, {"epsilon", 0, {}}})),
      "optimizer.epsilon = 0 violates epsilon >= 1e-30; give a number with epsilon >= 1e-30");
  CHECK_THROWS_WITH(
      options(map({{"kind", "sgd", {}}, {"learning_rate", 0.1, {}}, {"gradient_clip", 0, {}}})),
      "optimizer.gradient_clip = 0 violates gradient_clip > 0; give a number with gradient_clip > "
      "0");
}

TEST_CASE("numbers that do not go together are refused") {
  CHECK_THROWS_WITH(
      options(map({{"kind", "sgd", {}}, {"learning_rate", 0.1, {}}, {"nesterov", true, {}}})),
      "optimizer.nesterov is true, but optimizer.momentum is 0; add momentum: <number in 0 < "
      "momentum < 1> or set "
      "nesterov: false");
  CHECK_THROWS_WITH(
      options(map({{"kind", "sgd", {}},
                   {"learning_rate", 0.1, {}},
                   {"momentum_schedule", map({{"kind", "linear", {}}, {"over", 10, {}}}), {}}})),
      "optimizer.momentum_schedule leads to optimizer.momentum, which is 0; add momentum: <number "
      "in 0 < momentum < 1>, "
      "the final one");
  CHECK_THROWS_WITH(
      options(map({{"kind", "sgd", {}},
                   {"learning_rate", 0.1, {}},
                   {"schedule", map({{"kind", "cosine", {}}, {"minimum", 0.2, {}}}), {}}})),
      "optimizer.schedule.minimum = 0.2 is above optimizer.learning_rate = 0.1; give at most 0.1");
  CHECK_NOTHROW(
      options(map({{"kind", "sgd", {}},
                   {"learning_rate", 0.1, {}},
                   {"schedule", map({{"kind", "cosine", {}}, {"minimum", 0.1, {}}}), {}}})));
}

}  // namespace regsweep::options_test
