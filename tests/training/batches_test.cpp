// Which examples a step sees: the contract's words, epochs of rows and of windows, answers of a
// text and of sequences.
#include "training/batches.hpp"

#include <catch2/catch.hpp>
#include <set>

#include "support/small_trial.hpp"

namespace regsweep::batches_test {

using namespace testing;

TEST_CASE("batches: an epoch visits every row once, in the contract's order") {
  const auto data = small_classes();
  Batches batches(data, 0, 16, 4);
  REQUIRE(batches.steps_per_epoch() == 7);
  const auto order = epoch_order(4, 1, 103);
  for (std::int64_t step = 7; step < 14; ++step) {
    const Batch& batch = batches.at(step);
    REQUIRE(batch.rows == (step == 13 ? 103 - 6 * 16 : 16));
    REQUIRE(batch.targets_in_loss == batch.rows);
    for (std::int64_t b = 0; b < batch.rows; ++b) {
      const auto row =
          static_cast<std::size_t>(order[static_cast<std::size_t>((step - 7) * 16 + b)]);
      REQUIRE(batch.labels[static_cast<std::size_t>(b)] == data->train.labels[row]);
      REQUIRE(batch.features(static_cast<std::size_t>(b), 2) == data->train.features(row, 2));
    }
  }
}

TEST_CASE(
    "batches: windows of a text begin where the contract's words say, and are answered by the next "
    "token") {
  const auto data = small_text();
  constexpr std::int64_t T = 7, B = 5;
  Batches batches(data, T, B, 3);
  REQUIRE(batches.examples() == 299 / 7);
  const std::int64_t step = GENERATE(0, 1, 40);
  const auto made = words(stream_key(3, "order"), static_cast<std::uint32_t>(step), 0, B);
  const Batch& batch = batches.at(step);
  REQUIRE(batch.rows == B);
  REQUIRE(batch.targets_in_loss == B * T);
  for (std::int64_t i = 0; i < B * T; ++i) {
    const std::uint64_t offset =
        (static_cast<std::uint64_t>(made[static_cast<std::size_t>(i / T)]) * (300 - T)) >> 32;
    const std::size_t at = static_cast<std::size_t>(offset) + static_cast<std::size_t>(i % T);
    REQUIRE(batch.tokens[static_cast<std::size_t>(i)] == data->train.tokens[at]);
    REQUIRE(batch.labels[static_cast<std::size_t>(i)] == data->train.tokens[at + 1]);
  }
}

TEST_CASE("batches: with each_once an epoch answers every token of the text once") {
  auto data = std::make_shared<Dataset>(*small_text(true));
  for (std::size_t i = 0; i < 300; ++i) {
    data->train.tokens[i] = static_cast<std::int32_t>(i);  // tokens that tell where they stand
  }
  Batches batches(data, 7, 5, 3);
  REQUIRE(batches.steps_per_epoch() == 9);  // 42 windows in batches of 5
  std::multiset<std::int32_t> asked;
  for (std::int64_t step = 0; step < 9; ++step) {
    const Batch& batch = batches.at(step);
    asked.insert(batch.labels.begin(), batch.labels.end());
  }
  REQUIRE(asked.size() == 42 * 7);
  for (std::int32_t token = 1; token <= 42 * 7; ++token) REQUIRE(asked.count(token) == 1);
}

TEST_CASE("batches: sequences keep their own answers, and only those count") {
  const auto data = small_sequences();
  Batches batches(data, 20, 16, 3);
  REQUIRE(batches.examples() == 40);
  const Batch& batch = batches.at(0);
  REQUIRE(batch.time == 6);
  REQUIRE(batch.targets_in_loss == 16);
  for (std::size_t b = 0; b < 16; ++b) {
    REQUIRE(batch.labels[6 * b + 5] == batch.tokens[6 * b]);
    REQUIRE(batch.labels[6 * b + 4] == -1);
  }
}

TEST_CASE("batches: certificates tell seeds and data apart, nothing else") {
  const auto of = [](const auto& data, std::int64_t context, std::uint32_t seed) {
    return Batches(data, context, 5, seed).certificate();
  };
  REQUIRE(of(small_text(), 7, 3) == of(small_text(), 7, 3));
  REQUIRE(of(small_text(), 7, 3) != of(small_text(), 7, 4));
  REQUIRE(of(small_text(), 7, 3) != of(small_text(), 6, 3));
  REQUIRE(of(small_text(true), 7, 3) != of(small_text(), 7, 3));
  REQUIRE(of(small_classes(), 0, 3) != of(small_classes(), 0, 4));
}

}  // namespace regsweep::batches_test
