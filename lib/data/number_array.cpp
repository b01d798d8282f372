// The header of .npy is a dictionary of Python with three keys (NEP 1), of which only the form that
// NumPy writes is read.
#include "data/number_array.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

#include "core/error.hpp"
#include "core/text.hpp"
#include "data/idx_numbers.hpp"
#include "data/named_files.hpp"
#include "data/signature.hpp"
#include "data/zip_file.hpp"
#include "results/foreign_array.hpp"

namespace regsweep {
namespace {

constexpr std::string_view npy_magic = "\x93NUMPY";
constexpr std::string_view npy_ending = ".npy";
constexpr std::string_view zip_magic = "PK\x03\x04";
constexpr std::int64_t most_numbers = std::int64_t{1} << 40;

[[noreturn]] void damaged(const std::string& name, const std::string& how) {
  throw DataError(fmt::format("{} is a damaged array (.npy): {}; save it anew", name, how));
}

// What follows a key of the header: the text up to the end of its value.
std::string_view value_of(std::string_view header, std::string_view key, const std::string& name) {
  const std::size_t at = header.find(fmt::format("'{}':", key));
  if (at == std::string_view::npos) damaged(name, fmt::format("its header has no '{}'", key));
  std::string_view rest = header.substr(at + key.size() + 3);
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  const char last = rest.starts_with('(') ? ')' : ',';
  const std::size_t end = rest.find(last);
  if (end == std::string_view::npos) damaged(name, "its header is cut off");
  return rest.substr(0, end);
}

void take_type(std::string_view descr, NumberArray& array) {
  const auto refuse = [&] {
    throw DataError(fmt::format(
        "{} holds numbers of type {}, which are not read; save integers, floats or booleans "
        "(array.astype('float32'))",
        array.name, descr));
  };
  if (descr.size() < 5 || descr.front() != '\'' || descr.back() != '\'') refuse();
  array.big_endian = descr[1] == '>';
  const auto width = parse_integer(descr.substr(3, descr.size() - 4));
  if (!width) refuse();
  array.width = static_cast<std::size_t>(std::clamp<long long>(*width, 0, 16));
  const auto is = [&](char letter, std::initializer_list<std::size_t> widths,
                      NumberArray::Kind kind) {
    if (descr[2] != letter || std::ranges::find(widths, array.width) == widths.end()) return false;
    array.kind = kind;
    return true;
  };
  using Kind = NumberArray::Kind;
  if (!is('f', {4, 8}, Kind::floating) && !is('i', {1, 2, 4, 8}, Kind::integer) &&
      !is('u', {1, 2, 4, 8}, Kind::unsigned_integer) && !is('b', {1}, Kind::boolean)) {
    refuse();
  }
}

void take_shape(std::string_view text, NumberArray& array) {
  std::int64_t numbers = 1;
  for (const std::string& part : split(text.substr(1), ',')) {
    const std::size_t first = part.find_first_not_of(' ');
    if (first == std::string::npos) continue;  // (3,)
    const auto size = parse_integer(std::string_view(part).substr(first));
    if (!size || *size < 0) damaged(array.name, fmt::format("its shape is ({})", text.substr(1)));
    array.shape.push_back(*size);
    if (__builtin_mul_overflow(numbers, array.shape.back(), &numbers) || numbers > most_numbers) {
      damaged(array.name, fmt::format("its shape is ({})", text.substr(1)));
    }
  }
}

template <class Number>
void copy_numbers(const char* from, std::span<double> to) {
  for (double& each : to) {
    Number number;
    std::memcpy(&number, from, sizeof number);
    each = static_cast<double>(number);
    from += sizeof number;
  }
}

using CopyNumbers = void (*)(const char* from, std::span<double> to);

// For numbers that lie as this machine has them, one after the other; none for others.
CopyNumbers plain_copy(const NumberArray& array) {
  using Kind = NumberArray::Kind;
  const bool native =
      array.width == 1 || array.big_endian == (std::endian::native == std::endian::big);
  if (!native || array.columns_first) return nullptr;
  if (array.kind == Kind::floating) {
    return array.width == 4 ? copy_numbers<float> : copy_numbers<double>;
  }
  const bool has_sign = array.kind == Kind::integer;
  switch (array.width) {
    case 1:
      return has_sign ? copy_numbers<std::int8_t> : copy_numbers<std::uint8_t>;
    case 2:
      return has_sign ? copy_numbers<std::int16_t> : copy_numbers<std::uint16_t>;
    case 4:
      return has_sign ? copy_numbers<std::int32_t> : copy_numbers<std::uint32_t>;
    default:
      return has_sign ? copy_numbers<std::int64_t> : copy_numbers<std::uint64_t>;
  }
}

template <class Unsigned, class Number>
double as_number(std::uint64_t bits) {
  return static_cast<double>(std::bit_cast<Number>(static_cast<Unsigned>(bits)));
}

}  // namespace

std::int64_t NumberArray::item_size() const {
  std::int64_t size = 1;
  for (std::size_t i = 1; i < shape.size(); ++i) size *= shape[i];
  return size;
}

double NumberArray::number(std::int64_t index) const {
  if (columns_first) {
    std::int64_t there = 0;
    std::int64_t stride = 1;
    std::int64_t rest = index;
    std::int64_t row_major = items() * item_size();
    for (const std::int64_t size : shape) {
      row_major /= size;
      there += rest / row_major * stride;
      rest %= row_major;
      stride *= size;
    }
    index = there;
  }
  const std::string_view bytes =
      content.view().substr(begin + static_cast<std::size_t>(index) * width, width);
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < width; ++i) {
    bits = bits << 8 | static_cast<unsigned char>(bytes[big_endian ? i : width - 1 - i]);
  }
  if (kind == Kind::floating) {
    return width == 4 ? as_number<std::uint32_t, float>(bits)
                      : as_number<std::uint64_t, double>(bits);
  }
  if (kind != Kind::integer) return static_cast<double>(bits);
  const std::size_t unused = 64 - 8 * width;  // the sign moves to the front and back
  return static_cast<double>(static_cast<std::int64_t>(bits << unused) >> unused);
}

