// Arrays in HDF5 files of others, written here with HDF5's own functions as h5py does.
#include "results/foreign_array.hpp"

#include <hdf5.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <cstring>

#include "core/error.hpp"
#include "results/file_bytes.hpp"
#include "support/scratch_folder.hpp"

namespace regsweep::foreign_array_test {

struct ForeignFile {
  ScratchFolder folder;
  std::string path = (folder.path() / "data.h5").string();
  hid_t id = H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);

  template <class Number>
  void add(const char* name, hid_t stored, hid_t type, std::vector<hsize_t> shape,
           const std::vector<Number>& values, hid_t creation = H5P_DEFAULT) const {
    const hid_t space = H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
    const hid_t links = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(links, 1);
    const hid_t set = H5Dcreate2(id, name, stored, space, links, creation, H5P_DEFAULT);
    REQUIRE(set >= 0);
    REQUIRE(H5Dwrite(set, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0);
    H5Dclose(set);
    H5Pclose(links);
    H5Sclose(space);
  }

  std::string bytes() {
    H5Fclose(id);
    return file_bytes(path);
  }
};

template <class Number>
std::vector<Number> numbers(const ForeignArray& array) {
  std::vector<Number> values(array.bytes.size() / sizeof(Number));
  std::memcpy(values.data(), array.bytes.data(), array.bytes.size());
  return values;
}

std::string refused(const std::string& content, const std::string& name) {
  try {
    read_foreign_array(content, "data.h5", name);
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

TEST_CASE("arrays of every kind of number are read from where they are") {
  ForeignFile file;
  file.add<double>("x", H5T_IEEE_F64BE, H5T_NATIVE_DOUBLE, {2, 3}, {0, 1.5, -2, 3, 4, 5e300});
  file.add<int>("group/inner/y", H5T_STD_I16BE, H5T_NATIVE_INT, {3}, {-1, 300, 7});
  file.add<int>("group/b", H5T_STD_U8LE, H5T_NATIVE_INT, {2, 1, 2}, {0, 255, 1, 2});
  const hid_t packed = H5Pcreate(H5P_DATASET_CREATE);
  const hsize_t chunk[] = {4};
  H5Pset_chunk(packed, 1, chunk);
  H5Pset_shuffle(packed);
  H5Pset_deflate(packed, 4);
  file.add<float>("packed", H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, {10}, std::vector<float>(10, 0.25F),
                  packed);
  H5Pclose(packed);
  const std::string content = file.bytes();
  REQUIRE(is_hdf5(content));
  REQUIRE(foreign_array_names(content, "data.h5") ==
          std::vector<std::string>{"/group/b", "/group/inner/y", "/packed", "/x"});
  const ForeignArray x = read_foreign_array(content, "data.h5", "x");
  REQUIRE(x.shape == std::vector<std::int64_t>{2, 3});
  REQUIRE(x.kind == ForeignArray::Kind::floating);
  REQUIRE(numbers<double>(x) == std::vector<double>{0, 1.5, -2, 3, 4, 5e300});
  const ForeignArray y = read_foreign_array(content, "data.h5", "/group/inner/y");
  REQUIRE(y.kind == ForeignArray::Kind::integer);
  REQUIRE(numbers<std::int16_t>(y) == std::vector<std::int16_t>{-1, 300, 7});
  const ForeignArray bytes = read_foreign_array(content, "data.h5", "group/b");
  REQUIRE(bytes.kind == ForeignArray::Kind::unsigned_integer);
  REQUIRE(numbers<std::uint8_t>(bytes) == std::vector<std::uint8_t>{0, 255, 1, 2});
  REQUIRE(numbers<float>(read_foreign_array(content, "data.h5", "packed")) ==
          std::vector<float>(10, 0.25F));
  REQUIRE(refused(content, "/group/inner/z") ==
          "data.h5 has no array '/group/inner/z'; did you mean '/group/inner/y'?");
}

TEST_CASE("what is no array of numbers, or leads out of the file, is refused") {
  ForeignFile file;
  const hid_t text = H5Tcopy(H5T_C_S1);
  H5Tset_size(text, 4);
  file.add<char>("words", text, text, {2}, {'a', 'b', 'c', 0, 'd', 'e', 'f', 0});
  H5Tclose(text);
  const hid_t away = H5Pcreate(H5P_DATASET_CREATE);
  H5Pset_external(away, "elsewhere.bin", 0, 80);
  const hsize_t length = 10;
  const hid_t space = H5Screate_simple(1, &length, nullptr);
  H5Dclose(H5Dcreate2(file.id, "away", H5T_NATIVE_DOUBLE, space, H5P_DEFAULT, away, H5P_DEFAULT));
  H5Sclose(space);
  H5Pclose(away);
  H5Lcreate_external("other.h5", "/x", file.id, "linked", H5P_DEFAULT, H5P_DEFAULT);
  const std::string content = file.bytes();
  REQUIRE(refused(content, "words") ==
          "data.h5:/words cannot be read: it holds no integers, floats or booleans; save it anew "
          "as an array of numbers");
  REQUIRE(refused(content, "away").find("its values are in other files") != std::string::npos);
  REQUIRE(refused(content, "linked").starts_with("data.h5 has no array 'linked'; "));
  REQUIRE(refused(content.substr(0, 200), "words").starts_with("data.h5 is a damaged HDF5 file"));
}

}  // namespace regsweep::foreign_array_test
