// Initial weights by the randomness contract: element e of parameter P uses stream "init/P", step
// 0, pass 0.
//
//   pytorch   weight and bias uniform in [-1/sqrt(fan_in), 1/sqrt(fan_in)]
//             (torch.nn.Linear's default)
//   he        weight N(0, 2/fan_in), bias 0 (He et al. 2015, arXiv 1502.01852)
//   glorot    weight uniform in +-sqrt(6/(fan_in + fan_out)), bias 0
//             (Glorot & Bengio 2010; Keras' default)
//   gaussian  weight N(0, deviation^2), bias 0
#pragma once

#include <cstdint>

#include "core/fields.hpp"
#include "tensor/parameters.hpp"

namespace regsweep {

enum class WeightDistribution { pytorch, he, glorot, gaussian };

struct Initialization {
  WeightDistribution kind = WeightDistribution::pytorch;
  double deviation = 0.01;
};

const Fields<Initialization>& initialization_fields();

/// Fills one parameter; a weight is [out, in] and gives its own fans, a bias belongs to a weight
/// with `fan_in` inputs.
void initialize(const Initialization& initialization, std::uint32_t seed,
                const ParameterInfo& parameter, std::int64_t fan_in, Flat& weights);

}  // namespace regsweep
