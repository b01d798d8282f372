// Single objects of HDF5 as other tools write them: attributes of foreign types are understood or
// refused.
#include "results/dataset_read.hpp"

#include <catch2/catch.hpp>

#include "results/hdf5_image.hpp"

namespace regsweep::dataset_read_test {

using Catch::Matchers::Contains;

// Puts one attribute on the root of a new file and reads it.
template <class Data>
Value round_trip(hid_t type, const Data* data, hsize_t count = 1) {
  MemoryFile file;
  {
    const Handle space(count == 1 ? H5Screate(H5S_SCALAR) : H5Screate_simple(1, &count, nullptr),
                       H5Sclose, "");
    const Handle attribute(H5Acreate2(file.id(), "a", type, space, H5P_DEFAULT, H5P_DEFAULT),
                           H5Aclose, "");
    H5Awrite(attribute, type, data);
  }
  const std::string image = file.finish();
  const Handle opened = open_bytes(image);
  return ObjectReader(image.size()).attribute(opened, "a");
}

Handle fixed_text(std::size_t size, H5T_str_t padding) {
  Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "");
  H5Tset_size(type, size);
  H5Tset_strpad(type, padding);
  return type;
}

TEST_CASE("Attributes of other widths are understood") {
  const Hdf5Session session;
  const std::int16_t small = -7;
  const float single = 0.5f;
  CHECK(round_trip(H5T_NATIVE_INT16, &small) == Value(-7));
  CHECK(round_trip(H5T_NATIVE_FLOAT, &single) == Value(0.5));
}

TEST_CASE("Texts of fixed length, padded with zeros or not at all, are understood") {
  const Hdf5Session session;
  CHECK(round_trip(fixed_text(8, H5T_STR_NULLTERM), "padded\0\0") == Value("padded"));
  CHECK(round_trip(fixed_text(4, H5T_STR_NULLPAD), "full") == Value("full"));
}

TEST_CASE("Texts of variable length in ASCII are understood") {
  const Hdf5Session session;
  const Handle type(H5Tcopy(H5T_C_S1), H5Tclose, "");
  H5Tset_size(type, H5T_VARIABLE);
  const char* text = "ascii";
  CHECK(round_trip(type, &text) == Value("ascii"));
}

TEST_CASE("Lists and structures are refused") {
  const Hdf5Session session;
  const double two[2] = {1, 2};
  CHECK_THROWS_WITH(round_trip(H5T_NATIVE_DOUBLE, two, 2), Contains("attribute 'a' is no scalar"));
  const Handle pair(H5Tcreate(H5T_COMPOUND, 8), H5Tclose, "");
  H5Tinsert(pair, "x", 0, H5T_NATIVE_DOUBLE);
  CHECK_THROWS_WITH(round_trip(pair, two),
                    Contains("attribute 'a' has a type that we never write"));
}

TEST_CASE("A missing attribute is an error with its name") {
  const Hdf5Session session;
  MemoryFile file;
  const std::string image = file.finish();
  const Handle opened = open_bytes(image);
  CHECK_THROWS_WITH(ObjectReader(image.size()).attribute(opened, "absent"), Contains("absent"));
}

}  // namespace regsweep::dataset_read_test
