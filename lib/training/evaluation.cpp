#include "training/evaluation.hpp"

#include <algorithm>
#include <limits>

namespace regsweep {

LossSums loss_of(const Dataset& data, std::int64_t rows, const Answers& answers, real* outputs,
                 real gradient_scale, double* losses) {
  if (data.task == Task::regression) {
    return kernels::squared_error(rows, data.outputs, outputs, answers.targets, gradient_scale);
  }
  return kernels::cross_entropy(rows, data.outputs, outputs, answers.labels, answers.soft,
                                gradient_scale, losses);
}

void PositionLosses::after_losses(std::int64_t rows, std::int64_t time, const std::int32_t* labels,
                                  const double* losses) {
  if (sums.size() < static_cast<std::size_t>(time)) {
    sums.resize(static_cast<std::size_t>(time)), counts.resize(sums.size());
  }
  for (std::int64_t i = 0; i < rows * time; ++i) {
    if (labels[i] < 0) continue;
    sums[static_cast<std::size_t>(i % time)] += losses[i],
        counts[static_cast<std::size_t>(i % time)] += 1;
  }
}

std::vector<double> PositionLosses::means() const {
  std::vector<double> made;
  for (std::size_t t = 0; t < sums.size(); ++t) {
    made.push_back(counts[t] > 0 ? sums[t] / counts[t] : std::numeric_limits<double>::quiet_NaN());
  }
  return made;
}

std::int64_t examples_of_a_piece(std::int64_t time) {
  constexpr std::int64_t rows_of_a_piece = 500, tokens_of_a_piece = 4096;
  return time == 0 ? rows_of_a_piece : std::max<std::int64_t>(1, tokens_of_a_piece / time);
}

namespace {

// `rows` sequences of `time` tokens side by side; the first of them is row `first_row` of the part.
void sequences_in_pieces(const std::int32_t* tokens, const std::int32_t* next,
                         std::int64_t first_row, std::int64_t rows, std::int64_t time,
                         const std::function<void(const Piece&)>& use) {
  const std::int64_t piece = examples_of_a_piece(time);
  for (std::int64_t first = 0; first < rows; first += piece) {
    const std::int64_t now = std::min(piece, rows - first), at = first * time;
    use({{now, nullptr, tokens + at, time}, {next + at}, first_row + first});
  }
}

}  // namespace

void in_pieces(std::int64_t context, const Dataset& data, const Split& part, std::int64_t count,
               const std::function<void(const Piece&)>& use) {
  if (data.task == Task::next_token && data.sequence == 0) {
    const std::int64_t answers =
        std::max<std::int64_t>(0, static_cast<std::int64_t>(part.tokens.size()) - 1);
    const std::int64_t whole = std::min(count, answers / context), rest = answers - whole * context;
    const std::int32_t* tokens = part.tokens.data();
    sequences_in_pieces(tokens, tokens + 1, 0, whole, context, use);
    if (count > whole && rest > 0) {
      sequences_in_pieces(tokens + whole * context, tokens + whole * context + 1, whole, 1, rest,
                          use);
    }
  } else if (data.task == Task::next_token) {
    sequences_in_pieces(part.tokens.data(), part.next.data(), 0, std::min(count, data.count(part)),
                        data.sequence, use);
  } else {
    const std::int64_t piece = examples_of_a_piece(0);
    for (std::int64_t first = 0; first < count; first += piece) {
      const Answers answers = data.task == Task::regression
                                  ? Answers{nullptr, part.targets.data() + first * data.outputs}
                                  : Answers{part.labels.data() + first};
      use({{std::min(piece, count - first), part.features.data() + first * data.features},
           answers,
           first});
    }
  }
}

LossSums evaluate(Model& model, const Flat& weights, const Dataset& data, const Split& part,
                  std::int64_t count, std::uint32_t step, EvaluationWatcher* watcher) {
  LossSums sums;
  std::vector<double> losses;
  in_pieces(model.context(), data, part, count, [&](const Piece& piece) {
    const std::int64_t rows = piece.inputs.rows, time = piece.inputs.time;
    real* outputs = model.forward(piece.inputs, weights, {false, step, 0});
    if (watcher != nullptr) watcher->before_losses(rows, time, piece.answers, outputs);
    losses.resize(static_cast<std::size_t>(rows * time));
    sums.add(loss_of(data, rows * time, piece.answers, outputs, 1, losses.data()));
    if (watcher != nullptr && data.task != Task::regression) {
      watcher->after_losses(rows, time, piece.answers.labels, losses.data());
    }
  });
  return sums;
}

}  // namespace regsweep
