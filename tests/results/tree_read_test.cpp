// Reading trees: everything comes back, and nothing that a file claims is believed.
#include <catch2/catch.hpp>
#include <cstring>

#include "core/json.hpp"
#include "core/text.hpp"
#include "example_trees.hpp"
#include "results/hdf5_image.hpp"
#include "results/seal.hpp"
#include "results/tree_file.hpp"

namespace regsweep::tree_read_test {

using Catch::Matchers::Contains;

// Bit for bit: NaN payloads and the sign of zero count.
bool same_bits(const Array::Data& a, const Array::Data& b) {
  if (a.index() != b.index()) return false;
  return std::visit(
      [&](const auto& left) {
        const auto& right = std::get<std::decay_t<decltype(left)>>(b);
        if constexpr (std::is_same_v<std::decay_t<decltype(left)>, std::vector<std::string>>) {
          return left == right;
        } else {
          return left.size() == right.size() &&
                 (left.empty() ||
                  std::memcmp(left.data(), right.data(), left.size() * sizeof left[0]) == 0);
        }
      },
      a);
}

void check_same(const Group& a, const Group& b) {
  CHECK(a.name == b.name);
  REQUIRE(a.attributes.size() == b.attributes.size());
  for (std::size_t i = 0; i < a.attributes.size(); ++i) {
    CHECK(a.attributes[i].key == b.attributes[i].key);
    CHECK(a.attributes[i].value.kind() == b.attributes[i].value.kind());
    CHECK(canonical_text(a.attributes[i].value) == canonical_text(b.attributes[i].value));
  }
  REQUIRE(a.arrays.size() == b.arrays.size());
  for (std::size_t i = 0; i < a.arrays.size(); ++i) {
    const Array &left = a.arrays[i], &right = b.arrays[i];
    INFO(left.name);
    CHECK(left.name == right.name);
    CHECK(left.shape == right.shape);
    CHECK(left.dimensions == right.dimensions);
    CHECK(left.units == right.units);
    CHECK(left.long_name == right.long_name);
    CHECK(same_bits(left.data, right.data));
  }
  REQUIRE(a.groups.size() == b.groups.size());
  for (std::size_t i = 0; i < a.groups.size(); ++i) check_same(a.groups[i], b.groups[i]);
}

// A sealed image made by hand, without the care of hdf5_image.
template <class Build>
std::string foreign(Build build) {
  const Hdf5Session session;
  MemoryFile file;
  build(file.id());
  std::string image = file.finish();
  seal(image, "tree");
  return image;
}

std::string complaint(const std::string& bytes) {
  try {
    tree_of(bytes, "the file");
  } catch (const DamagedFile& failure) {
    return failure.what();
  }
  return "no complaint";
}

TEST_CASE("Every type, shape and name comes back, in order and bit for bit") {
  check_same(tree_of(hdf5_image(every_type()), "memory"), every_type());
  check_same(tree_of(hdf5_image(example_trial()), "memory"), example_trial());
  check_same(tree_of(hdf5_image(Group{}), "memory"), Group{});
}

TEST_CASE("Hundreds of arrays and attributes keep their order") {
  Group root;
  for (int i = 300; i > 0; --i) {
    root.set_attribute("attribute " + std::to_string(i), Value(i));
    root.add_scalar("array " + std::to_string(i), i, "1", "");
  }
  check_same(tree_of(hdf5_image(root), "memory"), root);
}

TEST_CASE("A file is read as its bytes are, and refused without its seal") {
  const ScratchFolder folder;
  const std::string image = hdf5_image(every_type());
  put_bytes(folder / "sealed.h5", image);
  CHECK(digest(read_tree(folder / "sealed.h5")) == digest(every_type()));
  put_bytes(folder / "plain.h5", std::string(unseal(image).body));
  CHECK_THROWS_WITH(
      read_tree(folder / "plain.h5"),
      (folder / "plain.h5").string() +
          " is damaged: its end is missing or was rewritten by another program (no seal); delete "
          "it and run the command again, which makes it anew");
}

TEST_CASE("A file that cannot be reached is not called damaged") {
  const ScratchFolder folder;
  CHECK_THROWS_AS(read_tree(folder / "absent"), StorageError);
  try {
    read_tree(folder / "absent");
  } catch (const StorageError& failure) {
    CHECK(dynamic_cast<const DamagedFile*>(&failure) == nullptr);
    CHECK(failure.code() == ExitCode::storage);
  }
}

TEST_CASE("Damage is told in one sentence with the remedy") {
  std::string image = hdf5_image(example_trial());
  image[1000] = static_cast<char>(image[1000] ^ 1);
  CHECK(complaint(image) ==
        "the file is damaged: its bytes are not those that were written (the seal is broken); "
        "delete it and run the command again, which "
        "makes it anew");
  std::string text = "text";
  seal(text, "tree");
  CHECK_THAT(complaint(text),
             Contains("the file is damaged: not HDF5") && Contains("; delete it and run"));
  CHECK_THAT(complaint(""), Contains("no seal"));
}

TEST_CASE("Every truncation is noticed, and HDF5 notices it under a valid seal too") {
  const std::string image = hdf5_image(example_trial(2));
  for (std::size_t length = 0; length < image.size(); ++length) {
    REQUIRE(complaint(image.substr(0, length)) != "no complaint");
  }
  const std::string_view body = unseal(image).body;
  for (std::size_t length = 0; length < body.size(); length += 61) {
    std::string cut(body.substr(0, length));
    seal(cut, "tree");
    REQUIRE(complaint(cut) != "no complaint");
  }
}

TEST_CASE("What we never write is refused, not followed") {
  const hsize_t two = 2, huge = hsize_t{1} << 40;
  const auto dataset = [](hid_t file, const char* name, hid_t type, const hsize_t* length,
                          hid_t creation) {
    const Handle space(H5Screate_simple(1, length, nullptr), H5Sclose, "");
    return Handle(H5Dcreate2(file, name, type, space, H5P_DEFAULT, creation, H5P_DEFAULT), H5Dclose,
                  "");
  };
  CHECK_THAT(complaint(foreign([](hid_t file) {
               H5Lcreate_external("/etc/passwd", "/x", file, "x", H5P_DEFAULT, H5P_DEFAULT);
             })),
             Contains("'x' points out of its place"));
  CHECK_THAT(complaint(foreign(
                 [](hid_t file) { H5Lcreate_soft("/", file, "x", H5P_DEFAULT, H5P_DEFAULT); })),
             Contains("'x' points out of its place"));
  CHECK_THAT(complaint(foreign([](hid_t file) {
               H5Lcreate_hard(file, "/", file, "cycle", H5P_DEFAULT, H5P_DEFAULT);
             })),
             Contains("'cycle'"));
  CHECK_THAT(complaint(foreign(
                 [&](hid_t file) { dataset(file, "x", H5T_IEEE_F64BE, &two, H5P_DEFAULT); })),
             Contains("'x' has a type that we never write"));
  CHECK_THAT(complaint(foreign(
                 [&](hid_t file) { dataset(file, "x", H5T_IEEE_F64LE, &huge, H5P_DEFAULT); })),
             Contains("'x' claims 1099511627776 elements, more than the file holds"));
  CHECK_THAT(complaint(foreign([&](hid_t file) {
               const Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "");
               H5Pset_external(creation, "/etc/passwd", 0, 16);
               dataset(file, "x", H5T_IEEE_F64LE, &two, creation);
             })),
             Contains("the values of 'x' are not in the file"));
  CHECK_THAT(complaint(foreign([&](hid_t file) {
               const Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "");
               H5Pset_chunk(creation, 1, &two);
               H5Pset_nbit(creation);
               dataset(file, "x", H5T_STD_I64LE, &two, creation);
             })),
             Contains("which we never use"));
  CHECK_THAT(complaint(foreign([&](hid_t file) {
               const double data[2] = {1, 2};
               H5Dwrite(dataset(file, "x", H5T_IEEE_F64LE, &two, H5P_DEFAULT), H5T_NATIVE_DOUBLE,
                        H5S_ALL, H5S_ALL, H5P_DEFAULT, data);
             })),
             Contains("'x' does not name its dimensions"));
}

TEST_CASE("Groups nested without end are refused") {
  Group root;
  Group* deepest = &root;
  for (int i = 0; i < 20; ++i) deepest = &deepest->child("g");
  CHECK_THAT(complaint(hdf5_image(root)), Contains("groups are nested too deeply"));
}

}  // namespace regsweep::tree_read_test
