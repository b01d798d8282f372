// Folders of PNG by class and CIFAR's files, in small, through the data set `images`.
#include "data/image_files.hpp"

#include "data/dataset_description.hpp"
#include "png_files.hpp"
#include "temporary_files.hpp"

namespace regsweep::image_files_test {

using namespace testing;

// Records of CIFAR: `labels` bytes, then 3 x 1024 bytes, of which the first of each plane tells the
// image.
std::string cifar(const std::vector<std::string>& labels) {
  std::string out;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    out += labels[i];
    for (const int plane : {10, 20, 30}) {
      out += static_cast<char>(plane + static_cast<int>(i));
      out += std::string(1023, static_cast<char>(plane));
    }
  }
  return out;
}

std::string grey(int value) { return png_of(2, 2, 8, 0, std::string(4, static_cast<char>(value))); }

Map images(Value path, std::initializer_list<Member> more) {
  Map given{member("name", "images"), member("path", std::move(path))};
  given.insert(given.end(), more);
  return given;
}

std::string refused(const Map& given) {
  return sentence<DataError>([&] { load(given); });
}

TEST_CASE("CIFAR-10 is read from several files, plane by plane") {
  const TemporaryFolder folder;
  const std::string a = folder.write("a.bin", cifar({"\1", std::string(1, '\0'), "\1", "\1"}));
  const std::string b = folder.write("b.bin", cifar({"\2", "\1", "\1", "\2"}));
  const std::string test = folder.write("t.bin", gzip_of(cifar({"\2", "\2", "\1"})));
  const Map given = images(Value(List{a, b}), {member("test_path", test)});
  const Dataset data = load(given);
  require_facts(given, data);
  REQUIRE(data.features == 3072);
  REQUIRE(data.outputs == 3);
  REQUIRE(data.count(data.train) == 8);
  REQUIRE(data.test.labels == Labels{2, 2, 1});
  REQUIRE(data.test.features(1, 0) == static_cast<real>(11 / 255.0));
  REQUIRE(data.test.features(1, 1024) == static_cast<real>(21 / 255.0));
  REQUIRE(data.test.features(1, 3071) == static_cast<real>(30 / 255.0));
  const Map small = images(Value(List{a, b}), {member("test_path", test), member("shrink", 16),
                                               member("channels", "grey")});
  REQUIRE(load(small).features == 4);
  require_facts(small, load(small));
}

TEST_CASE("CIFAR-100 has two labels") {
  const TemporaryFolder folder;
  const std::string path =
      folder.write("train.bin", cifar({"\1\5", "\3\7", "\1\5", "\3\7", "\1\6"}));
  REQUIRE(load(images(path, {})).outputs == 8);
  REQUIRE(load(images(path, {member("label", "coarse")})).outputs == 4);
  REQUIRE(refused(images(folder.write("c.bin", cifar({"\1", "\2"})), {member("label", "fine")})) ==
          (folder / "c.bin") + " has one label for each image; delete data.label");
}

TEST_CASE("a folder of PNG is classes by name") {
  const TemporaryFolder folder;
  for (int i = 0; i < 6; ++i) {
    folder.write("set/cat/" + std::to_string(i) + ".png", grey(10 + i));
    folder.write("set/ant/" + std::to_string(i) + ".PNG", grey(100 + i));
  }
  folder.write("set/readme.txt", "pictures");
  folder.write("test/cat/0.png", grey(51));
  const Map given = images(folder / "set", {member("test_path", folder / "test")});
  const Dataset data = load(given);
  require_facts(given, data);
  REQUIRE(data.class_names == std::vector<std::string>{"ant", "cat"});
  REQUIRE(data.count(data.train) == 12);
  REQUIRE(data.test.labels == Labels{1});
  REQUIRE(data.test.features(0, 3) == static_cast<real>(0.2));
  REQUIRE(describe_dataset(normalized(given)).classes[1].examples == 7);
  folder.write("set/cat/wide.png", png_of(1, 3, 8, 2, std::string(9, '\x20')));
  REQUIRE(refused(given) == (folder / "set/cat/wide.png") +
                                " is 1x3x3 where the images before it are 2x2; say data.size: "
                                "[height, width], and data.channels: grey or rgb");
  REQUIRE(sentence<DataError>([&] { dataset_facts(normalized(given)); }) == refused(given));
  const Map mended =
      images(folder / "set", {member("test_path", folder / "test"), member("size", List{2, 3}),
                              member("channels", "rgb")});
  REQUIRE(load(mended).features == 18);
  require_facts(mended, load(mended));
}

TEST_CASE("images to validate on are none to test on") {
  const TemporaryFolder folder;
  const std::string train = folder.write("t.bin", cifar({"\1", "\2", "\1", "\2"}));
  const std::string other = folder.write("v.bin", cifar({"\2", "\1"}));
  const Map given = images(train, {member("validation_path", other), member("test_path", other)});
  REQUIRE(refused(given) == other + " has the same images as " + other +
                                "; give another, or delete it, so that its part is drawn");
}

TEST_CASE("what are no images of classes is refused with what to do") {
  const TemporaryFolder folder;
  fs::create_directories(folder.path() / "empty");
  REQUIRE(refused(images(folder / "empty", {})) ==
          (folder / "empty") + " has no images; put PNG images into a folder of it for each class");
  folder.write("flat/a.png", grey(1));
  REQUIRE(refused(images(folder / "flat", {})) ==
          (folder / "flat/a.png") +
              " lies in no folder of a class; put each image into a folder of " +
              (folder / "flat") + " that has the name of its class");
  folder.write("one/cat/a.png", grey(1));
  REQUIRE(refused(images(folder / "one", {})).find("has one class alone ('cat')") !=
          std::string::npos);
  REQUIRE(refused(images(folder.write("x.bin", std::string(4000, 'x')), {}))
              .ends_with(" has 4,000 bytes, and files of CIFAR-10 have 3,073 for each image, those "
                         "of CIFAR-100 3,074; fetch it anew"));
}

}  // namespace regsweep::image_files_test
