#include "probes/measurements/example_results.hpp"

#include <algorithm>
#include <limits>

#include "tensor/kernels/exponential_sum.hpp"

namespace regsweep {
namespace {

template <class Element>
Array per_example(std::string name, const std::vector<Element>& values, std::string units,
                  std::string long_name) {
  return {std::move(name), values,           {static_cast<std::int64_t>(values.size())},
          {"example"},     std::move(units), std::move(long_name)};
}

}  // namespace

void ExampleResults::see(const Seen& seen) {
  if (seen.noisy_pass || data_.task == Task::next_token) return;
  const Targets& targets = seen.piece.targets;
  const std::int64_t K = seen.columns;
  for (std::int64_t b = 0; b < seen.piece.inputs.rows; ++b) {
    const real* z = seen.outputs + b * K;
    if (data_.task == Task::classification) {
      correct.push_back(std::max_element(z, z + K) - z == targets.labels[b]);
      confidence.push_back(1 / kernels::exponential_sum(K, z).sum);
    } else {
      double sum = 0;
      for (std::int64_t k = 0; k < K; ++k) {
        const real difference = z[k] - targets.values[b * K + k];
        sum += static_cast<double>(difference) * static_cast<double>(difference);
      }
      loss.push_back(sum / static_cast<double>(K));
    }
  }
}

void ExampleResults::see_losses(const Piece& piece, std::span<const double> losses) {
  const std::int64_t time = piece.inputs.time;
  for (std::int64_t b = 0; b < piece.inputs.rows; ++b) {
    double sum = 0;
    double count = 0;
    for (std::int64_t at = b * time; at < (b + 1) * time; ++at) {
      if (piece.targets.labels[at] < 0) continue;
      sum += losses[static_cast<std::size_t>(at)];
      count += 1;
    }
    loss.push_back(count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN());
  }
}

void ExampleResults::finish(Group& root) const {
  Group& made = root.child("examples");
  const char* units = data_.task == Task::regression ? "1" : "nats";
  made.arrays.push_back(
      per_example(part_ + ".loss", loss, units, "loss of each example at the end"));
  if (data_.task == Task::classification) {
    made.arrays.push_back(per_example(part_ + ".correct", correct, "1",
                                      "1 where the likeliest class is right, else 0"));
    made.arrays.push_back(
        per_example(part_ + ".confidence", confidence, "1", "probability of the likeliest class"));
  }
}

ProbeEntry probe_entry_example_results() {
  ProbeEntry entry;
  entry.name = "example_results";
  entry.summary = "Loss, correctness and confidence of every example, at the end";
  entry.equation =
      "loss = -log p[label]; correct: the largest p is the label's; confidence = max p";
  entry.source = "-";
  entry.fields = {"evaluation.per_example"};
  entry.needs = {.parts = {"test", "validation"}};
  entry.at_end = true;
  entry.records = {
      {"examples/<part>.loss", {"example"}, "nats", "loss of each example at the end"},
      {"examples/<part>.correct", {"example"}, "1", "1 where the likeliest class is right, else 0"},
      {"examples/<part>.confidence", {"example"}, "1", "probability of the likeliest class"}};
  entry.small_case = {{"evaluation.per_example", Value(true)}};
  entry.wanted = [](const EvaluationOptions& options) { return options.per_example; };
  entry.make = [](const ProbedPart& probed) {
    return std::make_unique<ExampleResults>(probed.data, probed.part);
  };
  return entry;
}

}  // namespace regsweep
