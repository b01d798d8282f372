#include "evaluation/examples.hpp"

#include <algorithm>

namespace regsweep {

std::int64_t examples_of_a_piece(std::int64_t time) {
  constexpr std::int64_t rows_of_a_piece = 500;
  constexpr std::int64_t tokens_of_a_piece = 4096;
  return time == 0 ? rows_of_a_piece : std::max<std::int64_t>(1, tokens_of_a_piece / time);
}

namespace {

// Sequences of `time` tokens, one after the other; the first is row `first_row` of the `all_rows`
// that are asked for.
struct Sequences {
  const std::int32_t* tokens;
  const std::int32_t* next;
  std::int64_t first_row, rows, time, all_rows;
};

void sequences_in_pieces(const Sequences& all, std::int64_t largest,
                         const std::function<void(const Piece&)>& use) {
  const std::int64_t length = largest > 0 ? largest : examples_of_a_piece(all.time);
  for (std::int64_t first = 0; first < all.rows; first += length) {
    const std::int64_t rows = std::min(length, all.rows - first);
    const std::int64_t at = first * all.time;
    use({{rows, nullptr, all.tokens + at, all.time},
         {all.next + at},
         all.first_row + first,
         all.all_rows});
  }
}

void windows_in_pieces(std::int64_t context, const Tokens& text, std::int64_t count,
                       std::int64_t largest, const std::function<void(const Piece&)>& use) {
  const std::int64_t targets =
      std::max<std::int64_t>(0, static_cast<std::int64_t>(text.size()) - 1);
  const std::int64_t whole = std::min(count, targets / context);
  const std::int64_t rest = targets - whole * context;
  const bool shorter = count > whole && rest > 0;
  const std::int64_t all_rows = whole + std::int64_t{shorter};
  const std::int32_t* tokens = text.data();
  sequences_in_pieces({tokens, tokens + 1, 0, whole, context, all_rows}, largest, use);
  if (shorter) {
    const std::int32_t* last = tokens + whole * context;
    sequences_in_pieces({last, last + 1, whole, 1, rest, all_rows}, largest, use);
  }
}

Targets targets_from(const Dataset& data, const Split& part, std::int64_t first) {
  if (data.task == Task::regression) {
    return {nullptr, part.targets.data() + first * data.outputs, nullptr};
  }
  return {part.labels.data() + first, nullptr, nullptr};
}

}  // namespace

void in_pieces(std::int64_t context, const Dataset& data, const Split& part, std::int64_t count,
               const std::function<void(const Piece&)>& use, std::int64_t largest) {
  if (data.task == Task::next_token && data.sequence == 0) {
    windows_in_pieces(context, part.tokens, count, largest, use);
  } else if (data.task == Task::next_token) {
    const std::int64_t rows = std::min(count, data.count(part));
    sequences_in_pieces({part.tokens.data(), part.next.data(), 0, rows, data.sequence, rows},
                        largest, use);
  } else {
    const std::int64_t length = largest > 0 ? largest : examples_of_a_piece(0);
    for (std::int64_t first = 0; first < count; first += length) {
      const real* features = part.features.data() + first * data.features;
      use({{std::min(length, count - first), features},
           targets_from(data, part, first),
           first,
           count});
    }
  }
}

}  // namespace regsweep
