// Value: configuration as data. The YAML reader makes it once; declared fields (fields.hpp) turn it
// into typed options; nothing behind the reader sees YAML. Every value remembers where it was
// written.
//
// Kinds: null, flag (true/false), integer, number (a double), text, list, map (keys unique, order
// kept). Invariant: a map never has the same key twice.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/error.hpp"

namespace regsweep {

class Value;
struct Member;
using List = std::vector<Value>;
using Map = std::vector<Member>;

class Value {
 public:
  Value();  // null
  Value(bool flag, Location where = {});
  Value(std::int64_t integer, Location where = {});
  Value(int integer, Location where = {});
  Value(double number, Location where = {});
  Value(std::string text, Location where = {});
  Value(const char* text, Location where = {});
  Value(List list, Location where = {});
  Value(Map map, Location where = {});

  // Defaulted in the source, not in each file that copies values: a rule's file compiles in 2.5 s
  // instead of 4.3 s.
  Value(const Value&);
  Value(Value&&) noexcept;
  Value& operator=(const Value&);
  Value& operator=(Value&&) noexcept;
  ~Value();

  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  bool is_flag() const { return std::holds_alternative<bool>(data_); }
  bool is_integer() const { return std::holds_alternative<std::int64_t>(data_); }
  bool is_number() const { return is_integer() || std::holds_alternative<double>(data_); }
  bool is_text() const { return std::holds_alternative<std::string>(data_); }
  bool is_list() const { return std::holds_alternative<List>(data_); }
  bool is_map() const { return std::holds_alternative<Map>(data_); }
  bool is_scalar() const { return !is_list() && !is_map(); }
  std::string kind() const;  // "a number", "a list", ... for messages

  // Each throws ContractError when the kind is another one: check the kind first.
  bool flag() const;
  std::int64_t integer() const;
  double number() const;  // an integer is a number too
  const std::string& text() const;
  const List& list() const;
  List& list();
  const Map& map() const;
  Map& map();

  const Value* find(
      std::string_view key) const;  // member of a map, or nullptr (also when this is no map)
  Value* find(std::string_view key);
  const Value& at(std::string_view key) const;  // ContractError if absent
  void set(std::string_view key,
           Value value);  // adds or replaces a member; null becomes a map first
  bool erase(std::string_view key);
  std::vector<std::string> keys() const;

  const Location& where() const { return where_; }
  void set_where(Location where) { where_ = std::move(where); }

  /// As written for people, in one line: 0.5, relu, [1, 2], {kind: sgd, momentum: 0.9}.
  std::string shown() const;

  /// Equal content; locations do not count; 1 and 1.0 are equal.
  friend bool operator==(const Value& a, const Value& b);

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Map> data_;
  Location where_;
};

struct Member {
  std::string key;
  Value value;
  Location key_where;
};
bool operator==(const Member& a, const Member& b);

// Behind Member, because a map must be destructible here.
inline Value::Value(int integer, Location where)
    : Value(static_cast<std::int64_t>(integer), std::move(where)) {}
inline Value::Value(const char* text, Location where)
    : Value(std::string(text), std::move(where)) {}

}  // namespace regsweep
