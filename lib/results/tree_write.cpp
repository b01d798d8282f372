// Group -> HDF5 image.
#include <fmt/format.h>
#include <hdf5_hl.h>

#include <algorithm>
#include <memory>

#include "results/hdf5_image.hpp"
#include "results/seal.hpp"
#include "results/tree_check.hpp"
#include "results/tree_file.hpp"

namespace regsweep {
namespace {

// Shorter arrays are contiguous (a chunk costs 2 kB of index); longer ones are chunked so that
// fletcher32 can guard them.
constexpr std::int64_t shortest_chunked = 2048;
constexpr std::int64_t chunk_elements = 16384;
constexpr unsigned deflate_level = 4;
constexpr unsigned most_compact_links =
    64;  // more than that get an index, which small groups read slower through

// Dimension scales that a group can use: its own and its parents'.
struct Scope {
  struct Scale {
    std::string name;
    std::int64_t length;
    hid_t dataset;
  };
  const Scope* parent = nullptr;
  std::vector<Scale> scales;

  const Scale* find(const std::string& name, std::int64_t length) const {
    for (const Scale& scale : scales) {
      if (scale.name == name && scale.length == length) return &scale;
    }
    return parent == nullptr ? nullptr : parent->find(name, length);
  }
};

class TreeWriter {
 public:
  TreeWriter();
  std::string write(const Group& root, const std::vector<std::string>& coordinates);

 private:
  void write_group(hid_t group, const Group& content, const Scope* parent,
                   const std::vector<std::string>& coordinates);
  void write_attributes(hid_t object, const std::vector<Member>& attributes);
  void write_text_attribute(hid_t object, const char* name, const std::string& text);
  Handle write_array(hid_t group, const Array& array);
  Handle make_dataset(hid_t group, const std::string& name, hid_t type, const Array& array);
  Handle write_lone_dimension(hid_t group, const std::string& name, std::int64_t length);

