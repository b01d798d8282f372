#include "training/revisions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "evaluation/evaluation_options.hpp"
#include "evaluation/site_noises.hpp"
#include "models/registry.hpp"
#include "regularizers/rule_entry.hpp"
#include "training/configuration.hpp"

namespace regsweep {
namespace {

struct Revision {
  const char* name;
  const char* before;  // what was computed
  bool (*concerns)(const Value& canonical);
};

bool scales_evaluation(const Value& noise) {
  const std::string& scaling = noise.at("scaling").text();
  return scaling == "inference" || scaling == "moments";
}

template <class Condition>
bool any_noise(const Value& canonical, Condition condition) {
  const std::vector<Site> sites = model_sites(canonical.at("model"));
  const Map& noises = canonical.at("dropout").map();
  return std::any_of(noises.begin(), noises.end(), [&](const Member& member) {
    return condition(member.value, sites_of(sites, member.key).at(0));
  });
}

bool in_parts(const Value& canonical) {
  return canonical.at("training").at("accumulation").integer() > 1 ||
         evaluation_of(canonical).passes() > 0;
}

// Elements of the mask depend on their neighbours, and these are other examples.
bool depends_on_examples(const Value& noise, const Site& site) {
  const NoiseEntry& entry = noise_entry(noise.at("noise").text());
  const bool depends = entry.blocks || entry.rows || noise.at("scaling").text() == "renormalize";
  const List& share = noise.at("share").list();
  return depends && site.axes[0] == "batch" && share.size() + 1 == site.axes.size() &&
         std::find(share.begin(), share.end(), Value("batch")) == share.end();
}

const Revision all_revisions[] = {
    {"evaluated_parameters",
     "only the weights that are trained were kept, and not their average, which is evaluated",
     [](const Value& canonical) {
       return evaluates_other_weights(canonical.at("regularizers")) &&
              !canonical.at("training").at("save_parameters").list().empty();
     }},
    {"masks_of_parts",
     "each part of a batch, and each piece of an evaluation with noise, began masks along the "
     "batch anew",
     [](const Value& canonical) {
       return in_parts(canonical) && any_noise(canonical, depends_on_examples);
     }},
    {"off_at_end_scale",
     "training multiplied by the mean of the noise that had ended, and evaluation by 1",
     [](const Value& canonical) {
       return any_noise(canonical, [](const Value& noise, const Site&) {
         return scales_evaluation(noise) && noise.at("schedule").at("kind").text() == "off_at_end";
       });
     }},
    {"renormalized_number", "a mask of one number, renormalized, never dropped",
     [](const Value& canonical) {
       return any_noise(canonical, [](const Value& noise, const Site& site) {
         return noise.at("scaling").text() == "renormalize" &&
                noise.at("share").list().size() == site.axes.size();
       });
     }}};

List concerning(const Value& canonical) {
  List names;
  for (const Revision& each : all_revisions) {
    if (each.concerns(canonical)) names.push_back(Value(each.name));
  }
  return names;
}

}  // namespace

void add_revisions(const Value& given, Value& canonical) {
  const Value names(concerning(canonical));
  if (const Value* written = given.find("revisions"); written != nullptr && !(*written == names)) {
    throw ConfigurationError(written->where(),
                             "revisions is written by regsweep into the configurations of trials "
                             "that a correction concerns; delete it");
  }
  if (!names.list().empty()) canonical.set("revisions", names);
}

void check_revisions(const Value& canonical) {
  const Value* written = canonical.find("revisions");
  for (const Revision& each : all_revisions) {
    if (!each.concerns(canonical)) continue;
    const bool carried =
        written != nullptr && std::find(written->list().begin(), written->list().end(),
                                        Value(each.name)) != written->list().end();
    if (carried) continue;
    throw ConfigurationError(
        fmt::format("this trial was planned by a version of regsweep with an error that concerns "
                    "it (revision {}: {}); plan the sweep again with `regsweep plan SWEEP.yaml "
                    "--write`, and such trials are new ones",
                    each.name, each.before));
  }
}

}  // namespace regsweep
