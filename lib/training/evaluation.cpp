#include "training/evaluation.hpp"

#include <algorithm>
#include <limits>

namespace regsweep {

LossSums loss_of(const Dataset& data, std::int64_t rows, const Answers& answers, real* outputs, real gradient_scale, double* losses) {
  if (data.task == Task::regression) return kernels::squared_error(rows, data.outputs, outputs, answers.targets, gradient_scale);
  return kernels::cross_entropy(rows, data.outputs, outputs, answers.labels, answers.soft, gradient_scale, losses);
}

void PositionLosses::after_losses(std::int64_t rows, std::int64_t time, const std::int32_t* labels, const double* losses) {
  if (sums.size() < static_cast<std::size_t>(time)) sums.resize(static_cast<std::size_t>(time)), counts.resize(sums.size());
  for (std::int64_t i = 0; i < rows * time; ++i) {
    if (labels[i] < 0) continue;
    sums[static_cast<std::size_t>(i % time)] += losses[i], counts[static_cast<std::size_t>(i % time)] += 1;
  }
}

std::vector<double> PositionLosses::means() const {
  std::vector<double> made;
  for (std::size_t t = 0; t < sums.size(); ++t)
    made.push_back(counts[t] > 0 ? sums[t] / counts[t] : std::numeric_limits<double>::quiet_NaN());
  return made;
}

namespace {

constexpr std::int64_t rows_of_a_piece = 500, tokens_of_a_piece = 4096;

// `rows` sequences of `time` tokens side by side, in pieces.
LossSums evaluate_sequences(Model& model, const Flat& weights, const Dataset& data, const std::int32_t* tokens, const std::int32_t* next,
                            std::int64_t rows, std::int64_t time, std::uint32_t step, EvaluationWatcher* watcher) {
  const std::int64_t piece = std::max<std::int64_t>(1, tokens_of_a_piece / time);
  LossSums sums;
  std::vector<double> losses;
  for (std::int64_t first = 0; first < rows; first += piece) {
    const std::int64_t now = std::min(piece, rows - first), at = first * time;
    real* outputs = model.forward({now, nullptr, tokens + at, time}, weights, {false, step, 0});
    losses.resize(static_cast<std::size_t>(now * time));
    if (watcher != nullptr) watcher->before_losses(now, time, {next + at}, outputs);
    sums.add(loss_of(data, now * time, {next + at}, outputs, 1, losses.data()));
    if (watcher != nullptr) watcher->after_losses(now, time, next + at, losses.data());
  }
  return sums;
}

LossSums evaluate_text(Model& model, const Flat& weights, const Dataset& data, const Tokens& text, std::int64_t count, std::uint32_t step,
                       EvaluationWatcher* watcher) {
  const std::int64_t time = model.context(), answers = std::max<std::int64_t>(0, static_cast<std::int64_t>(text.size()) - 1);
  const std::int64_t whole = std::min(count, answers / time), rest = answers - whole * time;
  LossSums sums = evaluate_sequences(model, weights, data, text.data(), text.data() + 1, whole, time, step, watcher);
  if (count > whole && rest > 0)
    sums.add(evaluate_sequences(model, weights, data, text.data() + whole * time, text.data() + whole * time + 1, 1, rest, step, watcher));
  return sums;
}

}  // namespace

LossSums evaluate(Model& model, const Flat& weights, const Dataset& data, const Split& part, std::int64_t count, std::uint32_t step,
                  EvaluationWatcher* watcher) {
  if (data.task == Task::next_token && data.sequence == 0) return evaluate_text(model, weights, data, part.tokens, count, step, watcher);
  if (data.task == Task::next_token)
    return evaluate_sequences(model, weights, data, part.tokens.data(), part.next.data(), std::min(count, data.count(part)), data.sequence,
                              step, watcher);
  LossSums sums;
  std::vector<double> losses(rows_of_a_piece);
  for (std::int64_t first = 0; first < count; first += rows_of_a_piece) {
    const std::int64_t rows = std::min(rows_of_a_piece, count - first);
    real* outputs = model.forward({rows, part.features.data() + first * data.features}, weights, {false, step, 0});
    const Answers answers =
        data.task == Task::regression ? Answers{nullptr, part.targets.data() + first * data.outputs} : Answers{part.labels.data() + first};
    if (watcher != nullptr) watcher->before_losses(rows, 1, answers, outputs);
    sums.add(loss_of(data, rows, answers, outputs, 1, losses.data()));
    if (watcher != nullptr && data.task != Task::regression) watcher->after_losses(rows, 1, answers.labels, losses.data());
  }
  return sums;
}

}  // namespace regsweep
