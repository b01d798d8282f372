// What an entry writes for a request, as numbers.
#pragma once

#include <vector>

#include "regularizers/noise_entry.hpp"

namespace regsweep::testing {

struct DrawnNoise {
  std::vector<double> multiplier, addend;  // empty where the entry writes none
};

/// `request` needs at least a rate and a count; its stream is that of site input, seed 6, unless it
/// names another.
inline DrawnNoise drawn_noise(const std::string& name, NoiseRequest request) {
  const NoiseEntry& entry = noise_entry(name);
  if (request.key.stream == 0) request.key = stream_key(6, "site/input");
  std::vector<real> multiplier(entry.multiplies ? static_cast<std::size_t>(request.count) : 0);
  std::vector<real> addend(entry.adds ? static_cast<std::size_t>(request.count) : 0);
  entry.draw(request, {entry.multiplies ? multiplier.data() : nullptr,
                       entry.adds ? addend.data() : nullptr});
  return {{multiplier.begin(), multiplier.end()}, {addend.begin(), addend.end()}};
}

struct SampleMoments {
  double mean = 0, variance = 0;
};

inline SampleMoments sample_moments(const std::vector<double>& x) {
  SampleMoments out;
  for (const double each : x) out.mean += each / static_cast<double>(x.size());
  for (const double each : x) {
    out.variance += (each - out.mean) * (each - out.mean) / static_cast<double>(x.size());
  }
  return out;
}

}  // namespace regsweep::testing
