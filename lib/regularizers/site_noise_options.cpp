// The YAML map of a placement: declaration, normal form, and rules between its fields.
#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "regularizers/presets.hpp"
#include "regularizers/site_noise.hpp"

namespace regsweep {
namespace {

const char* const both_conventions =
    "regsweep has no key 'p', because papers use it for two opposite things; write rate: "
    "<probability of dropping> (PyTorch's p) or keep: "
    "<probability of retaining> (Srivastava's p), with keep = 1 - rate";

// Where the strength of a noise is no probability, it has a key of its own, and rate and keep are
// not among its keys.
void take_own_strength(const NoiseNumber& strength, const std::string& noise, Value& normalized,
                       const Value& given, const std::string& path) {
  for (const char* key : {"rate", "keep"}) {
    if (const Value* wrong = given.find(key)) {
      throw ConfigurationError(
          wrong->where(),
          fmt::format("{}: {} noise has no {}; give {}: <number with {}>, {}", path, noise, key,
                      strength.key, strength.range.text(strength.key), strength.doc));
    }
  }
  if (normalized.find(strength.key) == nullptr) {
    throw ConfigurationError(
        given.where(), fmt::format("{} has no {}; add {}: <number with {}>, {}", path, strength.key,
                                   strength.key, strength.range.text(strength.key), strength.doc));
  }
}

// keep -> rate, exactly the number that a user would have written: 1 - 0.8 is 0.2, not
// 0.19999999999999996.
void take_rate(Value& normalized, const Value& given, const std::string& path) {
  const NoiseEntry& entry = noise_entry(normalized.at("noise").text());
  if (entry.strength.key != "rate") {
    return take_own_strength(entry.strength, entry.name, normalized, given, path);
  }
  const Value* keep = normalized.find("keep");
  const Value* rate = normalized.find("rate");
  if (keep != nullptr && rate != nullptr) {
    throw ConfigurationError(
        given.find("keep")->where(),
        fmt::format("{}: rate and keep are both given, but keep is 1 - rate; delete one", path));
  }
  if (keep == nullptr && rate == nullptr) {
    throw ConfigurationError(
        given.where(),
        fmt::format(
            "{} has no rate; add rate: <number in 0 <= rate < 1> (the probability of dropping)",
            path));
  }
  if (keep == nullptr) return;
  const Location where = keep->where();
  const double dropped = *parse_number(fmt::format("{:.15g}", 1 - keep->number()));
  normalized.erase("keep");
  normalized.set("rate", Value(dropped, where));
}

void take_scaling(Value& normalized, const Value& given, const std::string& path) {
  const NoiseEntry& entry = noise_entry(normalized.at("noise").text());
  if (given.find("scaling") == nullptr) {
    normalized.set("scaling", Value(entry.scalings.front(), given.where()));
  }
  const Value& scaling = normalized.at("scaling");
  const std::string& schedule = normalized.at("schedule").at("kind").text();
  if (std::find(entry.scalings.begin(), entry.scalings.end(), scaling.text()) ==
      entry.scalings.end()) {
    throw ConfigurationError(
        scaling.where(), fmt::format("{}.scaling = '{}' does not go with {} noise; allowed: {}",
                                     path, scaling.text(), entry.name, join(entry.scalings, ", ")));
  }
  if ((scaling.text() == "inference" || scaling.text() == "moments") && schedule != "constant" &&
      !schedule.ends_with("_in_depth") && schedule != "off_at_end") {
    throw ConfigurationError(
        scaling.where(),
        fmt::format(
            "{}.scaling = '{}' does not go with the schedule '{}', whose rate changes while "
            "the weights are learned; use scaling: inverted",
            path, scaling.text(), schedule));
  }
}

void check_learning(const Value& normalized, const std::string& path) {
  const Value& schedule = normalized.at("schedule");
  if (noise_entry(normalized.at("noise").text()).learns &&
      schedule.at("kind").text() != "constant") {
    throw ConfigurationError(
        schedule.where(),
        fmt::format(
            "{}.schedule = '{}' does not go with {} noise, which learns its rate; delete it", path,
            schedule.at("kind").text(), normalized.at("noise").text()));
  }
}

void finish(Value& normalized, const Value& given, const std::string& path) {
  RS_CHECK(normalized.find("preset") == nullptr, "expand_presets() before a schema sees " + path);
  take_rate(normalized, given, path);
  take_scaling(normalized, given, path);
  check_learning(normalized, path);
  Value& share = *normalized.find("share");
  std::sort(share.list().begin(), share.list().end(),
            [](const Value& a, const Value& b) { return a.text() < b.text(); });
  for (std::size_t i = 1; i < share.list().size(); ++i) {
    if (share.list()[i] == share.list()[i - 1]) {
      throw ConfigurationError(share.where(),
                               fmt::format("{}.share names '{}' twice; name each axis once", path,
                                           share.list()[i].text()));
    }
  }
}

Fields<SiteNoiseOptions> declare() {
  using O = SiteNoiseOptions;
  Fields<O> fields("noise",
                   "Noise at a site: what is drawn, how often, shared along which axes, when, and "
                   "how it is scaled");
  fields.tag("noise", &O::noise, "what the site is multiplied by, or what is added to it")
      .shorthand("rate")
      .refuse("p", both_conventions);
  return fields
      .add("share", &O::share,
           "axes of the site along which one mask is shared, for example [batch]")
      .section("schedule", &O::schedule, rate_schedule_fields(),
               "how the rate changes over training or depth")
      .choice("scaling", &O::scaling,
              {{"inverted", "inverted"},
               {"inference", "inference"},
               {"moments", "moments"},
               {"renormalize", "renormalize"},
               {"none", "none"}},
              "inverted: divide by the mean while training; inference: multiply by it while "
              "evaluating; moments: the same, and evaluation "
              "averages over the variance, too; renormalize: divide by the share that was kept of "
              "each row; none")
      .finish(finish);
}

const Fields<SiteNoiseOptions>& declaration() {
  static const Fields<SiteNoiseOptions> fields = declare();
  return fields;
}

Field field_of(const NoiseNumber& number) {
  Field field;
  field.key = number.key;
  field.doc = number.doc;
  field.range = number.range;
  field.kind = number.whole ? FieldKind::integer : FieldKind::number;
  return field;
}

// May be absent for the parser: take_rate wants exactly one of rate and keep.
Field optional_field(const NoiseNumber& number) {
  Field field = field_of(number);
  field.optional = true;
  return field;
}

SchemaPointer alternative_of(const NoiseEntry& entry) {
  Schema schema;
  schema.name = entry.name;
  schema.doc = entry.summary + ": " + entry.equation;
  if (entry.strength.key != "rate") {
    schema.fields.push_back(optional_field(entry.strength));  // take_own_strength wants it
  }
  for (const NoiseNumber& number : entry.numbers) {
    Field field = field_of(number);
    field.default_value =
        number.whole ? Value(static_cast<std::int64_t>(number.fallback)) : Value(number.fallback);
    schema.fields.push_back(std::move(field));
  }
  return std::make_shared<Schema>(std::move(schema));
}

}  // namespace

const Schema& site_noise_schema() {
  static const Schema schema = [] {
    Schema all = declaration().schema();
    Field preset;
    preset.key = "preset";
    preset.kind = FieldKind::choice;
    preset.optional = true;
    preset.doc = "a method of the literature that stands for some of these choices; see describe";
    for (const MethodPreset& each : method_presets()) preset.choices.push_back(each.name);
    const Field rate = optional_field({"rate", 0, from_below(0, 1), "probability of dropping"});
    const Field keep =
        optional_field({"keep", 0, above_up_to(0, 1), "probability of retaining, 1 - rate"});
    all.fields.insert(all.fields.begin(), {preset, rate, keep});
    for (const NoiseEntry& entry : noise_entries()) {
      all.alternatives.push_back(alternative_of(entry));
    }
    return all;
  }();
  return schema;
}

SiteNoiseOptions read_site_noise(const Value& normalized) {
  SiteNoiseOptions options = declaration().take(normalized);
  const NoiseEntry& entry = noise_entry(options.noise);
  options.rate = normalized.at(entry.strength.key).number();
  for (const NoiseNumber& number : entry.numbers) {
    options.numbers.push_back(normalized.at(number.key).number());
  }
  return options;
}

bool acts(const Value& normalized) {
  return normalized.at(noise_entry(normalized.at("noise").text()).strength.key).number() > 0;
}

bool draws_bits(const SiteNoiseOptions& options) {
  const NoiseEntry& entry = noise_entry(options.noise);
  return entry.bits && !entry.blocks && options.share.empty() && options.scaling != "renormalize";
}

bool accepts(const Site& site, const NoiseEntry& entry) {
  const bool fits =
      std::find(entry.stages.begin(), entry.stages.end(), site.stage) != entry.stages.end();
  return fits && (!entry.learns || (site.open && !site.feeds.empty()));
}

bool accepts(const Site& site, const NoiseEntry& entry, const std::string& scaling) {
  if (!accepts(site, entry) ||
      std::find(entry.scalings.begin(), entry.scalings.end(), scaling) == entry.scalings.end()) {
    return false;
  }
  return scaling == "moments" ? site.averages
                              : !(scaling == "renormalize" && site.axes.back() == "key");
}

void check_site_noise(const Value& normalized, const Site& site, const std::string& path) {
  const Value& noise = normalized.at("noise");
  if (const NoiseEntry& chosen = noise_entry(noise.text()); !accepts(site, chosen)) {
    std::vector<std::string> allowed;
    for (const NoiseEntry& entry : noise_entries()) {
      if (accepts(site, entry)) allowed.push_back(entry.name);
    }
    if (chosen.learns) {
      throw ConfigurationError(
          noise.where(),
          fmt::format(
              "{}.noise = '{}' learns its rate from the matrix that multiplies the site's values, "
              "and site {} has none; allowed: {}",
              path, noise.text(), site.name, join(allowed, ", ")));
    }
    throw ConfigurationError(
        noise.where(),
        fmt::format("{}.noise = '{}' does not act on {}, which is what site {} holds; allowed: {}",
                    path, noise.text(), site.stage, site.name, join(allowed, ", ")));
  }
  const Value& scaling = normalized.at("scaling");
  if (scaling.text() == "renormalize" && site.axes.back() == "key") {
    throw ConfigurationError(
        scaling.where(),
        fmt::format("{}.scaling = 'renormalize' would make rows of masks sum to 1 at site {}, not "
                    "rows of attention; attention that is "
                    "dropped and renormalized is attention_logits: {{noise: drop_key, rate: ...}}",
                    path, site.name));
  }
  if (scaling.text() == "moments" && !site.averages) {
    throw ConfigurationError(
        scaling.where(),
        fmt::format(
            "{}.scaling = 'moments' averages over normal pre-activations, which only the weights "
            "of a perceptron lead to, not site {}; use scaling: inference",
            path, site.name));
  }
  for (const Value& axis : normalized.at("share").list()) {
    if (std::find(site.axes.begin(), site.axes.end(), axis.text()) == site.axes.end()) {
      throw ConfigurationError(
          axis.where(), fmt::format("{}.share names '{}', which site {} does not have; {}", path,
                                    axis.text(), site.name, suggestion(axis.text(), site.axes)));
    }
  }
  if (scaling.text() == "renormalize" && normalized.at("share").list().size() == site.axes.size()) {
    throw ConfigurationError(
        scaling.where(),
        fmt::format("{}.scaling = 'renormalize' divides by the share of a row that is kept, and "
                    "with share: [{}] a row is one number, which would never be dropped; leave an "
                    "axis out of share, or use scaling: inverted",
                    path, join(site.axes, ", ")));
  }
}

}  // namespace regsweep
