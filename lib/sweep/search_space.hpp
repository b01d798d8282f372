// Search space: keys whose values a tuned comparison looks for, and the points that are tried.
//
//   {log: [low, high]}      u -> low (high / low)^u
//   {uniform: [low, high]}  u -> low + u (high - low)
//   [a, b, c]               u -> the value floor(3 u)
//
// u of point b (0, 1, ...) lies in [0, 1) and belongs to the key alone:
//
//   random   the uniform b of the stream "search/<key>" of the search seed (random/draws.hpp)
//   halton   the digits of b + 1, mirrored at the point, in a base of the key's own: 2, 3, 5, ...
//   in
//            the order of first appearance (Halton 1960, "On the efficiency of certain
//            quasi-random sequences of points")
//
// So keys are independent of each other, arms that share a key try the same values, and the first
// points of a larger budget are those of a smaller one. Numbers are rounded to four digits.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sweep/paths.hpp"

namespace regsweep {

enum class Sampler { random, halton };

struct SearchKey {
  enum class Scale { logarithmic, uniform, list };

  std::string path;               // as it was written, "dropout.hidden"
  std::vector<std::string> keys;  // {dropout, hidden, rate}
  Location where;
  Scale scale = Scale::uniform;
  double low = 0, high = 0;  // of a range; low < high
  bool integers = false;     // the field takes whole numbers
  List values;               // of a list
  std::size_t number = 0;    // place in the order of first appearance

  /// The value at u in [0, 1).
  Value at(double u) const;
};

/// One key of `tune.search` or `tune.also`. ConfigurationError for what is no range or list, and
/// for a path that does not exist.
SearchKey read_search_key(const Member& member, const Schema& schema);

/// u of point `point` of the key.
double position_of(const SearchKey& key, Sampler sampler, std::uint32_t search_seed,
                   std::int64_t point);

/// The first `count` points of the Halton sequence in a base of at least 2: 1/2, 1/4, 3/4, ... in
/// base 2.
double radical_inverse(std::int64_t number, std::int64_t base);

}  // namespace regsweep
