// Teacher: inputs labelled by a random network, so that the truth is known and the student can have
// any size relative to it.
//
//   z ~ N(0, I)
//   h = relu(W h + b) through the layers `hidden`, from h = z
//   outputs = V h, each shifted and scaled to mean 0 and standard deviation 1
//   classification: the label is the largest output; regression: the targets are the outputs
//   the student sees x = z + input_noise * N(0, I), in all parts
//
// Wrong training labels are the common field label_noise. Weights of a matrix with n inputs are
// N(0, 2/n), biases N(0, 0.1^2), so that each layer keeps the size of what it gets. Shift and scale
// are those of 2,000 probe inputs, not of the examples: without them a deep teacher hardly uses
// some classes, with them an example still does not depend on the others. Streams
// "data/teacher/weights.<i>", ".../biases.<i>", ".../probes", ".../inputs", ".../input_noise" and
// ".../test/...".
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "core/error.hpp"
#include "data/dataset_entry.hpp"
#include "data/synthetic.hpp"
#include "data/tabular.hpp"

namespace regsweep {
namespace {

constexpr double bias_deviation = 0.1;
constexpr std::int64_t probes = 2000;

struct TeacherOptions : SyntheticOptions {
  Task task = Task::classification;
  std::int64_t inputs = 20;
  std::vector<std::int64_t> hidden{30};
  std::int64_t outputs = 5;
  double input_noise = 0;
};

Fields<TeacherOptions> teacher_fields(const std::string& summary) {
  Fields<TeacherOptions> fields("teacher", summary);
  fields
      .choice("task", &TeacherOptions::task,
              {{"classification", Task::classification}, {"regression", Task::regression}},
              "what the teacher's outputs are")
      .add("inputs", &TeacherOptions::inputs, "number of features", between(1, 1e6))
      .add("hidden", &TeacherOptions::hidden,
           "units of the teacher's hidden layers; [] is a linear teacher", between(1, 1e6))
      .add("outputs", &TeacherOptions::outputs, "classes, or target columns", between(1, 1e6))
      .add("input_noise", &TeacherOptions::input_noise,
           "standard deviation of gaussian noise that the student sees on the inputs and the "
           "teacher does not",
           at_least(0));
  add_synthetic_fields(fields);
  return fields.finish([](Value& normalized, const Value&, const std::string& path) {
    if (normalized.at("task").text() == "classification" &&
        normalized.at("outputs").integer() < 2) {
      throw ConfigurationError(normalized.at("outputs").where(),
                               fmt::format("{} = 1 violates outputs >= 2 for classification; give "
                                           "more classes, or task: regression",
                                           join_path(path, "outputs")));
    }
  });
}

struct Layer {
  std::size_t inputs, outputs;
  std::vector<double>
      weights;  // [inputs, outputs]: the inner loop runs over units and is vectorized
  std::vector<double> biases;
};

std::vector<Layer> teacher_layers(const Value& normalized, const TeacherOptions& options) {
  std::vector<std::int64_t> sizes{options.inputs};
  sizes.insert(sizes.end(), options.hidden.begin(), options.hidden.end());
  sizes.push_back(options.outputs);
  std::vector<Layer> layers;
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
    check_size(normalized, sizes[i], sizes[i + 1]);
    Layer layer{
        static_cast<std::size_t>(sizes[i]), static_cast<std::size_t>(sizes[i + 1]),
        set_normals(options.seed, "teacher", fmt::format("weights.{}", i), sizes[i] * sizes[i + 1]),
        set_normals(options.seed, "teacher", fmt::format("biases.{}", i), sizes[i + 1])};
    for (double& weight : layer.weights) weight *= std::sqrt(2.0 / static_cast<double>(sizes[i]));
    for (double& bias : layer.biases) bias *= bias_deviation;
    layers.push_back(std::move(layer));
  }
  return layers;
}

// The teacher's outputs for one example.
std::vector<double> teach(const std::vector<Layer>& layers, std::span<const double> input) {
  std::vector<double> values(input.begin(), input.end());
  for (std::size_t l = 0; l < layers.size(); ++l) {
    const Layer& layer = layers[l];
    std::vector<double> next = layer.biases;
    for (std::size_t i = 0; i < layer.inputs; ++i) {
      const double* weights = layer.weights.data() + i * layer.outputs;
      const double value = values[i];
      for (std::size_t j = 0; j < layer.outputs; ++j) next[j] += value * weights[j];
    }
    if (l + 1 < layers.size()) {
      for (double& each : next) each = std::max(each, 0.0);
    }
    values = std::move(next);
  }
  return values;
}

// Gives each output mean 0 and standard deviation 1 over the probe inputs, by changing the last
// layer. An output that does not vary (all its hidden units are silent) is only shifted.
void standardise_outputs(const TeacherOptions& options, std::vector<Layer>& layers) {
  Layer& last = layers.back();
  std::vector<double> sums(last.outputs);
  std::vector<double> squares(last.outputs);
  const DoubleRows drawn =
      set_normal_rows(options.seed, "teacher", "probes", probes, options.inputs);
  std::fill(last.biases.begin(), last.biases.end(), 0.0);
  for (std::size_t probe = 0; probe < probes; ++probe) {
    const std::vector<double> outputs = teach(layers, RowsView<double>(drawn).row(probe));
    for (std::size_t j = 0; j < outputs.size(); ++j) {
      sums[j] += outputs[j];
      squares[j] += outputs[j] * outputs[j];
    }
  }
  for (std::size_t j = 0; j < last.outputs; ++j) {
    const double mean = sums[j] / probes, variance = squares[j] / probes - mean * mean;
    const double scale = variance > 1e-12 ? 1 / std::sqrt(variance) : 1;
    last.biases[j] = -mean * scale;
    for (std::size_t i = 0; i < last.inputs; ++i) last.weights[i * last.outputs + j] *= scale;
  }
}

TabularPart teacher_part(const TeacherOptions& options, const std::vector<Layer>& layers,
                         const std::string& prefix, std::int64_t count) {
  TabularPart part;
  part.features =
      set_normal_rows(options.seed, "teacher", prefix + "inputs", count, options.inputs);
  if (options.task == Task::regression) {
    part.targets = DoubleRows::from_shape({part.features.shape()[0], layers.back().outputs});
  }
  for (std::size_t i = 0; i < part.features.shape()[0]; ++i) {
    const std::vector<double> outputs = teach(layers, RowsView<double>(part.features).row(i));
    if (options.task == Task::regression) {
      for (std::size_t j = 0; j < outputs.size(); ++j) part.targets(i, j) = outputs[j];
    } else {
      part.labels.push_back(static_cast<std::int32_t>(
          std::max_element(outputs.begin(), outputs.end()) - outputs.begin()));
    }
  }
  if (options.input_noise > 0) {
    const std::vector<double> noise =
        set_normals(options.seed, "teacher", prefix + "input_noise", count * options.inputs);
    double* feature = part.features.data();
    for (std::size_t i = 0; i < noise.size(); ++i) feature[i] += options.input_noise * noise[i];
  }
  return part;
}

Dataset load_teacher(const Value& normalized) {
  const TeacherOptions options = teacher_fields("").take(normalized);
  check_size(normalized, options.examples + options.test_examples,
             options.inputs + options.outputs);
  check_size(normalized, probes, options.inputs);
  std::vector<Layer> layers = teacher_layers(normalized, options);
  standardise_outputs(options, layers);
  TabularSource source;
  source.name = "teacher";
  source.task = options.task;
  source.outputs = options.outputs;
  if (options.task == Task::classification) {
    for (std::int64_t label = 0; label < options.outputs; ++label) {
      source.class_names.push_back(std::to_string(label));
    }
  }
  source.train = teacher_part(options, layers, "", options.examples);
  source.test = teacher_part(options, layers, "test/", options.test_examples);
  return make_tabular_dataset(normalized, source, false);
}

}  // namespace

DatasetEntry dataset_entry_teacher() {
  DatasetEntry entry;
  entry.name = "teacher";
  entry.kind = "synthetic";
  entry.summary = "Gaussian inputs labelled by a random network";
  entry.size = "as you like";
  entry.source = "computed";
  entry.licence = "-";
  entry.schema = teacher_fields(entry.summary).schema();
  entry.load = load_teacher;
  entry.facts = [](const Value& normalized) {
    const TeacherOptions options = teacher_fields("").take(normalized);
    return restricted_facts(normalized,
                            {"teacher", options.task, options.examples, options.test_examples},
                            options.inputs, options.outputs);
  };
  return entry;
}

}  // namespace regsweep
