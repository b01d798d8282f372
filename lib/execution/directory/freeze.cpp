#include "execution/directory/freeze.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "core/json.hpp"
#include "execution/directory/data_files.hpp"
#include "results/file_bytes.hpp"
#include "results/publish.hpp"
#include "sweep/growth.hpp"

namespace regsweep {

namespace fs = std::filesystem;

namespace freezing {
namespace {

std::set<std::string> ids_of(const Plan& plan) {
  std::set<std::string> ids;
  for (const PlannedTrial& trial : plan.trials) ids.insert(trial.id);
  return ids;
}

// The ids that have a file in trials/, sorted.
std::vector<std::string> ids_of_files(const SweepDirectory& directory) {
  std::vector<std::string> ids;
  directory.visit(Folder::trials, [&](const fs::path&, const FileName& name) {
    if (name.kind == FileKind::trial) ids.push_back(name.id);
  });
  std::sort(ids.begin(), ids.end());
  return ids;
}

std::optional<std::string> digest_of(const std::string& plan_text) {
  try {
    return plan_digest(read_plan(plan_text, ""));
  } catch (const StorageError&) {  // of another version
    return std::nullopt;
  }
}

// Their histories may differ: the newest plan has that of all of them.
bool is_same_plan(const std::string& one, const std::string& other) {
  if (one == other) return true;
  const std::optional<std::string> digest = digest_of(one);
  return digest && digest == digest_of(other);
}

// Keeps the plan that is about to be replaced and its YAML under a number that is free. A kill
// between the two steps of replacing, or a return to an earlier plan, finds it kept already. Its
// YAML goes first: where the plan stands, both do.
fs::path keep_plan(const SweepDirectory& directory, const std::string& plan_text) {
  for (int number = 1;; ++number) {
    const fs::path name = directory.earlier_plan(number);
    const std::optional<std::string> present = file_bytes_if_there(name);
    if (present && is_same_plan(*present, plan_text)) return name;
    if (present || fs::exists(name)) continue;
    if (const auto yaml = file_bytes_if_there(directory.sweep_yaml())) {
      publish(directory.earlier_sweep_yaml(number), *yaml);
    }
    publish(name, plan_text);
    return name;
  }
}

// The generation that stands in the directory when its chain began with `plan`.
std::optional<Plan> later_generation(const SweepDirectory& directory, const Plan& plan) {
  const fs::path first = directory.generation(0);
  const std::optional<std::string> text = file_bytes_if_there(first);
  if (plan.growth.is_null() || !text) return std::nullopt;
  if (plan_digest(read_plan(*text, first.string())) != plan_digest(plan)) return std::nullopt;
  Plan newest = directory.read_plan();
  if (!extends(newest, plan)) return std::nullopt;
  return newest;
}

// The same plan, whose files or YAML lie elsewhere now.
void renew_places(const Plan& plan, const SweepDirectory& directory) {
  Plan present = directory.read_plan();
  if (present.files == plan.files) return;
  present.files = plan.files;
  for (const char* key : {"sweep_yaml", "sweep_directory", "settings"}) {
    if (const Value* value = plan.provenance.find(key)) present.provenance.set(key, *value);
  }
  publish(directory.plan_file(), plan_text(present));
}

// How many trials of the plan before a later generation of this one may want: this one has their
// variants, with other seeds.
std::int64_t count_wanted_later(const Plan& before, const Plan& plan,
                                const std::set<std::string>& wanted) {
  if (plan.growth.is_null()) return 0;
  std::set<std::string> configurations;
  for (const Variant& each : plan.variants) {
    configurations.insert(canonical_text(each.configuration));
  }
  std::vector<bool> kept;
  for (const Variant& each : before.variants) {
    kept.push_back(configurations.contains(canonical_text(each.configuration)));
  }
  return std::count_if(before.trials.begin(), before.trials.end(), [&](const PlannedTrial& trial) {
    return kept[trial.variant] && !wanted.contains(trial.id);
  });
}

// How many of these trials the plan trained on files that it named by path alone.
std::int64_t count_unproven(const Plan& plan, const std::vector<std::string>& ids) {
  std::vector<bool> unproven;
  for (const Variant& variant : plan.variants) {
    unproven.push_back(has_unproven_files(variant.configuration));
  }
  const std::set<std::string> wanted(ids.begin(), ids.end());
  return std::count_if(plan.trials.begin(), plan.trials.end(), [&](const PlannedTrial& trial) {
    return unproven[trial.variant] && wanted.contains(trial.id);
  });
}

}  // namespace
}  // namespace freezing

FreezeReport foresee(const Plan& plan, const SweepDirectory& directory) {
  FreezeReport report;
  report.rewritten = true;
  const std::set<std::string> wanted = freezing::ids_of(plan);
  std::set<std::string> before;
  std::optional<Plan> old;
  if (const std::optional<std::string> text = file_bytes_if_there(directory.plan_file())) {
    old = read_plan(*text, directory.plan_file().string());
    before = freezing::ids_of(*old);
    report.replaces = true;
    report.analysis_changed = !(record_of(*old, 0).analysis == record_of(plan, 0).analysis);
    for (const std::uint32_t seed : plan.seeds) {
      if (std::find(old->seeds.begin(), old->seeds.end(), seed) == old->seeds.end()) {
        report.new_seeds.push_back(seed);
      }
    }
    report.grown = freezing::later_generation(directory, plan);
    report.rewritten = !report.grown && plan_digest(*old) != plan_digest(plan);
  }
  for (const std::string& id : wanted) {
    if (before.contains(id)) {
      ++report.kept;
    } else {
      ++report.added;
    }
  }
  report.dropped = static_cast<std::int64_t>(before.size()) - report.kept;
  for (std::string& id : freezing::ids_of_files(directory)) {
    ++report.results;
    if (wanted.contains(id)) {
      ++report.there;
    } else if (plan.growth.is_null()) {  // a later generation may want it
      report.orphans.push_back(std::move(id));
    }
  }
  if (old) report.dropped -= freezing::count_wanted_later(*old, plan, wanted);
  if (old) report.unproven = freezing::count_unproven(*old, report.orphans);
  return report;
}

FreezeReport freeze(const Plan& plan, const std::string& yaml_text,
                    const SweepDirectory& directory) {
  directory.create();
  FreezeReport report = foresee(plan, directory);
  if (!report.rewritten) {
    freezing::renew_places(plan, directory);
    if (report.grown) report.grown->files = plan.files;
    return report;
  }
  Plan frozen = plan;
  frozen.history = plan_history(directory);  // before the plan that is there is kept as an earlier
  if (report.replaces) {
    const std::optional<std::string> before = file_bytes_if_there(directory.plan_file());
    report.previous_plan = freezing::keep_plan(directory, before.value_or(""));
  }
  frozen.history.push_back(record_of(plan, report.results));
  publish(directory.sweep_yaml(), yaml_text);
  const std::string text = plan_text(frozen);
  if (!plan.growth.is_null()) publish(directory.generation(plan.generation), text);
  publish(directory.plan_file(), text);
  return report;
}

std::vector<PlanRecord> plan_history(const SweepDirectory& directory) {
  const std::optional<std::string> newest = file_bytes_if_there(directory.plan_file());
  if (!newest) return {};
  const Plan plan = read_plan(*newest, directory.plan_file().string());
  if (!plan.history.empty()) return plan.history;
  std::vector<PlanRecord> history;
  std::int64_t finished = 0;  // the first plan was frozen before anything ran
  for (int number = 1;; ++number) {
    const fs::path file = directory.earlier_plan(number);
    const std::optional<std::string> text = file_bytes_if_there(file);
    if (!text) break;
    try {
      history.push_back(record_of(read_plan(*text, file.string()), finished));
    } catch (const StorageError&) {  // of another version: what it declared is unknown
    }
    finished = -1;
  }
  history.push_back(record_of(plan, finished));
  return history;
}

PlanWatch::PlanWatch(const SweepDirectory& directory, const Plan& plan)
    : file_(directory.plan_file()), plan_(plan), digest_(plan_digest(plan)) {}

std::string PlanWatch::replaced() {
  const std::optional<FileStamp> stamp = stamp_of(file_, Links::not_followed);
  if (!stamp || stamp == read_) return "";
  const std::int64_t read_at = nanoseconds_now();
  const std::optional<std::string> text = file_bytes_if_there(file_);
  const std::optional<Plan> found =
      text ? std::optional(read_plan(*text, file_.string())) : std::nullopt;
  if (found && plan_digest(*found) != digest_ && !extends(*found, plan_)) {
    return fmt::format(
        "{} was replaced by another plan while this run went on; what is trained is kept: the same "
        "command returns to this plan, or leave the directory to the other",
        file_.string());
  }
  if (text && stamp->is_settled(read_at)) read_ = stamp;
  return "";
}

}  // namespace regsweep
