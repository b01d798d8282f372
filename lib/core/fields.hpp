// Fields<T>: declares the fields of an options struct once. Defaults are the struct's own member
// initializers.
//
//   struct Options { double limit = 3; bool output = true; };
//   const Fields<Options> fields =
//       Fields<Options>("max_norm", "Rescales each unit's incoming weights to a largest norm")
//           .add("limit", &Options::limit, "largest norm of incoming weights", above(0))
//           .add("output", &Options::output, "whether the output layer is limited too");
//
//   // Checks, fills in the defaults, converts; ConfigurationError at the first mistake.
//   Options options = fields.read(value, "regularizers.max_norm");
//
// Member types: bool, int, int64_t, uint32_t, double, std::string, Amount (a count or a share),
// vectors of them, enums (with choice()), structs (with section()), std::optional of int64_t,
// double or Amount (a field that may be absent).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/field_types.hpp"
#include "core/schema.hpp"

namespace regsweep {

template <class T>
class Fields {
 public:
  Fields(std::string name, std::string doc) {
    schema_.name = std::move(name);
    schema_.doc = std::move(doc);
  }

  /// A field of any type of the list above. A member that is std::optional may be absent.
  template <class M>
  Fields& add(std::string key, M T::*member, std::string doc, Range range = {},
              std::string unit = "") {
    Field field = field_of(std::move(key), fields_detail::kind_of<M>(), std::move(doc), range,
                           std::move(unit));
    field.share = fields_detail::is_amount<M>;
    if constexpr (fields_detail::is_optional<M>::value) {
      field.optional = true;
    } else {
      field.default_value = fields_detail::as_value(T{}.*member);
    }
    return store(std::move(field), [member](T& out, const Value& value) {
      out.*member = fields_detail::convert<M>(value);
    });
  }

  /// The same, but the user must give it.
  template <class M>
  Fields& required(std::string key, M T::*member, std::string doc, Range range = {},
                   std::string unit = "") {
    add(std::move(key), member, std::move(doc), range, std::move(unit));
    schema_.fields.back().default_value.reset();
    return *this;
  }

  /// A word out of a list; `names` pairs each word with its value. A member that is std::optional
  /// may be absent.
  template <class M>
  Fields& choice(std::string key, M T::*member, std::vector<std::pair<std::string, M>> names,
                 std::string doc) {
    Field field = field_of(std::move(key), FieldKind::choice, std::move(doc), {}, "");
    field.optional = fields_detail::is_optional<M>::value;
    for (const auto& [word, meaning] : names) {
      field.choices.push_back(word);
      if (meaning == T{}.*member) field.default_value = Value(word);
    }
    return store(std::move(field), [member, names](T& out, const Value& value) {
      for (const auto& [word, meaning] : names) {
        if (word == value.text()) out.*member = meaning;
      }
    });
  }

  /// A map inside this map.
  template <class S>
  Fields& section(std::string key, S T::*member, const Fields<S>& inner, std::string doc) {
    Field field = field_of(std::move(key), FieldKind::section, std::move(doc), {}, "");
    field.section = std::make_shared<Schema>(inner.schema());
    field.default_value = Value(Map{});
    return store(std::move(field),
                 [member, inner](T& out, const Value& value) { out.*member = inner.take(value); });
  }

  /// Makes this a tagged union: the member `key` names one of the alternatives added after it. The
  /// default is T's initializer; "" makes the tag required.
  Fields& tag(std::string key, std::string T::*member, std::string doc) {
    schema_.tag = std::move(key);
    schema_.tag_doc = std::move(doc);
    schema_.default_tag = T{}.*member;
    set_tag_ = [member](T& out, const std::string& word) { out.*member = word; };
    return *this;
  }

  /// The same with an enum; `names` pairs the name of each alternative with its value. An
  /// initializer that is not among them makes the tag required.
  template <class M>
  Fields& tag(std::string key, M T::*member, std::vector<std::pair<std::string, M>> names,
              std::string doc) {
    schema_.tag = std::move(key);
    schema_.tag_doc = std::move(doc);
    for (const auto& [word, meaning] : names) {
      if (meaning == T{}.*member) schema_.default_tag = word;
    }
    set_tag_ = [member, names](T& out, const std::string& given) {
      for (const auto& [word, meaning] : names) {
        if (word == given) out.*member = meaning;
      }
    };
    return *this;
  }
  Fields& alternative(const Fields<T>& fields) {
    schema_.alternatives.push_back(std::make_shared<Schema>(fields.schema_));
    alternatives_.push_back(std::make_shared<Fields<T>>(fields));
    return *this;
  }

  /// A bare scalar v means {key: v}.
  Fields& shorthand(std::string key) {
    schema_.shorthand = std::move(key);
    return *this;
  }

  /// A key that is refused with a sentence of its own.
  Fields& refuse(std::string key, std::string why) {
    schema_.refused[std::move(key)] = std::move(why);
    return *this;
  }

  /// A rule between fields (Schema::finish).
  Fields& finish(std::function<void(Value&, const Value&, const std::string&)> rule) {
    schema_.finish = std::move(rule);
    return *this;
  }

  const Schema& schema() const { return schema_; }
  Value normalize(const Value& given, const std::string& path) const {
    return schema_.normalize(given, path);
  }
  T read(const Value& given, const std::string& path) const {
    return take(schema_.normalize(given, path));
  }

  /// Options of an already normalized map.
  T take(const Value& normalized) const {
    T out{};
    take_into(out, normalized);
    return out;
  }

 private:
  using Setter = std::function<void(T&, const Value&)>;

  static Field field_of(std::string key, FieldKind kind, std::string doc, Range range,
                        std::string unit) {
    Field field;
    field.key = std::move(key);
    field.kind = kind;
    field.doc = std::move(doc);
    field.range = range;
    field.unit = std::move(unit);
    return field;
  }
  Fields& store(Field field, Setter setter) {
    setters_.emplace_back(field.key, std::move(setter));
    schema_.fields.push_back(std::move(field));
    return *this;
  }
  void take_into(T& out, const Value& normalized) const {
    for (const auto& [key, setter] : setters_) {
      if (const Value* value = normalized.find(key)) setter(out, *value);
    }
    if (!set_tag_) return;
    const std::string& word = normalized.at(schema_.tag).text();
    set_tag_(out, word);
    for (const auto& each : alternatives_) {
      if (each->schema_.name == word) each->take_into(out, normalized);
    }
  }

  Schema schema_;
  std::vector<std::pair<std::string, Setter>> setters_;
  std::function<void(T&, const std::string&)> set_tag_;  // none: no tagged union
  std::vector<std::shared_ptr<Fields<T>>> alternatives_;
};

}  // namespace regsweep
