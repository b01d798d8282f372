// What a trial gives to results.h5, and that it comes through bytes unchanged.
#include "results/trial_reading.hpp"

#include <catch2/catch.hpp>

#include "example_trees.hpp"

namespace regsweep::trial_reading_test {

using Catch::Matchers::Contains;

TEST_CASE("Packing keeps every bit of every kind") {
  const TrialReading reading{FileState::finished, every_type(), "a sentence"};
  const TrialReading back = unpacked(packed(reading));
  CHECK(back.state == FileState::finished);
  CHECK(back.problem == "a sentence");
  CHECK(packed(back) == packed(reading));
  CHECK(hdf5_image(back.tree) == hdf5_image(reading.tree));
}

TEST_CASE("A finished trial is read without what results.h5 has no place for") {
  const ScratchFolder folder;
  Group trial = example_trial();
  trial.child("parameters")
      .child("step_0")
      .arrays.push_back(series<float>("weight", {1, 2}, "weight.0"));
  trial.child("examples").arrays.push_back(series<double>("test.loss", {1, 2}, "example"));
  publish_trial(folder / "0001.h5", trial);
  const TrialReading reading = read_for_results(folder / "0001.h5");
  REQUIRE(reading.state == FileState::finished);
  CHECK(reading.tree.attribute("digest") != nullptr);
  CHECK(reading.tree.group("curves") != nullptr);
  CHECK(reading.tree.group("parameters") == nullptr);
  CHECK(reading.tree.group("examples") == nullptr);
}

TEST_CASE(
    "Missing and damaged trials are told apart, and a place that cannot be reached is an error") {
  const ScratchFolder folder;
  CHECK(read_for_results(folder / "0002.h5").state == FileState::absent);
  put_bytes(folder / "0003.h5", "no trial");
  const TrialReading damaged = unpacked(packed(read_for_results(folder / "0003.h5")));
  CHECK(damaged.state == FileState::damaged);
  CHECK_THAT(damaged.problem, Contains("0003.h5 is damaged"));
  std::filesystem::create_directory(folder / "0004.h5");
  CHECK_THROWS_AS(read_for_results(folder / "0004.h5"), StorageError);
}

}  // namespace regsweep::trial_reading_test
