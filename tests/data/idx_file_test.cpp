// IDX files: the reader, damaged files of every kind, and the dataset `idx` made of four of them.
#include "data/idx_file.hpp"

#include "data/dataset_description.hpp"
#include "temporary_files.hpp"

namespace regsweep::idx_file_test {

using namespace testing;

// Six training and four test images of 2x2 pixels in three classes.
struct Files {
  TemporaryFolder folder;
  std::string train_values = "abcdefghijklmnopqrstuvwx", test_values = "ABCDEFGHIJKLMNOP";
  std::string train_images = folder.write("train-images", idx_of({6, 2, 2}, train_values));
  std::string train_labels =
      folder.write("train-labels", idx_of({6}, std::string("\0\1\2\0\1\2", 6)));
  std::string test_images = folder.write("test-images.gz", gzip_of(idx_of({4, 2, 2}, test_values)));
  std::string test_labels =
      folder.write("test-labels.gz", gzip_of(idx_of({4}, std::string("\0\1\2\0", 4))));

  Map configuration() const {
    return {member("name", "idx"), member("train_images", train_images),
            member("train_labels", train_labels), member("test_images", test_images),
            member("test_labels", test_labels)};
  }
};

TEST_CASE("an IDX file gives its shape and its values") {
  const IdxArray images = parse_idx(idx_of({2, 3, 1}, "abcdef"), IdxContent::images, "x");
  REQUIRE(images.header.shape == std::vector<std::int64_t>{2, 3, 1});
  REQUIRE(images.header.items() == 2);
  REQUIRE(images.header.item_size() == 3);
  REQUIRE(std::string(images.values().begin(), images.values().end()) == "abcdef");
  REQUIRE(images.rows().rows() == 2);
  REQUIRE(images.rows().row(1).front() == 'd');
  const IdxArray labels = parse_idx(idx_of({3}, "abc"), IdxContent::labels, "x");
  REQUIRE(labels.header.item_size() == 1);
  REQUIRE(std::string(labels.values().begin(), labels.values().end()) == "abc");
}

TEST_CASE("each kind of damage of an IDX file has its sentence") {
  const auto images = [](const std::string& bytes) {
    return sentence<DataError>([&] { parse_idx(bytes, IdxContent::images, "f"); });
  };
  REQUIRE(images("") == "f is empty where an IDX file is expected; fetch it anew");
  REQUIRE(images(std::string("\0\0\x08", 3)) ==
          "f ends after 3 bytes, within the magic number of an IDX file; fetch it anew");
  REQUIRE(images(idx_of({3}, "abc")) ==
          "f begins with the magic number 2049 where images are marked by 2051 (2050 to 2052); "
          "give an IDX file of unsigned bytes");
  REQUIRE(images("\x89PNG\r\n") ==
          "f begins with the magic number 2303741511 where images are marked by 2051 (2050 to "
          "2052); give an IDX file of unsigned bytes");
  REQUIRE(sentence<DataError>([&] {
            parse_idx(idx_of({1, 1, 3}, "abc"), IdxContent::labels, "f");
          }) ==
          "f begins with the magic number 2051 where labels are marked by 2049 (or another type of "
          "whole numbers); give an IDX file of labels");
  REQUIRE(images(idx_of({1, 2, 2}, "").substr(0, 11)) ==
          "f ends after 11 bytes, within its header of 16 bytes; fetch it anew");
  REQUIRE(images(idx_of({1, 0, 2}, "")) ==
          "f says that dimension 1 is 0, so it holds no examples; give another file");
  REQUIRE(images(idx_of({2, 2, 2}, "abcdefg")) ==
          "f has 23 bytes where its header announces 24: it is truncated; fetch it anew");
  REQUIRE(images(idx_of({2, 2, 2}, "abcdefghi")) ==
          "f has 25 bytes where its header announces 24: it is followed by something else; fetch "
          "it anew");
  REQUIRE(images(idx_of({0xffffffff, 0xffffffff, 0xffffffff}, "abc")) ==
          "f claims more than 68,719,476,736 values, so its header is damaged; fetch it anew");
}

TEST_CASE("labels may be any whole numbers, and rows of which one column is the class") {
  // QMNIST's form: rows of big-endian int32.
  std::string rows = idx_of({3, 2}, "");
  rows[2] = '\x0c';
  for (const char last : {'\7', 'd', '\3', 'e', '\t', 'f'}) rows += std::string("\0\0\0", 3) + last;
  const IdxArray table = parse_idx(rows, IdxContent::labels, "l");
  REQUIRE(idx_labels(table, 0, "l") == std::vector<std::uint8_t>{7, 3, 9});
  REQUIRE(idx_labels(table, 1, "l") == std::vector<std::uint8_t>{100, 101, 102});
  REQUIRE(sentence<DataError>([&] { idx_labels(table, std::nullopt, "l"); }) ==
          "l has 2 numbers for each example; say which is its class: data.label_column, from 0 to "
          "1");
  REQUIRE(sentence<DataError>([&] { idx_labels(table, 2, "l"); }) ==
          "data.label_column = 2, but l has 2 numbers for each example; give one from 0 to 1");
  REQUIRE(sentence<DataError>([&] {
            parse_idx(rows.substr(0, rows.size() - 1), IdxContent::labels, "l");
          }) == "l has 35 bytes where its header announces 36: it is truncated; fetch it anew");
  std::string small = idx_of({2}, std::string("\0\5\xff\xfe", 4));
  small[2] = '\x0b';
  REQUIRE(sentence<DataError>(
              [&] { idx_labels(parse_idx(small, IdxContent::labels, "l"), std::nullopt, "l"); }) ==
          "l has the label -2 of example 1, and labels are numbers from 0 to 255; choose another "
          "data.label_column, or give other labels");
}

TEST_CASE("an IDX file cut anywhere is an error, plain and in gzip") {
  const TemporaryFolder folder;
  const std::string whole = idx_of({3, 2, 2}, "abcdefghijkl");
  for (std::size_t length = 0; length < whole.size(); ++length) {
    INFO(length << " bytes");
    REQUIRE_THROWS_AS(read_idx(folder.write("plain", whole.substr(0, length)), IdxContent::images),
                      DataError);
    REQUIRE_THROWS_AS(
        read_idx(folder.write("packed", gzip_of(whole.substr(0, length))), IdxContent::images),
        DataError);
  }
  REQUIRE(read_idx(folder.write("plain", whole), IdxContent::images).content == whole);
}

TEST_CASE("an IDX header with any byte changed is an error") {
  const TemporaryFolder folder;
  const std::string whole = idx_of({3, 2, 2}, "abcdefghijkl");
  for (std::size_t at = 0; at < 16; ++at) {
    for (int change = 1; change < 256; ++change) {
      std::string damaged = whole;
      damaged[at] = static_cast<char>(damaged[at] ^ change);
      INFO("byte " << at << " xor " << change);
      REQUIRE_THROWS_AS(parse_idx(damaged, IdxContent::images, "f"), DataError);
      if (change % 51 == 0) {
        REQUIRE_THROWS_AS(read_idx(folder.write("f", damaged), IdxContent::images), DataError);
      }
    }
  }
}

TEST_CASE("four IDX files are a dataset") {
  const Files files;
  Map given = files.configuration();
  const Dataset dataset = load(given);
  require_facts(given, dataset);
  REQUIRE(dataset.features == 4);
  REQUIRE(dataset.outputs == 3);
  REQUIRE(dataset.class_names == std::vector<std::string>{"0", "1", "2"});
  REQUIRE(dataset.train.count() == 6);
  REQUIRE(dataset.test.labels == Labels{0, 1, 2, 0});  // file order
  for (std::size_t i = 0; i < 16; ++i) {
    REQUIRE(dataset.test.features.data()[i] ==
            static_cast<real>(static_cast<unsigned char>(files.test_values[i]) / 255.0));
  }
  for (std::size_t row = 0; row < 6;
       ++row) {  // the same images in another order, each with its label
    const long first = std::lround(static_cast<double>(dataset.train.features(row, 0)) * 255) - 'a';
    REQUIRE(first % 4 == 0);
    REQUIRE(dataset.train.labels[row] == first / 4 % 3);
  }
}

TEST_CASE("images that are stored by columns are turned, and the test images are others") {
  const Files files;
  Map given = files.configuration();
  given.push_back(member("transposed", true));
  const Dataset turned = load(given);
  const Dataset plain = load(files.configuration());
  require_facts(given, turned);
  for (std::size_t row = 0; row < 4; ++row) {
    REQUIRE(turned.test.features(row, 1) == plain.test.features(row, 2));
    REQUIRE(turned.test.features(row, 3) == plain.test.features(row, 3));
  }
  Value same(files.configuration());
  same.set("test_images", files.folder.write("copy", idx_of({6, 2, 2}, files.train_values)));
  same.set("test_labels", files.train_labels);
  const Value whole = dataset_schema().normalize(same, "data");
  const std::string said = sentence<DataError>([&] { dataset_facts(whole); });
  REQUIRE(said == (files.folder / "copy") + (" has the same content as the training images " +
                                             files.train_images + "; give other test_images"));
}

TEST_CASE("IDX files that do not belong together are refused, already by their facts") {
  const Files files;
  const auto with = [&](const std::string& key, const std::string& path) {
    Value given(files.configuration());
    given.set(key, path);
    const Value whole = dataset_schema().normalize(given, "data");
    const std::string message = sentence<DataError>([&] { load_dataset(whole); });
    REQUIRE(sentence<DataError>([&] { dataset_facts(whole); }) == message);
    return message;
  };
  const std::string few = files.folder.write("few", idx_of({5}, "\1\1\1\1\1"));
  REQUIRE(with("train_labels", few) == files.train_images + " holds 6 images but " + few +
                                           " holds 5 labels; give files that belong together");
  const std::string wide = files.folder.write("wide", idx_of({4, 2, 3}, std::string(24, 'x')));
  REQUIRE(with("test_images", wide) == "the images of " + files.train_images +
                                           " have 4 pixels but those of " + wide +
                                           " have 6; give files that belong together");
  REQUIRE(with("test_labels", files.folder / "absent") ==
          "cannot open the data file " + (files.folder / "absent") +
              ": No such file or directory; check the path and its permissions");
}

TEST_CASE("labels that look like another column are told") {
  const Files files;
  const auto notes_with = [&](const std::string& labels) {
    Value given(files.configuration());
    given.set("train_labels", files.folder.write("labels", idx_of({6}, labels)));
    return describe_dataset(dataset_schema().normalize(given, "data")).notes;
  };
  REQUIRE(describe_dataset(normalized(files.configuration())).notes.empty());
  REQUIRE(notes_with("\3\3\3\3\3\3") ==
          std::vector<std::string>{(files.folder / "labels") +
                                   ": every label is 3, so there is nothing to learn; check "
                                   "data.label_column"});
  REQUIRE(notes_with("\1\2\3\4\1\2") ==
          std::vector<std::string>{(files.folder / "labels") +
                                   ": 4 classes in 6 labels, nearly as many; check "
                                   "data.label_column"});
}

TEST_CASE("the four paths of idx must be given") {
  REQUIRE(sentence<ConfigurationError>([] { normalized({member("name", "idx")}); }) ==
          "data.train_images is missing; add 'train_images:' with text: path of the training "
          "images (.gz too)");
}

}  // namespace regsweep::idx_file_test
