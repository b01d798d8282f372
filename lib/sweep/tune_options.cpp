#include "sweep/tune_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>

#include "core/text.hpp"

namespace regsweep {
namespace tune_options {
namespace {

constexpr std::int64_t most_points = 10'000;
constexpr std::int64_t most_replicates = 1'000;
constexpr std::int64_t most_searches = 100;

Fields<TuneOptions> declare_tuning() {
  using Options = TuneOptions;
  return Fields<Options>("tune", "Finds settings for each arm, with equal budgets")
      .required("budget", &Options::budget, "points that are tried for each arm",
                Range{1, most_points})
      .add("seeds", &Options::seeds,
           "replicates of a point, with seeds of their own (2147483648 and the following)",
           Range{1, most_replicates})
      .required("by", &Options::by,
                "the metric that chooses, a mean over the replicates; of the validation part")
      .choice("sampler", &Options::sampler,
              {{"random", Sampler::random}, {"halton", Sampler::halton}},
              "how points are drawn: random (budget curves are unbiased) or halton (more even)")
      .add("search_seed", &Options::search_seed, "another number draws other points")
      .add("repeats", &Options::repeats,
           "searches of each arm, with other points and other seeds; from 2 on arms are compared "
           "over searches, so that intervals cover what another search would have chosen",
           Range{1, most_searches}, "searches");
}

Field map_field(const std::string& key, const std::string& doc, const std::string& form) {
  Field field;
  field.key = key;
  field.kind = FieldKind::anything;
  field.optional = true;
  field.doc = doc;
  field.form = form;
  field.json_form = [] { return Value(Map{{"type", "object", {}}}); };
  return field;
}

bool is_of_validation(const std::string& metric) {
  return metric.starts_with("validation.") || metric.starts_with("best.validation.");
}

const Map& map_of(const Value& given, const std::string& path, const std::string& form) {
  if (given.is_map()) return given.map();
  throw ConfigurationError(given.where(),
                           fmt::format("{} is {} ({}), but it must be a map; write {}", path,
                                       given.kind(), given.shown(), form));
}

// Keys in the order of first appearance, over all arms.
class KeyReader {
 public:
  explicit KeyReader(const Schema& schema) : schema_(schema) {}

  std::vector<SearchKey> read(const Value& given, const std::string& path) {
    std::vector<SearchKey> keys;
    for (const Member& member :
         map_of(given, path, "search: {optimizer.learning_rate: {log: [1e-4, 1e-1]}}")) {
      SearchKey key = read_search_key(member, schema_);
      const std::string name = join(key.keys, ".");
      const auto known = std::find(names_.begin(), names_.end(), name);
      key.number = static_cast<std::size_t>(known - names_.begin());
      if (known == names_.end()) names_.push_back(name);
      keys.push_back(std::move(key));
    }
    return keys;
  }

