#include "data/idx_numbers.hpp"

#include <fmt/format.h>

#include <array>

#include "core/error.hpp"

namespace regsweep {
namespace {

struct IdxType {
  unsigned char code;
  NumberArray::Kind kind;
  std::size_t width;
};

constexpr std::array<IdxType, 6> idx_types{{{8, NumberArray::Kind::unsigned_integer, 1},
                                            {9, NumberArray::Kind::integer, 1},
                                            {11, NumberArray::Kind::integer, 2},
                                            {12, NumberArray::Kind::integer, 4},
                                            {13, NumberArray::Kind::floating, 4},
                                            {14, NumberArray::Kind::floating, 8}}};

const IdxType* idx_type(unsigned char code) {
  for (const IdxType& each : idx_types) {
    if (each.code == code) return &each;
  }
  return nullptr;
}

}  // namespace

bool is_idx_numbers(std::string_view content) {
  constexpr unsigned char most_dimensions = 8;
  if (content.size() < 4 || content[0] != '\0' || content[1] != '\0') return false;
  const auto rank = static_cast<unsigned char>(content[3]);
  return rank > 0 && rank <= most_dimensions &&
         idx_type(static_cast<unsigned char>(content[2])) != nullptr;
}

NumberArray parse_idx_numbers(FileBytes file, const std::string& name) {
  NumberArray array;
  array.name = name;
  array.content = std::move(file);
  const std::string_view content = array.content.view();
  RS_CHECK(is_idx_numbers(content), "an IDX file");
  array.big_endian = true;
  const IdxType* type = idx_type(static_cast<unsigned char>(content[2]));
  array.kind = type->kind;
  array.width = type->width;
  const std::size_t rank = static_cast<unsigned char>(content[3]);
  array.begin = 4 + 4 * rank;
  std::uint64_t bytes = array.width;
  for (std::size_t dimension = 0; dimension < rank && content.size() >= array.begin; ++dimension) {
    std::uint64_t size = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      size = size << 8 | static_cast<unsigned char>(content[4 + 4 * dimension + i]);
    }
    array.shape.push_back(static_cast<std::int64_t>(size));
    if (__builtin_mul_overflow(bytes, size, &bytes)) bytes = ~std::uint64_t{0} >> 1;
  }
  if (content.size() < array.begin || content.size() - array.begin != bytes || bytes == 0) {
    throw DataError(
        fmt::format("{} has {} bytes, which is not what its header announces ({} of numbers behind "
                    "{}); fetch it anew",
                    name, content.size(), bytes, array.begin));
  }
  return array;
}

}  // namespace regsweep
