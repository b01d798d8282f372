// regsweep-draws: prints what the library draws as JSON, for the comparison with the numpy
// rendering of the randomness contract.
//
//   regsweep-draws SEED STREAM STEP PASS COUNT
//       words, uniforms, normals of any stream and the order of epoch STEP
//   regsweep-draws mask SEED SITE STEP PASS RATE ROWS COLUMNS SHARE NOISE
//       multipliers of a site with axes {batch, feature}
//   regsweep-draws weights SEED KIND IN OUT
//       initial weight and bias of layers.0 (gaussian: deviation 0.01)
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include "models/initialization.hpp"
#include "random/draws.hpp"
#include "regularizers/site_noise.hpp"

using namespace regsweep;

namespace {

template <class Numbers>
std::string list(const Numbers& numbers) {
  return fmt::format("[{}]",
                     fmt::join(numbers, ","));  // shortest text that reads back to the same bits
}

std::uint32_t whole(const std::string& text) {
  return static_cast<std::uint32_t>(std::stoul(text));
}

void print_stream(const std::vector<std::string>& a) {
  const std::uint32_t seed = whole(a[0]), step = whole(a[2]), pass = whole(a[3]);
  const std::int64_t count = std::stoll(a[4]);
  const StreamKey key = stream_key(seed, a[1]);
  std::vector<double> flat(static_cast<std::size_t>(count)), normal(flat.size());
  uniforms(key, step, pass, count, flat.data());
  normals(key, step, pass, count, normal.data());
  fmt::print("{{\"words\":{},\"uniforms\":{},\"normals\":{},\"order\":{}}}\n",
             list(words(key, step, pass, count)), list(flat), list(normal),
             list(epoch_order(seed, step, count)));
}

void print_mask(const std::vector<std::string>& a) {
  SiteNoiseOptions options;
  options.rate = std::stod(a[4]);
  options.noise = a[8];
  if (a[7] != "none") options.share = {a[7]};
  const std::int64_t shape[] = {std::stoll(a[5]), std::stoll(a[6])};
  SiteNoise noise(options, {a[1], {"batch", "feature"}, {}, 0, 1}, whole(a[0]),
                  std::numeric_limits<std::int64_t>::max());
  const std::vector<real> multipliers =
      factors_of(noise.draw({true, whole(a[2]), whole(a[3])}, shape), shape[0] * shape[1]);
  fmt::print("{{\"multipliers\":{},\"scale\":1}}\n", list(multipliers));
}

void print_weights(const std::vector<std::string>& a) {
  const std::int64_t in = std::stoll(a[2]), out = std::stoll(a[3]);
  ParameterLayout layout;
  layout.add("layers.0.weight", {out, in});
  layout.add("layers.0.bias", {out});
  Initialization initialization;
  initialization.kind = a[1];
  Flat weights(layout.size());
  std::vector<std::vector<real>> made;
  for (const ParameterInfo& each : layout.all()) {
    initialize(initialization, whole(a[0]), each, in, weights);
    made.emplace_back(data(weights, each), data(weights, each) + each.size);
  }
  fmt::print("{{\"weight\":{},\"bias\":{}}}\n", list(made[0]), list(made[1]));
}

}  // namespace

int main(int count, char** arguments) {
  const std::vector<std::string> all(arguments + 1, arguments + count);
  const std::string first = all.empty() ? "" : all[0];
  const std::vector<std::string> rest(all.begin() + (first == "mask" || first == "weights"),
                                      all.end());
  if (first == "mask" && rest.size() == 9) {
    print_mask(rest);
  } else if (first == "weights" && rest.size() == 4) {
    print_weights(rest);
  } else if (rest.size() == 5) {
    print_stream(rest);
  } else {
    fmt::print(stderr,
               "regsweep-draws: see the opening comment of tests/support/draws.cpp for the "
               "arguments\n");
    return EXIT_FAILURE;
  }
}