void NumberArray::read_item(std::int64_t item, std::span<double> to) const {
  const std::int64_t first = item * item_size();
  if (const CopyNumbers copy = plain_copy(*this)) {
    return copy(content.view().data() + begin + static_cast<std::size_t>(first) * width, to);
  }
  for (std::size_t i = 0; i < to.size(); ++i) to[i] = number(first + static_cast<std::int64_t>(i));
}

NumberArray parse_npy(FileBytes bytes, const std::string& name) {
  NumberArray array;
  array.name = name;
  array.content = std::move(bytes);
  const std::string_view content = array.content.view();
  if (!content.starts_with(npy_magic)) {
    refuse_foreign(content.substr(0, signature_bytes), name, "an array (.npy, .npz)");
    throw DataError(
        fmt::format("{} is no array of NumPy; save it by numpy.save or numpy.savez", name));
  }
  if (content.size() < 12) damaged(name, "it is cut off");
  const auto byte = [&](std::size_t at) { return static_cast<unsigned char>(content[at]); };
  const bool first_version = byte(6) == 1;
  std::size_t length = byte(8) | static_cast<std::size_t>(byte(9)) << 8;
  if (!first_version) {
    length |= static_cast<std::size_t>(byte(10)) << 16 | static_cast<std::size_t>(byte(11)) << 24;
  }
  array.begin = (first_version ? 10 : 12) + length;
  if (array.begin > content.size()) damaged(name, "its header is cut off");
  const std::string_view header = content.substr(array.begin - length, length);
  take_type(value_of(header, "descr", name), array);
  array.columns_first = value_of(header, "fortran_order", name) == "True";
  take_shape(value_of(header, "shape", name), array);
  if (array.shape.empty()) {
    throw DataError(fmt::format("{} is a single number, not an array of examples", name));
  }
  const std::int64_t items = array.items();
  const std::int64_t numbers = items * array.item_size();
  if (numbers == 0) throw DataError(fmt::format("{} holds no numbers; save it anew", name));
  const std::uint64_t claimed = array.begin + static_cast<std::uint64_t>(numbers) * array.width;
  if (content.size() != claimed) {
    damaged(name,
            fmt::format("it has {} bytes where its header announces {}", content.size(), claimed));
  }
  return array;
}

