// What the programs of this folder share: a perceptron's sizes from the command line, numbers to
// begin with, the loss, and the time of a step.
//
//   NAME SIZES BATCH SECONDS      SIZES such as 128,64,10; prints the median ms of a training step
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

namespace rivals {

constexpr float learning_rate = 1e-4f;
constexpr float momentum = 0.9f;

struct Perceptron {
  std::vector<long> sizes;
  long batch = 0;
  double seconds = 0;
};

inline Perceptron read_perceptron(int count, char** arguments) {
  if (count != 4) {
    std::fprintf(stderr, "usage: %s SIZES BATCH SECONDS\n", arguments[0]);
    std::exit(2);
  }
  Perceptron made;
  std::stringstream sizes(arguments[1]);
  for (std::string size; std::getline(sizes, size, ',');) made.sizes.push_back(std::stol(size));
  made.batch = std::stol(arguments[2]);
  made.seconds = std::stod(arguments[3]);
  return made;
}

/// Numbers without a pattern in [-size, size].
inline void fill(float* x, std::size_t n, float size) {
  unsigned state = 1;
  for (std::size_t i = 0; i < n; ++i) {
    state = state * 1664525u + 1013904223u;
    x[i] = size * (static_cast<float>(state >> 8) / 8388608.0f - 1);
  }
}

/// Gradient of the mean cross-entropy in place of logits [rows, classes]; row i is of class
/// i % classes.
inline void cross_entropy_gradient(float* logits, long rows, long classes) {
  for (long i = 0; i < rows; ++i) {
    float* row = logits + i * classes;
    const float most = *std::max_element(row, row + classes);
    float sum = 0;
    for (long c = 0; c < classes; ++c) {
      row[c] = std::exp(row[c] - most);
      sum += row[c];
    }
    for (long c = 0; c < classes; ++c) row[c] /= sum * static_cast<float>(rows);
    row[i % classes] -= 1 / static_cast<float>(rows);
  }
}

/// SGD with momentum: v = momentum v + g, w = w - rate v.
inline void sgd(float* w, float* v, const float* g, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) {
    v[i] = momentum * v[i] + g[i];
    w[i] -= learning_rate * v[i];
  }
}

/// Prints the median ms of so many seconds of steps, three at least.
template <class Step>
int time_steps(double seconds, const Step& step) {
  using Clock = std::chrono::steady_clock;
  for (int i = 0; i < 3; ++i) step();
  std::vector<double> times;
  for (double spent = 0; spent < seconds || times.size() < 3; spent += times.back()) {
    const auto start = Clock::now();
    step();
    times.push_back(std::chrono::duration<double>(Clock::now() - start).count());
  }
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  std::printf("%.5f\n", *middle * 1e3);
  return 0;
}

}  // namespace rivals
