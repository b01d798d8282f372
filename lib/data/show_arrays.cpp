// Which array is what is guessed: of those with as many examples, the targets have one number for
// each, and the features the most.
#include "data/show_arrays.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <map>
#include <optional>
#include <vector>

#include "core/error.hpp"
#include "core/text.hpp"
#include "data/number_array.hpp"

namespace regsweep {
namespace {

constexpr std::size_t few_numbers = 12;      // whose counts are shown
constexpr std::size_t most_numbered = 1000;  // different ones, beyond which they are not counted

std::string type_of(const NumberArray& array) {
  using Kind = NumberArray::Kind;
  if (array.kind == Kind::boolean) return "bool";
  const char* name = array.kind == Kind::floating  ? "float"
                     : array.kind == Kind::integer ? "int"
                                                   : "uint";
  return fmt::format("{}{}", name, 8 * array.width);
}

// What was seen of an array.
struct SeenArray {
  std::string name;
  std::vector<std::int64_t> shape;
  std::int64_t item_size = 0;
  std::string type;
  double low = 0, high = 0;
  std::int64_t finite = 0, not_finite = 0;
  bool whole = true;
  std::map<double, std::int64_t> counts;  // of arrays of one number per example

  std::int64_t items() const { return shape.front(); }
  bool is_one_each() const { return item_size == 1; }
  bool is_classes() const {
    return is_one_each() && whole && not_finite == 0 && counts.size() > 1 &&
           2 * static_cast<std::int64_t>(counts.size()) <= items();
  }

