#include "regularizers/mask.hpp"

#include <algorithm>
#include <array>

#include "core/error.hpp"

namespace regsweep {

void repeat_mask(const real* mask, std::span<const std::int64_t> cells,
                 std::span<const std::int64_t> shape, Buffer& out) {
  std::int64_t size = 1;
  for (const std::int64_t length : shape) size *= length;
  if (out.size() < static_cast<std::size_t>(size)) out.resize(static_cast<std::size_t>(size));
  const std::size_t axes = shape.size();
  constexpr std::size_t most_axes = 8;  // of any site, with room to spare: no allocation in a step
  RS_CHECK(axes <= most_axes, "a site of at most 8 axes");
  std::array<std::int64_t, most_axes> stride{}, index{};
  std::int64_t step = 1;
  for (std::size_t axis = axes; axis-- > 0;) {
    if (cells[axis] == 0) continue;
    stride[axis] = step;
    step *= (shape[axis] + cells[axis] - 1) / cells[axis];
  }
  const std::int64_t inner = shape.back(), cell = cells.back() == 0 ? inner : cells.back();
  real* row = out.data();
  for (std::int64_t done = 0; done < size; done += inner, row += inner) {
    const real* from = mask;
    for (std::size_t axis = 0; axis + 1 < axes; ++axis) {
      if (cells[axis] > 0) from += index[axis] / cells[axis] * stride[axis];
    }
    if (cell == 1) {
      std::copy(from, from + inner, row);
    } else {
      for (std::int64_t i = 0; i < inner; i += cell, ++from) {
        std::fill(row + i, row + std::min(inner, i + cell), *from);
      }
    }
    for (std::size_t axis = axes - 1; axis-- > 0;) {
      if (++index[axis] < shape[axis]) break;
      index[axis] = 0;
    }
  }
}

void renormalize_rows(const NoiseEntry& entry, const NoiseRequest& request, std::int64_t skip,
                      real* mask) {
  constexpr std::uint64_t apart = std::uint64_t{1} << 40;
  Buffer again(static_cast<std::size_t>(request.row) + 3);
  const auto kept = [&](const real* row) {
    real sum = 0;
    for (std::int64_t i = 0; i < request.row; ++i) sum += row[i];
    return sum;
  };
  for (std::int64_t at = skip; at < request.count; at += request.row) {
    real* row = mask + at;
    const std::int64_t first = static_cast<std::int64_t>(4 * request.first_block) + at,
                       odd = first % 4;
    NoiseRequest redraw = request;
    redraw.count = odd + request.row;
    for (std::uint64_t attempt = 1; attempt <= 1000 && kept(row) == 0; ++attempt) {
      redraw.first_block = static_cast<std::uint64_t>(first / 4) + attempt * apart;
      entry.draw(redraw, {again.data()});
      std::copy_n(again.data() + odd, request.row, row);
    }
    if (kept(row) == 0) std::fill(row, row + request.row, real(1));
    const real factor = static_cast<real>(request.row) / kept(row);
    for (std::int64_t i = 0; i < request.row; ++i) row[i] *= factor;
  }
}

std::vector<std::uint32_t> groups_below_diagonal(std::span<const std::int64_t> shape,
                                                 std::int64_t skip) {
  const std::int64_t T = shape.back();
  std::int64_t rows = 1;
  for (std::size_t axis = 0; axis + 1 < shape.size(); ++axis) rows *= shape[axis];
  std::vector<std::uint32_t> out;
  std::int64_t next = 0;  // the first group that is not in `out` yet
  for (std::int64_t row = 0; row < rows; ++row) {
    const std::int64_t begin = skip + row * T, end = begin + row % T;
    for (next = std::max(next, begin / 16); next <= end / 16; ++next) {
      out.push_back(static_cast<std::uint32_t>(next));
    }
  }
  return out;
}

void spare_diagonal(std::span<const std::int64_t> shape, real* out) {
  const std::int64_t queries = shape[shape.size() - 2], keys = shape.back();
  std::int64_t squares = 1;
  for (std::size_t axis = 0; axis + 2 < shape.size(); ++axis) squares *= shape[axis];
  for (std::int64_t square = 0; square < squares; ++square, out += queries * keys) {
    for (std::int64_t i = 0; i < std::min(queries, keys); ++i) out[i * keys + i] = 0;
  }
}

}  // namespace regsweep
