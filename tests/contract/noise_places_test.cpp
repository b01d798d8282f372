// The contract of every noise about place and phase: a part of a batch has the mask that the whole
// batch gives it, whatever is shared; and evaluation computes what training computes without noise.
// A new file in lib/regularizers/noise is tested by existing.
#include <catch2/catch.hpp>
#include <numeric>

#include "evaluation/site_noises.hpp"
#include "models/registry.hpp"
#include "support/small_trial.hpp"

namespace regsweep::noise_places_test {

using namespace testing;

const std::vector<Value>& small_models() {
  static const std::vector<Value> all{small_trial().at("model"),
                                      small_transformer_trial().at("model")};
  return all;
}

// Of each kind of noise with each scaling, at the site; blocks of 3 do not divide what they cover.
std::vector<SiteNoiseOptions> noises_at(const Site& site, double strength) {
  std::vector<SiteNoiseOptions> all;
  for (const NoiseEntry& entry : noise_entries()) {
    for (const std::string& scaling : entry.scalings) {
      if (!accepts(site, entry, scaling)) continue;
      SiteNoiseOptions options;
      options.noise = entry.name;
      options.rate = strength;
      options.scaling = scaling;
      for (const NoiseNumber& number : entry.numbers) options.numbers.push_back(number.fallback);
      if (entry.blocks) options.numbers.at(0) = 3;
      all.push_back(std::move(options));
    }
  }
  return all;
}

// Every set of axes.
std::vector<std::vector<std::string>> shares_of(const Site& site) {
  std::vector<std::vector<std::string>> all;
  for (std::size_t set = 0; set < std::size_t{1} << site.axes.size(); ++set) {
    all.emplace_back();
    for (std::size_t axis = 0; axis < site.axes.size(); ++axis) {
      if (set >> axis & 1) all.back().push_back(site.axes[axis]);
    }
  }
  return all;
}

std::string name_of(const SiteNoiseOptions& options, const Site& site) {
  return options.noise + " (" + options.scaling + ") at " + site.name + ", shared along " +
         std::accumulate(options.share.begin(), options.share.end(), std::string());
}

// Multipliers, then addends; 0 at pairs of a query and a later key, which have no meaning.
struct Drawn {
  std::vector<real> multipliers, addends;
};

Drawn drawn(SiteNoise& noise, const Site& site, const NoisePass& pass,
            const std::vector<std::int64_t>& shape) {
  const Draw draw = noise.draw(pass, shape);
  std::int64_t n = 1;
  for (const std::int64_t length : shape) n *= length;
  Drawn all{factors_of(draw, n), {}};
  if (draw.addend != nullptr) all.addends.assign(draw.addend, draw.addend + n);
  if (!site.causal) return all;
  const std::int64_t keys = shape.back();
  for (std::int64_t at = 0; at < n; ++at) {
    if (at % keys > at / keys % keys) all.multipliers[static_cast<std::size_t>(at)] = 0;
  }
  return all;
}

void append(const std::vector<real>& more, std::vector<real>& all) {
  all.insert(all.end(), more.begin(), more.end());
}

// 13 rows in front; other axes are short and of unequal lengths, but for queries and keys.
std::vector<std::int64_t> shape_of(const Site& site) {
  std::vector<std::int64_t> shape;
  for (const std::string& axis : site.axes) {
    shape.push_back(axis == "batch"                    ? 13
                    : axis == "query" || axis == "key" ? 5
                                                       : 3 + 4 * (shape.size() % 2));
  }
  return shape;
}

TEST_CASE("noise contract: parts of a batch have the mask of the whole, whatever is shared") {
  int seen = 0, along_the_batch = 0;
  for (const Value& model : small_models()) {
    for (const Site& site : model_sites(model)) {
      if (site.axes[0] != "batch" || site.depth > 0) continue;
      for (SiteNoiseOptions options : noises_at(site, 0.37)) {
        for (const std::vector<std::string>& share : shares_of(site)) {
          if (options.scaling == "renormalize" && share.size() == site.axes.size()) continue;
          options.share = share;
          INFO(name_of(options, site));
          SiteNoise noise(options, site, 8, 100);
          std::vector<std::int64_t> shape = shape_of(site);
          const Drawn whole = drawn(noise, site, {.training = true, .step = 5}, shape);
          Drawn parts;
          for (const auto& [first, rows] : {std::pair{0, 4}, {4, 1}, {5, 8}}) {
            shape[0] = rows;
            const Drawn part =
                drawn(noise, site,
                      {.training = true, .step = 5, .first_row = first, .batch_rows = 13}, shape);
            append(part.multipliers, parts.multipliers);
            append(part.addends, parts.addends);
          }
          REQUIRE(parts.multipliers == whole.multipliers);
          REQUIRE(parts.addends == whole.addends);
          ++seen;
          along_the_batch += share.size() + 1 == site.axes.size() &&
                             std::find(share.begin(), share.end(), "batch") == share.end();
        }
      }
    }
  }
  REQUIRE(seen > 300);
  REQUIRE(along_the_batch > 30);
}

TEST_CASE("noise contract: one mask of an example may differ from the next, whatever is shared") {
  const Site hidden{"hidden.0", {"batch", "feature"}, {"hidden"}, 0, 1};
  for (SiteNoiseOptions options : noises_at(hidden, 0.37)) {
    options.share = {"feature"};
    INFO(name_of(options, hidden));
    SiteNoise noise(options, hidden, 8, 100);
    const Drawn all = drawn(noise, hidden, {.training = true, .step = 5}, {13, 2});
    const bool multiplies = all.multipliers != std::vector<real>(26, all.multipliers[0]);
    const bool adds = !all.addends.empty() && all.addends != std::vector<real>(26, all.addends[0]);
    REQUIRE((multiplies || adds));
  }
}

struct Scheduled {
  Value map;
  bool ends;  // there is no noise in the last steps
};

std::vector<Scheduled> schedules() {
  return {{map_of({{"kind", Value("constant")}}), false},
          {map_of({{"kind", Value("early")}, {"cutoff", Value(0.6)}}), true},
          {map_of({{"kind", Value("early")}, {"shape", Value("linear")}}), true},
          {map_of({{"kind", Value("late")}}), false},
          {map_of({{"kind", Value("curriculum")}}), false},
          {map_of({{"kind", Value("linear_in_depth")}}), false},
          {map_of({{"kind", Value("falling_in_depth")}}), false},
          {map_of({{"kind", Value("off_at_end")}, {"steps", Value(30)}}), true}};
}

// As a user would write it; none where that is refused.
std::optional<SiteNoiseOptions> written(const SiteNoiseOptions& options, const Scheduled& schedule,
                                        const Site& site) {
  const NoiseEntry& entry = noise_entry(options.noise);
  Value map = map_of({{"noise", Value(options.noise)},
                      {entry.strength.key, Value(options.rate)},
                      {"scaling", Value(options.scaling)},
                      {"schedule", schedule.map}});
  try {
    const Value normalized = site_noise_schema().normalize(map, "dropout." + site.name);
    check_site_noise(normalized, site, "dropout." + site.name);
    return read_site_noise(normalized);
  } catch (const ConfigurationError&) {
    return std::nullopt;
  }
}

std::vector<real> outputs_of(Model& model, const Flat& weights, bool tokens,
                             const NoisePass& pass) {
  static const std::vector<real> features{0.3f, -1.2f, 0.9f, 2, 0.1f, -0.4f};
  static const Tokens text{1, 4, 0, 2, 2, 3, 1, 0};
  const Inputs inputs = tokens ? Inputs{2, nullptr, text.data(), 4} : Inputs{2, features.data()};
  const real* outputs = model.forward(inputs, weights, pass);
  return {outputs, outputs + (tokens ? 2 * 4 * 5 : 2 * 3)};
}

TEST_CASE(
    "noise contract: evaluation is the forward pass of training without noise, in each "
    "scaling and schedule") {
  constexpr std::uint32_t T = 100;
  int ending = 0;
  for (const Value& kind : small_models()) {
    const bool tokens = model_context(kind) > 0;
    const std::vector<Site> sites = model_sites(kind);
    for (const Site& site : sites) {
      for (const SiteNoiseOptions& options : noises_at(site, 0.37)) {
        for (const Scheduled& schedule : schedules()) {
          const auto chosen = written(options, schedule, site);
          if (!chosen) continue;
          INFO(name_of(options, site) << ", " << schedule.map.shown());
          const auto model =
              make_model(kind, 3, tokens ? 5 : 3, make_noises(sites, {{site.name, *chosen}}, 3, T));
          Flat weights(model->layout().size());
          model->initialize(21, weights);
          const auto outputs = [&](bool training, std::uint32_t step) {
            return outputs_of(*model, weights, tokens, {.training = training, .step = step});
          };
          const SiteNoise* noise = nullptr;
          for (std::size_t i = 0; i < sites.size(); ++i) {
            if (sites[i].name == site.name) noise = model->noises()[i].get();
          }
          for (const std::uint32_t step : {T - 60, T - 1, T}) {
            if (noise->rate_at(step) == 0) {
              REQUIRE(outputs(true, step) == outputs(false, step));
            }
          }
          REQUIRE((noise->rate_at(T) == 0) == schedule.ends);
          if (!schedule.ends) continue;
          REQUIRE(outputs(true, T - 1) == outputs(false, T));  // the last step, and what follows it
          ++ending;
        }
      }
    }
  }
  REQUIRE(ending > 100);
}

}  // namespace regsweep::noise_places_test
