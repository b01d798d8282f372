// SweepDirectory: every name in the folder of a sweep, both ways: the path of a file, and what a
// file is by its name. Layout: design, section 8.
//
//   sweep.yaml                     the YAML as given
//   plan.json                      the frozen plan; of a plan that goes on, its newest generation
//   plan.<k>.json                  generation k of a plan that goes on (generations.hpp)
//   sweep.before-<n>.yaml          earlier plans of this directory, the first has n = 1
//   plan.before-<n>.json
//   results.h5                     collected results
//   trials.index, data.index       caches (trial_index.hpp, data_index.hpp)
//   trials/<id>.h5                 finished trials
//   trials/<id>.conflict-<8>.h5    determinism alarms (results/trial_file.hpp)
//   checkpoints/<id>.h5            trials under way
//   claims/<id>                    who trains a trial now
//   failures/<id>.json             what went wrong with a trial
//   logs/worker-<name>.log         what a worker said; slurm-<job>_<task>.log: a task of Slurm
//   slurm/                         batch scripts
//   programs/                      which programs trained here (programs.hpp)
//   damaged/ retried/              files that were set aside (set_aside.hpp)
//
// Beside a file there may be a temporary file of publish() (".<name>.tmp.<process>.<n>") and, in
// claims/, a draft (".<id>.<host>.<process>.<start>.<n>").
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "execution/process/processes.hpp"
#include "sweep/plan.hpp"

namespace regsweep {

enum class Folder {
  trials,
  checkpoints,
  claims,
  failures,
  logs,
  slurm,
  damaged,
  retried,
  programs
};

/// "trials", ...
const char* folder_name(Folder folder);

/// The folders that every sweep directory has.
const std::vector<Folder>& standard_folders();

enum class FileKind {
  trial,
  determinism_alarm,
  checkpoint,
  claim,
  failure,
  log,
  temporary,  // of publish(), or the draft of a claim
  other       // no name of ours
};

/// What a file is by its name.
struct FileName {
  FileKind kind = FileKind::other;
  std::string id;  // of the trial, where the name has one
};

/// The inverse of the names below: what a file with this name in this folder is.
FileName parse_file_name(Folder folder, const std::string& name);

/// The number of the process that writes a temporary file or the draft of a claim; nothing when the
/// name has none.
std::optional<std::int64_t> writing_process(const std::string& name);

class SweepDirectory {
 public:
  explicit SweepDirectory(std::filesystem::path root) : root_(std::move(root)) {}

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path sweep_yaml() const { return root_ / "sweep.yaml"; }
  std::filesystem::path plan_file() const { return root_ / "plan.json"; }
  std::filesystem::path generation(std::int64_t number) const;
  std::filesystem::path earlier_sweep_yaml(int number) const;
  std::filesystem::path earlier_plan(int number) const;
  std::filesystem::path results() const { return root_ / "results.h5"; }
  std::filesystem::path index() const { return root_ / "trials.index"; }
  std::filesystem::path data_index() const { return root_ / "data.index"; }

  std::filesystem::path folder(Folder which) const { return root_ / folder_name(which); }
  std::filesystem::path trial(const std::string& id) const;
  std::filesystem::path checkpoint(const std::string& id) const;
  std::filesystem::path claim(const std::string& id) const;
  std::filesystem::path failure(const std::string& id) const;
  std::filesystem::path worker_log(const std::string& worker) const;
  std::filesystem::path slurm_log(const std::string& job_and_task) const;
  std::filesystem::path tasks_script() const;   // of Slurm's array
  std::filesystem::path finish_script() const;  // of the job that collects after it

  /// Calls `act` for each entry of a folder, in no order. A folder that cannot be listed is empty.
  using Visit = std::function<void(const std::filesystem::path&, const FileName&)>;
  void visit(Folder which, const Visit& act) const;

  /// Makes the folders that are missing. StorageError with the cause when that is impossible.
  void create() const;

  /// The frozen plan, the newest generation of its chain. ConfigurationError when there is none
  /// here.
  Plan read_plan() const;

  /// The generation after a plan; nothing when it is not frozen here.
  std::optional<Plan> successor(const Plan& plan) const;

  /// The last generation after a plan that is frozen here; the plan itself when it has no
  /// successor.
  Plan newest_of_chain(Plan plan) const;

 private:
  std::filesystem::path root_;
};

/// The draft number `number` of a claim that `writer` makes, in the folder of the claim.
std::filesystem::path claim_draft(const std::filesystem::path& claim, const ProcessIdentity& writer,
                                  std::uint64_t number);

}  // namespace regsweep
