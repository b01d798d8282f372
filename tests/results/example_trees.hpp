// Trees that the tests of results share.
#pragma once

#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include "core/records.hpp"
#include "support/scratch_folder.hpp"

namespace regsweep {

inline std::string bytes_of(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Writes bytes without the care that publish takes: what a damaged disk leaves.
inline void put_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

template <class Element>
Array series(std::string name, std::vector<Element> data, std::string dimension,
             std::string units = "1", std::string long_name = "") {
  const auto length = static_cast<std::int64_t>(data.size());
  return {std::move(name),        std::move(data),  {length},
          {std::move(dimension)}, std::move(units), std::move(long_name)};
}

/// A small trial as the trainer emits it: curves, final numbers, parameters, provenance.
inline Group example_trial(int evaluations = 20, double offset = 0) {
  Group root;
  root.set_attribute("configuration", "{model: {kind: mlp}, seed: 3}");
  root.set_attribute("seed", 3);
  root.set_attribute("status", "done");
  root.set_attribute("diverged_step", -1);
  root.set_attribute("pairing_initialization", "00112233445566778899aabbccddeeff");
  root.set_attribute("pairing_order", "ffeeddccbbaa99887766554433221100");
  const std::vector<std::string> metrics{"train.loss_noisy", "train.loss",       "train.error",
                                         "validation.loss",  "validation.error", "test.loss",
                                         "test.error",       "learning_rate",    "gradient_norm"};
  std::vector<std::int64_t> steps;
  std::vector<double> epochs, losses;
  for (int i = 0; i < evaluations; ++i) {
    steps.push_back(100 * i);
    epochs.push_back(0.5 * i);
    losses.push_back(offset + 1.0 / (1 + i));
  }
  Group& curves = root.child("curves");
  curves.arrays = {series("step", steps, "step", "steps", "optimizer steps done"),
                   series("epoch", epochs, "step", "epochs", "passes over the data")};
  for (const std::string& metric : metrics) {
    curves.arrays.push_back(series(metric, losses, "step", "nats", metric + " in words"));
  }
  Group& last = root.child("final");  // the reference to curves is void from here on
  for (const std::string& metric : metrics) {
    last.add_scalar(metric, offset + 0.25, "nats", metric + " at the end");
    last.add_scalar("best." + metric, offset + 0.125, "nats", metric + " at the best validation");
  }
  Group& provenance = root.child("provenance");
  provenance.set_attribute("host", "here");
  provenance.arrays.push_back(
      series("wall_time", losses, "evaluation", "s", "seconds of computing"));
  return root;
}

/// Every type, shape and corner that a Group can hold.
inline Group every_type() {
  Group root;
  root.set_attribute("zulu", Value("text with ümlaut, \"quotes\"\nand a second line"));
  root.set_attribute("empty", Value(""));
  root.set_attribute("yes", Value(true));
  root.set_attribute("no", Value(false));
  root.set_attribute("integer", Value(std::numeric_limits<std::int64_t>::min()));
  root.set_attribute("number", Value(0.1));
  root.set_attribute("nan", Value(std::numeric_limits<double>::quiet_NaN()));
  root.set_attribute("nothing", Value());
  root.set_attribute("long", Value(std::string(100000, 'x')));
  root.arrays.push_back(
      series<std::int64_t>("step", {1, 2, -3}, "step", "steps", "optimizer steps done"));
  root.arrays.push_back(
      series<double>("loss", {-0.0, std::numeric_limits<double>::infinity(), std::nan("7")}, "step",
                     "nats", "loss"));
  root.arrays.push_back(series<float>("single", {0.1f, -1e-40f, 3e38f}, "step", "", ""));
  root.arrays.push_back(
      series<std::string>("words", {"", "größer", std::string(5000, 'w')}, "step", "", "words"));
  root.arrays.push_back({"table",
                         std::vector<double>{1, 2, 3, 4, 5, 6},
                         {3, 2},
                         {"step", "column"},
                         "1",
                         "no coordinate for column"});
  root.arrays.push_back({"scalar", std::vector<double>{2.5}, {}, {}, "s", ""});
  root.arrays.push_back({"scalar text", std::vector<std::string>{"one"}, {}, {}, "", ""});
  root.arrays.push_back(series<double>("nothing here", {}, "none"));
  root.arrays.push_back(series<std::string>("no words", {}, "none", ""));
  root.arrays.push_back({"flat", std::vector<float>{}, {0, 4}, {"none", "four"}, "1", ""});
  Group& inner = root.child("inner");
  inner.set_attribute("depth", 1);
  inner.arrays.push_back(series<double>("inherits", {1, 2, 3}, "step"));
  inner.arrays.push_back(series<double>("layers.0.bias", {1, 2}, "layers.0.bias.0"));
  Group& deepest = inner.child("deepest");
  deepest.arrays.push_back(
      series<double>("step", {0.5, 1.5}, "step", "s", "another step, of another length"));
  deepest.arrays.push_back(series<double>("on it", {7, 8}, "step"));
  deepest.arrays.push_back(
      {"on both", std::vector<double>{1, 2}, {2, 1}, {"column", "step.1"}, "1", ""});
  root.child("empty group");
  std::vector<double> many(5000);
  std::vector<float> weights(70000);
  for (std::size_t i = 0; i < many.size(); ++i) many[i] = std::sin(static_cast<double>(i));
  for (std::size_t i = 0; i < weights.size(); ++i) {
    weights[i] = static_cast<float>(std::cos(static_cast<double>(i)));
  }
  root.arrays.push_back(series("long series", many, "long", "1", "chunked and deflated"));
  root.arrays.push_back(series("long counts", std::vector<std::int64_t>(5000, 9), "long"));
  root.arrays.push_back({"weights", weights, {7, 10000}, {"rows", "columns"}, "1", "chunked"});
  return root;
}

}  // namespace regsweep
