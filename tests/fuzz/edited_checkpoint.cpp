#include "fuzz/edited_checkpoint.hpp"

#include <fmt/format.h>

#include <array>
#include <limits>

#include "fuzz/choices.hpp"

namespace regsweep {
namespace {

constexpr int most_edits = 16;
constexpr std::int64_t most_integer = std::numeric_limits<std::int64_t>::max(),
                       least_integer = std::numeric_limits<std::int64_t>::min();
constexpr double infinity = std::numeric_limits<double>::infinity(),
                 no_number = std::numeric_limits<double>::quiet_NaN();

constexpr std::array<std::int64_t, 10> integers{
    0, 1, -1, 7, 20, 35, 36, std::int64_t{1} << 40, most_integer, least_integer};
constexpr std::array<double, 10> numbers{0,     1,      -1,       0.5,       35,
                                         1e300, -1e300, infinity, -infinity, no_number};
constexpr std::array<const char*, 10> checkpoint_names{
    "step", "weights", "0", "7", "35", "-1", "99999999999999999999", "x", "kept", "history"};

class Editor {
 public:
  Editor(Group& root, const std::string& code) : root_(root), choices_(code) {}

  void run() {
    for (int i = 0; i < most_edits && choices_.left(); ++i) edit(choose(11));
  }

 private:
  unsigned choose(std::size_t count) { return choices_.choose(count); }

  Group& some_group() {
    const unsigned which = choose(root_.groups.size() + 1);
    return which == 0 ? root_ : root_.groups[which - 1];
  }

  // With dimensions of its own, so that every length of it can be written.
  Array* some_array(Group& group) {
    if (group.arrays.empty()) return nullptr;
    for (std::size_t i = 0; i < group.arrays.size(); ++i) {
      for (std::size_t axis = 0; axis < group.arrays[i].dimensions.size(); ++axis) {
        group.arrays[i].dimensions[axis] = fmt::format("axis.{}.{}", i, axis);
      }
    }
    return &group.arrays[choose(group.arrays.size())];
  }

  Value some_value() {
    switch (choose(4)) {
      case 0:
        return Value(integers[choose(integers.size())]);
      case 1:
        return Value(numbers[choose(numbers.size())]);
      case 2:
        return Value(checkpoint_names[choose(checkpoint_names.size())]);
      default:
        return Value(choose(2) == 1);
    }
  }

  void edit(unsigned what) {
    Group& group = some_group();
    switch (what) {
      case 0:
        if (Array* array = some_array(group)) {
          group.arrays.erase(group.arrays.begin() + (array - group.arrays.data()));
        }
        return;
      case 1:
        if (!group.attributes.empty()) {
          group.attributes.erase(group.attributes.begin() + choose(group.attributes.size()));
        }
        return;
      case 2:
        if (!root_.groups.empty()) {
          root_.groups.erase(root_.groups.begin() + choose(root_.groups.size()));
        }
        return;
      case 3:
      case 4:
        if (!root_.attributes.empty()) {
          root_.attributes[choose(root_.attributes.size())].value = some_value();
        }
        return;
      case 5:
        if (Array* array = some_array(group)) retype(*array);
        return;
      case 6:
      case 7:
        if (Array* array = some_array(group)) resize(*array);
        return;
      case 8:
        if (Array* array = some_array(group)) change_element(*array);
        return;
      case 9:
        if (Array* array = some_array(group)) {
          array->name = checkpoint_names[choose(checkpoint_names.size())];
        }
        return;
      default:
        if (Array* array = some_array(group)) copy(*array);
        return;
    }
  }

  void retype(Array& array) {
    const auto size = static_cast<std::size_t>(array.size());
    switch (choose(4)) {
      case 0:
        array.data = std::vector<double>(size, numbers[choose(numbers.size())]);
        return;
      case 1:
        array.data = std::vector<float>(size, 1.5f);
        return;
      case 2:
        array.data = std::vector<std::int64_t>(size, integers[choose(integers.size())]);
        return;
      default:
        array.data =
            std::vector<std::string>(size, checkpoint_names[choose(checkpoint_names.size())]);
        return;
    }
  }

  void resize(Array& array) {
    const auto length = static_cast<std::int64_t>(choose(64));
    array.shape = {length};
    array.dimensions = {"axis.of.another.length"};
    std::visit([&](auto& data) { data.resize(static_cast<std::size_t>(length)); }, array.data);
  }

  template <class Number>
  void change(std::vector<Number>& data) {
    Number& element = data[choose(data.size())];
    if constexpr (std::is_same_v<Number, std::int64_t>) {
      element = integers[choose(integers.size())];
    } else if constexpr (std::is_same_v<Number, double>) {
      element = numbers[choose(numbers.size())];
    } else if constexpr (std::is_same_v<Number, float>) {
      element = std::array<float, 6>{0,
                                     -1,
                                     1e38f,
                                     static_cast<float>(infinity),
                                     -static_cast<float>(infinity),
                                     static_cast<float>(no_number)}[choose(6)];
    } else {
      element = checkpoint_names[choose(checkpoint_names.size())];
    }
  }
  void change_element(Array& array) {
    if (array.size() > 0) std::visit([&](auto& data) { change(data); }, array.data);
  }

  // Into any group, under another name.
  void copy(Array array) {
    array.name = checkpoint_names[choose(checkpoint_names.size())];
    for (std::size_t axis = 0; axis < array.dimensions.size(); ++axis) {
      array.dimensions[axis] = fmt::format("axis.of.a.copy.{}", axis);
    }
    some_group().arrays.push_back(std::move(array));
  }

  Group& root_;
  Choices choices_;
};

}  // namespace

Group edited_checkpoint(Group checkpoint, const std::string& code) {
  Editor(checkpoint, code).run();
  return checkpoint;
}

}  // namespace regsweep
