#include "core/records.hpp"

#include <algorithm>

#include "core/hash.hpp"
#include "core/json.hpp"

namespace regsweep {
namespace {

template <class Items>
auto* by_name(Items& items, std::string_view name) {
  const auto found =
      std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.name == name; });
  return found == items.end() ? nullptr : &*found;
}

}  // namespace

Group::Group() = default;
Group::Group(const Group&) = default;
Group::Group(Group&&) noexcept = default;
Group& Group::operator=(const Group&) = default;
Group& Group::operator=(Group&&) noexcept = default;
Group::~Group() = default;

std::int64_t Array::size() const {
  std::int64_t product = 1;
  for (const std::int64_t length : shape) product *= length;
  return product;
}

const Array* Group::array(std::string_view wanted) const { return by_name(arrays, wanted); }
const Group* Group::group(std::string_view wanted) const { return by_name(groups, wanted); }

Group& Group::child(std::string_view wanted) {
  if (Group* present = by_name(groups, wanted)) return *present;
  groups.push_back(Group{});
  groups.back().name = wanted;
  return groups.back();
}

const Value* Group::attribute(std::string_view key) const {
  for (const Member& member : attributes) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

void Group::set_attribute(std::string_view key, Value value) {
  for (Member& member : attributes) {
    if (member.key == key) {
      member.value = std::move(value);
      return;
    }
  }
  attributes.push_back(Member{std::string(key), std::move(value), {}});
}

void Group::add_scalar(std::string scalar, double value, std::string units, std::string long_name) {
  arrays.push_back(Array{std::move(scalar),
                         std::vector<double>{value},
                         {},
                         {},
                         std::move(units),
                         std::move(long_name)});
}

namespace {

// Counts and lengths come first, so that "ab"+"c" differs from "a"+"bc" and one array of two axes
// from two arrays of one.
void add_count(StreamingHash& hash, std::uint64_t count) { hash.add(&count, sizeof count); }

void add_text(StreamingHash& hash, std::string_view text) {
  add_count(hash, text.size());
  hash.add(text);
}

void add_array(StreamingHash& hash, const Array& array) {
  for (const std::string* text : {&array.name, &array.units, &array.long_name}) {
    add_text(hash, *text);
  }
  add_count(hash, array.dimensions.size());
  for (const std::string& dimension : array.dimensions) add_text(hash, dimension);
  hash.add(array.shape.data(), array.shape.size() * sizeof(std::int64_t));
  const auto kind = static_cast<std::uint8_t>(array.data.index());
  hash.add(&kind, 1);
  if (const auto* texts = std::get_if<std::vector<std::string>>(&array.data)) {
    for (const std::string& text : *texts) add_text(hash, text);
  } else if (const auto* doubles = std::get_if<std::vector<double>>(&array.data)) {
    hash.add(doubles->data(), doubles->size() * sizeof(double));
  } else if (const auto* floats = std::get_if<std::vector<float>>(&array.data)) {
    hash.add(floats->data(), floats->size() * sizeof(float));
  } else {
    const auto& integers = std::get<std::vector<std::int64_t>>(array.data);
    hash.add(integers.data(), integers.size() * sizeof(std::int64_t));
  }
}

template <class Item>
std::vector<const Item*> sorted(const std::vector<Item>& items) {
  std::vector<const Item*> order;
  for (const Item& item : items) order.push_back(&item);
  std::sort(order.begin(), order.end(),
            [](const Item* a, const Item* b) { return a->name < b->name; });
  return order;
}

void add_group(StreamingHash& hash, const Group& group, bool root) {
  std::vector<const Member*> attributes;
  const bool with_probes = root && group.group("probes") != nullptr;
  const Member without{"format_version", Value(1), {}};
  for (const Member& member : group.attributes) {
    if (root && member.key == "digest") continue;
    const bool of_probes = with_probes && member.key == without.key;
    attributes.push_back(of_probes ? &without : &member);
  }
  std::sort(attributes.begin(), attributes.end(),
            [](const Member* a, const Member* b) { return a->key < b->key; });
  add_count(hash, attributes.size());
  for (const Member* member : attributes) {
    add_text(hash, member->key);
    add_text(hash, canonical_text(member->value));
  }
  add_count(hash, group.arrays.size());
  for (const Array* array : sorted(group.arrays)) add_array(hash, *array);
  std::vector<const Group*> groups = sorted(group.groups);
  std::erase_if(groups, [&](const Group* inner) {
    return inner->name == "provenance" || (with_probes && inner->name == "probes");
  });
  add_count(hash, groups.size());
  for (const Group* inner : groups) {
    add_text(hash, inner->name);
    add_group(hash, *inner, false);
  }
}

}  // namespace

std::string digest(const Group& root) {
  StreamingHash hash;
  add_group(hash, root, true);
  return hash.digest();
}

}  // namespace regsweep
