#include "sweep/spec.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <unordered_set>

#include "core/text.hpp"
#include "sweep/analysis.hpp"
#include "sweep/claims.hpp"
#include "sweep/keys.hpp"
#include "sweep/seed_sources.hpp"

namespace regsweep {
namespace {

void check_sweep_keys(const Value& yaml, const TrialGrammar& grammar) {
  if (yaml.is_null()) {
    throw ConfigurationError(yaml.where(),
                             "the file is empty; a sweep needs at least sweep, base and seeds: "
                             "copy configs/quickstart.yaml to begin with");
  }
  if (!yaml.is_map()) {
    throw ConfigurationError(
        yaml.where(),
        fmt::format("the file is {}, but a sweep is a map; begin with 'sweep: <name>'",
                    yaml.kind()));
  }
  const std::vector<std::string> allowed = sweep_schema(grammar).keys_for(nullptr);
  for (const Member& member : yaml.map()) {
    if (std::find(allowed.begin(), allowed.end(), member.key) != allowed.end()) continue;
    const std::string first = split(member.key, '.').front();
    if (grammar.schema->field(first) != nullptr) {
      throw ConfigurationError(member.key_where,
                               fmt::format("'{}' stands at the top of the file, but it is a part "
                                           "of a trial; put it below base, or "
                                           "below axes to sweep it",
                                           member.key));
    }
    throw ConfigurationError(member.key_where,
                             fmt::format("unknown key '{}' in the file; {}", member.key,
                                         suggestion(member.key, allowed)));
  }
}

std::string read_name(const Value& yaml) {
  const Value* name = yaml.find("sweep");
  if (name == nullptr) {
    throw ConfigurationError(
        yaml.where(),
        "sweep is missing; add 'sweep: <name>', which names the folder of the results");
  }
  const std::string text = name->shown();
  if (!name->is_scalar() || name->is_null() || !is_sweep_name(text)) {
    throw ConfigurationError(name->where(),
                             fmt::format("sweep = '{}' is no name for a folder; use at most {} "
                                         "small letters, digits and hyphens, a letter "
                                         "or digit first",
                                         text, longest_name));
  }
  return text;
}

std::string read_description(const Value& yaml) {
  const Value* text = yaml.find("description");
  if (text == nullptr || text->is_null()) return "";
  if (!text->is_text()) {
    throw ConfigurationError(
        text->where(), fmt::format("description is {} ({}), but it must be text; put it in quotes",
                                   text->kind(), text->shown()));
  }
  return text->text();
}

constexpr const char* seeds_form = "write seeds: 5 for the seeds 0 to 4, or a list";

// The seeds 0, 1, ...
std::vector<std::uint32_t> first_seeds(std::int64_t count) {
  std::vector<std::uint32_t> seeds(static_cast<std::size_t>(count));
  std::iota(seeds.begin(), seeds.end(), 0u);
  return seeds;
}

std::uint32_t read_seed(const Value& seed) {
  if (!seed.is_integer() || seed.integer() < 0 || seed.integer() > 0xFFFFFFFFll) {
    throw ConfigurationError(seed.where(),
                             fmt::format("the seed {} is not an integer from 0 to 4294967295; {}",
                                         seed.shown(), seeds_form));
  }
  return static_cast<std::uint32_t>(seed.integer());
}

std::vector<std::uint32_t> read_seeds(const Value* given) {
  std::vector<std::uint32_t> seeds;
  if (given->is_list()) {
    std::unordered_set<std::uint32_t> seen;
    for (const Value& seed : given->list()) {
      seeds.push_back(read_seed(seed));
      if (!seen.insert(seeds.back()).second) {
        throw ConfigurationError(
            seed.where(),
            fmt::format(
                "the seed {} stands twice, but equal seeds give equal trials; give each once",
                seed.shown()));
      }
    }
    if (seeds.empty()) {
      throw ConfigurationError(
          given->where(),
          fmt::format("seeds is empty, so the sweep would have no trials; {}", seeds_form));
    }
    return seeds;
  }
  if (!given->is_integer() || given->integer() < 1 || given->integer() > most_seeds) {
    throw ConfigurationError(given->where(),
                             fmt::format("seeds = {} is not a number of seeds from 1 to {}; {}",
                                         given->shown(), with_thousands(most_seeds), seeds_form));
  }
  return first_seeds(given->integer());
}

// The map of seeds by source.
void read_sources_into(SweepSpec& spec, const Value& given, const Schema& trial) {
  if (!spec.tune.is_null()) {
    throw ConfigurationError(
        given.where(),
        "seeds by source split the variance at one setting, and tune looks for settings; take tune "
        "out, or write seeds: 10");
  }
  spec.seeds = read_seed_sources(given).seeds();
  assign(spec.base, seeds_by_source(trial, given.where()));
}

void read_seeds_into(SweepSpec& spec, const Value& yaml, const Schema& trial) {
  const Value* given = yaml.find("seeds");
  if (given == nullptr) {
    throw ConfigurationError(yaml.where(), fmt::format("seeds is missing; {}", seeds_form));
  }
  spec.seeds_where = given->where();
  if (given->is_map() && names_seed_sources(*given)) {
    read_sources_into(spec, *given, trial);
  } else if (given->is_map()) {
    spec.looks = read_looks(*given);
    spec.seeds = first_seeds(spec.looks->from);
  } else {
    spec.seeds = read_seeds(given);
  }
}

Value read_base(const Value& yaml, const Schema& schema) {
  const Value* base = yaml.find("base");
  if (base == nullptr) {
    throw ConfigurationError(yaml.where(),
                             fmt::format("base is missing; add 'base:' with {} below it",
                                         join(schema.keys_for(nullptr), ", ")));
  }
  if (!base->is_map() && !base->is_null()) {
    throw ConfigurationError(
        base->where(),
        fmt::format("base is {} ({}), but it must be a map with {} below it", base->kind(),
                    base->shown(), join(schema.keys_for(nullptr), ", ")));
  }
  return base->is_null() ? Value(Map{}, base->where()) : schema.expand(*base);
}

}  // namespace

SweepSpec read_spec(const Value& yaml, const TrialGrammar& grammar) {
  check_sweep_keys(yaml, grammar);
  SweepSpec spec;
  spec.axes_where = yaml.find("axes") != nullptr ? yaml.find("axes")->where() : yaml.where();
  spec.name = read_name(yaml);
  spec.description = read_description(yaml);
  spec.base = read_base(yaml, *grammar.schema);
  if (const Value* axes = yaml.find("axes")) spec.blocks = read_axes(*axes, *grammar.schema);
  if (const Value* exclude = yaml.find("exclude"); exclude != nullptr && !exclude->is_null()) {
    if (!exclude->is_list()) {
      throw ConfigurationError(exclude->where(),
                               fmt::format("exclude is {}, but it must be a list of maps; write "
                                           "exclude: [{{dropout.hidden: 0}}]",
                                           exclude->kind()));
    }
    for (const Value& each : exclude->list()) {
      spec.exclude.emplace_back(each, "exclude", spec.blocks, *grammar.schema);
    }
  }
  if (const Value* tune = yaml.find("tune")) spec.tune = *tune;
  read_seeds_into(spec, yaml, *grammar.schema);
  const Value* analysis = yaml.find("analysis");
  Value none;
  none.set_where(yaml.where());
  spec.analysis = read_analysis(analysis != nullptr ? *analysis : none, grammar.metrics);
  const Value* claims = yaml.find("claims");
  spec.claims = read_claims(claims != nullptr ? *claims : none, grammar.metrics);
  return spec;
}

}  // namespace regsweep
