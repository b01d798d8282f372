#include "results/hdf5_image.hpp"

#include <cstdint>
#include <cstring>
#include <new>

namespace regsweep {
namespace {

// A path that cannot exist, because the driver first looks for a file of that name.
const char* const no_file = "/dev/null/regsweep";

// The five callbacks of the core driver; `image` is a std::string that grows with zeros.
void* image_allocate(std::size_t size, H5FD_file_image_op_t, void* image) {
  auto& bytes = *static_cast<std::string*>(image);
  try {
    bytes.assign(size, '\0');
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
  return bytes.data();
}

void* image_reallocate(void*, std::size_t size, H5FD_file_image_op_t, void* image) {
  auto& bytes = *static_cast<std::string*>(image);
  try {
    bytes.resize(size, '\0');
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
  return bytes.data();
}

void* image_copy(void* to, const void* from, std::size_t size, H5FD_file_image_op_t, void*) {
  return std::memcpy(to, from, size);
}
herr_t image_free(void*, H5FD_file_image_op_t, void*) {
  return 0;
}  // the string keeps the bytes: that is the point
void* share(void* image) { return image; }
herr_t leave(void*) { return 0; }

// The same for reading: HDF5 is told that it copies the bytes, and gets the bytes themselves. A
// file opened for reading is never written to nor made longer, and only opening it asks for the
// bytes, so the view may be gone at closing.
void* view_allocate(std::size_t, H5FD_file_image_op_t, void* view) {
  return const_cast<char*>(static_cast<std::string_view*>(view)->data());
}
void* view_reallocate(void*, std::size_t, H5FD_file_image_op_t, void*) { return nullptr; }
void* view_copy(void* to, const void*, std::size_t, H5FD_file_image_op_t, void*) { return to; }

hid_t memory_access(std::string& image) {
  Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "no file access list");
  succeed(H5Pset_fapl_core(access, 1 << 16, 0), "no memory driver");
  H5FD_file_image_callbacks_t callbacks{
      image_allocate, image_copy, image_reallocate, image_free, share, leave, &image};
  succeed(H5Pset_file_image_callbacks(access, &callbacks), "no memory driver");
  succeed(H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V110), "no format bounds");
  succeed(H5Pset_fclose_degree(access, H5F_CLOSE_STRONG),
          "no close degree");  // nothing outlives the buffer
  succeed(H5Pset_meta_block_size(access, 0), "no block size");
  succeed(H5Pset_small_data_block_size(access, 0), "no block size");
  return H5Pcopy(access);
}

hid_t file_creation() {
  Handle creation(H5Pcreate(H5P_FILE_CREATE), H5Pclose, "no file creation list");
  succeed(H5Pset_obj_track_times(creation, false), "no untimed file");
  succeed(H5Pset_link_creation_order(creation, H5P_CRT_ORDER_TRACKED), "no order of links");
  succeed(H5Pset_attr_creation_order(creation, H5P_CRT_ORDER_TRACKED), "no order of attributes");
  return H5Pcopy(creation);
}

hid_t create(std::string& image) {
  const Handle access(memory_access(image), H5Pclose, "no file access list");
  const Handle creation(file_creation(), H5Pclose, "no file creation list");
  return H5Fcreate(no_file, H5F_ACC_EXCL, creation, access);
}

// The end of the file's data as its superblock (version 2 or 3) says it; behind it the buffer has
// only zeros.
std::size_t end_of_data(const std::string& image) {
  constexpr std::size_t version_at = 8, end_at = 28;
  std::uint64_t end = 0;
  if (image.size() < end_at + sizeof end || image[version_at] < 2 || image[version_at] > 3) {
    throw Hdf5Failure("unknown superblock");
  }
  std::memcpy(&end, image.data() + end_at, sizeof end);
  if (end < end_at + sizeof end || end > image.size()) throw Hdf5Failure("impossible end of file");
  return end;
}

}  // namespace

struct MemoryFile::State {
  std::string image;
  Handle file{create(image), H5Fclose, "no file in memory"};
};

MemoryFile::MemoryFile() : state_(std::make_unique<State>()) {}
MemoryFile::~MemoryFile() = default;
hid_t MemoryFile::id() const { return state_->file; }

std::string MemoryFile::finish() {
  state_->file.close("the file in memory cannot be closed");
  state_->image.resize(end_of_data(state_->image));
  return std::move(state_->image);
}

Handle open_bytes(std::string_view bytes) {
  Handle access(H5Pcreate(H5P_FILE_ACCESS), H5Pclose, "no file access list");
  succeed(H5Pset_fapl_core(access, 1 << 16, 0), "no memory driver");
  H5FD_file_image_callbacks_t callbacks{view_allocate, view_copy, view_reallocate, image_free,
                                        share,         leave,     &bytes};
  succeed(H5Pset_file_image_callbacks(access, &callbacks), "no memory driver");
  succeed(H5Pset_fclose_degree(access, H5F_CLOSE_STRONG), "no close degree");
  succeed(H5Pset_file_image(access, const_cast<char*>(bytes.data()), bytes.size()), "not HDF5");
  return {H5Fopen(no_file, H5F_ACC_RDONLY, access), H5Fclose, "not HDF5"};
}

}  // namespace regsweep
