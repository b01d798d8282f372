#include "data/image_shape.hpp"

#include <fmt/format.h>

#include "core/error.hpp"

namespace regsweep {
namespace {

constexpr std::int64_t longest_side = 1 << 14;

// Where a value lies in an image.
std::size_t value_at(const ImageShape& shape, std::int64_t channel, std::int64_t row,
                     std::int64_t column) {
  const std::int64_t at = shape.interleaved
                              ? (row * shape.width + column) * shape.channels + channel
                              : (channel * shape.height + row) * shape.width + column;
  return static_cast<std::size_t>(at);
}

// Which pixels of before a pixel covers along one side, and by how many `to`-ths of a pixel.
struct Cover {
  std::int64_t first = 0;
  std::vector<std::int64_t> weights;  // their sum is `from`
};

std::vector<Cover> covers(std::int64_t from, std::int64_t to) {
  std::vector<Cover> all;
  for (std::int64_t place = 0; place < to; ++place) {
    const std::int64_t begin = place * from;  // in to-ths of a pixel of before
    const std::int64_t end = begin + from;
    Cover cover{begin / to, {}};
    for (std::int64_t pixel = cover.first; pixel * to < end; ++pixel) {
      cover.weights.push_back(std::min(end, (pixel + 1) * to) - std::max(begin, pixel * to));
    }
    all.push_back(std::move(cover));
  }
  return all;
}

// One value of the image of a new size, rounded to the nearest byte.
std::uint8_t mean_of(const std::uint8_t* from, const ImageShape& shape, std::int64_t channel,
                     const Cover& rows, const Cover& columns) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < rows.weights.size(); ++i) {
    std::uint64_t of_row = 0;
    for (std::size_t j = 0; j < columns.weights.size(); ++j) {
      of_row += static_cast<std::uint64_t>(columns.weights[j]) *
                from[value_at(shape, channel, rows.first + static_cast<std::int64_t>(i),
                              columns.first + static_cast<std::int64_t>(j))];
    }
    sum += static_cast<std::uint64_t>(rows.weights[i]) * of_row;
  }
  const auto area = static_cast<std::uint64_t>(shape.height * shape.width);
  return static_cast<std::uint8_t>((sum + area / 2) / area);
}

// Three colours become one, or one three; the size stays.
std::string recoloured(const std::uint8_t* from, const ImageShape& shape,
                       const ImageShape& wanted) {
  std::string out(static_cast<std::size_t>(wanted.pixels()), '\0');
  for (std::int64_t row = 0; row < shape.height; ++row) {
    for (std::int64_t column = 0; column < shape.width; ++column) {
      const auto value = [&](std::int64_t channel) {
        return static_cast<std::uint32_t>(from[value_at(shape, channel, row, column)]);
      };
      const std::uint32_t grey =
          shape.channels == 3
              ? (19595 * value(0) + 38470 * value(1) + 7471 * value(2) + 32768) >> 16
              : value(0);
      for (std::int64_t channel = 0; channel < wanted.channels; ++channel) {
        out[value_at(wanted, channel, row, column)] = static_cast<char>(grey);
      }
    }
  }
  return out;
}

}  // namespace

std::string ImageShape::text() const {
  return channels == 1 ? fmt::format("{}x{}", height, width)
                       : fmt::format("{}x{}x{}", height, width, channels);
}

ImageShape changed_shape(const ImageShape& shape, const ImageChange& change,
                         const std::string& name) {
  if (!change.is_any()) return shape;
  if (shape.height == 0) {
    throw DataError(
        fmt::format("{} has no images of height and width, which data.size, "
                    "data.shrink and data.channels could change; delete them",
                    name));
  }
  ImageShape changed = shape;
  if (change.colours) changed.channels = *change.colours == ImageColours::rgb ? 3 : 1;
  if (changed.channels != shape.channels && shape.channels != 1 && shape.channels != 3) {
    throw DataError(
        fmt::format("{} has images of {} channels, and colours are 3, or 1 of grey; "
                    "delete data.channels",
                    name, shape.channels));
  }
  if (change.shrink && (shape.height % *change.shrink != 0 || shape.width % *change.shrink != 0)) {
    throw DataError(
        fmt::format("data.shrink = {} does not divide the {} pixels of {}; give a "
                    "divisor of both sides, or data.size: [height, width]",
                    *change.shrink, shape.text(), name));
  }
  if (change.shrink) {
    changed.height /= *change.shrink;
    changed.width /= *change.shrink;
  }
  if (change.size) {
    changed.height = change.size->at(0);
    changed.width = change.size->at(1);
  }
  RS_CHECK(changed.height <= longest_side && changed.width <= longest_side, "sizes are checked");
  return changed;
}

void add_changed(const std::uint8_t* from, const ImageShape& shape, const ImageShape& wanted,
                 std::string& out) {
  ImageShape here = shape;
  std::string other_colours;
  if (wanted.channels != shape.channels) {
    here.channels = wanted.channels;
    other_colours = recoloured(from, shape, here);
    from = reinterpret_cast<const std::uint8_t*>(other_colours.data());
  }
  const std::vector<Cover> rows = covers(here.height, wanted.height);
  const std::vector<Cover> columns = covers(here.width, wanted.width);
  const std::size_t begin = out.size();
  out.resize(begin + static_cast<std::size_t>(wanted.pixels()));
  for (std::int64_t channel = 0; channel < wanted.channels; ++channel) {
    for (std::int64_t row = 0; row < wanted.height; ++row) {
      for (std::int64_t column = 0; column < wanted.width; ++column) {
        out[begin + value_at(wanted, channel, row, column)] =
            static_cast<char>(mean_of(from, here, channel, rows[static_cast<std::size_t>(row)],
                                      columns[static_cast<std::size_t>(column)]));
      }
    }
  }
}

}  // namespace regsweep