  Hdf5Session session_;
  MemoryFile file_;
  Handle text_ = text_type();
  Handle half_ = half_type();
  Handle flag_{H5Tenum_create(H5T_STD_I8LE), H5Tclose, "no flag type"};
  Handle scalar_{H5Screate(H5S_SCALAR), H5Sclose, "no scalar space"};
  Handle named_{H5Pcreate(H5P_LINK_CREATE), H5Pclose, "no link list"};
  Handle grouped_{H5Pcreate(H5P_GROUP_CREATE), H5Pclose, "no group list"};
};

TreeWriter::TreeWriter() {
  const std::int8_t no = 0, yes = 1;  // what h5py reads as bool
  succeed(H5Tenum_insert(flag_, "FALSE", &no), "no flag type");
  succeed(H5Tenum_insert(flag_, "TRUE", &yes), "no flag type");
  succeed(H5Pset_char_encoding(named_, H5T_CSET_UTF8), "no UTF-8 names");
  succeed(H5Pset_obj_track_times(grouped_, false), "no untimed group");
  succeed(H5Pset_link_creation_order(grouped_, H5P_CRT_ORDER_TRACKED), "no order of links");
  succeed(H5Pset_link_phase_change(grouped_, most_compact_links, most_compact_links - 1),
          "no compact links");
  succeed(H5Pset_attr_creation_order(grouped_, H5P_CRT_ORDER_TRACKED), "no order of attributes");
}

std::string TreeWriter::write(const Group& root, const std::vector<std::string>& coordinates) {
  {
    const Handle group(H5Gopen2(file_.id(), "/", H5P_DEFAULT), H5Gclose, "no root");
    write_group(group, root, nullptr, coordinates);
  }
  return file_.finish();
}

void TreeWriter::write_text_attribute(hid_t object, const char* name, const std::string& text) {
  const Handle attribute(H5Acreate2(object, name, text_, scalar_, H5P_DEFAULT, H5P_DEFAULT),
                         H5Aclose, name);
  const char* characters = text.c_str();
  succeed(H5Awrite(attribute, text_, &characters), name);
}

void TreeWriter::write_attributes(hid_t object, const std::vector<Member>& attributes) {
  const auto put = [&](const char* name, hid_t stored, hid_t held, const void* bytes) {
    const Handle attribute(H5Acreate2(object, name, stored, scalar_, H5P_DEFAULT, H5P_DEFAULT),
                           H5Aclose, name);
    succeed(H5Awrite(attribute, held, bytes), name);
  };
  for (const auto& [key, value, where] : attributes) {
    if (value.is_text()) {
      write_text_attribute(object, key.c_str(), value.text());
    } else if (value.is_flag()) {
      const std::int8_t flag = value.flag();
      put(key.c_str(), flag_, flag_, &flag);
    } else if (value.is_integer()) {
      const std::int64_t integer = value.integer();
      put(key.c_str(), H5T_STD_I64LE, H5T_NATIVE_INT64, &integer);
    } else if (value.is_number()) {
      const double number = value.number();
      put(key.c_str(), H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, &number);
    } else {
      const Handle null_space(H5Screate(H5S_NULL), H5Sclose, "no null space");
      const Handle attribute(
          H5Acreate2(object, key.c_str(), H5T_IEEE_F64LE, null_space, H5P_DEFAULT, H5P_DEFAULT),
          H5Aclose, key.c_str());
    }
  }
}

// Whole trailing axes, then as many rows as fit.
std::vector<hsize_t> chunk_shape(const std::vector<std::int64_t>& shape) {
  std::vector<hsize_t> chunk(shape.size(), 1);
  std::int64_t room = chunk_elements;
  for (std::size_t axis = shape.size(); axis-- > 0 && room > 1;) {
    const std::int64_t length = std::min(shape[axis], room);
    chunk[axis] = static_cast<hsize_t>(length);
    room /= length;
  }
  return chunk;
}

Handle TreeWriter::make_dataset(hid_t group, const std::string& name, hid_t type,
                                const Array& array) {
  const bool scalar = array.shape.empty();
  const std::vector<hsize_t> lengths(array.shape.begin(), array.shape.end());
  const Handle space(
      scalar ? H5Screate(H5S_SCALAR)
             : H5Screate_simple(static_cast<int>(lengths.size()), lengths.data(), nullptr),
      H5Sclose, name.c_str());
  const Handle creation(H5Pcreate(H5P_DATASET_CREATE), H5Pclose, "no dataset list");
  succeed(H5Pset_obj_track_times(creation, false), "no untimed dataset");
  const bool text = std::holds_alternative<std::vector<std::string>>(array.data);
  if (!text && array.size() >= shortest_chunked) {
    const std::vector<hsize_t> chunk = chunk_shape(array.shape);
    succeed(H5Pset_chunk(creation, static_cast<int>(chunk.size()), chunk.data()), "no chunks");
    succeed(H5Pset_fill_time(creation, H5D_FILL_TIME_NEVER), "no fill time");
    if (!std::holds_alternative<std::vector<float>>(
            array.data)) {  // trained weights shrink by a tenth only, and slowly
      succeed(H5Pset_shuffle(creation), "no shuffle");
      succeed(H5Pset_deflate(creation, deflate_level), "no deflate");
    }
    succeed(H5Pset_fletcher32(creation),
            "no fletcher32");  // last, so that it guards the stored bytes
  }
  return {H5Dcreate2(group, name.c_str(), type, space, named_, creation, H5P_DEFAULT), H5Dclose,
          name.c_str()};
}

Handle TreeWriter::write_array(hid_t group, const Array& array) {
  const auto put = [&](hid_t stored, hid_t held, const void* bytes) {
    Handle dataset = make_dataset(group, array.name, stored, array);
    if (array.size() > 0) {
      succeed(H5Dwrite(dataset, held, H5S_ALL, H5S_ALL, H5P_DEFAULT, bytes), array.name.c_str());
    }
    if (!array.units.empty()) write_text_attribute(dataset, "units", array.units);
    if (!array.long_name.empty()) write_text_attribute(dataset, "long_name", array.long_name);
    return dataset;
  };
  if (const auto* doubles = std::get_if<std::vector<double>>(&array.data)) {
    return put(H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, doubles->data());
  }
  if (const auto* floats = std::get_if<std::vector<float>>(&array.data)) {
    return put(array.half ? hid_t{half_} : H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, floats->data());
  }
  if (const auto* integers = std::get_if<std::vector<std::int64_t>>(&array.data)) {
    return put(H5T_STD_I64LE, H5T_NATIVE_INT64, integers->data());
  }
  std::vector<const char*> texts;
  for (const std::string& text : std::get<std::vector<std::string>>(array.data)) {
    texts.push_back(text.c_str());
  }
  return put(text_, text_, texts.data());
}

// A dimension without coordinate, as netCDF-4 writes it: a scale whose values are never stored.
Handle TreeWriter::write_lone_dimension(hid_t group, const std::string& name, std::int64_t length) {
  const Array nothing{name, std::vector<std::string>{}, {length}, {name}, "", ""};
  Handle dataset = make_dataset(group, name, H5T_IEEE_F32BE, nothing);
  const std::string words =
      fmt::format("This is a netCDF dimension but not a netCDF variable.{:10}", length);
  succeed(H5DSset_scale(dataset, words.c_str()), name.c_str());
  return dataset;
}

std::string coordinates_of(const Array& array, const Group& group,
                           const std::vector<std::string>& coordinates) {
  if (std::find(coordinates.begin(), coordinates.end(), array.name) != coordinates.end()) return "";
  std::string names;
  for (const std::string& name : coordinates) {
    const Array* coordinate = group.array(name);
    RS_CHECK(coordinate != nullptr, "no coordinate '" + name + "'");
    const bool measured_along =
        std::all_of(coordinate->dimensions.begin(), coordinate->dimensions.end(),
                    [&](const std::string& dimension) {
                      return std::find(array.dimensions.begin(), array.dimensions.end(),
                                       dimension) != array.dimensions.end();
                    });
    if (measured_along) names += (names.empty() ? "" : " ") + name;
  }
  return names;
}

void TreeWriter::write_group(hid_t group, const Group& content, const Scope* parent,
                             const std::vector<std::string>& coordinates) {
  write_attributes(group, content.attributes);
  Scope scope{parent, {}};
  std::vector<Handle> datasets, lone;
  for (const Array& array : content.arrays) {
    datasets.push_back(write_array(group, array));
    if (const std::string names = coordinates_of(array, content, coordinates); !names.empty()) {
      write_text_attribute(datasets.back(), "coordinates", names);
    }
    if (!is_coordinate(array)) continue;
    succeed(H5DSset_scale(datasets.back(), array.name.c_str()), array.name.c_str());
    scope.scales.push_back({array.name, array.shape[0], datasets.back()});
  }
  for (std::size_t i = 0; i < content.arrays.size(); ++i) {
    const Array& array = content.arrays[i];
    for (std::size_t axis = 0; axis < array.shape.size() && !is_coordinate(array); ++axis) {
      const Scope::Scale* scale = scope.find(array.dimensions[axis], array.shape[axis]);
      if (scale == nullptr) {
        lone.push_back(write_lone_dimension(group, array.dimensions[axis], array.shape[axis]));
        scale = &scope.scales.emplace_back(
            Scope::Scale{array.dimensions[axis], array.shape[axis], lone.back()});
      }
      succeed(H5DSattach_scale(datasets[i], scale->dataset, static_cast<unsigned>(axis)),
              array.name.c_str());
    }
  }
  for (const Group& inner : content.groups) {
    const Handle child(H5Gcreate2(group, inner.name.c_str(), named_, grouped_, H5P_DEFAULT),
                       H5Gclose, inner.name.c_str());
    write_group(child, inner, &scope, {});
  }
}

// "<format>:<id>", as far as the root has these attributes; other characters than those of words
// become '_'.
std::string subject_of(const Group& root) {
  const auto word = [&](const char* key) {
    const Value* value = root.attribute(key);
    std::string text = value != nullptr && value->is_text() ? value->text().substr(0, 60) : "";
    for (char& letter : text) {
      if (std::isalnum(static_cast<unsigned char>(letter)) == 0 && letter != '-' && letter != '.') {
        letter = '_';
      }
    }
    return text;
  };
  const std::string format = word("format"), id = word("id");
  return (format.empty() ? "tree" : format) + (id.empty() ? "" : ":" + id);
}

}  // namespace

std::string hdf5_image(const Group& root, const std::vector<std::string>& coordinates) {
  check_tree(root);
  try {
    std::string image = TreeWriter().write(root, coordinates);
    seal(image, subject_of(root));
    return image;
  } catch (const Hdf5Failure& failure) {
    throw StorageError(fmt::format(
        "cannot build the HDF5 file in memory: {}; probably memory is short: run fewer workers",
        failure.what()));
  }
}

}  // namespace regsweep
