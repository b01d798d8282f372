#include "probes/measurements/example_probabilities.hpp"

#include <algorithm>
#include <cmath>

namespace regsweep {

float rounded_to_half(double x) {
  int exponent = 0;
  std::frexp(x, &exponent);  // |x| in [2^(exponent - 1), 2^exponent)
  // the distance of neighbours: 11 bits, or below 2^-14 that of the smallest numbers
  const double step = std::ldexp(1.0, std::max(exponent - 11, -24));
  return static_cast<float>(std::nearbyint(x / step) * step);
}

void ExampleProbabilities::see(const Seen& seen) {
  if (seen.noisy_pass) return;
  const std::int64_t K = seen.columns;
  std::vector<double> weights(static_cast<std::size_t>(K));
  for (std::int64_t b = 0; b < seen.piece.inputs.rows; ++b) {
    const real* z = seen.outputs + b * K;
    const auto largest = static_cast<double>(*std::max_element(z, z + K));
    double sum = 0;
    for (std::int64_t k = 0; k < K; ++k) {
      double& weight = weights[static_cast<std::size_t>(k)];
      weight = std::exp(static_cast<double>(z[k]) - largest);
      sum += weight;
    }
    for (const double weight : weights) probabilities.push_back(rounded_to_half(weight / sum));
    labels.push_back(seen.piece.targets.labels[b]);
  }
}

void ExampleProbabilities::finish(Group& root) const {
  if (labels.empty()) return;
  Group& made = root.child("examples");
  const auto examples = static_cast<std::int64_t>(labels.size());
  const auto classes = static_cast<std::int64_t>(probabilities.size()) / examples;
  made.arrays.push_back({part_ + ".probability",
                         probabilities,
                         {examples, classes},
                         {"example", "class"},
                         "1",
                         "probability of each class at the end",
                         true});
  made.arrays.push_back(
      {part_ + ".label", labels, {examples}, {"example"}, "1", "number of the right class"});
}

ProbeEntry probe_entry_example_probabilities() {
  ProbeEntry entry;
  entry.name = "example_probabilities";
  entry.summary = "Class probabilities and label of every example, at the end";
  entry.equation = "p = softmax(outputs), rounded to float16";
  entry.source = "-";
  entry.fields = {"evaluation.probabilities"};
  entry.needs = {.parts = {"test", "validation"}, .labels = true};
  entry.at_end = true;
  entry.records = {{"examples/<part>.probability",
                    {"example", "class"},
                    "1",
                    "probability of each class at the end"},
                   {"examples/<part>.label", {"example"}, "1", "number of the right class"}};
  entry.small_case = {{"evaluation.per_example", Value(true)},
                      {"evaluation.probabilities", Value(true)}};
  entry.wanted = [](const EvaluationOptions& options) { return options.probabilities; };
  entry.make = [](const ProbedPart& probed) {
    return std::make_unique<ExampleProbabilities>(probed.part);
  };
  return entry;
}

}  // namespace regsweep
