// Golden values of PyTorch (made by make_golden.py) and the problem that they belong to, made again from the randomness contract.
#pragma once

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "models/mlp.hpp"
#include "random/draws.hpp"
#include "tensor/kernels/loss.hpp"

namespace regsweep::golden {

inline std::ifstream open_golden(const std::string& name) {
  std::ifstream file(std::string(REGSWEEP_SOURCE_DIR) + "/tests/golden/" + name, std::ios::binary);
  REQUIRE(file.good());
  return file;
}

/// "relu/layers.0.weight" -> its numbers, row-major, of the files `stem`.txt and `stem`.bin.
inline std::map<std::string, std::vector<double>> read_gradients(const std::string& stem) {
  std::map<std::string, std::vector<double>> all;
  std::ifstream text = open_golden(stem + ".txt"), binary = open_golden(stem + ".bin");
  for (std::string line; std::getline(text, line);) {
    if (line.starts_with('#')) continue;
    std::istringstream words(line);
    std::string name;
    std::int64_t offset = 0, length = 0, size = 1;
    words >> name >> offset;
    while (words >> length) size *= length;
    std::vector<double>& values = all[name];
    values.resize(static_cast<std::size_t>(size));
    binary.seekg(offset * 8);
    binary.read(reinterpret_cast<char*>(values.data()), size * 8);
    REQUIRE(binary.good());
  }
  return all;
}

/// The losses of a trajectory as PyTorch gives them in double precision.
inline std::vector<double> read_trajectory(const std::string& name, const std::string& file = "trajectories.txt") {
  std::ifstream text = open_golden(file);
  for (std::string line; std::getline(text, line);) {
    std::istringstream words(line);
    std::string found, precision;
    words >> found >> precision;
    if (found != name || precision != "float64") continue;
    std::vector<double> losses;
    for (double loss = 0; words >> loss;) losses.push_back(loss);
    return losses;
  }
  FAIL(file + " has no " + name);
  return {};
}

/// Requires loss and gradients of `case_name` to equal PyTorch's. A gradient's error is measured against the largest element of its
/// parameter: elements near zero are differences of large numbers and have no digits of their own.
inline void require_equal(const std::map<std::string, std::vector<double>>& expected, const std::string& case_name, double loss,
                          const ParameterLayout& layout, const Flat& gradient) {
#ifdef REGSWEEP_DOUBLE
  constexpr double tolerance = 1e-10;
#else
  constexpr double tolerance = 1e-5;
#endif
  const double given = expected.at(case_name + "/loss")[0];
  INFO(case_name << ": loss " << loss << ", PyTorch " << given);
  REQUIRE(std::abs(loss - given) <= tolerance * std::abs(given));
  for (const ParameterInfo& parameter : layout.all()) {
    const std::vector<double>& values = expected.at(case_name + "/" + parameter.name);
    REQUIRE(values.size() == parameter.size);
    double largest = 0, worst = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      largest = std::max(largest, std::abs(values[i]));
      worst = std::max(worst, std::abs(values[i] - static_cast<double>(gradient[parameter.offset + i])));
    }
    INFO(parameter.name << ": largest error " << worst << ", largest element " << largest);
    REQUIRE(largest > 1e-4);
    REQUIRE(worst <= tolerance * largest);
  }
}

constexpr std::int64_t features = 784, rows = 28, batch = 7;

/// 2 u - 1 times a power of two: the same in float, double and numpy.
inline std::vector<real> numbers(const std::string& name, std::int64_t count, double scale) {
  std::vector<double> drawn(static_cast<std::size_t>(count));
  uniforms(stream_key(1, "golden/" + name), 0, 0, count, drawn.data());
  std::vector<real> made;
  for (const double u : drawn) made.push_back(static_cast<real>(scale * (2 * u - 1)));
  return made;
}

/// The MLP 784-32-24-outputs with its weights and data.
class Problem {
 public:
  Problem(Activation activation, bool regression = false, double label_smoothing = 0)
      : outputs_(regression ? 3 : 10), regression_(regression), model_(options(activation), features, outputs_, {}) {
    weights.resize(model_.layout().size()), gradient.resize(model_.layout().size());
    for (const ParameterInfo& each : model_.layout().all()) {
      const double scale = !each.matrix() ? 0x1p-3 : each.name == "layers.0.weight" ? 0x1p-4 : 0x1p-2;
      const std::vector<real> made = numbers(each.name, static_cast<std::int64_t>(each.size), scale);
      std::copy(made.begin(), made.end(), data(weights, each));
    }
    inputs_ = numbers("inputs", rows * features, 1);
    targets_ = numbers("targets", rows * outputs_, 1);
    std::vector<double> drawn(rows);
    uniforms(stream_key(1, "golden/labels"), 0, 0, rows, drawn.data());
    for (const double u : drawn) labels_.push_back(static_cast<std::int32_t>(u * static_cast<double>(outputs_)));
    if (label_smoothing > 0) soften(label_smoothing);
  }

  /// Loss of the batch of this step; `gradient` is its gradient afterwards.
  double loss(std::int64_t step) {
    const std::int64_t first = batch * step % rows;
    real* z = model_.forward({batch, inputs_.data() + first * features}, weights, {true, 0, 0});
    const real share = real(1) / static_cast<real>(batch);
    const real* soft = soft_targets_.empty() ? nullptr : soft_targets_.data() + first * outputs_;
    const LossSums sums = regression_ ? kernels::squared_error(batch, outputs_, z, targets_.data() + first * outputs_, share)
                                      : kernels::cross_entropy(batch, outputs_, z, labels_.data() + first, soft, share);
    model_.backward(z, weights, gradient);
    return sums.loss / static_cast<double>(batch);
  }

  const ParameterLayout& layout() const { return model_.layout(); }
  Flat weights, gradient;

 private:
  static MlpOptions options(Activation activation) {
    MlpOptions made;
    made.hidden = {32, 24}, made.activation = activation;
    return made;
  }

  void soften(double share) {
    soft_targets_.assign(static_cast<std::size_t>(rows * outputs_), static_cast<real>(share / static_cast<double>(outputs_)));
    for (std::size_t b = 0; b < labels_.size(); ++b)
      soft_targets_[b * static_cast<std::size_t>(outputs_) + static_cast<std::size_t>(labels_[b])] += static_cast<real>(1 - share);
  }

  std::int64_t outputs_;
  bool regression_;
  Mlp model_;
  std::vector<real> inputs_, targets_, soft_targets_;
  Labels labels_;
};

}  // namespace regsweep::golden