 private:
  const Schema& schema_;
  std::vector<std::string> names_;
};

void refuse_twice(const TuneOptions& options, const std::string& arm) {
  std::set<std::vector<std::string>> seen;
  for (const SearchKey& key : options.keys_of(arm)) {
    if (!seen.insert(key.keys).second) {
      throw ConfigurationError(
          key.where,
          fmt::format("{} is searched twice for the arm '{}'; keep it in tune.search or in "
                      "tune.also",
                      key.path, arm));
    }
  }
}

void refuse_searched_rungs(const TuneOptions& options, const std::string& arm) {
  for (const SearchKey& key : options.keys_of(arm)) {
    if (!options.halving || key.keys != options.halving->keys) continue;
    throw ConfigurationError(
        options.halving->where,
        fmt::format("tune.halving sets {} for its rungs, and tune searches it for the arm '{}'; "
                    "take it out of one of them",
                    options.halving->path, arm));
  }
}

void refuse_equal_searches(const TuneOptions& options, const Value& checked) {
  if (options.repeats == 1 || options.sampler == Sampler::random) return;
  throw ConfigurationError(
      checked.at("repeats").where(),
      fmt::format("tune.repeats = {} needs points that differ between searches, and there is one "
                  "Halton sequence; write sampler: random",
                  options.repeats));
}

}  // namespace
}  // namespace tune_options

std::vector<SearchKey> TuneOptions::keys_of(const std::string& arm) const {
  std::vector<SearchKey> keys = search;
  if (const auto own = also.find(arm); own != also.end()) {
    keys.insert(keys.end(), own->second.begin(), own->second.end());
  }
  return keys;
}

Schema tune_schema(const std::vector<std::string>& metrics) {
  Schema schema = tune_options::declare_tuning().schema();
  for (Field& field : schema.fields) {
    if (field.key != "by") continue;
    field.kind = FieldKind::choice;
    std::copy_if(metrics.begin(), metrics.end(), std::back_inserter(field.choices),
                 tune_options::is_of_validation);
  }
  const std::string ranges = "a map: path -> {log: [low, high]}, {uniform: [low, high]} or a list";
  schema.fields.push_back(tune_options::map_field(
      "search", "what is searched for every arm; arms share its points", ranges));
  schema.fields.push_back(tune_options::map_field(
      "also", "what is searched for single arms besides", "a map: arm -> keys as in search"));
  schema.fields.push_back(tune_options::map_field(
      "final",
      "settings of the second stage alone, such as {data.validation: 0} to train on all data",
      "a map of settings"));
  Field halving;
  halving.key = "halving";
  halving.kind = FieldKind::section;
  halving.optional = true;
  halving.doc = "points are trained shortly, the better ones of each arm longer";
  halving.section = std::make_shared<Schema>(halving_schema());
  schema.fields.push_back(halving);
  return schema;
}

TuneOptions read_tune(const Value& given, const std::vector<std::string>& arms,
                      const TrialGrammar& grammar) {
  using namespace tune_options;
  static const Fields<TuneOptions> fields = declare_tuning();
  if (const Value* by = given.find("by");
      by != nullptr && by->is_text() && !is_of_validation(by->text())) {
    throw ConfigurationError(
        by->where(),
        fmt::format("tune.by = '{}' is no metric of the validation part; what chooses a setting "
                    "may not judge it: write by: validation.error",
                    by->text()));
  }
  const Value checked = tune_schema(grammar.metrics).normalize(given, "tune");
  TuneOptions options = fields.take(checked);
  options.where = given.where();
  refuse_equal_searches(options, checked);
  KeyReader reader(*grammar.schema);
  if (const Value* search = checked.find("search")) {
    options.search = reader.read(*search, "tune.search");
  }
  if (const Value* also = checked.find("also")) {
    for (const Member& arm :
         map_of(*also, "tune.also", "also: {dropout: {dropout.hidden: {uniform: [0, 0.8]}}}")) {
      if (std::find(arms.begin(), arms.end(), arm.key) == arms.end()) {
        throw ConfigurationError(arm.key_where,
                                 fmt::format("tune.also names '{}', which is no arm; {}", arm.key,
                                             suggestion(arm.key, arms)));
      }
      options.also[arm.key] = reader.read(arm.value, "tune.also." + arm.key);
    }
  }
  if (const Value* settings = checked.find("final")) {
    for (const Member& member : map_of(*settings, "tune.final", "final: {data.train: 60000}")) {
      options.final_settings.push_back(
          assignment(*grammar.schema, member.key, member.key_where, member.value));
    }
  }
  if (const Value* halving = checked.find("halving")) {
    options.halving = read_halving(*halving, *grammar.schema);
  }
  for (const std::string& arm : arms) {
    refuse_twice(options, arm);
    refuse_searched_rungs(options, arm);
    if (options.keys_of(arm).empty()) {
      throw ConfigurationError(
          given.where(), fmt::format("tune searches nothing for the arm '{}'; name keys of every "
                                     "arm in tune.search, or its own in tune.also",
                                     arm));
    }
  }
  return options;
}

}  // namespace regsweep
