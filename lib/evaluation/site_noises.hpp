// The noise of a configuration at the sites of its model, and which sites a placement means.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/value.hpp"
#include "regularizers/site.hpp"
#include "regularizers/site_noise.hpp"

namespace regsweep {

/// The placements that mean a site, the most specific first: its name, then its families.
std::vector<std::string> placements_of(const Site& site);

/// The sites that a placement means: the one of that name, or those of the family.
std::vector<Site> sites_of(const std::vector<Site>& sites, const std::string& placement);

/// The sites that any of `wanted` means, in the order of the model; "all" means every site.
/// ConfigurationError with a suggestion for another name.
std::vector<Site> chosen_sites(const Value& model, const std::vector<std::string>& wanted);

/// The noise that a trial chooses, by the name of its site.
using NoiseChoices = std::map<std::string, SiteNoiseOptions>;

/// Those of a canonical map `dropout`.
NoiseChoices noise_choices(const Value& dropout);

/// The noise of each site, null where none is chosen.
SiteNoises make_noises(const std::vector<Site>& sites, const NoiseChoices& choices,
                       std::uint32_t seed, std::int64_t steps);

/// The noise of each site of a canonical configuration, null where there is none.
SiteNoises noises_for(const Value& configuration, std::uint32_t seed, std::int64_t steps);

}  // namespace regsweep
