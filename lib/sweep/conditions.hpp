// Conditions: a map of settings that picks cells, {dropout.hidden: 0, variants: none}; what exclude
// and the baseline are made of.
//
// A condition names an axis or any field of base; it compares what the field means in the cell:
// what the cell sets, else the default. A section that a cell leaves out compares as 0 in its main
// field: no dropout at a site is rate 0. Numbers compare as numbers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sweep/axes.hpp"

namespace regsweep {

/// One point of the product of the axes.
struct Cell {
  std::vector<Member> settings;     // axis -> value
  Value configuration;              // base with the settings applied, not yet resolved
  std::vector<std::size_t> chosen;  // index of the option of each block
};

class Conditions {
 public:
  /// `what`: "exclude" or "analysis.baseline", for messages. ConfigurationError for paths that do
  /// not exist.
  Conditions(const Value& given, std::string what, const std::vector<Block>& blocks,
             const Schema& schema);

  /// Whether all hold. Remembers what it has seen, for refuse_vain.
  bool match(const Cell& cell);

  /// After all cells: ConfigurationError when a condition names what no cell sets, or when no cell
  /// matched.
  void refuse_vain() const;

  const Location& where() const { return where_; }

 private:
  struct Condition {
    std::string path;
    std::vector<std::string> keys;  // none: an axis without a path
    Value value;
    Location where;
    bool main_field = false;  // its 0 means that the section is not there
    bool present = false, held = false;
    std::vector<std::string> seen;  // values in the cells, for messages
  };

  bool holds(Condition& condition, const Cell& cell, std::optional<Value>& normalized) const;
  Condition read(const Member& member, const std::vector<Block>& blocks) const;

  const Schema* schema_;
  std::string what_;
  Location where_;
  std::vector<Condition> conditions_;
  std::vector<std::string> axes_;
  bool matched_ = false;
};

}  // namespace regsweep
