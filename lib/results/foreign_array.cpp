#include "results/foreign_array.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/text.hpp"
#include "results/hdf5_handle.hpp"
#include "results/hdf5_image.hpp"

namespace regsweep {
namespace {

constexpr std::size_t most_names = 200;
constexpr int deepest_group = 16;
constexpr std::uint64_t most_foreign_bytes = std::uint64_t{1} << 36;

herr_t note_array_name(hid_t, const char* name, const H5L_info_t* link, void* names) {
  if (link->type == H5L_TYPE_HARD) static_cast<std::vector<std::string>*>(names)->push_back(name);
  return 0;
}

void add_names(hid_t group, const std::string& prefix, int depth, std::vector<std::string>& all) {
  std::vector<std::string> names;
  succeed(H5Literate(group, H5_INDEX_NAME, H5_ITER_INC, nullptr, note_array_name, &names),
          "unreadable group");
  for (const std::string& name : names) {
    if (all.size() >= most_names || depth > deepest_group) return;
    const Handle object(H5Oopen(group, name.c_str(), H5P_DEFAULT), H5Oclose, name.c_str());
    const H5I_type_t kind = H5Iget_type(object);
    if (kind == H5I_DATASET) all.push_back(prefix + "/" + name);
    if (kind == H5I_GROUP) add_names(object, prefix + "/" + name, depth + 1, all);
  }
}

// Whether every step of a path is a hard link: "/a", "/a/b", ...
bool is_inside(hid_t file, const std::string& path) {
  for (std::size_t end = 1; end <= path.size(); ++end) {
    if (end < path.size() && path[end] != '/') continue;
    H5L_info_t link;
    const std::string step = path.substr(0, end);
    if (H5Lget_info(file, step.c_str(), &link, H5P_DEFAULT) < 0) return false;
    if (link.type != H5L_TYPE_HARD) return false;
  }
  return true;
}

void refuse_layout(hid_t dataset) {
  const Handle creation(H5Dget_create_plist(dataset), H5Pclose, "unreadable layout");
  const H5D_layout_t layout = H5Pget_layout(creation);
  if ((layout != H5D_CONTIGUOUS && layout != H5D_CHUNKED && layout != H5D_COMPACT) ||
      H5Pget_external_count(creation) != 0) {
    throw Hdf5Failure("its values are in other files");
  }
  const int filters = succeed(H5Pget_nfilters(creation), "unreadable filters");
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0;
    unsigned settings = 0;
    std::size_t count = 0;
    const H5Z_filter_t filter = H5Pget_filter2(creation, static_cast<unsigned>(i), &flags, &count,
                                               nullptr, 0, nullptr, &settings);
    const bool built_in = filter == H5Z_FILTER_SHUFFLE || filter == H5Z_FILTER_DEFLATE ||
                          filter == H5Z_FILTER_FLETCHER32 || filter == H5Z_FILTER_SCALEOFFSET;
    if (built_in) continue;
    throw Hdf5Failure(fmt::format("it is compressed by filter {}; save it with gzip", filter));
  }
}

// What is read: a type of this machine.
hid_t memory_type(hid_t dataset, ForeignArray& array) {
  const Handle type(H5Dget_type(dataset), H5Tclose, "unreadable type");
  const H5T_class_t kind = H5Tget_class(type);
  array.width = H5Tget_size(type);
  if (kind == H5T_FLOAT) {
    array.kind = ForeignArray::Kind::floating;
    array.width = array.width <= 4 ? 4 : 8;
    return array.width == 4 ? H5T_NATIVE_FLOAT : H5T_NATIVE_DOUBLE;
  }
  const bool whole = kind == H5T_INTEGER || kind == H5T_ENUM || kind == H5T_BITFIELD;
  if (!whole) throw Hdf5Failure("it holds no integers, floats or booleans");
  const bool has_sign = kind == H5T_INTEGER && H5Tget_sign(type) == H5T_SGN_2;
  array.kind = has_sign ? ForeignArray::Kind::integer : ForeignArray::Kind::unsigned_integer;
  switch (array.width) {
    case 1:
      return has_sign ? H5T_NATIVE_INT8 : H5T_NATIVE_UINT8;
    case 2:
      return has_sign ? H5T_NATIVE_INT16 : H5T_NATIVE_UINT16;
    case 4:
      return has_sign ? H5T_NATIVE_INT32 : H5T_NATIVE_UINT32;
    case 8:
      return has_sign ? H5T_NATIVE_INT64 : H5T_NATIVE_UINT64;
    default:
      throw Hdf5Failure(fmt::format("it holds numbers of {} bytes", array.width));
  }
}

// The number of elements, if the file can hold so many; deflate shrinks at most 1032 times.
std::size_t checked_elements(hid_t dataset, std::size_t file_bytes, ForeignArray& array) {
  const Handle space(H5Dget_space(dataset), H5Sclose, "unreadable shape");
  const int rank = H5Sget_simple_extent_ndims(space);
  if (rank < 1 || rank > H5S_MAX_RANK) throw Hdf5Failure("it is a single number, or none");
  std::vector<hsize_t> lengths(static_cast<std::size_t>(rank));
  succeed(H5Sget_simple_extent_dims(space, lengths.data(), nullptr), "unreadable shape");
  array.shape.assign(lengths.begin(), lengths.end());
  std::uint64_t bytes = array.width;
  for (const hsize_t length : lengths) {
    if (__builtin_mul_overflow(bytes, std::uint64_t{length}, &bytes)) bytes = ~std::uint64_t{0};
  }
  if (bytes > most_foreign_bytes || bytes / 1032 > file_bytes) {
    throw Hdf5Failure(fmt::format("it claims {} bytes, more than the file can hold", bytes));
  }
  if (bytes == 0) throw Hdf5Failure("it holds no numbers");
  return static_cast<std::size_t>(bytes) / array.width;
}

ForeignArray read_opened(hid_t dataset, std::size_t file_bytes) {
  ForeignArray array;
  refuse_layout(dataset);
  const hid_t type = memory_type(dataset, array);
  array.bytes.resize(checked_elements(dataset, file_bytes, array) * array.width);
  const Handle stored(H5Dget_type(dataset), H5Tclose, "unreadable type");
  // Members of an enumeration are read as their numbers.
  const bool is_enum = H5Tget_class(stored) == H5T_ENUM;
  const Handle wanted(is_enum ? H5Tget_native_type(stored, H5T_DIR_ASCEND) : H5Tcopy(type),
                      H5Tclose, "no type");
  succeed(H5Dread(dataset, wanted, H5S_ALL, H5S_ALL, H5P_DEFAULT, array.bytes.data()),
          "unreadable numbers");
  return array;
}

}  // namespace

