#include "execution/doctor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "execution/collecting.hpp"
#include "execution/directory/checkpoint_file.hpp"
#include "execution/directory/claims.hpp"
#include "execution/directory/data_files.hpp"
#include "execution/directory/failures.hpp"
#include "execution/directory/set_aside.hpp"
#include "results/publish.hpp"
#include "results/trial_file.hpp"

namespace regsweep {

namespace fs = std::filesystem;

namespace {

// The trials whose results a results.h5 has, those that tuned among them.
std::set<std::string> collected_ids(const Group& root) {
  std::set<std::string> all;
  for (const Group* group : {&root, root.group("tuning")}) {
    const Array* ids = group == nullptr ? nullptr : group->array("trial_id");
    const Array* statuses = group == nullptr ? nullptr : group->array("status");
    if (ids == nullptr || statuses == nullptr) continue;
    const auto* names = std::get_if<std::vector<std::string>>(&ids->data);
    const auto* words = std::get_if<std::vector<std::string>>(&statuses->data);
    if (names == nullptr || words == nullptr || names->size() != words->size()) continue;
    for (std::size_t i = 0; i < names->size(); ++i) {
      const bool finished = (*words)[i] != "failed" && (*words)[i] != "missing";
      if (finished) all.insert((*names)[i]);
    }
  }
  return all;
}

// All entries of a folder, sorted.
std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

struct FolderFile {
  fs::path path;
  FileName name;
};

bool is_living_process_writing(const fs::path& file) {
  const std::optional<std::int64_t> process = writing_process(file.filename().string());
  std::error_code absent;
  const fs::file_time_type written = fs::last_write_time(file, absent);
  const bool fresh = !absent && fs::file_time_type::clock::now() - written <
                                    std::chrono::duration<double>(default_lease_seconds);
  return fresh && process && process_start(*process).has_value();
}

class Examiner {
 public:
  Examiner(const Plan& plan, const SweepDirectory& directory) : plan_(plan), directory_(directory) {
    for (std::size_t i = 0; i < plan.trials.size(); ++i) planned_.emplace(plan.trials[i].id, i);
  }

  Diagnosis run() {
    for (const Folder each : standard_folders()) {
      if (!fs::is_directory(directory_.folder(each))) {
        note(Finding::missing, directory_.folder(each), "this folder is missing",
             Remedy::make_folders);
      }
    }
    for (const fs::path& file : files_in(directory_.root())) {
      if (is_temporary(file)) look_at_temporary(file, "wrote");
    }
    look_at_trials();
    look_at_checkpoints();
    look_at_claims();
    look_at_failures();
    look_at_results();
    look_at_data();
    found_.finished = static_cast<std::int64_t>(finished_.size());
    found_.open = static_cast<std::int64_t>(planned_.size()) - found_.finished - found_.failed;
    return std::move(found_);
  }

 private:
  void note(Finding finding, const fs::path& file, std::string sentence,
            Remedy remedy = Remedy::none) {
    found_.observations.push_back({finding, file, std::move(sentence), remedy});
  }

  void look_at_temporary(const fs::path& file, const char* activity) {
    if (is_living_process_writing(file)) return;
    note(Finding::stale, file,
         fmt::format("left by a process that was killed while it {}", activity), Remedy::remove);
  }

  // Looks at the temporary files of a folder; returns the others, sorted.
  std::vector<FolderFile> lasting_files(Folder folder) {
    std::vector<FolderFile> files;
    for (const fs::path& file : files_in(directory_.folder(folder))) {
      FileName name = parse_file_name(folder, file.filename().string());
      if (name.kind == FileKind::temporary) {
        look_at_temporary(file, folder == Folder::claims ? "claimed" : "wrote");
      } else {
        files.push_back({file, std::move(name)});
      }
    }
    return files;
  }

  void look_at_trials() {
    for (const auto& [file, name] : lasting_files(Folder::trials)) {
      if (name.kind == FileKind::determinism_alarm) {
        note(Finding::foreign, file,
             "a determinism alarm: this trial once gave other bits; compare its provenance with "
             "the trial's");
      } else if (name.kind == FileKind::trial) {
        look_at_trial(file, name.id);
      } else {
        note(Finding::foreign, file, "no file of regsweep; it is left alone");
      }
    }
  }

  void look_at_trial(const fs::path& file, const std::string& id) {
    try {
      read_trial(file);
    } catch (const DamagedFile& damage) {
      note(Finding::damaged, file, damage.what(), Remedy::set_aside);
      return;
    }
    if (planned_.contains(id)) {
      finished_.insert(id);
    } else {
      note(Finding::foreign, file,
           "a finished trial of another plan; it is kept and not collected");
    }
  }

  void look_at_checkpoints() {
    for (const auto& [file, name] : lasting_files(Folder::checkpoints)) {
      if (finished_.contains(name.id)) {
        note(Finding::stale, file, "a checkpoint of a trial that is finished", Remedy::remove);
      } else if (!planned_.contains(name.id)) {
        note(Finding::foreign, file,
             "a checkpoint of another plan, or no file of regsweep; it is left alone");
      } else if (const FoundCheckpoint found = read_checkpoint(file, name.id);
                 !found.refused.empty()) {
        note(Finding::damaged, file, found.refused + "; its trial starts from the beginning",
             Remedy::set_aside);
      }
    }
  }

