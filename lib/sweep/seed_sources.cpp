#include "sweep/seed_sources.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.hpp"
#include "random/seed_parts.hpp"
#include "sweep/keys.hpp"

namespace regsweep {
namespace seed_sources {
namespace {

const Fields<SeedSources>& declared_sources() {
  using Sources = SeedSources;
  const Range counts{1, seeds_of_a_source};
  static const Fields<Sources> fields =
      Fields<Sources>("seeds", "Seeds by source of randomness")
          .add("initialization", &Sources::initialization, "seeds of initial weights", counts,
               "seeds")
          .add("order", &Sources::order, "seeds of the order of examples", counts, "seeds")
          .add("masks", &Sources::masks, "seeds of masks and of all other noise", counts, "seeds")
          .choice("layout", &Sources::layout,
                  {{"crossed", SeedLayout::crossed}, {"one_at_a_time", SeedLayout::one_at_a_time}},
                  "every combination of them, or trials in which one source differs from the first "
                  "trial");
  return fields;
}

std::vector<std::uint32_t> every_combination(const SeedSources& sources) {
  std::vector<std::uint32_t> all;
  SeedParts parts;
  for (parts.masks = 0; parts.masks < sources.masks; ++parts.masks) {
    for (parts.order = 0; parts.order < sources.order; ++parts.order) {
      for (parts.initialization = 0; parts.initialization < sources.initialization;
           ++parts.initialization) {
        all.push_back(seed_of_parts(parts));
      }
    }
  }
  return all;
}

// The first trial, and those in which one source differs from it.
std::vector<std::uint32_t> one_source_each(const SeedSources& sources) {
  std::vector<std::uint32_t> all{0};
  SeedParts parts;
  for (parts.initialization = 1; parts.initialization < sources.initialization;
       ++parts.initialization) {
    all.push_back(seed_of_parts(parts));
  }
  parts.initialization = 0;
  for (parts.order = 1; parts.order < sources.order; ++parts.order) {
    all.push_back(seed_of_parts(parts));
  }
  parts.order = 0;
  for (parts.masks = 1; parts.masks < sources.masks; ++parts.masks) {
    all.push_back(seed_of_parts(parts));
  }
  return all;
}

std::int64_t count_of_seeds(const SeedSources& sources) {
  if (sources.layout == SeedLayout::one_at_a_time) {
    return sources.initialization + sources.order + sources.masks - 2;
  }
  return sources.initialization * sources.order * sources.masks;
}

}  // namespace
}  // namespace seed_sources

std::vector<std::uint32_t> SeedSources::seeds() const {
  if (layout == SeedLayout::crossed) return seed_sources::every_combination(*this);
  return seed_sources::one_source_each(*this);
}

bool names_seed_sources(const Value& map) {
  constexpr std::array names{"initialization", "order", "masks"};
  return std::any_of(names.begin(), names.end(),
                     [&](const char* name) { return map.find(name) != nullptr; });
}

Assignment seeds_by_source(const Schema& trial, const Location& where) {
  return assignment(trial, "training.randomness", where, Value("by_source"));
}

Schema seed_sources_schema() { return seed_sources::declared_sources().schema(); }

SeedSources read_seed_sources(const Value& given) {
  const Fields<SeedSources>& fields = seed_sources::declared_sources();
  const SeedSources sources = fields.take(fields.schema().normalize(given, "seeds"));
  const std::int64_t count = seed_sources::count_of_seeds(sources);
  if (count < 2 || count > most_seeds) {
    throw ConfigurationError(
        given.where(),
        fmt::format("seeds = {} has {} combinations, but it must have 2 to {}; write for example "
                    "{{initialization: 5, order: 5, masks: 5}}",
                    given.shown(), with_thousands(count), with_thousands(most_seeds)));
  }
  return sources;
}

}  // namespace regsweep
