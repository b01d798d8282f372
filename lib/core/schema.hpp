// Schema: the declaration of one YAML map. From this one declaration come parsing, ranges,
// defaults, spelling help, `describe`, `schema` and configs/README.md. Declare with Fields<T>
// (fields.hpp); this header is the part without T.
//
// normalize(given) returns the map with every default filled in, in declaration order, shorthand
// expanded, or throws ConfigurationError at the offending place. It is idempotent:
// normalize(normalize(x)) == normalize(x).
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/value.hpp"

namespace regsweep {

/// An interval of numbers; `low_open` excludes `low` itself.
struct Range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  bool low_open = false;
  bool high_open = false;

  bool contains(double value) const;
  std::string text(const std::string& name) const;  // "0 <= rate < 1", "" if unbounded
};

inline Range anything() { return {}; }
inline Range above(double low) {
  return {low, std::numeric_limits<double>::infinity(), true, false};
}
inline Range at_least(double low) {
  return {low, std::numeric_limits<double>::infinity(), false, false};
}
inline Range between(double low, double high) { return {low, high, false, false}; }  // [low, high]
inline Range from_below(double low, double high) {
  return {low, high, false, true};
}  // [low, high)
inline Range above_up_to(double low, double high) {
  return {low, high, true, false};
}  // (low, high]

enum class FieldKind {
  flag,
  integer,
  number,
  text,
  choice,
  integers,
  numbers,
  texts,
  section,
  anything
};

class Schema;
using SchemaPointer = std::shared_ptr<const Schema>;

struct Field {
  std::string key;
  FieldKind kind = FieldKind::number;
  std::string doc;                   // one sentence, no full stop
  std::string unit;                  // "", "steps", "nats", ...
  Range range;                       // of numbers and of list items
  bool share = false;                // of an integer: a share above 0 and below 1 may stand for it
  std::vector<std::string> choices;  // of a choice, and of texts when not empty
  std::optional<Value> default_value;  // none: required, unless `optional`
  bool optional = false;               // may be absent and then stays absent
  SchemaPointer section;               // of a section

  // Of kind `anything`, where a reader of its own decides: what it accepts, in words and as JSON
  // Schema. Empty: any value.
  std::string form;
  std::function<Value()> json_form;

  // As in Value: defaulted in the source, because so many files declare fields.
  Field();
  Field(const Field&);
  Field(Field&&) noexcept;
  Field& operator=(const Field&);
  Field& operator=(Field&&) noexcept;
  ~Field();

  std::string kind_text() const;  // "a number in 0 <= rate < 1", "one of relu, gelu", ...
};

class Schema {
 public:
  std::string name;  // of the map, or the tag's value for an alternative
  std::string doc;
  std::vector<Field> fields;
  std::string shorthand;       // a bare scalar (or list) v means {shorthand: v}; "" = none
  bool names_suffice = false;  // [a, b: {c: 1}] means {a: {}, b: {c: 1}}; so does {a: , b: {c: 1}}
  std::map<std::string, std::string> refused;  // keys with a message of their own, such as `p`

  // Tagged union: the member `tag` chooses one alternative, whose fields are allowed besides
  // `fields`.
  std::string tag;
  std::string default_tag;  // "" = the tag is required
  std::string tag_doc;
  std::vector<SchemaPointer> alternatives;

  // Open map: keys are known only later (sites of a model); every value has this schema.
  SchemaPointer entries;

  /// Rules between fields; may rewrite `normalized` to its normal form (keep -> rate). May be
  /// empty.
  std::function<void(Value& normalized, const Value& given, const std::string& path)> finish;

  Schema();
  Schema(const Schema&);
  Schema(Schema&&) noexcept;
  Schema& operator=(const Schema&);
  Schema& operator=(Schema&&) noexcept;
  ~Schema();

  Value normalize(const Value& given, const std::string& path) const;

  /// Shorthand scalars become maps, and members that are null are left out, recursively; nothing is
  /// checked or filled in. Sweeps override single fields of the result. null in the main field of a
  /// section that may be absent means that the section is not there.
  Value expand(const Value& given) const;

  /// "dropout.block.0.attention" -> {dropout, block.0.attention, rate}: the keys from the root to
  /// the field that a dotted path names, shorthand resolved. Throws ConfigurationError at `where`
  /// with a suggestion when there is no such field.
  std::vector<std::string> resolve(const std::string& path, const Location& where) const;

  /// The field that keys from resolve() lead to; nullptr for a tag and for an entry of an open map.
  const Field* field_at(const std::vector<std::string>& keys) const;

  const Field* field(const std::string& key) const;          // common fields only
  SchemaPointer alternative(const std::string& name) const;  // nullptr if unknown
  std::vector<std::string> alternative_names() const;
  std::vector<std::string> keys_for(
      const SchemaPointer& chosen) const;  // allowed keys, for messages

 private:
  SchemaPointer choose(const Value& given, const std::string& path) const;
};

/// "base.dropout" + "rate" -> "base.dropout.rate".
std::string join_path(const std::string& path, const std::string& key);

}  // namespace regsweep