namespace {

// `inside`: ":/group/images", or "" for the only array of a file.
NumberArray read_hdf5_array(std::string_view content, const NamedFile& file) {
  std::string name = file.inside.empty() ? "" : file.inside.substr(1);
  if (name.empty()) {
    const std::vector<std::string> names = foreign_array_names(content, file.path);
    if (names.size() != 1) {
      throw DataError(fmt::format("{} holds the arrays {}; say which: {}:{}", file.path,
                                  join(names, ", "), file.path,
                                  names.empty() ? "" : names.front()));
    }
    name = names.front();
  }
  ForeignArray read = read_foreign_array(content, file.path, name);
  NumberArray array;
  array.name = file.path + ":" + name;
  array.shape = std::move(read.shape);
  array.width = read.width;
  array.big_endian = std::endian::native == std::endian::big;
  array.content = FileBytes(std::move(read.bytes));
  if (read.kind == ForeignArray::Kind::integer) array.kind = NumberArray::Kind::integer;
  if (read.kind == ForeignArray::Kind::unsigned_integer) {
    array.kind = NumberArray::Kind::unsigned_integer;
  }
  return array;
}

}  // namespace

bool holds_arrays(std::string_view content) {
  return is_hdf5(content) || content.starts_with(zip_magic) || content.starts_with(npy_magic) ||
         is_idx_numbers(content);
}

std::vector<std::string> arrays_of_file(const std::string& path) {
  const FileBytes bytes = map_bytes(path);
  std::vector<std::string> texts;
  if (is_hdf5(bytes.view())) {
    for (const std::string& name : foreign_array_names(bytes.view(), path)) {
      texts.push_back(path + ":" + name);
    }
  } else if (bytes.view().starts_with(zip_magic)) {
    for (const ZipMember& member : zip_members(bytes.view(), path)) {
      if (!member.name.ends_with(npy_ending)) continue;
      texts.push_back(path + ":" + member.name.substr(0, member.name.size() - npy_ending.size()));
    }
  } else {
    texts.push_back(path);
  }
  return texts;
}

NumberArray read_array(const std::string& text) {
  const NamedFile file = named_file(text);
  FileBytes bytes = map_bytes(file.path);
  const std::string_view content = bytes.view();
  if (is_hdf5(content)) return read_hdf5_array(content, file);
  if (!content.starts_with(zip_magic)) {
    if (!file.inside.empty()) {
      throw DataError(
          fmt::format("{} is no .npz archive and no HDF5 file, so it has no array '{}'; give the "
                      "file alone",
                      file.path, file.inside.substr(1)));
    }
    if (is_idx_numbers(content)) return parse_idx_numbers(std::move(bytes), text);
    return parse_npy(std::move(bytes), text);
  }
  const std::vector<ZipMember> members = zip_members(content, file.path);
  std::vector<std::string> names;
  for (const ZipMember& member : members) {
    std::string name = member.name;
    if (name.ends_with(npy_ending)) name.resize(name.size() - npy_ending.size());
    if (file.inside == ":" + name || (file.inside.empty() && members.size() == 1)) {
      return parse_npy(zip_content(content, member, file.path), file.path + ":" + name);
    }
    names.push_back(name);
  }
  if (file.inside.empty()) {
    throw DataError(fmt::format("{} holds the arrays {}; say which: {}:{}", file.path,
                                join(names, ", "), file.path, names.empty() ? "" : names.front()));
  }
  throw DataError(fmt::format("{} has no array '{}'; {}", file.path, file.inside.substr(1),
                              suggestion(file.inside.substr(1), names)));
}

}  // namespace regsweep
