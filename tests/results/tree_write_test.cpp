// Images of trees: deterministic, guarded, and laid out as netCDF-4 does.
#include <catch2/catch.hpp>

#include "example_trees.hpp"
#include "results/hdf5_image.hpp"
#include "results/seal.hpp"
#include "results/tree_file.hpp"

namespace regsweep::tree_write_test {

// Fills and frees memory, so that rubbish in unset bytes would differ from run to run.
void stir_memory(char filler) {
  std::vector<std::string> rubbish;
  for (std::size_t size = 16; size < 300000; size *= 2) {
    for (int i = 0; i < 8; ++i) rubbish.emplace_back(size, filler);
  }
}

struct Stored {
  H5D_layout_t layout;
  std::vector<H5Z_filter_t> filters;
};

Stored stored(hid_t file, const char* name) {
  const Handle dataset(H5Dopen2(file, name, H5P_DEFAULT), H5Dclose, name);
  const Handle creation(H5Dget_create_plist(dataset), H5Pclose, name);
  Stored result{H5Pget_layout(creation), {}};
  for (int i = 0; i < H5Pget_nfilters(creation); ++i) {
    std::size_t count = 0;
    result.filters.push_back(H5Pget_filter2(creation, static_cast<unsigned>(i), nullptr, &count,
                                            nullptr, 0, nullptr, nullptr));
  }
  return result;
}

TEST_CASE("Two images of one tree are the same bytes, whatever lies in memory") {
  stir_memory('a');
  const std::string first = hdf5_image(every_type());
  stir_memory('\xff');
  const std::string second = hdf5_image(every_type());
  CHECK(first == second);
  CHECK(hdf5_image(example_trial()) == hdf5_image(example_trial()));
}

TEST_CASE("The seal names format and id") {
  Group root;
  CHECK(unseal(hdf5_image(root)).subject == "tree");
  root.set_attribute("format", "regsweep-trial");
  root.set_attribute("id", "00ff");
  CHECK(unseal(hdf5_image(root)).subject == "regsweep-trial:00ff");
  root.set_attribute("id", "two words\n");
  CHECK(unseal(hdf5_image(root)).subject == "regsweep-trial:two_words_");
}

TEST_CASE(
    "Long numeric arrays are chunked under fletcher32, and deflated unless they are weights") {
  const std::string image = hdf5_image(every_type());
  const Hdf5Session session;
  const Handle file = open_bytes(unseal(image).body);
  using Filters = std::vector<H5Z_filter_t>;
  CHECK(stored(file, "long series").layout == H5D_CHUNKED);
  CHECK(stored(file, "long series").filters ==
        Filters{H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE, H5Z_FILTER_FLETCHER32});
  CHECK(stored(file, "long counts").filters ==
        Filters{H5Z_FILTER_SHUFFLE, H5Z_FILTER_DEFLATE, H5Z_FILTER_FLETCHER32});
  CHECK(stored(file, "weights").layout == H5D_CHUNKED);
  CHECK(stored(file, "weights").filters == Filters{H5Z_FILTER_FLETCHER32});
  CHECK(stored(file, "loss").layout == H5D_CONTIGUOUS);
}

TEST_CASE(
    "Dimensions are scales: coordinates where there are some, netCDF's placeholders elsewhere, "
    "inherited below") {
  const std::string image = hdf5_image(every_type());
  const Hdf5Session session;
  const Handle file = open_bytes(unseal(image).body);
  const auto exists = [&](const char* path) { return H5Lexists(file, path, H5P_DEFAULT) > 0; };
  const auto has = [&](const char* path, const char* attribute) {
    return H5Aexists_by_name(file, path, attribute, H5P_DEFAULT) > 0;
  };
  CHECK(has("step", "REFERENCE_LIST"));
  CHECK_FALSE(has("step", "DIMENSION_LIST"));
  CHECK(has("loss", "DIMENSION_LIST"));
  CHECK(exists("column"));
  CHECK_FALSE(exists("inner/step"));
  CHECK(exists("inner/layers.0.bias.0"));
  CHECK_FALSE(exists("inner/deepest/column"));  // 'column' of the root has the same length
  CHECK(has("loss", "units"));
  CHECK_FALSE(has("single", "units"));
}

TEST_CASE("An array of 0 axes, of length 0 and of chunk length are written whole") {
  for (const std::size_t length : {std::size_t{0}, std::size_t{1}, std::size_t{2047},
                                   std::size_t{2048}, std::size_t{16384}, std::size_t{16385}}) {
    std::vector<double> data(length);
    for (std::size_t i = 0; i < length; ++i) data[i] = static_cast<double>(i) / 3;
    Group root;
    root.arrays.push_back(series("a", data, "x"));
    CHECK(std::get<std::vector<double>>(tree_of(hdf5_image(root), "memory").arrays.at(0).data) ==
          data);
  }
}

TEST_CASE("Floats that fit are kept as float16, and come back as they were") {
  std::vector<float> numbers(3000, 0.333251953125f);
  numbers[0] = 1;
  numbers[1] = 0x1p-24f;
  numbers[2] = 0;
  Group root;
  root.arrays.push_back({"p", numbers, {1000, 3}, {"example", "class"}, "1", "", true});
  const std::string image = hdf5_image(root);
  const Group again = tree_of(image, "image");
  CHECK(again.array("p")->half);
  CHECK(std::get<std::vector<float>>(again.array("p")->data) == numbers);
  CHECK(digest(again) == digest(root));
  const Hdf5Session session;
  const Handle file = open_bytes(image);
  const Handle dataset(H5Dopen2(file, "p", H5P_DEFAULT), H5Dclose, "p");
  const Handle type(H5Dget_type(dataset), H5Tclose, "p");
  CHECK(H5Tget_size(type) == 2);
  CHECK(stored(file, "p").layout == H5D_CHUNKED);
}

TEST_CASE("Auxiliary coordinates are listed on the arrays that lie along their dimensions") {
  Group root;
  root.arrays.push_back(series<std::string>("label", {"a", "b"}, "trial", ""));
  root.arrays.push_back(
      {"step", std::vector<std::int64_t>{1, 2}, {2, 1}, {"trial", "evaluation"}, "steps", ""});
  root.arrays.push_back(series<double>("test.error", {1, 2}, "trial"));
  root.arrays.push_back(
      {"curves.loss", std::vector<double>{1, 2}, {2, 1}, {"trial", "evaluation"}, "nats", ""});
  root.add_scalar("lonely", 1, "1", "");
  const std::string image = hdf5_image(root, {"label", "step"});
  const Hdf5Session session;
  const Handle file = open_bytes(unseal(image).body);
  const auto coordinates = [&](const char* name) -> std::string {
    if (H5Aexists_by_name(file, name, "coordinates", H5P_DEFAULT) <= 0) return "";
    const Handle attribute(H5Aopen_by_name(file, name, "coordinates", H5P_DEFAULT, H5P_DEFAULT),
                           H5Aclose, name);
    char* text = nullptr;
    H5Aread(attribute, text_type(), &text);
    const std::string words = text;
    H5free_memory(text);
    return words;
  };
  CHECK(coordinates("test.error") == "label");
  CHECK(coordinates("curves.loss") == "label step");
  CHECK(coordinates("label").empty());
  CHECK(coordinates("lonely").empty());
}

TEST_CASE("A tree that contradicts itself is a mistake of the program") {
  Group root;
  root.arrays.push_back({"a", std::vector<double>{1, 2}, {3}, {"x"}, "", ""});
  CHECK_THROWS_AS(hdf5_image(root), ContractError);
}

}  // namespace regsweep::tree_write_test
