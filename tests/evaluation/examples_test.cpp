// Pieces: every example once, in order, whatever the size of a piece.
#include "evaluation/examples.hpp"

#include <catch2/catch.hpp>

#include "support/small_trial.hpp"

namespace regsweep::examples_test {

using namespace testing;

// Tokens or first features, and the targets, of all pieces one after the other.
std::vector<double> seen(const Dataset& data, const Split& part, std::int64_t count,
                         std::int64_t largest) {
  std::vector<double> inputs, targets;
  std::int64_t next_row = 0;
  in_pieces(
      7, data, part, count,
      [&](const Piece& piece) {
        CHECK(piece.first_row == next_row);
        next_row += piece.inputs.rows;
        if (largest > 0) CHECK(piece.inputs.rows <= largest);
        for (std::int64_t i = 0; i < piece.output_rows(); ++i) {
          inputs.push_back(piece.inputs.tokens != nullptr
                               ? piece.inputs.tokens[i]
                               : static_cast<double>(piece.inputs.features[3 * i]));
          targets.push_back(piece.targets.labels != nullptr
                                ? piece.targets.labels[i]
                                : static_cast<double>(piece.targets.values[i]));
        }
      },
      largest);
  inputs.insert(inputs.end(), targets.begin(), targets.end());
  return inputs;
}

TEST_CASE("pieces hold every example once, in order, whatever their size") {
  for (const auto& data : {small_classes(), small_regression(), small_sequences(), small_text()}) {
    const std::int64_t count = data->count(data->validation);
    const std::vector<double> usual = seen(*data, data->validation, count, 0);
    for (const std::int64_t largest : {1, 3, 1000}) {
      CHECK(seen(*data, data->validation, count, largest) == usual);
    }
  }
}

TEST_CASE("a part of a text ends with a shorter window; a subset is the first examples") {
  const auto text = small_text();
  CHECK(seen(*text, text->validation, 101, 0).size() == 200);
  CHECK(seen(*text, text->validation, 3, 0).size() == 42);
  CHECK(seen(*small_classes(), small_classes()->test, 0, 0).empty());
}

}  // namespace regsweep::examples_test
