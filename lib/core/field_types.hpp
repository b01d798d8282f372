// Which FieldKind a C++ type is declared as, and the way between such a type and Value. The inside
// of fields.hpp.
//
// flag: bool; integer: any integral type, and Amount; number: floating point; text: std::string;
// lists: std::vector of these; std::optional<X> counts as X. convert expects a Value that the
// schema has checked (ContractError otherwise).
#pragma once

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "core/amount.hpp"
#include "core/schema.hpp"

namespace regsweep {
namespace fields_detail {

template <class M>
struct is_optional : std::false_type {};
template <class M>
struct is_optional<std::optional<M>> : std::true_type {};
template <class M>
struct is_vector : std::false_type {};
template <class M>
struct is_vector<std::vector<M>> : std::true_type {};

template <class M>
constexpr bool is_amount = std::is_same_v<M, Amount> || std::is_same_v<M, std::optional<Amount>>;

template <class M>
constexpr FieldKind kind_of() {
  if constexpr (is_optional<M>::value) {
    return kind_of<typename M::value_type>();
  } else if constexpr (is_vector<M>::value) {
    using Item = typename M::value_type;
    if (std::is_same_v<Item, std::string>) return FieldKind::texts;
    return std::is_integral_v<Item> ? FieldKind::integers : FieldKind::numbers;
  } else if constexpr (std::is_same_v<M, bool>) {
    return FieldKind::flag;
  } else if constexpr (std::is_integral_v<M> || is_amount<M>) {
    return FieldKind::integer;
  } else if constexpr (std::is_floating_point_v<M>) {
    return FieldKind::number;
  } else {
    return FieldKind::text;
  }
}

template <class M>
M convert(const Value& value) {
  if constexpr (is_optional<M>::value) {
    return M(convert<typename M::value_type>(value));
  } else if constexpr (is_vector<M>::value) {
    M items;
    for (const Value& item : value.list()) items.push_back(convert<typename M::value_type>(item));
    return items;
  } else if constexpr (std::is_same_v<M, bool>) {
    return value.flag();
  } else if constexpr (is_amount<M>) {
    return Amount{value.number()};
  } else if constexpr (std::is_integral_v<M>) {
    return static_cast<M>(value.integer());
  } else if constexpr (std::is_floating_point_v<M>) {
    return static_cast<M>(value.number());
  } else {
    return value.text();
  }
}

template <class M>
Value as_value(const M& member) {
  if constexpr (is_vector<M>::value) {
    List items;
    for (const auto& item : member) items.push_back(as_value(item));
    return Value(std::move(items));
  } else if constexpr (std::is_same_v<M, bool>) {
    return Value(member);
  } else if constexpr (is_amount<M>) {
    return Value(static_cast<std::int64_t>(member.value));
  } else if constexpr (std::is_integral_v<M>) {
    return Value(static_cast<std::int64_t>(member));
  } else if constexpr (std::is_floating_point_v<M>) {
    return Value(static_cast<double>(member));
  } else {
    return Value(std::string(member));
  }
}

}  // namespace fields_detail

}  // namespace regsweep
