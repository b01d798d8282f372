// Streams of computed sets.
#include "data/synthetic.hpp"

#include <fmt/format.h>

#include "core/error.hpp"
#include "core/text.hpp"
#include "random/draws.hpp"

namespace regsweep {
namespace {

StreamKey set_key(std::uint32_t seed, std::string_view set, std::string_view what) {
  return stream_key(seed, fmt::format("data/{}/{}", set, what));
}

}  // namespace

std::vector<double> set_normals(std::uint32_t seed, std::string_view set, std::string_view what,
                                std::int64_t count) {
  std::vector<double> drawn(static_cast<std::size_t>(count));
  normals(set_key(seed, set, what), 0, 0, count, drawn.data());
  return drawn;
}

DoubleRows set_normal_rows(std::uint32_t seed, std::string_view set, std::string_view what,
                           std::int64_t rows, std::int64_t columns) {
  DoubleRows drawn =
      DoubleRows::from_shape({static_cast<std::size_t>(rows), static_cast<std::size_t>(columns)});
  normals(set_key(seed, set, what), 0, 0, rows * columns, drawn.data());
  return drawn;
}

std::vector<double> set_uniforms(std::uint32_t seed, std::string_view set, std::string_view what,
                                 std::int64_t count) {
  std::vector<double> drawn(static_cast<std::size_t>(count));
  uniforms(set_key(seed, set, what), 0, 0, count, drawn.data());
  return drawn;
}

void check_size(const Value& normalized, std::int64_t rows, std::int64_t columns) {
  constexpr double most = 0x1p32;
  if (static_cast<double>(rows) * static_cast<double>(columns) > most) {
    throw ConfigurationError(
        normalized.where(),
        fmt::format(
            "data asks for {} x {} numbers, more than the {} that are possible; make it smaller",
            with_thousands(rows), with_thousands(columns), with_thousands(1LL << 32)));
  }
}

}  // namespace regsweep
