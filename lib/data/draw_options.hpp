// How parts are drawn: the keys that every set of examples has beside their sizes (restrict.hpp).
//
//   data: {name: csv, path: t.csv, task: classification, stratify: true}
//   data: {name: csv, path: t.csv, order: keep, test: 0.2}
//   data: {name: boston, fold: {of: 10, index: 3}}
//   data: {name: csv, path: t.csv, train_index: 'train_{split}.txt', test_index:
//   'test_{split}.txt',
//          split: 3}
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/schema.hpp"

namespace regsweep {

enum class DrawOrder { drawn, keep };

struct Fold {
  std::int64_t of = 2;
  std::int64_t index = 0;
};

struct DrawOptions {
  std::optional<bool> stratify;
  std::optional<DrawOrder> order;
  std::optional<Fold> fold;
  std::optional<std::string> train_index, validation_index, test_index;
  std::optional<std::int64_t> split;  // stands for {split} in the three; gone once it has

  bool stratifies() const { return stratify.value_or(false); }
  bool keeps_order() const { return order == DrawOrder::keep; }
  bool has_index() const { return train_index || validation_index || test_index; }

  /// Whether sizes of parts are more than what is asked for and what is left.
  bool divides() const { return fold || has_index(); }
};

/// Keys of `DrawOptions` that name files of the user.
const std::vector<std::string>& draw_file_keys();

void add_draw_fields(Schema& schema);
DrawOptions draw_options(const Value& normalized);

/// Rules between these fields, and their normal form; a part of Schema::finish.
void make_draw_canonical(Value& normalized, const Value& given, const std::string& path);

/// Sets of classes of the user are stratified unless they say otherwise, if anything is drawn.
/// `has_validation`, `has_test`: whether these parts have examples of their own.
void stratify_classes(Value& normalized, bool has_validation, bool has_test);

}  // namespace regsweep
