// Teacher: a linear teacher can be recomputed from its inputs; noise and sizes are what the fields
// say.
#include "random/draws.hpp"
#include "temporary_files.hpp"

namespace regsweep::teacher_test {

using namespace testing;

TEST_CASE(
    "a linear teacher's targets are those of its drawn matrix, up to one shift and scale per "
    "target") {
  const Map given{member("name", "teacher"), member("task", "regression"), member("inputs", 3),
                  member("hidden", List{}),  member("outputs", 2),         member("seed", 5),
                  member("examples", 50)};
  const Dataset dataset = load(given);
  require_facts(given, dataset);
  std::vector<double> weights(6);
  normals(stream_key(5, "data/teacher/weights.0"), 0, 0, 6, weights.data());
  for (std::size_t j = 0; j < 2; ++j) {
    const double size = std::sqrt(weights[j] * weights[j] + weights[2 + j] * weights[2 + j] +
                                  weights[4 + j] * weights[4 + j]);
    for (std::size_t row = 0; row < 50; ++row) {
      double expected = 0;  // of inputs N(0, I) the exact standardisation is a division by the norm
                            // of the weights
      for (std::size_t i = 0; i < 3; ++i) {
        expected += static_cast<double>(dataset.train.features(row, i)) * weights[2 * i + j] / size;
      }
      REQUIRE(static_cast<double>(dataset.train.targets(row, j)) == Approx(expected).margin(0.2));
    }
    // Without the shift and scale of the probes the map is linear exactly: second differences of
    // rows agree.
    const auto change = [&](std::size_t a, std::size_t b) {
      double raw = 0;
      for (std::size_t i = 0; i < 3; ++i) {
        raw += static_cast<double>(dataset.train.features(a, i) - dataset.train.features(b, i)) *
               weights[2 * i + j];
      }
      return static_cast<double>(dataset.train.targets(a, j) - dataset.train.targets(b, j)) / raw;
    };
    REQUIRE(change(1, 0) == Approx(change(2, 0)).epsilon(1e-3));
    REQUIRE(change(3, 0) == Approx(change(2, 0)).epsilon(1e-3));
  }
}

TEST_CASE("a deep teacher uses every class, and its targets have the size of its inputs") {
  const Map given{member("name", "teacher"), member("hidden", List{100, 100}), member("inputs", 50),
                  member("outputs", 4)};
  const Dataset dataset = load(given);
  require_facts(given, dataset);
  REQUIRE(moments(dataset.train.features).deviation == Approx(1).epsilon(0.02));
  for (const int count : label_counts(dataset.train.labels, 4)) {
    REQUIRE((count > 2000 && count < 3000));
  }
  Value regression(given);
  regression.set("task", "regression");
  const Moments found = moments(load(regression.map()).train.targets);
  REQUIRE(found.mean == Approx(0).margin(0.05));
  REQUIRE(found.deviation == Approx(1).epsilon(0.05));
}

TEST_CASE("input noise is seen by the student, not by the teacher") {
  const Map clean_map{member("name", "teacher"), member("test_examples", 2000)};
  Map noisy_map = clean_map;
  noisy_map.push_back(member("input_noise", 0.5));
  const Dataset clean = load(clean_map), noisy = load(noisy_map);
  REQUIRE(noisy.test.labels == clean.test.labels);
  REQUIRE(noisy.train.labels == clean.train.labels);
  Matrix difference = Matrix::from_shape({2000, noisy.test.features.shape()[1]});
  for (std::size_t i = 0; i < difference.size(); ++i) {
    difference.data()[i] = noisy.test.features.data()[i] - clean.test.features.data()[i];
  }
  REQUIRE(moments(difference).deviation == Approx(0.5).epsilon(0.02));
}

TEST_CASE("label noise changes a fraction of the teacher's training labels and no others") {
  const Dataset clean = load({member("name", "teacher"), member("validation", 1000)});
  const Dataset noisy =
      load({member("name", "teacher"), member("validation", 1000), member("label_noise", 0.2)});
  int wrong = 0;
  for (std::size_t i = 0; i < 9000; ++i) wrong += clean.train.labels[i] != noisy.train.labels[i];
  REQUIRE(std::abs(wrong - 1800) < 5 * std::sqrt(9000 * 0.2 * 0.8));
  REQUIRE(noisy.validation.labels == clean.validation.labels);
  REQUIRE(noisy.test.labels == clean.test.labels);
  REQUIRE((noisy.train.features == clean.train.features));
}

TEST_CASE("one class is no classification") {
  REQUIRE(sentence<ConfigurationError>([] {
            normalized({member("name", "teacher"), member("outputs", 1)});
          }) ==
          "data.outputs = 1 violates outputs >= 2 for classification; give more classes, or task: "
          "regression");
}

}  // namespace regsweep::teacher_test
