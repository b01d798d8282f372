#include "results/tree_check.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

namespace regsweep {
namespace {

// HDF5 separates groups by '/', calls the group itself '.', and ends names and texts at a zero
// byte.
void check_name(const std::string& name, const std::string& path) {
  RS_CHECK(!name.empty() && name != "." && name.find('/') == std::string::npos &&
               name.find('\0') == std::string::npos,
           fmt::format("'{}' in {} cannot be a name in HDF5", name, path));
}

void check_text(const std::string& text, const std::string& path) {
  RS_CHECK(text.find('\0') == std::string::npos, fmt::format("a text in {} has a zero byte", path));
}

void check_array(const Array& array, const std::string& path) {
  check_name(array.name, path);
  check_text(array.units, path + array.name);
  check_text(array.long_name, path + array.name);
  RS_CHECK(array.shape.size() == array.dimensions.size(),
           fmt::format("{}{} needs one dimension name per axis", path, array.name));
  for (const std::int64_t length : array.shape) {
    RS_CHECK(length >= 0, fmt::format("{}{} has a negative length", path, array.name));
  }
  const std::size_t held = std::visit([](const auto& data) { return data.size(); }, array.data);
  RS_CHECK(static_cast<std::int64_t>(held) == array.size(),
           fmt::format("{}{} holds {} elements, not {}", path, array.name, held, array.size()));
  if (const auto* texts = std::get_if<std::vector<std::string>>(&array.data)) {
    for (const std::string& text : *texts) check_text(text, path + array.name);
  }
}

void check_dimensions(const Group& group, const std::set<std::string>& names,
                      const std::string& path) {
  std::map<std::string, std::int64_t> lengths;
  for (const Array& array : group.arrays) {
    std::set<std::string> own;
    for (std::size_t axis = 0; axis < array.shape.size(); ++axis) {
      const std::string& dimension = array.dimensions[axis];
      check_name(dimension, path);
      RS_CHECK(own.insert(dimension).second,
               fmt::format("{}{} has the dimension '{}' twice", path, array.name, dimension));
      const auto [known, added] = lengths.emplace(dimension, array.shape[axis]);
      RS_CHECK(added || known->second == array.shape[axis],
               fmt::format("'{}' has two lengths in {}", dimension, path));
      const Array* named = group.array(dimension);
      RS_CHECK(named != nullptr ? is_coordinate(*named) : !names.contains(dimension),
               fmt::format("'{}' in {} is a dimension and something else", dimension, path));
    }
  }
}

}  // namespace

void check_tree(const Group& group, const std::string& path) {
  std::set<std::string> names, keys;
  for (const Member& member : group.attributes) {
    check_name(member.key, path);
    RS_CHECK(keys.insert(member.key).second,
             fmt::format("attribute '{}' twice in {}", member.key, path));
    RS_CHECK(member.value.is_scalar(), fmt::format("attribute '{}' in {} is {}, not a scalar",
                                                   member.key, path, member.value.kind()));
    if (member.value.is_text()) check_text(member.value.text(), path);
  }
  for (const Array& array : group.arrays) {
    check_array(array, path);
    RS_CHECK(names.insert(array.name).second, fmt::format("'{}' twice in {}", array.name, path));
  }
  for (const Group& inner : group.groups) {
    check_name(inner.name, path);
    RS_CHECK(names.insert(inner.name).second, fmt::format("'{}' twice in {}", inner.name, path));
  }
  check_dimensions(group, names, path);
  for (const Group& inner : group.groups) check_tree(inner, path + inner.name + "/");
}

}  // namespace regsweep
