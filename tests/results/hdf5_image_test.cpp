// Files in memory: what is written comes back, byte for byte the same each time, and the disk is
// not touched.
#include "results/hdf5_image.hpp"

#include <catch2/catch.hpp>

#include "example_trees.hpp"

namespace regsweep::hdf5_image_test {

std::string image_with_group(const char* name) {
  MemoryFile file;
  {
    const Handle group(H5Gcreate2(file.id(), name, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT), H5Gclose,
                       "no group");
  }
  return file.finish();
}

TEST_CASE("An image opens again and holds what was put in") {
  const Hdf5Session session;
  const std::string image = image_with_group("here");
  CHECK(image.substr(0, 8) == "\x89HDF\r\n\x1a\n");
  CHECK(image[8] == 2);  // the superblock that HDF5 1.8 and later read
  const Handle file = open_bytes(image);
  CHECK(H5Lexists(file, "here", H5P_DEFAULT) > 0);
  CHECK(H5Lexists(file, "there", H5P_DEFAULT) == 0);
}

TEST_CASE("An image ends where its data ends and opens from a disk too") {
  const Hdf5Session session;
  const std::string image = image_with_group("here");
  const ScratchFolder folder;
  put_bytes(folder / "file.h5", image);
  CHECK(H5Fis_hdf5((folder / "file.h5").c_str()) > 0);
  const Handle file(H5Fopen((folder / "file.h5").c_str(), H5F_ACC_RDONLY, H5P_DEFAULT), H5Fclose,
                    "not opened");
  hsize_t size = 0;
  H5Fget_filesize(file, &size);
  CHECK(size == image.size());
  CHECK_THROWS_AS(open_bytes(std::string_view(image).substr(0, image.size() - 1)), Hdf5Failure);
}

TEST_CASE("Finishing closes what is still open in the file, so nothing reaches the buffer later") {
  const Hdf5Session session;
  MemoryFile file;
  const hid_t group = H5Gcreate2(file.id(), "open", H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT);
  const std::string image = file.finish();
  CHECK(H5Iis_valid(group) == 0);
  CHECK(H5Lexists(open_bytes(image), "open", H5P_DEFAULT) > 0);
}

TEST_CASE("Bytes that are not HDF5 are refused") {
  const Hdf5Session session;
  CHECK_THROWS_AS(open_bytes("nothing of the kind"), Hdf5Failure);
  CHECK_THROWS_AS(open_bytes(std::string(4096, '\0')), Hdf5Failure);
}

}  // namespace regsweep::hdf5_image_test
