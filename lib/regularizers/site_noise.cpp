#include "regularizers/site_noise.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"

namespace regsweep {

std::vector<std::string> placements(const std::vector<Site>& sites) {
  std::vector<std::string> names;
  const auto once = [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const Site& site : sites) once(site.name);
  for (const Site& site : sites)
    for (const std::string& family : site.families) once(family);
  return names;
}

const NoiseEntry& noise_entry(const std::string& name) {
  for (const NoiseEntry& entry : noise_entries())
    if (entry.name == name) return entry;
  throw ContractError("no noise '" + name + "'");
}

SiteNoise::SiteNoise(const SiteNoiseOptions& options, const Site& site, std::uint32_t seed, std::int64_t total_steps)
    : options_(options),
      site_(site),
      entry_(&noise_entry(options.noise)),
      key_(stream_key(seed, "site/" + site.name)),
      total_steps_(total_steps) {
  for (const std::string& axis : site.axes)
    shared_.push_back(std::find(options.share.begin(), options.share.end(), axis) != options.share.end());
}

double SiteNoise::rate_at(std::int64_t step) const {
  return options_.schedule.at(options_.rate, step, total_steps_, site_.depth, site_.depths);
}

namespace {

// out = mask repeated along the shared axes; both row-major.
void expand(const real* mask, const std::vector<bool>& shared, std::span<const std::int64_t> shape, std::vector<real>& out) {
  std::int64_t size = 1;
  for (const std::int64_t length : shape) size *= length;
  if (out.size() < static_cast<std::size_t>(size)) out.resize(static_cast<std::size_t>(size));
  const std::size_t axes = shape.size();
  std::vector<std::int64_t> stride(axes, 0), index(axes, 0);
  for (std::size_t axis = axes, step = 1; axis-- > 0;) {
    if (shared[axis]) continue;
    stride[axis] = static_cast<std::int64_t>(step);
    step *= static_cast<std::size_t>(shape[axis]);
  }
  const std::int64_t inner = shape.back(), inner_stride = stride.back();
  for (std::int64_t done = 0; done < size; done += inner) {
    std::int64_t from = 0;
    for (std::size_t axis = 0; axis + 1 < axes; ++axis) from += index[axis] * stride[axis];
    for (std::int64_t i = 0; i < inner; ++i) out[static_cast<std::size_t>(done + i)] = mask[from + i * inner_stride];
    for (std::size_t axis = axes - 1; axis-- > 0;) {
      if (++index[axis] < shape[axis]) break;
      index[axis] = 0;
    }
  }
}

}  // namespace

Draw SiteNoise::draw(const NoisePass& moment, std::span<const std::int64_t> shape) {
  RS_CHECK(shape.size() == shared_.size(), "one length per axis of site " + site_.name);
  const double rate = rate_at(moment.step);
  const bool inference = options_.scaling == "inference";
  if (!moment.training) return {nullptr, inference ? static_cast<real>(entry_->mean(rate)) : real(1)};
  if (rate == 0) {
    // Without noise at the end, the weights still expect the scale that they were trained with.
    const bool end = inference && options_.schedule.kind == "off_at_end";
    return {nullptr, end ? static_cast<real>(entry_->mean(options_.rate)) : real(1)};
  }
  std::int64_t row = 1, count = 1;  // elements of the mask: of one row of axis 0, and of all rows here
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (shared_[axis]) continue;
    count *= shape[axis];
    if (axis > 0) row *= shape[axis];
  }
  // In the middle of a batch the first element may lie within a block of four: draw that block whole and skip.
  const bool by_row = site_.axes[0] == "batch" && !shared_[0];
  const auto first = static_cast<std::uint64_t>(by_row ? moment.first_row * row : 0);
  const auto skip = static_cast<std::size_t>(first % 4), drawn = static_cast<std::size_t>(count) + skip;
  NoiseOutput out;
  const auto room = [&](bool wanted, Buffer& buffer) -> real* {
    if (!wanted) return nullptr;
    if (buffer.mask.size() < drawn) buffer.mask.resize(drawn);
    return buffer.mask.data();
  };
  out.multiplier = room(entry_->multiplies, multiplier_), out.addend = room(entry_->adds, addend_);
  const double scale = options_.scaling == "inverted" ? 1 / entry_->mean(rate) : 1;
  entry_->draw({key_, moment.step, moment.pass}, rate, scale, first / 4, static_cast<std::int64_t>(drawn), out);
  return {out.multiplier == nullptr ? nullptr : whole(multiplier_, skip, shape), 1,
          out.addend == nullptr ? nullptr : whole(addend_, skip, shape)};
}

const real* SiteNoise::whole(Buffer& buffer, std::size_t skip, std::span<const std::int64_t> shape) const {
  if (std::find(shared_.begin(), shared_.end(), true) == shared_.end()) return buffer.mask.data() + skip;
  expand(buffer.mask.data() + skip, shared_, shape, buffer.expanded);
  return buffer.expanded.data();
}

}  // namespace regsweep
