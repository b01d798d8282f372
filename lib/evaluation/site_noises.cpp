#include "evaluation/site_noises.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "models/registry.hpp"

namespace regsweep {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::vector<std::string> placements_of(const Site& site) {
  std::vector<std::string> names{site.name};
  names.insert(names.end(), site.families.begin(), site.families.end());
  return names;
}

std::vector<Site> sites_of(const std::vector<Site>& sites, const std::string& placement) {
  std::vector<Site> meant;
  for (const Site& site : sites) {
    if (contains(placements_of(site), placement)) meant.push_back(site);
  }
  return meant;
}

std::vector<Site> chosen_sites(const Value& model, const std::vector<std::string>& wanted) {
  const std::vector<Site> all = model_sites(model);
  std::vector<std::string> known = placements(all);
  known.push_back("all");
  for (const std::string& name : wanted) {
    if (!contains(known, name)) {
      throw ConfigurationError(
          fmt::format("the model has no site '{}'; {}", name, suggestion(name, known)));
    }
  }
  if (contains(wanted, "all")) return all;
  std::vector<Site> chosen;
  for (const Site& site : all) {
    const std::vector<std::string> names = placements_of(site);
    if (std::any_of(names.begin(), names.end(),
                    [&](const std::string& name) { return contains(wanted, name); })) {
      chosen.push_back(site);
    }
  }
  return chosen;
}

NoiseChoices noise_choices(const Value& dropout) {
  NoiseChoices choices;
  for (const Member& member : dropout.map()) {
    choices.emplace(member.key, read_site_noise(member.value));
  }
  return choices;
}

SiteNoises make_noises(const std::vector<Site>& sites, const NoiseChoices& choices,
                       std::uint32_t seed, std::int64_t steps) {
  SiteNoises noises;
  for (const Site& site : sites) {
    const auto choice = choices.find(site.name);
    noises.push_back(choice == choices.end()
                         ? nullptr
                         : std::make_unique<SiteNoise>(choice->second, site, seed, steps));
  }
  return noises;
}

SiteNoises noises_for(const Value& configuration, std::uint32_t seed, std::int64_t steps) {
  return make_noises(model_sites(configuration.at("model")),
                     noise_choices(configuration.at("dropout")), seed, steps);
}

}  // namespace regsweep
