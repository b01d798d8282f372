// What is said about images of the user.
#include "data/show_images.hpp"

#include "data/show.hpp"
#include "png_files.hpp"
#include "temporary_files.hpp"

namespace regsweep::show_images_test {

using namespace testing;

std::string grey_picture() { return png_of(3, 2, 8, 0, std::string(6, '\x40')); }

// Images of CIFAR-10 with these labels.
std::string cifar_images(const std::string& labels) {
  std::string content;
  for (const char label : labels) content += label + std::string(3072, '\x21');
  return content;
}

TEST_CASE("a folder of images is shown with its classes, divided into parts or not") {
  const TemporaryFolder folder;
  for (const std::string file : {"cat/1.png", "cat/2.png", "dog/1.png"}) {
    folder.write("all/" + file, grey_picture());
    folder.write("parts/train/" + file, grey_picture());
  }
  folder.write("parts/val/dog/1.png", grey_picture());
  const std::string all = folder / "all";
  const Value shown = shown_file(all);
  REQUIRE(shown.at("kind").text() == "images");
  REQUIRE(shown.at("parts").list().size() == 1);
  REQUIRE(shown.at("parts").list()[0].at("classes").at("cat").integer() == 2);
  REQUIRE(shown.at("yaml").text() == "data: {name: images, path: " + all + "}");
  const std::string parts = folder / "parts";
  const Value divided = shown_file(parts);
  REQUIRE(divided.at("parts").list().size() == 2);
  REQUIRE(divided.at("parts").list()[1].at("name").text() == "validation");
  REQUIRE(divided.at("yaml").text() ==
          "data: {name: images, path: " + parts + "/train, validation_path: " + parts + "/val}");
  REQUIRE(shown_text(divided).find("train        3 images in 2 classes: cat 2, dog 1\n") !=
          std::string::npos);
}

TEST_CASE("images that are not alike are shown with the size that makes them so") {
  const TemporaryFolder folder;
  folder.write("all/cat/1.png", grey_picture());
  folder.write("all/dog/1.png", png_of(2, 2, 8, 0, std::string(4, '\x40')));
  const Value shown = shown_file(folder / "all");
  REQUIRE(shown.at("shape").text() == "3x2");
  REQUIRE(shown.at("notes").list()[0].text().find("is 2x2 where the images before it are 3x2") !=
          std::string::npos);
  REQUIRE(shown.at("yaml").text() ==
          "data: {name: images, path: " + (folder / "all") + ", size: [3, 2], channels: grey}");
}

TEST_CASE("a file of CIFAR is known by its length and its labels") {
  const std::string ten = cifar_images("\1\7\1");
  REQUIRE(holds_cifar(ten));
  REQUIRE_FALSE(holds_cifar(cifar_images("\1\12")));
  REQUIRE_FALSE(holds_cifar(ten.substr(1)));
  REQUIRE_FALSE(holds_cifar(""));
  const TemporaryFolder folder;
  const Value shown = shown_file(folder.write("batch.bin", ten));
  REQUIRE(shown.at("shape").text() == "32x32x3");
  REQUIRE(shown.at("parts").list()[0].at("classes").at("1").integer() == 2);
}

}  // namespace regsweep::show_images_test
