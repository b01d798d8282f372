#include "regularizers/site_noise.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "regularizers/mask.hpp"

namespace regsweep {

SiteNoise::Scaling SiteNoise::scaling_of(const std::string& name) {
  if (name == "inverted") return Scaling::inverted;
  if (name == "inference") return Scaling::inference;
  if (name == "moments") return Scaling::moments;
  if (name == "renormalize") return Scaling::renormalize;
  return Scaling::none;
}

SiteNoise::SiteNoise(const SiteNoiseOptions& options, const Site& site, std::uint32_t seed,
                     std::int64_t total_steps)
    : site_(site),
      numbers_(options.numbers),
      entry_(&noise_entry(options.noise)),
      key_(stream_key(seed, "site/" + site.name)),
      scaling_(scaling_of(options.scaling)),
      scheduled_(options.schedule, options.rate, total_steps, site.depth, site.depths) {
  for (const std::string& axis : site.axes) {
    const bool shared =
        std::find(options.share.begin(), options.share.end(), axis) != options.share.end();
    if (!shared) last_own_axis_ = cells_.size();
    cells_.push_back(shared ? 0 : 1);
  }
  if (entry_->blocks && cells_[last_own_axis_] == 1) {
    cells_[last_own_axis_] = static_cast<std::int64_t>(options.numbers.at(0));
  }
  if (entry_->learns && options.rate > 0) {
    learned_.emplace(*entry_, options.numbers, site, options.rate);
  }
  bits_ = draws_bits(options);
  repeats_ = std::any_of(cells_.begin(), cells_.end(), [](std::int64_t cell) { return cell != 1; });
  const bool depend = entry_->blocks || entry_->rows || scaling_ == Scaling::renormalize;
  along_batch_ = depend && site.axes[0] == "batch" && last_own_axis_ == 0 && cells_[0] > 0;
  of_examples_.assign(cells_.size(), 0);
  of_examples_[0] = 1;
}

double SiteNoise::rate_at(std::int64_t step) const {
  if (learned_) return learned_->rate();
  return scheduled_.at(step);
}

NoiseMoments SiteNoise::moments(std::int64_t step, std::span<const std::int64_t> shape) const {
  return entry_->moments(request_of({true, static_cast<std::uint32_t>(step), 0}, shape));
}

NoiseRequest SiteNoise::request_of(const NoisePass& pass,
                                   std::span<const std::int64_t> shape) const {
  NoiseRequest request{
      .key = key_, .step = pass.step, .pass = pass.pass, .rate = rate_at(pass.step), .count = 1};
  request.numbers = numbers_;
  for (std::size_t axis = 0; axis < shape.size(); ++axis) {
    if (cells_[axis] > 0) request.count *= (shape[axis] + cells_[axis] - 1) / cells_[axis];
    if (axis > 0) request.example *= shape[axis];
  }
  if (cells_[last_own_axis_] > 0) {
    request.row = (shape[last_own_axis_] + cells_[last_own_axis_] - 1) / cells_[last_own_axis_];
  }
  return request;
}

// What a pass without noise computes, in training and in evaluation alike.
Draw SiteNoise::without_noise(const NoisePass& pass, std::span<const std::int64_t> shape) const {
  if (scaling_ != Scaling::inference && scaling_ != Scaling::moments) return {};
  NoiseRequest request = request_of(pass, shape);
  const bool ended = request.rate == 0 && scheduled_.off_at_end();
  if (ended) request.rate = scheduled_.full();
  const NoiseMoments multiplier = entry_->moments(request);
  Draw draw{{static_cast<real>(multiplier.mean)}};
  if (scaling_ == Scaling::moments && !ended) {
    draw.variance = static_cast<real>(multiplier.variance);
  }
  return draw;
}

Draw SiteNoise::draw(const NoisePass& pass, std::span<const std::int64_t> shape) {
  RS_CHECK(shape.size() == cells_.size(), "one length per axis of site " + site_.name);
  for (const SiteOverride* each = pass.instead; each != nullptr; each = each->next) {
    if (each->site == site_.name) return each->draw;
  }
  if (!pass.training || rate_at(pass.step) == 0) return without_noise(pass, shape);
  constexpr std::size_t most_axes = 8;
  std::array<std::int64_t, most_axes> lengths{};
  RS_CHECK(shape.size() <= most_axes, "a site of at most 8 axes");
  std::copy(shape.begin(), shape.end(), lengths.begin());
  if (along_batch_) {
    if (pass.batch_rows > 0) lengths[0] = pass.batch_rows;
    RS_CHECK(pass.first_row + shape[0] <= lengths[0], "the rows of the whole batch");
  }
  NoiseRequest request = request_of(pass, {lengths.data(), shape.size()});
  if (scaling_ == Scaling::inverted) request.scale = 1 / entry_->moments(request).mean;
  // In the middle of a batch the first element may lie within a block of four: draw that block
  // whole and skip.
  const bool by_row = site_.axes[0] == "batch" && cells_[0] == 1 && !along_batch_;
  const std::int64_t first = by_row ? pass.first_row * (request.count / shape[0]) : 0,
                     skip = first % 4;
  if (bits_) return draw_bits(request, first, shape);
  request.first_block = static_cast<std::uint64_t>(first / 4);
  request.count += skip;
  draw_mask(request, skip);
  const real* multiplier = entry_->multiplies ? whole(multiplier_, skip, pass, shape) : nullptr;
  if (learned_) learned_->use(multiplier);
  return {{1, multiplier},
          entry_->adds ? whole(addend_, skip, pass, shape) : nullptr,
          shared_by_batch()};
}

void SiteNoise::draw_mask(const NoiseRequest& request, std::int64_t skip) {
  const auto room = [&](bool wanted, Drawn& drawn) -> real* {
    if (!wanted) return nullptr;
    if (drawn.mask.size() < static_cast<std::size_t>(request.count)) {
      drawn.mask.resize(static_cast<std::size_t>(request.count));
    }
    return drawn.mask.data();
  };
  const NoiseOutput out{.multiplier = room(entry_->multiplies, multiplier_),
                        .addend = room(entry_->adds, addend_)};
  entry_->draw(request, out);
  if (scaling_ == Scaling::renormalize) renormalize_rows(*entry_, request, skip, out.multiplier);
}

Draw SiteNoise::draw_bits(NoiseRequest request, std::int64_t first,
                          std::span<const std::int64_t> shape) {
  const std::int64_t skip = first % 16;
  request.first_block = static_cast<std::uint64_t>((first - skip) / 4);
  request.count += skip;
  const auto groups = static_cast<std::size_t>((request.count + 15) / 16);
  if (kept_.size() < groups + 4) kept_.resize(groups + 4);  // kernels read a little further
  if (site_.causal && shape[shape.size() - 2] == shape.back()) {
    const bool known = groups_for_.size() == shape.size() + 1 && groups_for_.back() == skip &&
                       std::equal(shape.begin(), shape.end(), groups_for_.begin());
    if (!known) {
      groups_ = groups_below_diagonal(shape, skip);
      groups_for_.assign(shape.begin(), shape.end());
      groups_for_.push_back(skip);
    }
    request.groups = groups_;
  }
  entry_->draw(request, {.kept = kept_.data()});
  return {{static_cast<real>(request.scale), nullptr, kept_.data(), skip}};
}

std::vector<real> factors_of(const Draw& draw, std::int64_t n) {
  std::vector<real> out(static_cast<std::size_t>(n));
  kernels::with_factors(draw.factors, n, [&](std::int64_t i, real factor) {
    out[static_cast<std::size_t>(i)] = factor;
  });
  return out;
}

const real* SiteNoise::whole(Drawn& drawn, std::int64_t skip, const NoisePass& pass,
                             std::span<const std::int64_t> shape) const {
  real* out = drawn.mask.data() + skip;
  if (along_batch_) {
    if (drawn.of_examples.size() < static_cast<std::size_t>(shape[0])) {
      drawn.of_examples.resize(static_cast<std::size_t>(shape[0]));
    }
    for (std::int64_t row = 0; row < shape[0]; ++row) {
      drawn.of_examples[static_cast<std::size_t>(row)] = out[(pass.first_row + row) / cells_[0]];
    }
    repeat_mask(drawn.of_examples.data(), of_examples_, shape, drawn.whole);
    out = drawn.whole.data();
  } else if (repeats_) {
    repeat_mask(out, cells_, shape, drawn.whole);
    out = drawn.whole.data();
  }
  if (entry_->spares_diagonal) spare_diagonal(shape, out);
  return out;
}

}  // namespace regsweep