  void add(double number) {
    if (!std::isfinite(number)) {
      ++not_finite;
      return;
    }
    low = finite == 0 ? number : std::min(low, number);
    high = finite == 0 ? number : std::max(high, number);
    ++finite;
    whole = whole && std::floor(number) == number;
    if (is_one_each() && counts.size() <= most_numbered) ++counts[number];
  }
};

SeenArray seen(const std::string& name) {
  const NumberArray array = read_array(name);
  SeenArray made;
  made.name = name;
  made.shape = array.shape;
  made.item_size = array.item_size();
  made.type = type_of(array);
  std::vector<double> numbers(static_cast<std::size_t>(made.item_size));
  for (std::int64_t item = 0; item < array.items(); ++item) {
    array.read_item(item, numbers);
    for (const double number : numbers) made.add(number);
  }
  return made;
}

Value shown_array(const SeenArray& array) {
  Value shown{Map{}};
  shown.set("name", Value(array.name));
  List shape;
  for (const std::int64_t size : array.shape) shape.emplace_back(size);
  shown.set("shape", Value(std::move(shape)));
  shown.set("type", Value(array.type));
  if (array.finite > 0) {
    shown.set("low", Value(array.low));
    shown.set("high", Value(array.high));
  }
  if (array.not_finite > 0) shown.set("not_finite", Value(array.not_finite));
  if (!array.is_one_each() || !array.whole || array.counts.size() > most_numbered) return shown;
  shown.set("distinct", Value(static_cast<std::int64_t>(array.counts.size())));
  if (array.counts.size() > few_numbers) return shown;
  Value classes{Map{}};
  for (const auto& [number, count] : array.counts) {
    classes.set(number_text(number), Value(count));
  }
  shown.set("classes", classes);
  return shown;
}

// Words of letters and digits, without an x or y that is written together with them.
std::vector<std::string> words_of_name(const std::string& name) {
  std::vector<std::string> words(1);
  for (const char each : name) {
    if (std::isalnum(static_cast<unsigned char>(each)) == 0) {
      words.emplace_back();
    } else {
      words.back() += static_cast<char>(std::tolower(static_cast<unsigned char>(each)));
    }
  }
  for (std::string& word : words) {
    if (word.size() > 1 && (word.front() == 'x' || word.front() == 'y')) word.erase(0, 1);
  }
  return words;
}

// The name of an array inside its file, else that of the file.
std::string own_name(const std::string& name) {
  const std::size_t colon = name.rfind(':');
  return colon == std::string::npos ? std::filesystem::path(name).filename().string()
                                    : name.substr(colon + 1);
}

// The part that an array is of.
std::string part_of_name(const std::string& name) {
  for (const std::string& word : words_of_name(own_name(name))) {
    if (word == "test" || word == "t10k") return "test";
    if (word == "val" || word == "valid" || word == "validation" || word == "dev") {
      return "validation";
    }
  }
  return "train";
}

// How much an array of one number per example is like targets: by its name, then by its numbers.
int likeness(const SeenArray& array) {
  bool named = false;
  for (const std::string& word : words_of_name(own_name(array.name))) {
    for (const char* usual : {"y", "label", "labels", "target", "targets", "class", "classes"}) {
      named = named || word == usual;
    }
  }
  return 2 * int{named} + int{array.is_classes()};
}

struct FeaturesAndTargets {
  const SeenArray* features = nullptr;
  const SeenArray* targets = nullptr;
};

FeaturesAndTargets chosen(const std::vector<SeenArray>& arrays, const std::string& part) {
  FeaturesAndTargets found;
  for (const SeenArray& each : arrays) {
    if (part_of_name(each.name) != part) continue;
    if (found.features == nullptr || each.item_size > found.features->item_size) {
      found.features = &each;
    }
  }
  for (const SeenArray& each : arrays) {
    if (part_of_name(each.name) != part || &each == found.features) continue;
    if (!each.is_one_each() || each.items() != found.features->items()) continue;
    if (found.targets == nullptr || likeness(each) > likeness(*found.targets)) {
      found.targets = &each;
    }
  }
  return found;
}

// Lines to copy; "" where no array can be the targets.
std::string arrays_yaml(const std::vector<SeenArray>& arrays) {
  const FeaturesAndTargets train = chosen(arrays, "train");
  if (train.targets == nullptr) return "";
  const auto shown = [](const SeenArray* array) { return Value(array->name).shown(); };
  std::string yaml = fmt::format("data: {{name: arrays, features: {}, targets: {}",
                                 shown(train.features), shown(train.targets));
  for (const char* part : {"validation", "test"}) {
    const FeaturesAndTargets own = chosen(arrays, part);
    if (own.targets == nullptr || own.features->item_size != train.features->item_size) continue;
    yaml += fmt::format(", {0}_features: {1}, {0}_targets: {2}", part, shown(own.features),
                        shown(own.targets));
  }
  return yaml + (train.targets->is_classes() ? "}" : ", task: regression}");
}

// The file of the targets beside one of features, where it has one of the usual names.
std::optional<std::string> file_of_targets(const std::string& path) {
  constexpr std::array<std::pair<const char*, const char*>, 5> usual{
      {{"images-idx3", "labels-idx1"},
       {"images", "labels"},
       {"features", "targets"},
       {"X", "y"},
       {"x", "y"}}};
  const std::filesystem::path file(path);
  for (const auto& [features, targets] : usual) {
    std::string name = file.filename().string();
    const std::size_t at = name.find(features);
    if (at == std::string::npos) continue;
    name.replace(at, std::string_view(features).size(), targets);
    const std::filesystem::path beside = file.parent_path() / name;
    std::error_code failure;
    if (std::filesystem::is_regular_file(beside, failure)) return beside.string();
  }
  return std::nullopt;
}

}  // namespace

Value shown_arrays(const std::string& path) {
  std::vector<SeenArray> arrays;
  List notes;
  const auto add = [&](const std::string& name) {
    try {
      arrays.push_back(seen(name));
    } catch (const DataError& error) {
      notes.emplace_back(error.what());
    }
  };
  const std::vector<std::string> names = arrays_of_file(path);
  if (names.empty()) {
    throw DataError(
        fmt::format("{} holds no arrays of numbers; save a spreadsheet as CSV, and arrays by "
                    "numpy.savez or h5py",
                    path));
  }
  for (const std::string& name : names) add(name);
  if (arrays.empty() && names.size() == 1) read_array(names.front());  // says why
  Value shown{Map{}};
  shown.set("path", Value(path));
  shown.set("kind", Value("arrays"));
  List list;
  for (const SeenArray& each : arrays) list.push_back(shown_array(each));
  shown.set("arrays", Value(std::move(list)));
  if (const auto targets = file_of_targets(path); names.size() == 1 && targets) add(*targets);
  const std::string yaml = arrays_yaml(arrays);
  if (yaml.empty()) {
    notes.emplace_back(
        "no array is known to be the targets of the examples; name it as data.targets");
  }
  shown.set("notes", Value(std::move(notes)));
  if (!yaml.empty()) shown.set("yaml", Value(yaml));
  return shown;
}

}  // namespace regsweep
