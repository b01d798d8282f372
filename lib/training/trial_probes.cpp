#include "training/trial_probes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.hpp"
#include "core/json.hpp"
#include "probes/measured.hpp"

namespace regsweep {

TrialProbes::TrialProbes(const Trial& trial, std::uint32_t seed,
                         std::shared_ptr<const Dataset> data, std::int64_t steps)
    : probed_{trial.model,
              trial.noises,
              trial.training.precision,
              trial.training.seed_parts(seed).masks,
              steps,
              trial.training.batch,
              std::move(data),
              trial.training.seed_parts(seed).initialization},
      requests_(trial.probes),
      done_(requests_.size()) {}

bool TrialProbes::wants_best() const {
  return std::any_of(requests_.begin(), requests_.end(), [](const ProbeRequest& request) {
    return std::any_of(request.at.begin(), request.at.end(),
                       [](const ProbeTime& each) { return each.kind == ProbeTime::Kind::best; });
  });
}

std::vector<TrialProbes::Due> TrialProbes::all_due() const {
  std::vector<Due> all;
  for (std::size_t i = 0; i < requests_.size(); ++i) {
    for (const ProbeTime& each : requests_[i].at) {
      if (!done_[i].contains(each.word())) all.push_back({i, each});
    }
  }
  return all;
}

std::vector<TrialProbes::Due> TrialProbes::due(std::int64_t step, bool ended) const {
  std::vector<Due> all = all_due();
  std::erase_if(all, [&](const Due& each) {
    const bool counted = each.when.kind == ProbeTime::Kind::after_steps;
    return counted ? each.when.steps != step : !ended;
  });
  return all;
}

bool TrialProbes::measure(const Due& due, const Flat& weights, std::int64_t step,
                          const std::function<bool()>& go_on) {
  const ProbeRequest& request = requests_[due.request];
  const std::string part = part_of(request, facts_of_dataset(*probed_.data));
  Measured measured(*request.entry);
  try {
    Probed probed(probed_, weights, {step, part, request.examples}, go_on);
    request.entry->measure(request.options, probed, measured);
    Group quantities = measured.take();
    quantities.set_attribute("part", Value(part));
    quantities.set_attribute("examples", Value(probed.examples()));
    done_[due.request][due.when.word()] = {step, std::move(quantities)};
  } catch (const MeasurementAbandoned&) {
    return false;
  }
  return true;
}

std::vector<Group> TrialProbes::records() const {
  std::vector<Group> all;
  for (std::size_t i = 0; i < requests_.size(); ++i) {
    std::map<std::int64_t, Group> by_step;
    for (const auto& [word, done] : done_[i]) by_step.emplace(done.step, done.quantities);
    if (by_step.empty()) continue;
    const std::vector<Member> about = by_step.begin()->second.attributes;
    const std::int64_t first_step = by_step.begin()->first;
    const bool several = requests_[i].at.size() > 1;
    Group group = several ? along_steps({by_step.begin(), by_step.end()})
                          : std::move(by_step.begin()->second);
    group.attributes = about;
    if (!several) group.set_attribute("step", Value(first_step));
    group.set_attribute("options", Value(to_json(requests_[i].options, JsonForm::one_line)));
    group.set_attribute("digest", Value(digest(group)));
    all.push_back(std::move(group));
  }
  return all;
}

void TrialProbes::save(Group& root) const {
  for (std::size_t i = 0; i < requests_.size(); ++i) {
    if (done_[i].empty()) continue;
    Group& group = root.child("measurements").child(requests_[i].entry->name);
    group.set_attribute("options", Value(requests_[i].text()));
    for (const auto& [word, done] : done_[i]) {
      Group& saved = group.child(word);
      saved = done.quantities;
      saved.name = word;
      saved.set_attribute("step", Value(done.step));
    }
  }
}

void TrialProbes::load(const Group& root, std::int64_t step) {
  done_.assign(requests_.size(), {});
  const Group* probes = root.group("measurements");
  for (std::size_t i = 0; i < requests_.size(); ++i) {
    const std::string& name = requests_[i].entry->name;
    const Group* saved = probes == nullptr ? nullptr : probes->group(name);
    const Value* options = saved == nullptr ? nullptr : saved->attribute("options");
    const bool same = options != nullptr && *options == Value(requests_[i].text());
    for (const ProbeTime& each : requests_[i].at) {
      const Group* found = same ? saved->group(each.word()) : nullptr;
      const Value* after = found == nullptr ? nullptr : found->attribute("step");
      if (after != nullptr && after->is_integer()) {
        Group quantities = *found;
        quantities.name = name;
        std::erase_if(quantities.attributes,
                      [](const Member& member) { return member.key == "step"; });
        done_[i][each.word()] = {after->integer(), std::move(quantities)};
      } else if (each.kind == ProbeTime::Kind::after_steps && each.steps < step) {
        throw StorageError(
            fmt::format("the checkpoint was written after {} steps without the "
                        "measurement of {} after {}; delete it, and the trial "
                        "starts again",
                        step, name, each.steps));
      }
    }
  }
}

}  // namespace regsweep