  void look_at_claims() {
    for (const auto& [file, name] : lasting_files(Folder::claims)) {
      if (is_abandoned(file)) {
        note(Finding::stale, file, "a claim whose holder is dead; workers take it over, too",
             Remedy::remove_claim);
      }
    }
  }

  void look_at_failures() {
    for (const auto& [file, name] : lasting_files(Folder::failures)) {
      const std::optional<Failure> failure = read_failure(file);
      if (!planned_.contains(name.id)) {
        note(Finding::foreign, file,
             "a failure of another plan, or no file of regsweep; it is left alone");
      } else if (finished_.contains(name.id)) {
        note(Finding::stale, file, "a failure of a trial that is finished", Remedy::remove);
      } else if (failure && failure->id.empty()) {
        note(Finding::damaged, file, "this failure cannot be read; the trial counts as tried once",
             Remedy::set_aside);
      } else if (failure && failure->final()) {
        ++found_.failed;
      }
    }
  }

  // Every byte of them, too.
  void look_at_data() {
    if (has_unproven_files(plan_)) {
      note(Finding::unproven, directory_.plan_file(),
           "made by an earlier regsweep, which kept no trace of what the data files held: nothing "
           "shows which data its trials saw; planned again, they are kept beside new ones");
    }
    Plan now = plan_;
    DataIndex none;
    try {
      find_files(now, directory_, AbsentFiles::passed_over, none);
    } catch (const DataError& change) {
      note(Finding::changed, directory_.plan_file(), change.what());
      return;
    }
    for (const DataFile& file : now.files) {
      if (file.is_named() && !fs::exists(file.place())) {
        note(Finding::missing, file.path,
             "this data file is not there: what is finished can be used, nothing can be trained");
      }
    }
  }

  void look_at_results() {
    if (!finished_.empty() && !fs::exists(directory_.results())) {
      note(Finding::missing, directory_.results(), "trials are finished, but not collected",
           Remedy::collect);
      return;
    }
    if (!fs::exists(directory_.results())) return;
    try {
      const Group root = read_tree(directory_.results());
      std::size_t collected = 0;
      for (const std::string& id : collected_ids(root)) {
        collected += finished_.contains(id);
        if (planned_.contains(id) && !fs::exists(directory_.trial(id))) {
          note(Finding::lost, directory_.trial(id),
               "results.h5 has this trial, but its file is gone; `regsweep run` trains it again");
        }
      }
      if (collected < finished_.size()) {
        note(Finding::stale, directory_.results(),
             fmt::format("{} finished trials are not in it", finished_.size() - collected),
             Remedy::collect);
      }
    } catch (const DamagedFile& damage) {
      note(Finding::damaged, directory_.results(), damage.what(), Remedy::collect);
    }
  }

  const Plan& plan_;
  const SweepDirectory& directory_;
  std::unordered_map<std::string, std::size_t> planned_;
  std::set<std::string> finished_;
  Diagnosis found_;
};

// Moves or removes a file of a trial that nobody trains just now; false when somebody does.
template <class Act>
bool under_claim(const SweepDirectory& directory, const fs::path& file, const Act& act) {
  const std::optional<Claim> claim =
      Claim::acquire(directory.claim(file.stem().string()), "doctor");
  if (claim) act();
  return claim.has_value();
}

}  // namespace

std::int64_t Diagnosis::count(Finding finding) const {
  return std::count_if(observations.begin(), observations.end(),
                       [&](const Observation& each) { return each.finding == finding; });
}

Diagnosis diagnose(const Plan& plan, const SweepDirectory& directory) {
  return Examiner(plan, directory).run();
}

std::string repair(const Observation& observation, const Plan& plan,
                   const SweepDirectory& directory) {
  const fs::path& file = observation.file;
  std::string done;
  const auto remove_it = [&] {
    std::error_code failure;
    fs::remove(file, failure);
    if (failure) {
      throw StorageError(fmt::format("cannot remove {} ({}); check the permissions of its folder",
                                     file.string(), failure.message()));
    }
    done = "removed";
  };
  switch (observation.remedy) {
    case Remedy::none:
      break;
    case Remedy::set_aside:
      under_claim(directory, file, [&] {
        const std::string id = file.stem().string();
        const bool of_trial = file == directory.trial(id);
        const fs::path aside = of_trial ? set_damaged_trial_aside(directory, id)
                                        : set_aside(directory, file, Folder::damaged);
        if (!aside.empty()) done = fmt::format("moved to {}", aside.string());
      });
      break;
    case Remedy::remove:
      if (file.filename().string().starts_with(".")) {
        remove_it();
      } else {
        under_claim(directory, file, remove_it);
      }
      break;
    case Remedy::remove_claim:
      if (under_claim(directory, file, [] {})) done = "released";
      break;
    case Remedy::make_folders:
      directory.create();
      done = "made";
      break;
    case Remedy::collect:
      collect_sweep(plan, directory);
      done = "collected";
      break;
  }
  return done;
}

}  // namespace regsweep
