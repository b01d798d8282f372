// Two moons: two interleaved half circles with gaussian noise, a classification task that can be
// drawn.
//
//   t uniform in [0, pi]
//   class 0: (cos t, sin t) + noise * N(0, I)
//   class 1: (1 - cos t, 1/2 - sin t) + noise * N(0, I)
//
// Example i has class i mod 2, so that the classes are balanced; streams "data/two_moons/angle",
// ".../noise" and ".../test/...".
#include <cmath>
#include <numbers>

#include "data/dataset_entry.hpp"
#include "data/synthetic.hpp"
#include "data/tabular.hpp"

namespace regsweep {
namespace {

struct MoonsOptions : SyntheticOptions {
  MoonsOptions() {
    examples = 1000;
    test_examples = 1000;
  }
  double noise = 0.1;
};

Fields<MoonsOptions> moons_fields(const std::string& summary) {
  Fields<MoonsOptions> fields("two_moons", summary);
  fields.add("noise", &MoonsOptions::noise,
             "standard deviation of the gaussian noise on the points", at_least(0));
  add_synthetic_fields(fields);
  return fields;
}

TabularPart moons(const MoonsOptions& options, const std::string& prefix, std::int64_t count) {
  const std::vector<double> position =
      set_uniforms(options.seed, "two_moons", prefix + "angle", count);
  const std::vector<double> noise =
      set_normals(options.seed, "two_moons", prefix + "noise", 2 * count);
  TabularPart part;
  part.features = DoubleRows::from_shape({position.size(), 2});
  for (std::size_t i = 0; i < position.size(); ++i) {
    const bool inner = i % 2 == 1;
    const double angle = std::numbers::pi * position[i];
    part.features(i, 0) =
        (inner ? 1 - std::cos(angle) : std::cos(angle)) + options.noise * noise[2 * i];
    part.features(i, 1) =
        (inner ? 0.5 - std::sin(angle) : std::sin(angle)) + options.noise * noise[2 * i + 1];
    part.labels.push_back(inner ? 1 : 0);
  }
  return part;
}

Dataset load_moons(const Value& normalized) {
  const MoonsOptions options = moons_fields("").take(normalized);
  TabularSource source;
  source.name = "two_moons";
  source.task = Task::classification;
  source.outputs = 2;
  source.class_names = {"outer", "inner"};
  source.train = moons(options, "", options.examples);
  source.test = moons(options, "test/", options.test_examples);
  return make_tabular_dataset(normalized, source, false);
}

}  // namespace

DatasetEntry dataset_entry_two_moons() {
  DatasetEntry entry;
  entry.name = "two_moons";
  entry.kind = "synthetic";
  entry.summary = "Two interleaved half circles in the plane (two classes)";
  entry.size = "as you like, 2 features";
  entry.source = "computed";
  entry.licence = "-";
  entry.schema = moons_fields(entry.summary).schema();
  entry.load = load_moons;
  entry.facts = [](const Value& normalized) {
    const MoonsOptions options = moons_fields("").take(normalized);
    return restricted_facts(
        normalized, {"two_moons", Task::classification, options.examples, options.test_examples}, 2,
        2);
  };
  return entry;
}

}  // namespace regsweep
