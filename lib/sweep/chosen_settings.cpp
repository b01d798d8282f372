// The second stage of a tuned comparison: which point each arm is judged at.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "core/json.hpp"
#include "core/text.hpp"
#include "sweep/claim_variants.hpp"
#include "sweep/halving.hpp"
#include "sweep/identity.hpp"
#include "sweep/looks.hpp"
#include "sweep/point_scores.hpp"
#include "sweep/tuning.hpp"

namespace regsweep {
namespace chosen_settings {
namespace {

constexpr double worst = std::numeric_limits<double>::infinity();

// Whether the value is the smallest or largest of those that were tried: the best one may lie
// beyond.
bool is_at_edge(const List& points, const std::string& key, const Value& chosen) {
  double lowest = worst, highest = -worst;
  for (const Value& point : points) {
    const Value& value = point.at("values").at(key);
    if (!value.is_number()) return false;
    lowest = std::min(lowest, value.number());
    highest = std::max(highest, value.number());
  }
  return lowest < highest && (chosen.number() == lowest || chosen.number() == highest);
}

std::int64_t rung_of_point(const Value& point) {
  const Value* rung = point.find("rung");
  return rung == nullptr ? 0 : rung->integer();
}

struct Choice {
  std::size_t point = 0;
  PointScore score = {worst, worst};
};

// Of those that were trained whole.
Choice best_point(const List& points, const PointScores& scores) {
  std::int64_t last_rung = 0;
  for (const Value& point : points) last_rung = std::max(last_rung, rung_of_point(point));
  std::optional<Choice> best;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (rung_of_point(points[i]) != last_rung) continue;
    const PointScore score = scores.of(static_cast<std::size_t>(points[i].at("variant").integer()));
    if (!best || score < best->score) best = {i, score};
  }
  return *best;
}

Value edges_of(const List& points, const Value& point) {
  List edges;
  for (const Member& each : point.at("values").map()) {
    if (is_at_edge(points, each.key, each.value)) edges.emplace_back(each.key);
  }
  return Value(std::move(edges));
}

// Arms of a search (whose variants begin at `first`) whose chosen settings are one configuration
// are one variant, with both names.
std::size_t add_variant(Plan& plan, const Value& arm, const Value& configuration,
                        std::size_t first) {
  const std::string& label = arm.at("label").text();
  for (std::size_t i = first; i < plan.variants.size(); ++i) {
    if (!(plan.variants[i].configuration == configuration)) continue;
    plan.variants[i].label += " = " + label;
    ++plan.variants[i].cells;
    return i;
  }
  plan.variants.push_back(Variant{label, configuration, arm.at("settings").map(), 1});
  return plan.variants.size() - 1;
}

// The trials of the chosen settings, variants from `first` on; `searches` has the search of each.
// The seeds of a search follow those of the one before.
void add_fresh_trials(Plan& plan, std::size_t first, const std::vector<std::int64_t>& searches) {
  const List& seeds = plan.growth.at("seeds").list();
  std::int64_t of_a_search = 0;
  for (const Value& seed : seeds) of_a_search = std::max(of_a_search, seed.integer() + 1);
  for (const Value& seed : seeds) {
    for (std::size_t i = first; i < plan.variants.size(); ++i) {
      const auto number =
          static_cast<std::uint32_t>(seed.integer() + (searches[i - first] - 1) * of_a_search);
      const std::string text = canonical_text(plan.variants[i].configuration);
      plan.trials.push_back({trial_id_of_text(text, number), i, number});
    }
  }
}

}  // namespace
}  // namespace chosen_settings

std::optional<Plan> after_tuning(const Plan& plan, const TrialOutcomes& outcomes) {
  using namespace chosen_settings;
  if (plan.growth.at("stage").integer() != 1) {
    return has_looks(plan) ? after_look(plan, outcomes) : std::nullopt;
  }
  if (std::optional<Plan> rung = after_rung(plan, outcomes)) return rung;
  Plan next = plan;
  const std::size_t first = plan.variants.size();
  const PointScores scores(plan, outcomes);
  List chosen;
  std::vector<std::int64_t> searches;  // of the variants from `first` on
  std::size_t first_of_search = first;
  for (const Value& arm : plan.growth.at("arms").list()) {
    if (!searches.empty() && search_of_arm(arm) != searches.back()) {
      first_of_search = next.variants.size();
    }
    const List& points = arm.at("points").list();
    const Choice best = best_point(points, scores);
    const Value& point = points[best.point];
    const Value* final_configuration = point.find("final");
    const auto tuned = static_cast<std::size_t>(point.at("variant").integer());
    const std::size_t variant = add_variant(
        next, arm,
        final_configuration != nullptr ? *final_configuration : plan.variants[tuned].configuration,
        first_of_search);
    searches.resize(next.variants.size() - first, search_of_arm(arm));
    const bool failed = !std::isfinite(best.score.value);
    chosen.emplace_back(Map{{"arm", arm.at("label"), {}},
                            {"point", static_cast<std::int64_t>(best.point), {}},
                            {"variant", static_cast<std::int64_t>(variant), {}},
                            {"value", failed ? Value() : Value(scores.as_metric(best.score)), {}},
                            {"values", point.at("values"), {}},
                            {"at_edge", edges_of(points, point), {}}});
  }
  add_fresh_trials(next, first, searches);
  const auto baseline = static_cast<std::size_t>(plan.growth.at("baseline_arm").integer());
  next.analysis.set("baseline_variant", chosen[baseline].at("variant"));
  if (const Value* claims = next.analysis.find("claims")) {
    std::vector<Value> variants;
    for (const Value& arm : chosen) variants.push_back(arm.at("variant"));
    next.analysis.set("claims", claims_of_variants(*claims, variants));
  }
  next.growth.set("stage", Value(2));
  next.growth.set("chosen", Value(std::move(chosen)));
  if (has_looks(next)) open_comparisons(next);
  return next;
}

}  // namespace regsweep
