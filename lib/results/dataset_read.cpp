#include "results/dataset_read.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace regsweep {
namespace {

constexpr std::size_t most_deflated = 1032;  // what deflate can shrink at best
constexpr std::size_t text_reference = 16;   // stored per text: length and place in the heap
constexpr int highest_rank = 32;

bool attribute_exists(hid_t object, const char* name) {
  return succeed(H5Aexists(object, name), name) > 0;
}

std::vector<std::int64_t> shape_of(hid_t dataset, const std::string& name) {
  const Handle space(H5Dget_space(dataset), H5Sclose, name.c_str());
  const H5S_class_t kind = H5Sget_simple_extent_type(space);
  if (kind == H5S_SCALAR) return {};
  const int rank = H5Sget_simple_extent_ndims(space);
  if (kind != H5S_SIMPLE || rank < 1 || rank > highest_rank) {
    throw Hdf5Failure(fmt::format("'{}' has no shape", name));
  }
  std::vector<hsize_t> lengths(static_cast<std::size_t>(rank));
  succeed(H5Sget_simple_extent_dims(space, lengths.data(), nullptr), name.c_str());
  return {lengths.begin(), lengths.end()};
}

// Refuses layouts and filters that we never write: some read other files or load code.
bool is_chunked(hid_t dataset, const std::string& name) {
  if (H5Dget_offset(dataset) != HADDR_UNDEF) {
    return false;  // contiguous and inside the file; the list below is slow to get
  }
  const Handle creation(H5Dget_create_plist(dataset), H5Pclose, name.c_str());
  const H5D_layout_t layout = H5Pget_layout(creation);
  if ((layout != H5D_CONTIGUOUS && layout != H5D_CHUNKED && layout != H5D_COMPACT) ||
      H5Pget_external_count(creation) != 0) {
    throw Hdf5Failure(fmt::format("the values of '{}' are not in the file", name));
  }
  const int filters = succeed(H5Pget_nfilters(creation), name.c_str());
  for (int i = 0; i < filters; ++i) {
    unsigned flags = 0, settings = 0;
    std::size_t count = 0;
    const H5Z_filter_t filter = H5Pget_filter2(creation, static_cast<unsigned>(i), &flags, &count,
                                               nullptr, 0, nullptr, &settings);
    if (filter != H5Z_FILTER_SHUFFLE && filter != H5Z_FILTER_DEFLATE &&
        filter != H5Z_FILTER_FLETCHER32) {
      throw Hdf5Failure(
          fmt::format("'{}' is stored through filter {}, which we never use", name, filter));
    }
  }
  return layout == H5D_CHUNKED;
}

template <class Element>
std::vector<Element> read_numbers(hid_t dataset, hid_t type, std::size_t count,
                                  const std::string& name) {
  std::vector<Element> data(count);
  if (count > 0) {
    succeed(H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data.data()), name.c_str());
  }
  return data;
}

}  // namespace

ObjectReader::ObjectReader(std::size_t file_size) : file_size_(file_size) {}

// The number of elements, if the file can hold so many.
std::size_t ObjectReader::checked_count(hid_t dataset, const Array& array,
                                        std::size_t element) const {
  std::size_t count = 1;
  for (const std::int64_t length : array.shape) {
    if (length < 0 || __builtin_mul_overflow(count, static_cast<std::size_t>(length), &count)) {
      count = SIZE_MAX / element;
    }
  }
  const std::size_t times = is_chunked(dataset, array.name) ? most_deflated : 1;
  const std::size_t most = std::min<std::size_t>(H5Dget_storage_size(dataset), file_size_) * times;
  if (count > most / element) {
    throw Hdf5Failure(
        fmt::format("'{}' claims {} elements, more than the file holds", array.name, count));
  }
  return count;
}

std::vector<std::string> ObjectReader::texts(hid_t dataset, std::size_t count,
                                             const std::string& name) const {
  const Handle space(H5Dget_space(dataset), H5Sclose, name.c_str());
  std::vector<char*> characters(count, nullptr);
  const herr_t result =
      count == 0 ? 0 : H5Dread(dataset, text_, H5S_ALL, H5S_ALL, H5P_DEFAULT, characters.data());
  std::vector<std::string> texts;
  for (const char* each : characters) texts.emplace_back(each == nullptr ? "" : each);
  if (count > 0) H5Dvlen_reclaim(text_, space, H5P_DEFAULT, characters.data());
  succeed(result, name.c_str());
  return texts;
}

std::string ObjectReader::text_of(hid_t attribute, hid_t type, const char* name) const {
  if (succeed(H5Tis_variable_str(type), name) > 0) {
    char* characters = nullptr;
    if (H5Tget_cset(type) == H5T_CSET_UTF8) {
      succeed(H5Aread(attribute, text_, &characters), name);
    } else {
      succeed(H5Aread(attribute, type, &characters), name);
    }
    std::string text = characters == nullptr ? "" : characters;
    H5free_memory(characters);
    return text;
  }
  std::string text(H5Tget_size(type), '\0');
  if (text.size() > H5Aget_storage_size(attribute)) {
    throw Hdf5Failure(fmt::format("attribute '{}' claims an impossible size", name));
  }
  succeed(H5Aread(attribute, type, text.data()), name);
  return text.c_str();  // padding ends at the first zero
}

