// Records: what training emits and results store, as a plain tree. Knows neither HDF5 nor training.
//
// A Group has attributes (Value scalars), arrays with named dimensions, and groups. Dimension names
// follow xarray: an array named like its only dimension is that dimension's coordinate ("step").
// Arrays of the same group that use the same dimension name have the same length along it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/value.hpp"

namespace regsweep {

struct Array {
  using Data = std::variant<std::vector<double>, std::vector<float>, std::vector<std::int64_t>,
                            std::vector<std::string>>;

  std::string name;
  Data data;                            // row-major
  std::vector<std::int64_t> shape;      // {} is a scalar with one element
  std::vector<std::string> dimensions;  // one name per axis
  std::string units;                    // "1", "nats", "steps", "s"; "" for text
  std::string long_name;                // for people and plots
  bool half = false;                    // floats that files hold as float16: see rounded_to_half()

  std::int64_t size() const;  // product of shape
};

struct Group {
  std::string name;
  std::vector<Member> attributes;  // flags, integers, numbers, text
  std::vector<Array> arrays;
  std::vector<Group> groups;

  // As in Value: defaulted in the source.
  Group();
  Group(const Group&);
  Group(Group&&) noexcept;
  Group& operator=(const Group&);
  Group& operator=(Group&&) noexcept;
  ~Group();

  const Array* array(std::string_view name) const;  // nullptr if absent
  const Group* group(std::string_view name) const;
  Group& child(std::string_view name);  // made if absent
  const Value* attribute(std::string_view name) const;
  void set_attribute(std::string_view name, Value value);

  void add_scalar(std::string name, double value, std::string units, std::string long_name);
};

/// XXH3-128 over names, shapes, dimensions, units and bytes of the tree, without groups called
/// "provenance" and without the attribute "digest" of the root: two runs of one trial agree in it
/// bit for bit. The group "probes" of the root is left out too, and where it is the root's
/// "format_version" counts as 1: measuring more of a trial does not change it.
std::string digest(const Group& root);

}  // namespace regsweep
