// What is done to a drawn mask before a model sees it: rows renormalized, elements repeated along
// shared axes and blocks, the diagonal spared. All arrays are row-major.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "regularizers/noise_entry.hpp"

namespace regsweep {

/// out, of this shape, repeats the mask: along an axis with cell 0 there is one element for all,
/// with cell k one per k neighbours (the last may stand for fewer). out grows when needed.
void repeat_mask(const real* mask, std::span<const std::int64_t> cells,
                 std::span<const std::int64_t> shape, Buffer& out);

/// Divides each row of a mask of zeros and ones by the share of it that is kept, so that its mean
/// is exactly 1 (up to rounding). A row without any is drawn again, attempt k from the words that
/// lie k * 2^40 blocks further; after 1000 attempts it is all ones. The mask of `request` starts
/// `skip` elements before a row does.
void renormalize_rows(const NoiseEntry& entry, const NoiseRequest& request, std::int64_t skip,
                      real* mask);

/// The groups of 16 elements in which a key up to its query lies, ascending, for [.., T queries, T
/// keys]; element e is in group (e + skip) / 16.
std::vector<std::uint32_t> groups_below_diagonal(std::span<const std::int64_t> shape,
                                                 std::int64_t skip);

/// Sets the elements to 0 whose last two indices are equal.
void spare_diagonal(std::span<const std::int64_t> shape, real* out);

}  // namespace regsweep