bool is_hdf5(std::string_view content) {
  constexpr std::string_view magic = "\x89HDF\r\n\x1a\n";
  constexpr std::size_t user_block = 512;  // of MATLAB's
  return content.starts_with(magic) ||
         (content.size() > user_block && content.substr(user_block).starts_with(magic));
}

std::vector<std::string> foreign_array_names(std::string_view content, const std::string& file) {
  const Hdf5Session session;
  try {
    std::vector<std::string> names;
    const Handle opened = open_bytes(content);
    const Handle root(H5Gopen2(opened, "/", H5P_DEFAULT), H5Gclose, "unreadable group");
    add_names(root, "", 0, names);
    return names;
  } catch (const Hdf5Failure& failure) {
    throw DataError(
        fmt::format("{} is a damaged HDF5 file: {}; save it anew", file, failure.what()));
  }
}

ForeignArray read_foreign_array(std::string_view content, const std::string& file,
                                const std::string& name) {
  const std::vector<std::string> names = foreign_array_names(content, file);
  const std::string path = name.starts_with('/') ? name : "/" + name;
  if (std::find(names.begin(), names.end(), path) == names.end()) {
    throw DataError(fmt::format("{} has no array '{}'; {}", file, name, suggestion(path, names)));
  }
  const Hdf5Session session;
  try {
    const Handle opened = open_bytes(content);
    if (!is_inside(opened, path)) throw Hdf5Failure("it is no part of this file");
    const Handle dataset(H5Dopen2(opened, path.c_str(), H5P_DEFAULT), H5Dclose, "no array");
    return read_opened(dataset, content.size());
  } catch (const Hdf5Failure& failure) {
    throw DataError(fmt::format("{}:{} cannot be read: {}; save it anew as an array of numbers",
                                file, path, failure.what()));
  }
}

}  // namespace regsweep
