#include "data/own_arrays.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <span>

#include "core/error.hpp"
#include "core/fields.hpp"
#include "core/text.hpp"
#include "data/class_checks.hpp"
#include "data/draw_options.hpp"
#include "data/number_array.hpp"

namespace regsweep {
namespace {

enum class Scale { standardise, unit, none };

struct ArrayOptions {
  std::string features, targets;
  std::optional<std::string> validation_features, validation_targets, test_features, test_targets;
  std::optional<std::string> groups, parts;
  Task task = Task::classification;
  std::optional<Scale> scale;
};

const Fields<ArrayOptions>& array_fields() {
  using A = ArrayOptions;
  static const Fields<A> fields =
      Fields<A>("arrays", "")
          .required(
              "features", &A::features,
              "path of the features, [examples, ...]: x.npy, data.npz:x, data.h5:/group/x, or IDX "
              "of any type")
          .required("targets", &A::targets,
                    "path of the targets: classes [examples], or numbers [examples] or [examples, "
                    "outputs]")
          .add("validation_features", &A::validation_features,
               "features to validate on; default: drawn from the first")
          .add("validation_targets", &A::validation_targets, "their targets")
          .add("test_features", &A::test_features,
               "features to test on; default: drawn from the first")
          .add("test_targets", &A::test_targets, "their targets")
          .add("groups", &A::groups,
               "whole numbers [examples]: those of one number, such as a patient's, are in one "
               "part")
          .add("parts", &A::parts,
               "the part of each example [examples]: 0 train, 1 validation, 2 test")
          .choice("task", &A::task,
                  {{"classification", Task::classification}, {"regression", Task::regression}},
                  "what the targets are")
          .choice(
              "scale", &A::scale,
              {{"standardise", Scale::standardise}, {"unit", Scale::unit}, {"none", Scale::none}},
              "standardise: features (and targets of a regression) with the training part's "
              "mean and sd; unit: by 255, for bytes; none: as they are; default: unit for "
              "bytes, else standardise");
  return fields;
}

std::string shape_text(const NumberArray& array) {
  std::vector<std::string> sizes;
  for (const std::int64_t size : array.shape) sizes.push_back(std::to_string(size));
  return "[" + join(sizes, ", ") + "]";
}

// Numbers that are not finite within float32; whole ones of 64 bits all are.
void check_range(const NumberArray& array) {
  if (array.is_whole()) return;
  constexpr double largest = std::numeric_limits<float>::max();
  const auto in_range = [](double number) { return std::abs(number) <= largest; };
  std::vector<double> numbers(static_cast<std::size_t>(array.item_size()));
  for (std::int64_t item = 0; item < array.items(); ++item) {
    array.read_item(item, numbers);
    const auto strange = std::ranges::find_if_not(numbers, in_range);
    if (strange == numbers.end()) continue;
    throw DataError(fmt::format("{} has the number {} in item {}; {}", array.name,
                                number_text(*strange), item,
                                std::isnan(*strange) ? "fill in what is missing, or leave it out"
                                                     : "rescale it to the range of float32"));
  }
  array.content.let_go(0, array.content.view().size());
}

// [items, item_size] of numbers by `divisor`, read from the array when they are wanted.
NumberRows unread_rows(const NumberArray& array, double divisor) {
  check_range(array);
  return {static_cast<std::size_t>(array.items()), static_cast<std::size_t>(array.item_size()),
          [array, divisor](std::size_t row, std::span<double> to) {
            array.read_item(static_cast<std::int64_t>(row), to);
            if (divisor == 1) return;
            for (double& each : to) each /= divisor;
          }};
}

DoubleRows rows_of(const NumberArray& array) {
  const NumberRows unread = unread_rows(array, 1);
  DoubleRows rows = DoubleRows::from_shape({unread.rows, unread.columns});
  for (std::size_t row = 0; row < unread.rows; ++row) {
    unread.read(row, {&rows(row, 0), unread.columns});
  }
  return rows;
}

struct PartArrays {
  std::string part;
  NumberArray features, targets;
};

class OwnArraysReader {
 public:
  explicit OwnArraysReader(const Value& normalized) : options_(array_fields().take(normalized)) {}

