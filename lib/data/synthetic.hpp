// What computed datasets share: how many examples there are, and the numbers that they are made of.
//
// An example is a function of the set's seed and of its own index, so larger sets contain smaller
// ones. `examples` is the size of the training part, from which `train` and `validation` are drawn;
// the test part has numbers of its own (streams "test/...").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/fields.hpp"
#include "data/rows_view.hpp"
#include "random/philox.hpp"

namespace regsweep {

struct SyntheticOptions {
  std::int64_t examples = 10000;
  std::int64_t test_examples = 10000;
  std::uint32_t seed = 0;
};

/// Adds the fields examples, test_examples and seed to those of a set whose options derive from
/// SyntheticOptions.
template <class Options>
void add_synthetic_fields(Fields<Options>& fields) {
  fields
      .add("examples", static_cast<std::int64_t Options::*>(&SyntheticOptions::examples),
           "size of the training part, from which train and validation are drawn", between(1, 1e8))
      .add("test_examples", static_cast<std::int64_t Options::*>(&SyntheticOptions::test_examples),
           "size of the test part", between(1, 1e8))
      .add("seed", static_cast<std::uint32_t Options::*>(&SyntheticOptions::seed),
           "seed of the set itself; the seeds of trials do not change the data",
           between(0, 4294967295.0));
}

/// `count` standard normals or uniforms of the stream "data/<set>/<what>".
std::vector<double> set_normals(std::uint32_t seed, std::string_view set, std::string_view what,
                                std::int64_t count);
std::vector<double> set_uniforms(std::uint32_t seed, std::string_view set, std::string_view what,
                                 std::int64_t count);

/// The same normals as rows, [rows, columns].
DoubleRows set_normal_rows(std::uint32_t seed, std::string_view set, std::string_view what,
                           std::int64_t rows, std::int64_t columns);

/// ConfigurationError at `normalized` when rows x columns would not fit in memory by any means
/// (over 2^32 numbers).
void check_size(const Value& normalized, std::int64_t rows, std::int64_t columns);

}  // namespace regsweep
