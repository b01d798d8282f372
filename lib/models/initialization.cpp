#include "models/initialization.hpp"

#include <cmath>

#include "random/draws.hpp"

namespace regsweep {

const Fields<Initialization>& initialization_fields() {
  using I = Initialization;
  static const Fields<I> fields =
      Fields<I>("initialization", "Distribution of the initial weights")
          .tag("kind", &I::kind,
               {{"pytorch", WeightDistribution::pytorch},
                {"he", WeightDistribution::he},
                {"glorot", WeightDistribution::glorot},
                {"gaussian", WeightDistribution::gaussian}},
               "distribution of the initial weights")
          .shorthand("kind")
          .alternative(Fields<I>(
              "pytorch",
              "weights and biases uniform in +-1/sqrt(fan_in), torch.nn.Linear's default"))
          .alternative(Fields<I>("he", "weights N(0, 2/fan_in), biases 0 (arXiv 1502.01852)"))
          .alternative(
              Fields<I>("glorot", "weights uniform in +-sqrt(6/(fan_in + fan_out)), biases 0"))
          .alternative(
              Fields<I>("gaussian", "weights N(0, deviation^2), biases 0")
                  .add("deviation", &I::deviation, "standard deviation of the weights", above(0)));
  return fields;
}

void initialize(const Initialization& initialization, std::uint32_t seed,
                const ParameterInfo& parameter, std::int64_t fan_in, Flat& weights) {
  const auto count = static_cast<std::int64_t>(parameter.size);
  const StreamKey key = stream_key(seed, "init/" + parameter.name);
  const double fan_out = static_cast<double>(parameter.shape.front()),
               fan = static_cast<double>(fan_in);
  std::vector<double> drawn(parameter.size, 0.0);
  const auto uniform_within = [&](double bound) {
    uniforms(key, 0, 0, count, drawn.data());
    for (double& each : drawn) each = bound * (2 * each - 1);
  };
  const auto normal_with = [&](double deviation) {
    normals(key, 0, 0, count, drawn.data());
    for (double& each : drawn) each *= deviation;
  };
  if (initialization.kind == WeightDistribution::pytorch) {
    uniform_within(1 / std::sqrt(fan));
  } else if (!parameter.matrix()) {
    drawn.assign(parameter.size, 0.0);
  } else if (initialization.kind == WeightDistribution::he) {
    normal_with(std::sqrt(2 / fan));
  } else if (initialization.kind == WeightDistribution::glorot) {
    uniform_within(std::sqrt(6 / (fan + fan_out)));
  } else {
    normal_with(initialization.deviation);
  }
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    weights[parameter.offset + i] = static_cast<real>(drawn[i]);
  }
}

}  // namespace regsweep
