#include "data/draw_options.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/fields.hpp"

namespace regsweep {
namespace {

constexpr const char* placeholder = "{split}";

const Fields<Fold>& fold_fields() {
  static const Fields<Fold> fields =
      Fields<Fold>("fold", "Cross-validation")
          .required("of", &Fold::of, "number of folds", between(2, 1e6))
          .required("index", &Fold::index,
                    "the fold that is left out of training, from 0; an axis tries all of them",
                    at_least(0));
  return fields;
}

const Fields<DrawOptions>& draw_fields() {
  using D = DrawOptions;
  static const Fields<D> fields =
      Fields<D>("draws", "How parts are drawn")
          .add("stratify", &D::stratify,
               "whether every class has its share in each part that is drawn; default: true of "
               "classes in tables and arrays of your own, else false")
          .choice("order", &D::order, {{"drawn", DrawOrder::drawn}, {"keep", DrawOrder::keep}},
                  "keep: the order of the file, for series in time: first what is trained on, then "
                  "validation, last test; default: drawn by subset_seed")
          .add("train_index", &D::train_index,
               "path of the numbers (from 0) of the examples to train on, in words of a text or as "
               ".npy; validation and test are drawn from them unless they have numbers of their "
               "own")
          .add("validation_index", &D::validation_index,
               "path of the numbers of the examples to validate on")
          .add("test_index", &D::test_index, "path of the numbers of the examples to test on")
          .add("split", &D::split,
               "stands for {split} in these paths, so that published splits are an axis",
               at_least(0));
  return fields;
}

[[noreturn]] void refuse_pair(const Value& normalized, const std::string& path, const char* first,
                              const char* second, const char* why) {
  throw ConfigurationError(normalized.at(second).where(),
                           fmt::format("{} and {} exclude each other: {}; delete one of them",
                                       join_path(path, first), join_path(path, second), why));
}

std::string replaced(std::string text, const std::string& by) {
  for (std::size_t at = 0; (at = text.find(placeholder, at)) != std::string::npos;) {
    text.replace(at, std::string(placeholder).size(), by);
    at += by.size();
  }
  return text;
}

// {split} gets its number, and the number is then part of the paths alone.
void fill_in_split(Value& normalized, const std::string& path) {
  const Value* split = normalized.find("split");
  bool used = false;
  for (const std::string& key : draw_file_keys()) {
    Value* file = normalized.find(key);
    if (file == nullptr || file->text().find(placeholder) == std::string::npos) continue;
    if (split == nullptr) {
      throw ConfigurationError(
          file->where(), fmt::format("{} contains {}, but {} is missing; add it, or an axis of it",
                                     join_path(path, key), placeholder, join_path(path, "split")));
    }
    *file = Value(replaced(file->text(), split->shown()), file->where());
    used = true;
  }
  if (split != nullptr && !used) {
    throw ConfigurationError(
        split->where(),
        fmt::format("{} = {} would change nothing, since no path of an index contains {}; write "
                    "{}: 'test_{}.txt', or delete it",
                    join_path(path, "split"), split->shown(), placeholder,
                    join_path(path, "test_index"), placeholder));
  }
  normalized.erase("split");
}

}  // namespace

const std::vector<std::string>& draw_file_keys() {
  static const std::vector<std::string> keys{"train_index", "validation_index", "test_index"};
  return keys;
}

void add_draw_fields(Schema& schema) {
  const Schema own = draw_fields().schema();
  schema.fields.insert(schema.fields.end(), own.fields.begin(), own.fields.end());
  Field fold;
  fold.key = "fold";
  fold.kind = FieldKind::section;
  fold.doc = fold_fields().schema().doc;
  fold.optional = true;
  fold.section = std::make_shared<Schema>(fold_fields().schema());
  schema.fields.push_back(std::move(fold));
}

DrawOptions draw_options(const Value& normalized) {
  DrawOptions options = draw_fields().take(normalized);
  if (const Value* fold = normalized.find("fold")) options.fold = fold_fields().take(*fold);
  return options;
}

void make_draw_canonical(Value& normalized, const Value& given, const std::string& path) {
  fill_in_split(normalized, path);
  if (const Value* order = normalized.find("order"); order != nullptr && *order == Value("drawn")) {
    normalized.erase("order");
  }
  const DrawOptions options = draw_options(normalized);
  if (options.stratifies() && options.keeps_order()) {
    refuse_pair(normalized, path, "order", "stratify", "what keeps its order is not drawn");
  }
  if (options.fold && options.has_index()) {
    for (const std::string& key : draw_file_keys()) {
      if (normalized.find(key) == nullptr) continue;
      refuse_pair(normalized, path, "fold", key.c_str(), "both say which examples are left out");
    }
  }
  if (options.fold && options.fold->index >= options.fold->of) {
    const std::string place = join_path(path, "fold");
    throw ConfigurationError(
        normalized.at("fold").at("index").where(),
        fmt::format("{0}.index = {1}, but {0}.of = {2}; give a fold from 0 to {3}", place,
                    options.fold->index, options.fold->of, options.fold->of - 1));
  }
  // A part of its own is used whole, which no number says.
  if ((options.fold || options.validation_index) &&
      !(given.is_map() && given.find("validation") != nullptr)) {
    normalized.erase("validation");
  }
}

void stratify_classes(Value& normalized, bool has_validation, bool has_test) {
  if (normalized.find("stratify") != nullptr) return;
  const Value* order = normalized.find("order");
  if (order != nullptr && *order == Value("keep")) return;
  const auto asked = [&](const char* key) {
    const Value* value = normalized.find(key);
    return value != nullptr && value->number() > 0;
  };
  const Value* test = normalized.find("test");
  const bool draws_test =
      !has_test && normalized.find("test_index") == nullptr && (test == nullptr || asked("test"));
  const bool draws_validation =
      !has_validation && normalized.find("validation_index") == nullptr && asked("validation");
  const bool folds = normalized.find("fold") != nullptr;
  if (!draws_test && !draws_validation && !folds && !asked("train")) return;
  normalized.set("stratify", Value(true, normalized.where()));
}

}  // namespace regsweep
