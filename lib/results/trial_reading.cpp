#include "results/trial_reading.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>
#include <tuple>
#include <type_traits>

namespace regsweep {
namespace {

// The others may be large (parameters, examples), and results.h5 has nothing of them.
constexpr std::array<std::string_view, 4> kept_groups{"final", "probes", "curves", "provenance"};

using Scalar = std::variant<std::monostate, bool, std::int64_t, double, std::string>;

Scalar scalar_of(const Value& value) {
  if (value.is_flag()) return value.flag();
  if (value.is_integer()) return value.integer();
  if (value.is_number()) return value.number();
  if (value.is_text()) return value.text();
  RS_CHECK(value.is_null(), "attributes are scalars");
  return {};
}

Value value_of(Scalar scalar) {
  return std::visit(
      [](auto&& held) {
        if constexpr (std::is_same_v<std::decay_t<decltype(held)>, std::monostate>) {
          return Value();
        } else {
          return Value(std::forward<decltype(held)>(held));
        }
      },
      std::move(scalar));
}

// The parts of each record stand in one list for both ways.
template <class Type, class Record>
concept Some = std::is_same_v<std::remove_const_t<Type>, Record>;

auto parts(Some<Array> auto& array) {
  return std::tie(array.name, array.data, array.shape, array.dimensions, array.units,
                  array.long_name);
}
auto parts(Some<Group> auto& group) {
  return std::tie(group.name, group.attributes, group.arrays, group.groups);
}
auto parts(Some<TrialReading> auto& reading) {
  return std::tie(reading.state, reading.tree, reading.problem);
}

template <class Type>
concept Record = requires(Type& record) {
  parts(record);
};
template <class Type>
concept Plain = std::is_arithmetic_v<Type> || std::is_enum_v<Type>;

class Packing {
 public:
  std::string bytes;

  void put(const Plain auto& plain) {
    bytes.append(reinterpret_cast<const char*>(&plain), sizeof plain);
  }
  void put(const std::monostate&) {}
  void put(const std::string& text) {
    put(text.size());
    bytes += text;
  }
  void put(const Member& member) {
    put(member.key);
    put(scalar_of(member.value));
  }
  void put(const Record auto& record) {
    std::apply([this](const auto&... part) { (put(part), ...); }, parts(record));
  }
  template <class Element>
  void put(const std::vector<Element>& list) {
    put(list.size());
    for (const Element& element : list) put(element);
  }
  template <class... Kinds>
  void put(const std::variant<Kinds...>& held) {
    put(held.index());
    std::visit([this](const auto& kind) { put(kind); }, held);
  }
};

class Unpacking {
 public:
  std::string_view bytes;

  void take(Plain auto& plain) { std::memcpy(&plain, next(sizeof plain), sizeof plain); }
  void take(std::monostate&) {}
  void take(std::string& text) {
    const std::size_t size = count();
    text.assign(next(size), size);
  }
  void take(Member& member) {
    Scalar scalar;
    take(member.key);
    take(scalar);
    member.value = value_of(std::move(scalar));
  }
  void take(Record auto& record) {
    std::apply([this](auto&... part) { (take(part), ...); }, parts(record));
  }
  template <class Element>
  void take(std::vector<Element>& list) {
    list.resize(count());
    for (Element& element : list) take(element);
  }
  template <class... Kinds>
  void take(std::variant<Kinds...>& held) {
    const std::size_t wanted = count();
    std::size_t kind = 0;
    ((kind++ == wanted ? take(held.template emplace<Kinds>()) : void()), ...);
  }

 private:
  std::size_t count() {
    std::size_t count = 0;
    take(count);
    return count;
  }
  const char* next(std::size_t size) {
    RS_CHECK(size <= bytes.size(), "a packed trial ends early");
    const char* const begin = bytes.data();
    bytes.remove_prefix(size);
    return begin;
  }
};

}  // namespace

TrialReading read_for_results(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return {};
  try {
    Group tree = read_trial(file);
    std::erase_if(tree.groups, [](const Group& group) {
      return std::ranges::find(kept_groups, group.name) == kept_groups.end();
    });
    return {FileState::finished, std::move(tree), ""};
  } catch (const DamagedFile& failure) {
    return {FileState::damaged, {}, failure.what()};
  }
}

std::string packed(const TrialReading& reading) {
  Packing packing;
  packing.put(reading);
  return std::move(packing.bytes);
}

TrialReading unpacked(std::string_view bytes) {
  TrialReading reading;
  Unpacking{bytes}.take(reading);
  return reading;
}

}  // namespace regsweep
