// Arrays of the user as a dataset.
#include "data/own_arrays.hpp"

#include <limits>

#include "data/named_files.hpp"
#include "numpy_files.hpp"
#include "temporary_files.hpp"

namespace regsweep::own_arrays_test {

using namespace testing;

// Twelve images of 2 x 2 bytes with the classes 3 and 8, and four to test on.
struct ArrayFiles {
  TemporaryFolder folder;
  std::string pixels = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV";
  std::string labels = std::string("\3\3\10\3\10\3\3\10\10\3\3\10", 12);
  std::string path =
      folder.write("d.npz", zip_of({{"x.npy", npy_of_bytes("12, 2, 2", pixels)},
                                    {"y.npy", npy_of_bytes("12,", labels)},
                                    {"tx.npy", npy_of_bytes("4, 2, 2", pixels.substr(20, 16))},
                                    {"ty.npy", npy_of_bytes("4,", labels.substr(5, 4))}},
                                   true));

  Map configuration(std::initializer_list<Member> more = {}) const {
    Map given{member("name", "arrays"), member("features", path + ":x"),
              member("targets", path + ":y")};
    given.insert(given.end(), more);
    return given;
  }
};

std::string refused_arrays(const Map& given) {
  return sentence<DataError>([&] { dataset_facts(normalized(given)); });
}

TEST_CASE("arrays are images and classes; bytes are divided by 255") {
  const ArrayFiles files;
  const Map given = files.configuration(
      {member("test_features", files.path + ":tx"), member("test_targets", files.path + ":ty")});
  const Dataset dataset = load(given);
  require_facts(given, dataset);
  REQUIRE(dataset.features == 4);
  REQUIRE(dataset.class_names == std::vector<std::string>{"3", "8"});
  REQUIRE(dataset.test.labels == Labels{0, 0, 1, 1});
  REQUIRE(dataset.test.features(1, 2) == static_cast<real>(files.pixels[26] / 255.0));
  const DatasetDescription told = describe_dataset(normalized(given));
  REQUIRE(told.classes[1].examples == 7);
  REQUIRE(told.notes[0].ends_with("bytes are divided by 255; data.scale says otherwise"));
  const Map drawn = files.configuration({member("validation", 3), member("scale", "standardise")});
  require_facts(drawn, load(drawn));
  REQUIRE(load(drawn).test.count() == 2);  // 20 % of twelve
  REQUIRE(named_files(normalized(given)).size() == 4);
  const UnderstoodDataset understood = understand_dataset(normalized(given));
  REQUIRE(understood.facts.test == 4);
  REQUIRE(understood.description.notes == told.notes);
}

TEST_CASE("arrays of a regression may have several targets") {
  const TemporaryFolder folder;
  const std::string x = folder.write("x.npy", npy_of_floats("5, 1", {1, 2, 3, 4, 9}));
  const std::string y =
      folder.write("y.npy", npy_of_floats("5, 2", {1, 0, 2, 1, 3, 0, 4, 1, 5, 0}));
  const Map given{member("name", "arrays"), member("features", x), member("targets", y),
                  member("task", "regression")};
  const Dataset dataset = load(given);
  require_facts(given, dataset);
  REQUIRE(dataset.outputs == 2);
}

TEST_CASE("arrays that do not belong together, or are no classes, are refused") {
  const ArrayFiles files;
  const auto with = [&](const std::string& name, const std::string& bytes) {
    return files.folder.write(name, bytes);
  };
  Value given(files.configuration());
  given.set("targets", with("few.npy", npy_of_bytes("3,", "abc")));
  REQUIRE(refused_arrays(given.map()) ==
          files.path + ":x has the shape [12, 2, 2] but " + (files.folder / "few.npy") +
              " has [3]; give arrays with as many examples, along their first dimension");
  given.set("targets", with("one.npy", npy_of_bytes("12,", "aaaaaaaaaaaa")));
  REQUIRE(refused_arrays(given.map()).find("has one class alone ('97')") != std::string::npos);
  given.set("targets", with("hot.npy", npy_of_bytes("12, 2", std::string(24, 'a'))));
  REQUIRE(refused_arrays(given.map()).find("classes are one number for each example") !=
          std::string::npos);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const Map gap{member("name", "arrays"),
                member("features", with("nan.npy", npy_of_floats("2, 2", {1, 2, 3, nan}))),
                member("targets", with("two.npy", npy_of_bytes("2,", "ab")))};
  REQUIRE(refused_arrays(gap) == (files.folder / "nan.npy") +
                                     " has the number nan in item 1; fill in what is missing, or "
                                     "leave it out");
  REQUIRE(refused_arrays(files.configuration({member("test_features", files.path + ":x"),
                                              member("test_targets", files.path + ":y")}))
              .find("has the same content as the training features") != std::string::npos);
  REQUIRE(refused_arrays(files.configuration({member("validation_features", files.path + ":tx"),
                                              member("validation_targets", files.path + ":ty"),
                                              member("test_features", files.path + ":tx"),
                                              member("test_targets", files.path + ":ty")})) ==
          files.path + ":tx has the same content as the validation features " + files.path +
              ":tx; give other test_features, or delete the key, so that the test part is drawn");
}

}  // namespace regsweep::own_arrays_test
