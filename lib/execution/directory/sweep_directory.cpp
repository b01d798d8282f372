#include "execution/directory/sweep_directory.hpp"

#include <fmt/format.h>

#include "core/text.hpp"
#include "results/file_bytes.hpp"
#include "results/publish.hpp"
#include "results/trial_file.hpp"

namespace regsweep {

namespace fs = std::filesystem;

namespace sweep_directory {
namespace {

const char* const trial_extension = ".h5";
const char* const failure_extension = ".json";
const char* const log_extension = ".log";

// The id in "<id><extension>"; empty when the name is none of these. An id has no dot.
std::string id_before(const std::string& extension, const std::string& name) {
  if (!name.ends_with(extension)) return "";
  const std::string id = name.substr(0, name.size() - extension.size());
  return id.find('.') == std::string::npos ? id : "";
}

FileName of_trial(FileKind kind, std::string id) {
  if (id.empty()) return {};
  return {kind, std::move(id)};
}

FileName name_in_trials(const std::string& name) {
  if (is_alarm_file(name)) return {FileKind::determinism_alarm, name.substr(0, name.find('.'))};
  return of_trial(FileKind::trial, id_before(trial_extension, name));
}

}  // namespace
}  // namespace sweep_directory

using namespace sweep_directory;

const char* folder_name(Folder folder) {
  switch (folder) {
    case Folder::trials:
      return "trials";
    case Folder::checkpoints:
      return "checkpoints";
    case Folder::claims:
      return "claims";
    case Folder::failures:
      return "failures";
    case Folder::logs:
      return "logs";
    case Folder::slurm:
      return "slurm";
    case Folder::damaged:
      return "damaged";
    case Folder::retried:
      return "retried";
    case Folder::programs:
      return "programs";
  }
  return "";
}

const std::vector<Folder>& standard_folders() {
  static const std::vector<Folder> folders{Folder::trials, Folder::checkpoints, Folder::claims,
                                           Folder::failures, Folder::logs};
  return folders;
}

FileName parse_file_name(Folder folder, const std::string& name) {
  if (is_temporary(name) || (folder == Folder::claims && name.starts_with("."))) {
    return {FileKind::temporary, ""};
  }
  switch (folder) {
    case Folder::trials:
      return name_in_trials(name);
    case Folder::checkpoints:
      return of_trial(FileKind::checkpoint, id_before(trial_extension, name));
    case Folder::claims:
      return of_trial(FileKind::claim, name);
    case Folder::failures:
      return of_trial(FileKind::failure, id_before(failure_extension, name));
    case Folder::logs:
      return {name.ends_with(log_extension) ? FileKind::log : FileKind::other, ""};
    case Folder::slurm:
    case Folder::damaged:
    case Folder::retried:
    case Folder::programs:
      return {};
  }
  return {};
}

// ".<name>.tmp.<process>.<n>" and ".<id>.<host>.<process>.<start>.<n>": a host may have dots.
std::optional<std::int64_t> writing_process(const std::string& name) {
  const std::vector<std::string> parts = split(name, '.');
  if (parts.size() < 5) return std::nullopt;
  return parse_integer(parts[parts.size() - (is_temporary(name) ? 2 : 3)]);
}

fs::path SweepDirectory::generation(std::int64_t number) const {
  return root_ / fmt::format("plan.{}.json", number);
}

fs::path SweepDirectory::earlier_sweep_yaml(int number) const {
  return root_ / fmt::format("sweep.before-{}.yaml", number);
}

fs::path SweepDirectory::earlier_plan(int number) const {
  return root_ / fmt::format("plan.before-{}.json", number);
}

fs::path SweepDirectory::trial(const std::string& id) const {
  return folder(Folder::trials) / (id + trial_extension);
}

fs::path SweepDirectory::checkpoint(const std::string& id) const {
  return folder(Folder::checkpoints) / (id + trial_extension);
}

fs::path SweepDirectory::claim(const std::string& id) const { return folder(Folder::claims) / id; }

fs::path SweepDirectory::failure(const std::string& id) const {
  return folder(Folder::failures) / (id + failure_extension);
}

fs::path SweepDirectory::worker_log(const std::string& worker) const {
  return folder(Folder::logs) / ("worker-" + worker + log_extension);
}

fs::path SweepDirectory::slurm_log(const std::string& job_and_task) const {
  return folder(Folder::logs) / ("slurm-" + job_and_task + log_extension);
}

fs::path SweepDirectory::tasks_script() const { return folder(Folder::slurm) / "tasks.sbatch"; }

fs::path SweepDirectory::finish_script() const { return folder(Folder::slurm) / "finish.sbatch"; }

void SweepDirectory::visit(Folder which, const Visit& act) const {
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder(which), ignored)) {
    act(entry.path(), parse_file_name(which, entry.path().filename().string()));
  }
}

void SweepDirectory::create() const {
  for (const Folder each : standard_folders()) {
    std::error_code failure;
    fs::create_directories(folder(each), failure);
    if (failure) {
      throw StorageError(
          fmt::format("cannot make the folder {} ({}); choose another place with --out or change "
                      "its permissions",
                      folder(each).string(), failure.message()));
    }
  }
}

Plan SweepDirectory::read_plan() const {
  const std::optional<std::string> text = file_bytes_if_there(plan_file());
  if (!text) {
    throw ConfigurationError(
        fmt::format("{} is not a sweep directory: it has no plan.json; make one with `regsweep run "
                    "SWEEP.yaml --out {}` or `regsweep plan SWEEP.yaml --write`",
                    root_.string(), root_.string()));
  }
  return newest_of_chain(regsweep::read_plan(*text, plan_file().string()));
}

std::optional<Plan> SweepDirectory::successor(const Plan& plan) const {
  if (plan.growth.is_null()) return std::nullopt;
  const fs::path file = generation(plan.generation + 1);
  const std::optional<std::string> text = file_bytes_if_there(file);
  if (!text) return std::nullopt;
  Plan found = regsweep::read_plan(*text, file.string());
  if (found.previous != plan_digest(plan)) return std::nullopt;  // of another chain
  return found;
}

Plan SweepDirectory::newest_of_chain(Plan plan) const {
  while (std::optional<Plan> next = successor(plan)) plan = std::move(*next);
  return plan;
}

fs::path claim_draft(const fs::path& claim, const ProcessIdentity& writer, std::uint64_t number) {
  return claim.parent_path() / fmt::format(".{}.{}.{}.{}.{}", claim.filename().string(),
                                           writer.host, writer.pid, writer.start, number);
}

}  // namespace regsweep
