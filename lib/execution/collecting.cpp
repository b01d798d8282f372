#include "execution/collecting.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "core/json.hpp"
#include "execution/directory/data_files.hpp"
#include "execution/directory/failures.hpp"
#include "execution/directory/freeze.hpp"
#include "execution/directory/programs.hpp"
#include "execution/directory/standing.hpp"
#include "execution/directory/trial_index.hpp"
#include "execution/display/summary.hpp"
#include "execution/pool.hpp"
#include "execution/process/shared_work.hpp"
#include "execution/sweep_description.hpp"
#include "results/file_bytes.hpp"

namespace regsweep {

namespace fs = std::filesystem;

namespace {

std::set<std::string> failed_for_good(const SweepDirectory& directory) {
  std::set<std::string> ids;
  directory.visit(Folder::failures, [&](const fs::path& file, const FileName& name) {
    if (name.kind != FileKind::failure) return;
    const std::optional<Failure> failure = read_failure(file);
    if (failure && failure->final()) ids.insert(name.id);
  });
  return ids;
}

// Nearly all the time of collecting is HDF5 reading small files, one thread of a process at a time.
constexpr std::size_t least_share = 64;  // trials for which starting a reader is worth it
constexpr std::size_t most_readers =
    16;  // what the collecting process does with a trial takes a thirtieth of reading it

CollectReport collect_by_several(const CollectRequest& request, const fs::path& out) {
  std::vector<const CollectTrial*> trials;
  for (const CollectTrial& each : request.trials) trials.push_back(&each);
  for (const CollectTrial& each : request.tuning) trials.push_back(&each);
  const std::size_t readers = std::min(
      {trials.size() / least_share, static_cast<std::size_t>(available_cores()), most_readers});
  SharedWork reading(trials.size(), readers < 2 ? 0 : readers, [&](std::size_t number) {
    return packed(read_for_results(trials[number]->file));
  });
  return collect(request, out, [&](const CollectTrial&) { return unpacked(reading.next()); });
}

Value json_text(const Value& value) { return Value(to_json(value, JsonForm::one_line)); }

void describe_sweep(CollectRequest& request, const Plan& plan, const SweepDirectory& directory) {
  std::vector<DataFile> contents = plan.files;
  for (DataFile& file : contents) file.path = file.from_directory = "";
  request.about = {
      {"base", json_text(common_configuration(plan)), {}},
      {"axes", json_text(described_axes(plan)), {}},
      {"data", json_text(as_value(contents)), {}},
      {"sweep_yaml", Value(file_bytes_if_there(directory.sweep_yaml()).value_or("")), {}}};
  if (!plan.probes.is_null()) {
    request.about.push_back({"probes", json_text(described_probes(plan)), {}});
  }
  request.origin = {{"data_files", json_text(as_value(plan.files)), {}}};
}

// Trials whose data nothing tells stand in the table, and it is said.
void note_unproven(CollectReport& report, const Plan& plan) {
  if (!has_unproven_files(plan)) return;
  report.problems.push_back(
      "these trials were made by an earlier regsweep, which kept no trace of what their data files "
      "held: data_content says so in results.h5");
}

// When something was last decided about programs; long ago if never.
fs::file_time_type time_of_decisions(const SweepDirectory& directory) {
  std::error_code absent;
  const fs::file_time_type time = fs::last_write_time(directory.folder(Folder::programs), absent);
  return absent ? fs::file_time_type::min() : time;
}

}  // namespace

CollectRequest collect_request(const Plan& plan, const SweepDirectory& directory) {
  CollectRequest request{plan.sweep, plan.description, plan.axes, plan.analysis, {}, plan.growth};
  const std::vector<PlanRecord> history = plan_history(directory);
  const std::set<std::string> failed = failed_for_good(directory);
  if (!history.empty()) request.history = history_value(history);
  std::vector<std::string> data;
  for (const Variant& variant : plan.variants) data.push_back(data_text(variant));
  const ProgramRecords records(directory);
  for (const auto& [id, program] : records.programs()) {
    request.equal_programs[id] = records.representative(id);
  }
  for (const PlannedTrial& trial : plan.trials) {
    const Variant& variant = plan.variants[trial.variant];
    auto& rows = variant.stage.empty() ? request.trials : request.tuning;
    rows.push_back({trial.id, trial.variant, variant.label, variant.settings, trial.seed,
                    directory.trial(trial.id), failed.contains(trial.id), data[trial.variant]});
  }
  describe_sweep(request, plan, directory);
  return request;
}

CollectReport collect_sweep(const Plan& plan, const SweepDirectory& directory) {
  CollectReport report = collect_by_several(collect_request(plan, directory), directory.results());
  note_unproven(report, plan);
  const std::optional<TrialValues> values = values_of_results(plan, directory);
  TrialIndex index(directory, shown_metric(plan));
  for (std::size_t i = 0; values && i < plan.trials.size(); ++i) {
    const bool diverged = values->results[i] == TrialResult::diverged;
    if ((diverged || values->results[i] == TrialResult::done) &&
        index.state(plan.trials[i].id) == FileState::finished) {
      index.learn(plan.trials[i].id, values->values[i], diverged, values->programs[i]);
    }
  }
  index.save();
  return report;
}

std::optional<CollectReport> collect_if_needed(const Plan& plan, const SweepDirectory& directory) {
  // Publishing a trial changes the time of its folder.
  std::error_code absent;
  const fs::file_time_type collected = fs::last_write_time(directory.results(), absent);
  const bool newest = std::ranges::all_of(
      std::array{directory.folder(Folder::trials), directory.folder(Folder::failures),
                 directory.plan_file()},
      [&](const fs::path& source) { return collected > fs::last_write_time(source, absent); });
  if (newest && !absent && collected > time_of_decisions(directory)) return std::nullopt;
  return collect_sweep(plan, directory);
}

}  // namespace regsweep
