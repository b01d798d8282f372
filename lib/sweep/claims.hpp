// Claims: what a sweep is expected to show, written down before it runs and frozen with its plan.
// No part of a trial's identity; `python3 -m analysis claims` judges them.
//
// A claim has a name, a sentence, where it comes from, published numbers, and `expect`: a metric at
// the end or at an epoch or step, and one kind of expectation:
//
//   {of, value, tolerance}             the mean of a variant lies within value +- tolerance
//   {of, against, is: higher | lower}  the difference of two variants has this sign
//   {of, against, is: equal, margin}   ... lies within the margin
//   {of, against, ratio_at_least}      the ratio of their means is at least this
//   {order: [...]}                     variants from the lowest mean to the highest
//   {lowest_along: axis, within}       where along an axis of numbers the mean is lowest; also
//                                      highest_along; `where` picks the variants
//   {rises_along: axis}                the mean never falls along the axis; also falls_along
#pragma once

#include <string>
#include <vector>

#include "core/schema.hpp"

namespace regsweep {

/// The declared keys of one claim, and of its `expect`. `metrics`: what may be named.
Schema claim_schema(const std::vector<std::string>& metrics);
Schema expectation_schema(const std::vector<std::string>& metrics);

/// The list, checked, each claim with the keys that were given. ConfigurationError at the first
/// mistake: of a kind's keys, of a name that stands twice, of a metric that does not exist.
Value read_claims(const Value& given, const std::vector<std::string>& metrics);

}  // namespace regsweep
