// Values as bytes and back, between processes of one program: pipes and shared memory, never files.
// The bytes have this machine's byte order and no version.
//
//   BinaryWriter<ByteString> writer;            BinaryReader reader(bytes, "a packed trial");
//   writer.put(trial);                          reader.take(trial);
//   send(writer.sink.bytes);                    // ContractError where the bytes end early
//
// What has a binary form: numbers, flags, enums, std::monostate, text, Value (without its
// locations), and std::vector and std::variant of what has one. A struct gets its form by naming
// its parts once, for both ways, in its own namespace and before its first use:
//
//   auto binary_parts(SameType<Point> auto& point) { return std::tie(point.x, point.y); }
#pragma once

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "core/error.hpp"
#include "core/value.hpp"

namespace regsweep {

/// `Type` is `Wanted`, const or not.
template <class Type, class Wanted>
concept SameType = std::is_same_v<std::remove_const_t<Type>, Wanted>;

auto binary_parts(SameType<Member> auto& member) { return std::tie(member.key, member.value); }

namespace binary_detail {
using Content = std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Map>;

inline Content content_of(const Value& value) {
  if (value.is_flag()) return value.flag();
  if (value.is_integer()) return value.integer();
  if (value.is_number()) return value.number();
  if (value.is_text()) return value.text();
  if (value.is_list()) return value.list();
  if (value.is_map()) return value.map();
  return {};
}

inline Value value_of(Content content) {
  return std::visit(
      [](auto&& kind) {
        if constexpr (std::is_same_v<std::decay_t<decltype(kind)>, std::monostate>) {
          return Value();
        } else {
          return Value(std::forward<decltype(kind)>(kind));
        }
      },
      std::move(content));
}
}  // namespace binary_detail

template <class Type>
concept BinaryRecord = requires(Type& record) {
  binary_parts(record);
};
template <class Type>
concept PlainBytes = std::is_arithmetic_v<Type> || std::is_enum_v<Type>;

/// Where a writer puts its bytes: a string that grows ...
struct ByteString {
  std::string bytes;
  void append(const void* from, std::size_t count) {
    bytes.append(static_cast<const char*>(from), count);
  }
  std::size_t size() const { return bytes.size(); }
};

/// ... memory of a known size (ContractError beyond it) ...
struct ByteRange {
  char* memory = nullptr;
  std::size_t capacity = 0;
  std::size_t used = 0;
  void append(const void* from, std::size_t count) {
    RS_CHECK(count <= capacity - used, "the memory is too small for its content");
    if (count > 0) std::memcpy(memory + used, from, count);
    used += count;
  }
  std::size_t size() const { return used; }
};

/// ... or nowhere: it only counts them.
struct ByteCount {
  std::size_t count = 0;
  void append(const void*, std::size_t more) { count += more; }
  std::size_t size() const { return count; }
};

template <class Sink>
class BinaryWriter {
 public:
  Sink sink;

  void put(const PlainBytes auto& plain) { sink.append(&plain, sizeof plain); }
  void put(const std::monostate&) {}
  void put(std::string_view text) {
    put(text.size());
    sink.append(text.data(), text.size());
  }
  void put(const std::string& text) { put(std::string_view(text)); }
  void put(const BinaryRecord auto& record) {
    std::apply([this](const auto&... part) { (put(part), ...); }, binary_parts(record));
  }
  template <class Element>
  void put(const std::vector<Element>& list) {
    put(list.size());
    if constexpr (PlainBytes<Element>) {
      sink.append(list.data(), list.size() * sizeof(Element));
    } else {
      for (const Element& element : list) put(element);
    }
  }
  template <class... Kinds>
  void put(const std::variant<Kinds...>& held) {
    put(held.index());
    std::visit([this](const auto& kind) { put(kind); }, held);
  }
  void put(const Value& value) { put(binary_detail::content_of(value)); }

  /// `count` elements at the next multiple of `alignment` bytes from the beginning, so that a
  /// reader of aligned memory can use them in place (BinaryReader::in_place).
  template <PlainBytes Element>
  void put_aligned(const Element* elements, std::size_t count, std::size_t alignment) {
    static constexpr char padding[64] = {};
    RS_CHECK(alignment <= sizeof padding, "no such alignment is needed");
    sink.append(padding, (alignment - sink.size() % alignment) % alignment);
    sink.append(elements, count * sizeof(Element));
  }
};

/// Takes what a BinaryWriter put, in the same order. It does not own the bytes. ContractError
/// "<what> ends early" when there are fewer than were put.
class BinaryReader {
 public:
  BinaryReader(std::string_view bytes, std::string what) : bytes_(bytes), what_(std::move(what)) {}

  void take(PlainBytes auto& plain) { std::memcpy(&plain, next(sizeof plain), sizeof plain); }
  void take(std::monostate&) {}
  void take(std::string& text) {
    const std::size_t size = take_size();
    text.assign(next(size), size);
  }
  void take(BinaryRecord auto& record) {
    std::apply([this](auto&... part) { (take(part), ...); }, binary_parts(record));
  }
  template <class Element>
  void take(std::vector<Element>& list) {
    const std::size_t size = take_size();
    if constexpr (PlainBytes<Element>) {
      RS_CHECK(size <= left() / sizeof(Element), what_ + " ends early");
      list.resize(size);
      if (size > 0) std::memcpy(list.data(), next(size * sizeof(Element)), size * sizeof(Element));
    } else {
      RS_CHECK(size <= left(), what_ + " ends early");  // each element has a byte at least
      list.resize(size);
      for (Element& element : list) take(element);
    }
  }
  template <class... Kinds>
  void take(std::variant<Kinds...>& held) {
    const std::size_t wanted = take_size();
    RS_CHECK(wanted < sizeof...(Kinds), what_ + " holds an unknown kind of value");
    std::size_t kind = 0;
    ((kind++ == wanted ? take(held.template emplace<Kinds>()) : void()), ...);
  }
  void take(Value& value) {
    binary_detail::Content content;
    take(content);
    value = binary_detail::value_of(std::move(content));
  }

  /// Where the `count` elements of BinaryWriter::put_aligned stand, without a copy; they live as
  /// long as the bytes, whose beginning must be aligned itself.
  template <PlainBytes Element>
  const Element* in_place(std::size_t count, std::size_t alignment) {
    next((alignment - used_ % alignment) % alignment);
    RS_CHECK(count <= left() / sizeof(Element), what_ + " ends early");
    return reinterpret_cast<const Element*>(next(count * sizeof(Element)));
  }

 private:
  std::size_t left() const { return bytes_.size() - used_; }
  std::size_t take_size() {
    std::size_t size = 0;
    take(size);
    return size;
  }
  const char* next(std::size_t count) {
    RS_CHECK(count <= left(), what_ + " ends early");
    used_ += count;
    return bytes_.data() + (used_ - count);
  }

  std::string_view bytes_;
  std::string what_;
  std::size_t used_ = 0;
};

}  // namespace regsweep
