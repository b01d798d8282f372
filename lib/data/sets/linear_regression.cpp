// Linear regression with a chosen spectrum, where the effect of dropout is known in closed form.
//
//   x_j ~ N(0, spectrum_j^2) independently
//   y = sum_j w_j x_j + noise * N(0, 1), in the training and in the test part
//
// w is `weights` if given, else w_j ~ N(0, 1) of stream "data/linear_regression/weights". Nothing
// is standardised, which would undo the spectrum. Streams ".../features", ".../noise" and
// ".../test/...".
#include <fmt/format.h>

#include "core/error.hpp"
#include "data/dataset_entry.hpp"
#include "data/synthetic.hpp"
#include "data/tabular.hpp"

namespace regsweep {
namespace {

struct LinearOptions : SyntheticOptions {
  LinearOptions() {
    examples = 1000;
    test_examples = 1000;
  }
  std::vector<double> spectrum{1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
  std::vector<double> weights;
  double noise = 0.1;
};

Fields<LinearOptions> linear_fields(const std::string& summary) {
  Fields<LinearOptions> fields("linear_regression", summary);
  fields
      .add("spectrum", &LinearOptions::spectrum,
           "standard deviation of each feature; its length is the number of features", at_least(0))
      .add("weights", &LinearOptions::weights,
           "the true weights, one per feature; empty: drawn from N(0, 1)")
      .add("noise", &LinearOptions::noise,
           "standard deviation of the noise on the targets, in training and test part",
           at_least(0));
  add_synthetic_fields(fields);
  return fields.finish([](Value& normalized, const Value&, const std::string& path) {
    const List& spectrum = normalized.at("spectrum").list();
    const Value& weights = normalized.at("weights");
    if (spectrum.empty()) {
      throw ConfigurationError(normalized.at("spectrum").where(),
                               fmt::format("{} is empty; give one standard deviation per feature",
                                           join_path(path, "spectrum")));
    }
    if (!weights.list().empty() && weights.list().size() != spectrum.size()) {
      throw ConfigurationError(
          weights.where(),
          fmt::format(
              "{} has {} numbers where spectrum has {}; give one weight per feature, or none",
              join_path(path, "weights"), weights.list().size(), spectrum.size()));
    }
  });
}

TabularPart linear_part(const LinearOptions& options, const std::vector<double>& weights,
                        const std::string& prefix, std::int64_t count) {
  const auto size = static_cast<std::int64_t>(weights.size());
  TabularPart part;
  part.features =
      set_normal_rows(options.seed, "linear_regression", prefix + "features", count, size);
  part.targets = set_normal_rows(options.seed, "linear_regression", prefix + "noise", count, 1);
  double* feature = part.features.data();
  for (std::size_t row = 0; row < part.targets.shape()[0]; ++row) {
    double& target = part.targets(row, 0);
    target *= options.noise;
    for (std::size_t j = 0; j < weights.size(); ++j, ++feature) {
      *feature *= options.spectrum[j];
      target += weights[j] * *feature;
    }
  }
  return part;
}

Dataset load_linear(const Value& normalized) {
  const LinearOptions options = linear_fields("").take(normalized);
  const auto size = static_cast<std::int64_t>(options.spectrum.size());
  check_size(normalized, options.examples + options.test_examples, size);
  const std::vector<double> weights =
      options.weights.empty() ? set_normals(options.seed, "linear_regression", "weights", size)
                              : options.weights;
  TabularSource source;
  source.name = "linear_regression";
  source.outputs = 1;
  source.train = linear_part(options, weights, "", options.examples);
  source.test = linear_part(options, weights, "test/", options.test_examples);
  return make_tabular_dataset(normalized, source, false);
}

}  // namespace

DatasetEntry dataset_entry_linear_regression() {
  DatasetEntry entry;
  entry.name = "linear_regression";
  entry.kind = "synthetic";
  entry.summary = "A linear function of gaussian features with a chosen spectrum (regression)";
  entry.size = "as you like";
  entry.source = "computed";
  entry.licence = "-";
  entry.schema = linear_fields(entry.summary).schema();
  entry.load = load_linear;
  entry.facts = [](const Value& normalized) {
    const LinearOptions options = linear_fields("").take(normalized);
    return restricted_facts(
        normalized,
        {"linear_regression", Task::regression, options.examples, options.test_examples},
        static_cast<std::int64_t>(options.spectrum.size()), 1);
  };
  return entry;
}

}  // namespace regsweep
