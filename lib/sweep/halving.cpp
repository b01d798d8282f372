#include "sweep/halving.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/json.hpp"
#include "core/text.hpp"
#include "sweep/identity.hpp"
#include "sweep/paths.hpp"
#include "sweep/point_scores.hpp"
#include "sweep/tuning.hpp"

namespace regsweep {
namespace halving_rungs {
namespace {

constexpr const char* example = "write halving: {rungs: {training.epochs: [5, 10]}, keep: 0.5}";

const Fields<Halving>& declared_halving() {
  static const Fields<Halving> fields =
      Fields<Halving>("halving", "Points are trained shortly, the better ones of each arm longer")
          .add("keep", &Halving::keep,
               "share of the points of an arm that goes on to the next rung",
               Range{0, 1, true, true});
  return fields;
}

// The least count that is not below the share, whatever rounding does.
std::int64_t kept_of(std::int64_t points, double keep) {
  constexpr double slack = 1e-9;
  const double exact = keep * static_cast<double>(points);
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(std::ceil(exact - slack)));
}

// "epochs 5".
std::string rung_words(const Value& halving, std::size_t rung) {
  const std::string& path = halving.at("path").text();
  return fmt::format("{} {}", path.substr(path.rfind('.') + 1),
                     halving.at("values").list()[rung].shown());
}

// Positions of the points of an arm that are at a rung, the best first.
std::vector<std::size_t> ranked_points(const List& points, std::int64_t rung,
                                       const PointScores& scores) {
  std::vector<std::pair<PointScore, std::size_t>> at_rung;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (points[i].at("rung").integer() != rung) continue;
    at_rung.emplace_back(scores.of(static_cast<std::size_t>(points[i].at("variant").integer())), i);
  }
  std::ranges::stable_sort(at_rung, [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::size_t> ranked;
  for (const auto& [score, position] : at_rung) ranked.push_back(position);
  return ranked;
}

// The points of one search that go on: equal ones are trained once.
class NextRung {
 public:
  NextRung(Plan& plan, std::int64_t rung)
      : plan_(plan), rung_(rung), first_(plan.variants.size()) {}

  void take(Value& point, const Value& arm, std::size_t position) {
    Value* later = point.find("later");
    const Value configuration = later->list().front();
    later->list().erase(later->list().begin());
    point.find("earlier")->list().push_back(point.at("variant"));
    point.set("rung", Value(rung_));
    const std::string name = fmt::format("{} #{}", arm.at("label").text(), position + 1);
    point.set("variant", Value(static_cast<std::int64_t>(variant_of(configuration, name, arm))));
  }

  // `search`: from 1.
  void add_trials(std::int64_t search) {
    const List& replicates = plan_.growth.at("replicates").list();
    const std::int64_t before = (search - 1) * static_cast<std::int64_t>(replicates.size());
    for (const Value& replicate : replicates) {
      const auto seed = static_cast<std::uint32_t>(replicate.integer() + before);
      for (std::size_t i = first_; i < plan_.variants.size(); ++i) {
        const std::string text = canonical_text(plan_.variants[i].configuration);
        plan_.trials.push_back({trial_id_of_text(text, seed), i, seed});
      }
    }
  }

 private:
  std::size_t variant_of(const Value& configuration, const std::string& name, const Value& arm) {
    for (std::size_t i = first_; i < plan_.variants.size(); ++i) {
      if (!(plan_.variants[i].configuration == configuration)) continue;
      ++plan_.variants[i].cells;
      return i;
    }
    plan_.variants.push_back(Variant{rung_label(name, plan_.growth.at("halving"), rung_),
                                     configuration, arm.at("settings").map(), 1, tuning_stage});
    return plan_.variants.size() - 1;
  }

  Plan& plan_;
  std::int64_t rung_;
  std::size_t first_;
};

}  // namespace
}  // namespace halving_rungs

Schema halving_schema() {
  Schema schema = halving_rungs::declared_halving().schema();
  Field rungs;
  rungs.key = "rungs";
  rungs.kind = FieldKind::anything;
  rungs.optional = true;
  rungs.doc =
      "a setting that makes trials short, with its values, shortest first; those that are "
      "left after them are trained whole";
  rungs.form = "a map: path -> a list of values";
  rungs.json_form = [] { return Value(Map{{"type", "object", {}}}); };
  schema.fields.push_back(rungs);
  return schema;
}

Halving read_halving(const Value& given, const Schema& trial) {
  using namespace halving_rungs;
  Halving halving = declared_halving().take(given);
  halving.where = given.where();
  const Value* rungs = given.find("rungs");
  const bool one = rungs != nullptr && rungs->is_map() && rungs->map().size() == 1;
  if (!one || !rungs->map().front().value.is_list() || rungs->map().front().value.list().empty()) {
    throw ConfigurationError(
        rungs == nullptr ? given.where() : rungs->where(),
        fmt::format(
            "tune.halving.rungs is {}, but it must be one setting with a list of values; {}",
            rungs == nullptr ? "missing" : rungs->shown(), example));
  }
  const Member& setting = rungs->map().front();
  halving.path = setting.key;
  halving.keys = resolve_path(trial, setting.key, setting.key_where);
  halving.values = setting.value.list();
  return halving;
}

Value halving_value(const Halving& halving) {
  return Value(Map{{"path", halving.path, {}},
                   {"values", Value(halving.values), {}},
                   {"keep", halving.keep, {}}});
}

std::vector<std::int64_t> points_at_rungs(std::int64_t budget, std::size_t rungs, double keep) {
  std::vector<std::int64_t> points{budget};
  for (std::size_t rung = 0; rung < rungs; ++rung) {
    points.push_back(halving_rungs::kept_of(points.back(), keep));
  }
  return points;
}

std::string halving_text(const Value& growth) {
  const Value* halving = growth.find("halving");
  if (halving == nullptr) return "";
  const std::vector<std::int64_t> points =
      points_at_rungs(growth.at("budget").integer(), halving->at("values").list().size(),
                      halving->at("keep").number());
  std::vector<std::string> parts;
  for (std::size_t rung = 0; rung + 1 < points.size(); ++rung) {
    parts.push_back(
        fmt::format("{} at {}", points[rung], halving_rungs::rung_words(*halving, rung)));
  }
  return fmt::format("{}, {} whole", join(parts, ", "), points.back());
}

std::string rung_label(const std::string& point, const Value& halving, std::int64_t rung) {
  const auto place = static_cast<std::size_t>(rung);
  if (place >= halving.at("values").list().size()) return point;
  return fmt::format("{}, {}", point, halving_rungs::rung_words(halving, place));
}

std::optional<Plan> after_rung(const Plan& plan, const TrialOutcomes& outcomes) {
  using namespace halving_rungs;
  const Value* halving = plan.growth.find("halving");
  if (halving == nullptr) return std::nullopt;
  const std::int64_t rung = plan.growth.at("rung").integer();
  if (rung == static_cast<std::int64_t>(halving->at("values").list().size())) return std::nullopt;
  Plan next = plan;
  const PointScores scores(plan, outcomes);
  List arms = plan.growth.at("arms").list();
  for (std::int64_t search = 1; search <= searches_of(plan); ++search) {
    NextRung following(next, rung + 1);
    for (Value& arm : arms) {
      if (search_of_arm(arm) != search) continue;
      List& points = arm.find("points")->list();
      const std::vector<std::size_t> ranked = ranked_points(points, rung, scores);
      const std::int64_t kept =
          kept_of(static_cast<std::int64_t>(ranked.size()), halving->at("keep").number());
      for (std::size_t i = 0; i < static_cast<std::size_t>(kept); ++i) {
        following.take(points[ranked[i]], arm, ranked[i]);
      }
    }
    following.add_trials(search);
  }
  next.growth.set("arms", Value(std::move(arms)));
  next.growth.set("rung", Value(rung + 1));
  return next;
}

}  // namespace regsweep