std::string ObjectReader::text(hid_t object, const char* name) const {
  if (!attribute_exists(object, name)) return "";
  const Value value = attribute(object, name);
  if (!value.is_text()) throw Hdf5Failure(fmt::format("attribute '{}' is no text", name));
  return value.text();
}

Value ObjectReader::attribute(hid_t object, const char* name) const {
  const Handle attribute(H5Aopen(object, name, H5P_DEFAULT), H5Aclose, name);
  const Handle type(H5Aget_type(attribute), H5Tclose, name);
  const Handle space(H5Aget_space(attribute), H5Sclose, name);
  if (H5Sget_simple_extent_type(space) == H5S_NULL) return Value();
  if (H5Sget_simple_extent_npoints(space) != 1) {
    throw Hdf5Failure(fmt::format("attribute '{}' is no scalar", name));
  }
  const H5T_class_t kind = H5Tget_class(type);
  if (kind == H5T_STRING) return Value(text_of(attribute, type, name));
  if (kind == H5T_INTEGER) {
    std::int64_t integer = 0;
    succeed(H5Aread(attribute, H5T_NATIVE_INT64, &integer), name);
    return Value(integer);
  }
  if (kind == H5T_FLOAT) {
    double number = 0;
    succeed(H5Aread(attribute, H5T_NATIVE_DOUBLE, &number), name);
    return Value(number);
  }
  std::int8_t flag = 0;
  if (kind != H5T_ENUM || H5Tget_size(type) != sizeof flag) {
    throw Hdf5Failure(fmt::format("attribute '{}' has a type that we never write", name));
  }
  succeed(H5Aread(attribute, type, &flag), name);
  return Value(flag != 0);
}

ScaleKind ObjectReader::scale_kind(hid_t dataset) const {
  if (text(dataset, "CLASS") != "DIMENSION_SCALE") return ScaleKind::none;
  return text(dataset, "NAME").starts_with("This is a netCDF dimension but not a netCDF variable.")
             ? ScaleKind::lone_dimension
             : ScaleKind::coordinate;
}

std::vector<haddr_t> ObjectReader::scales(hid_t dataset) const {
  const char* const name = "DIMENSION_LIST";
  if (!attribute_exists(dataset, name)) return {};
  const Handle attribute(H5Aopen(dataset, name, H5P_DEFAULT), H5Aclose, name);
  const Handle stored(H5Aget_type(attribute), H5Tclose, name);
  const Handle space(H5Aget_space(attribute), H5Sclose, name);
  const hssize_t count = H5Sget_simple_extent_npoints(space);
  if (count < 1 || count > highest_rank || succeed(H5Tequal(stored, references_), name) == 0) {
    throw Hdf5Failure("unreadable dimensions");
  }
  std::vector<hvl_t> references(static_cast<std::size_t>(count), hvl_t{0, nullptr});
  const herr_t result = H5Aread(attribute, references_, references.data());
  std::vector<haddr_t> addresses;
  for (const hvl_t& reference : references) {
    addresses.push_back(reference.len == 0 ? HADDR_UNDEF
                                           : *static_cast<const hobj_ref_t*>(reference.p));
  }
  H5Dvlen_reclaim(references_, space, H5P_DEFAULT, references.data());
  succeed(result, name);
  return addresses;
}

Array ObjectReader::array(hid_t dataset, const std::string& name) const {
  Array array;
  array.name = name;
  array.shape = shape_of(dataset, name);
  array.units = text(dataset, "units");
  array.long_name = text(dataset, "long_name");
  const Handle type(H5Dget_type(dataset), H5Tclose, name.c_str());
  const auto is = [&](hid_t other) { return succeed(H5Tequal(type, other), name.c_str()) > 0; };
  const auto count = [&](std::size_t element) { return checked_count(dataset, array, element); };
  if (is(H5T_IEEE_F64LE)) {
    array.data = read_numbers<double>(dataset, H5T_NATIVE_DOUBLE, count(sizeof(double)), name);
  } else if (is(H5T_IEEE_F32LE)) {
    array.data = read_numbers<float>(dataset, H5T_NATIVE_FLOAT, count(sizeof(float)), name);
  } else if (is(half_)) {
    array.data = read_numbers<float>(dataset, H5T_NATIVE_FLOAT, count(sizeof(float)), name);
    array.half = true;
  } else if (is(H5T_STD_I64LE)) {
    array.data =
        read_numbers<std::int64_t>(dataset, H5T_NATIVE_INT64, count(sizeof(std::int64_t)), name);
  } else if (is(text_)) {
    array.data = texts(dataset, count(text_reference), name);
  } else {
    throw Hdf5Failure(fmt::format("'{}' has a type that we never write", name));
  }
  return array;
}

}  // namespace regsweep
