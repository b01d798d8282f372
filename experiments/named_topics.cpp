// What `describe` tells of a name that is no key: a place of noise, a metric.
#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "evaluation/metric.hpp"
#include "topics.hpp"

namespace regsweep {
namespace {

bool among(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> sites_of(const PlacementRow& row) {
  std::vector<std::string> sites = split(row.sites, ',');
  for (std::string& site : sites) site.erase(0, site.find_first_not_of(' '));
  return sites;
}

// A place that a model has, or one of its sites: "ffn", "block.0.ffn".
void add_places(const std::string& name, std::vector<Topic>& out) {
  for (const Topic& model : topics()) {
    for (const PlacementRow& row : model.placements) {
      const bool site = among(sites_of(row), with_index(name));
      if (row.placement != name && !site) continue;
      out.push_back({"Places of noise",
                     row.placement,
                     fmt::format("dropout: {{{}: ...}}", row.placement),
                     as_sentence(row.meaning),
                     {{"model", model.name}, {"sites", row.sites}, {"axes", row.axes}},
                     Schema(),
                     fmt::format("dropout: {{{}: 0.2}}; what may be said of it: regsweep describe "
                                 "dropout",
                                 row.placement)});
    }
  }
}

// What a measure needs, in the words of its declaration.
std::string recorded_with(const Measure& measure) {
  std::vector<std::string> needs;
  if (measure.of_tokens) needs.emplace_back("models of tokens");
  if (measure.of_passes) needs.emplace_back("evaluation.monte_carlo");
  if (measure.of_precision) needs.emplace_back("evaluation.precision");
  if (measure.of_perplexity) needs.emplace_back("evaluation.perplexity: true");
  if (measure.of_characters) needs.emplace_back("evaluation.per_character: true");
  return needs.empty() ? "always" : "with " + join(needs, ", ");
}

std::string units_text(const Measure& measure) {
  std::vector<std::string> texts;
  if (!measure.units.empty()) texts.push_back(measure.units + " of classes and tokens");
  if (!measure.regression_units.empty()) {
    texts.push_back(measure.regression_units + " of a regression");
  }
  return join(texts, ", ");
}

Topic measure_topic(const Measure& measure, const std::string& name, const std::string& words) {
  return {"Metrics",
          name,
          fmt::format("analysis: {{metric: {}}}", name == measure.name ? "test." + name : name),
          as_sentence(words),
          {{"unit", units_text(measure)},
           {"recorded", recorded_with(measure)},
           {"better", measure.better == Better::higher ? "higher" : "lower"}},
          Schema(),
          ""};
}

// "test.error", "best.validation.loss".
Topic metric_topic(const std::string& name) {
  const bool best = name.starts_with("best.");
  const std::vector<std::string> words = split(best ? name.substr(5) : name, '.');
  const std::string part = words.front() == "train" ? "training" : words.front();
  const auto measure = std::ranges::find(measures(), words.back(), &Measure::name);
  const std::string when =
      best ? "at the evaluation with the lowest validation loss" : "at the last evaluation";
  return measure_topic(*measure, name, fmt::format("{} {}, {}", part, measure->meaning, when));
}

void add_metrics(const std::string& name, std::vector<Topic>& out) {
  const std::vector<std::string> names = metric_names();
  const auto measure = std::ranges::find(measures(), name, &Measure::name);
  if (measure != measures().end()) {
    out.push_back(measure_topic(*measure, name, measure->meaning));
    std::vector<std::string> metrics;
    for (const std::string& each : names) {
      if (each.ends_with("." + name)) metrics.push_back(each);
    }
    out.back().facts.emplace_back("metrics", join(metrics, ", "));
  } else if (name == "train.loss_noisy") {
    const Metric noisy = metrics_of(Task::classification).front();
    out.push_back({"Metrics",
                   name,
                   "analysis: {metric: train.loss_noisy}",
                   as_sentence(noisy.long_name),
                   {{"unit", noisy.units}},
                   Schema(),
                   ""});
  } else if (among(names, name)) {
    out.push_back(metric_topic(name));
  }
}

}  // namespace

std::vector<Topic> topics_named(const std::string& name) {
  std::vector<Topic> found;
  const std::vector<std::string> words = split(name, '.');
  const bool of_probe = words.size() > 1 && words.front() == "probes";
  for (const Topic& topic : topics()) {
    const bool probe = of_probe && topic.chapter == "Probes" && topic.name == words[1];
    if (topic.name == name || probe) found.push_back(topic);
  }
  add_places(name, found);
  add_metrics(name, found);
  return found;
}

std::vector<std::string> topic_names() {
  std::vector<std::string> names;
  for (const Topic& topic : topics()) {
    names.push_back(topic.name);
    for (const PlacementRow& row : topic.placements) names.push_back(row.placement);
  }
  for (const std::string& each : metric_names()) names.push_back(each);
  std::vector<std::string> once;
  for (const std::string& each : names) {
    if (!among(once, each)) once.push_back(each);
  }
  return once;
}

}  // namespace regsweep
