// What a sweep is, for results.h5, which describes itself: what all variants share, what every axis
// is, what probes measure, which data each variant saw.
#pragma once

#include <string>

#include "sweep/plan.hpp"

namespace regsweep {

/// The settings that all variants of a plan have alike, every default filled in: its base. A map;
/// what differs is left out.
Value common_configuration(const Plan& plan);

/// A list of maps, one for each axis, in the plan's order: `name`, `meaning`, `unit` (where there
/// is one) and `values`, the different ones in the order of their first appearance.
Value described_axes(const Plan& plan);

/// What the plan measures, by name: `summary`, `equation` and `source` of each probe.
Value described_probes(const Plan& plan);

/// The data of a variant: "two_moons", "csv sha256:9f86...", or "csv, content unknown" of a plan
/// that named files by path alone.
std::string data_text(const Variant& variant);

}  // namespace regsweep
