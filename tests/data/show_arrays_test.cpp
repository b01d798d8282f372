// What is said about arrays in a file of the user.
#include "data/show_arrays.hpp"

#include <limits>

#include "data/show.hpp"
#include "numpy_files.hpp"
#include "temporary_files.hpp"

namespace regsweep::show_arrays_test {

using namespace testing;

// Labels 3 and 8 of twelve examples, seven of them 3.
const std::string labels("\3\3\10\3\10\3\3\10\10\3\3\10", 12);

TEST_CASE("arrays of an archive are shown, and which of them are features and targets") {
  const TemporaryFolder folder;
  const std::string pixels = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV";
  const std::string path =
      folder.write("d.npz", zip_of({{"y_train.npy", npy_of_bytes("12,", labels)},
                                    {"x_train.npy", npy_of_bytes("12, 2, 2", pixels)},
                                    {"x_test.npy", npy_of_bytes("4, 2, 2", pixels.substr(20, 16))},
                                    {"y_test.npy", npy_of_bytes("4,", labels.substr(5, 4))},
                                    {"names.npy", npy_of("<U1", "2,", std::string(8, 'x'))}},
                                   true));
  const Value shown = shown_file(path);
  REQUIRE(shown.at("kind").text() == "arrays");
  const List& arrays = shown.at("arrays").list();
  REQUIRE(arrays.size() == 4);
  REQUIRE(arrays[0].at("name").text() == path + ":y_train");
  REQUIRE(arrays[0].at("classes").at("3").integer() == 7);
  REQUIRE(arrays[0].at("classes").at("8").integer() == 5);
  REQUIRE(arrays[1].at("shape").shown() == "[12, 2, 2]");
  REQUIRE(arrays[1].at("type").text() == "uint8");
  REQUIRE(arrays[1].at("low").number() == 'A');
  REQUIRE(arrays[1].at("high").number() == 'z');
  REQUIRE(shown.at("notes").list().size() == 1);  // of the texts
  const auto quoted = [&](const std::string& name) { return Value(path + ":" + name).shown(); };
  REQUIRE(shown.at("yaml").text() == "data: {name: arrays, features: " + quoted("x_train") +
                                         ", targets: " + quoted("y_train") +
                                         ", test_features: " + quoted("x_test") +
                                         ", test_targets: " + quoted("y_test") + "}");
  REQUIRE(shown_text(shown).find("uint8    [12]  3 to 8  2 different: 3 7, 8 5\n") !=
          std::string::npos);
}

TEST_CASE("targets are found in the file beside; numbers that are no classes are a regression") {
  const TemporaryFolder folder;
  const float infinite = std::numeric_limits<float>::infinity();
  const std::string features =
      folder.write("X.npy", npy_of_floats("3, 2", {1, -2, 3, infinite, 5, 0.5f}));
  REQUIRE(shown_arrays(features).find("yaml") == nullptr);
  const std::string targets = folder.write("y.npy", npy_of_floats("3,", {0.5f, 1, 2}));
  const Value shown = shown_arrays(features);
  REQUIRE(shown.at("arrays").list().size() == 1);
  const Value& array = shown.at("arrays").list()[0];
  REQUIRE(array.at("type").text() == "float32");
  REQUIRE(array.at("low").number() == -2);
  REQUIRE(array.at("high").number() == 5);
  REQUIRE(array.at("not_finite").integer() == 1);
  REQUIRE(array.find("distinct") == nullptr);
  REQUIRE(shown.at("yaml").text() == "data: {name: arrays, features: " + features +
                                         ", targets: " + targets + ", task: regression}");
}

TEST_CASE("a file without arrays, or with a damaged one, is refused") {
  const TemporaryFolder folder;
  const std::string sheet = folder.write("s.xlsx", zip_of({{"sheet.xml", "<a/>"}}, true));
  REQUIRE(sentence<DataError>([&] {
            shown_file(sheet);
          }).starts_with(sheet + " holds no arrays of numbers; save a spreadsheet as CSV"));
  const std::string cut = folder.write("cut.npy", npy_of_bytes("12,", labels).substr(0, 130));
  REQUIRE(sentence<DataError>([&] { shown_file(cut); }).find("is a damaged array") !=
          std::string::npos);
}

}  // namespace regsweep::show_arrays_test