  OwnArrays read() {
    add("train", options_.features, options_.targets);
    add_optional("validation", options_.validation_features, options_.validation_targets);
    add_optional("test", options_.test_features, options_.test_targets);
    own_.source.name = "arrays";
    own_.source.task = options_.task;
    add_groups();
    add_parts();
    const bool bytes = parts_.front().features.is_bytes();
    const Scale scale = options_.scale.value_or(bytes ? Scale::unit : Scale::standardise);
    own_.standardise = scale == Scale::standardise;
    if (!options_.scale && bytes) {
      own_.description.notes.push_back(options_.features +
                                       ": bytes are divided by 255; data.scale says otherwise");
    }
    for (const PartArrays& each : parts_) {
      part(each.part).unread = unread_rows(each.features, scale == Scale::unit ? 255 : 1);
    }
    options_.task == Task::regression ? add_targets() : add_labels();
    return std::move(own_);
  }

 private:
  void add(const std::string& part, const std::string& features, const std::string& targets);
  void add_optional(const std::string& part, const std::optional<std::string>& features,
                    const std::optional<std::string>& targets);
  TabularPart& part(const std::string& name) {
    if (name == "train") return own_.source.train;
    return name == "test" ? own_.source.test : own_.source.validation;
  }
  void add_groups();
  void add_parts();
  std::vector<std::int64_t> numbers_of_examples(const std::string& path) const;
  void add_targets();
  void add_labels();

  ArrayOptions options_;
  std::vector<PartArrays> parts_;
  OwnArrays own_;
};

void OwnArraysReader::add(const std::string& part, const std::string& features,
                          const std::string& targets) {
  PartArrays made{part, read_array(features), read_array(targets)};
  if (made.features.items() != made.targets.items()) {
    throw DataError(fmt::format(
        "{} has the shape {} but {} has {}; give arrays with as many examples, along their first "
        "dimension",
        made.features.name, shape_text(made.features), made.targets.name,
        shape_text(made.targets)));
  }
  if (!parts_.empty()) {
    const PartArrays& first = parts_.front();
    if (made.features.item_size() != first.features.item_size() ||
        made.targets.item_size() != first.targets.item_size()) {
      throw DataError(fmt::format(
          "{} and {} are {} and {} where those of training are {} and {}; give arrays of one set",
          made.features.name, made.targets.name, shape_text(made.features),
          shape_text(made.targets), shape_text(first.features), shape_text(first.targets)));
    }
  }
  for (const PartArrays& other : parts_) {
    if (made.features.content.view() != other.features.content.view()) continue;
    throw DataError(fmt::format(
        "{0} has the same content as the {1} features {2}; give other {3}_features, or delete the "
        "key, so that the {3} part is drawn",
        made.features.name, other.part == "train" ? "training" : other.part, other.features.name,
        part));
  }
  parts_.push_back(std::move(made));
}

void OwnArraysReader::add_optional(const std::string& part,
                                   const std::optional<std::string>& features,
                                   const std::optional<std::string>& targets) {
  if (features.has_value() != targets.has_value()) {
    throw DataError(
        fmt::format("data.{0}_features and data.{0}_targets are given together or not "
                    "at all; give both",
                    part));
  }
  if (features) add(part, *features, *targets);
}

// One whole number for each example of the training arrays.
std::vector<std::int64_t> OwnArraysReader::numbers_of_examples(const std::string& path) const {
  const NumberArray array = read_array(path);
  if (array.items() != parts_.front().features.items() || array.item_size() != 1) {
    throw DataError(
        fmt::format("{} has the shape {}, but there are {} examples; give one number "
                    "for each of them",
                    array.name, shape_text(array), parts_.front().features.items()));
  }
  std::vector<std::int64_t> numbers;
  for (std::int64_t i = 0; i < array.items(); ++i) {
    const double number = array.number(i);
    if (std::floor(number) != number || std::abs(number) > 9e15) {
      throw DataError(fmt::format("{} has {} for example {}; give whole numbers", array.name,
                                  number_text(number), i));
    }
    numbers.push_back(static_cast<std::int64_t>(number));
  }
  return numbers;
}

void OwnArraysReader::add_groups() {
  if (!options_.groups) return;
  own_.source.groups = numbers_of_examples(*options_.groups);
  if (std::ranges::adjacent_find(own_.source.groups, std::not_equal_to<>()) !=
      own_.source.groups.end()) {
    return;
  }
  throw DataError(fmt::format("{} is one group alone, which cannot be divided; give other groups",
                              *options_.groups));
}

void OwnArraysReader::add_parts() {
  if (!options_.parts) return;
  constexpr std::array said{SaidPart::train, SaidPart::validation, SaidPart::test};
  for (const std::int64_t number : numbers_of_examples(*options_.parts)) {
    if (number < 0 || number > 2) {
      throw DataError(
          fmt::format("{} has the number {}; parts are 0 (train), 1 (validation) and 2 "
                      "(test)",
                      *options_.parts, number));
    }
    own_.source.said.push_back(said[static_cast<std::size_t>(number)]);
  }
}

void OwnArraysReader::add_targets() {
  own_.source.outputs = parts_.front().targets.item_size();
  for (const PartArrays& each : parts_) part(each.part).targets = rows_of(each.targets);
  const DoubleRows& targets = own_.source.train.targets;
  for (std::size_t output = 0; output < targets.shape()[1]; ++output) {
    bool constant = true;
    for (std::size_t row = 1; row < targets.shape()[0]; ++row) {
      constant = constant && targets(row, output) == targets(0, output);
    }
    if (!constant) continue;
    throw DataError(constant_target(fmt::format("column {} of {}", output, options_.targets),
                                    number_text(targets(0, output))));
  }
}

void OwnArraysReader::add_labels() {
  std::map<double, std::int64_t> counts;  // in all parts
  std::map<std::string, std::int64_t> training;
  for (const PartArrays& each : parts_) {
    if (each.targets.item_size() != 1) {
      throw DataError(
          fmt::format("{} has the shape {}, and classes are one number for each "
                      "example; give data.task: regression, or the number of the class",
                      each.targets.name, shape_text(each.targets)));
    }
    for (const double label : rows_of(each.targets)) {
      ++counts[label];
      if (each.part == "train") ++training[number_text(label)];
    }
  }
  check_classes(fmt::format("the target, {},", options_.targets), training,
                parts_.front().targets.items(), "data.targets");
  std::map<double, std::int32_t> places;
  for (const auto& [label, count] : counts) {
    places.emplace(label, static_cast<std::int32_t>(places.size()));
    own_.source.class_names.push_back(number_text(label));
    own_.description.classes.push_back({number_text(label), count});
    if (!training.contains(number_text(label))) {
      own_.description.notes.push_back(
          fmt::format("class {} occurs in no example of {}", number_text(label), options_.targets));
    }
  }
  own_.source.outputs = static_cast<std::int64_t>(places.size());
  for (const PartArrays& each : parts_) {
    for (const double label : rows_of(each.targets)) {
      part(each.part).labels.push_back(places.at(label));
    }
  }
}

}  // namespace

Schema arrays_schema(const std::string& summary) {
  Schema schema = array_fields().schema();
  schema.doc = summary;
  // A validation part of its own is used whole, which no number says.
  schema.finish = [](Value& normalized, const Value& given, const std::string&) {
    const auto has = [&](const char* key) { return normalized.find(key) != nullptr; };
    const bool says_parts = has("parts");
    const bool own_validation = has("validation_features") || says_parts;
    if (own_validation && !(given.is_map() && given.find("validation") != nullptr)) {
      normalized.erase("validation");
    }
    if (normalized.at("task") == Value("classification") && !has("groups")) {
      stratify_classes(normalized, own_validation, has("test_features") || says_parts);
    }
  };
  return schema;
}

OwnArrays read_own_arrays(const Value& normalized) { return OwnArraysReader(normalized).read(); }

}  // namespace regsweep
