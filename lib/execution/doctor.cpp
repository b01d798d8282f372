#include "execution/doctor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "core/text.hpp"
#include "execution/collecting.hpp"
#include "execution/directory/checkpoint_file.hpp"
#include "execution/directory/claims.hpp"
#include "execution/directory/failures.hpp"
#include "execution/directory/set_aside.hpp"
#include "results/publish.hpp"
#include "results/trial_file.hpp"

namespace regsweep {

namespace fs = std::filesystem;

namespace {

const char* const folders[] = {"trials", "checkpoints", "claims", "failures", "logs"};

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, ignored)) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

// Names of temporary files and of drafts of claims hold the number of their process:
// ".<name>.tmp.<pid>.<n>",
// ".<id>.<host>.<pid>.<start>.<n>".
bool of_a_living_process(const fs::path& file) {
  const std::vector<std::string> parts = split(file.filename().string(), '.');
  if (parts.size() < 5) return false;
  const std::size_t place = is_temporary(file) ? parts.size() - 2 : parts.size() - 3;
  const std::optional<std::int64_t> pid = parse_integer(parts[place]);
  std::error_code absent;
  const fs::file_time_type written = fs::last_write_time(file, absent);
  const bool fresh = !absent && fs::file_time_type::clock::now() - written <
                                    std::chrono::duration<double>(default_lease_seconds);
  return fresh && pid && process_start(*pid).has_value();
}

class Inspector {
 public:
  Inspector(const Plan& plan, const SweepDirectory& directory)
      : plan_(plan), directory_(directory) {
    for (std::size_t i = 0; i < plan.trials.size(); ++i) planned_.emplace(plan.trials[i].id, i);
  }

  Inspection run() {
    for (const char* folder : folders) {
      if (!fs::is_directory(directory_.root() / folder)) {
        note(Finding::missing, directory_.root() / folder, "this folder is missing",
             Remedy::make_folders);
      }
    }
    look_at_temporaries(directory_.root());
    look_at_trials();
    look_at_checkpoints();
    look_at_claims();
    look_at_failures();
    look_at_results();
    found_.finished = static_cast<std::int64_t>(finished_.size());
    found_.open = static_cast<std::int64_t>(planned_.size()) - found_.finished - found_.failed;
    return std::move(found_);
  }

 private:
  void note(Finding finding, const fs::path& file, std::string sentence,
            Remedy remedy = Remedy::none) {
    found_.observations.push_back({finding, file, std::move(sentence), remedy});
  }

  void look_at_temporaries(const fs::path& folder) {
    for (const fs::path& file : files_in(folder)) {
      if (is_temporary(file) && !of_a_living_process(file)) {
        note(Finding::stale, file, "left by a process that was killed while it wrote",
             Remedy::remove);
      }
    }
  }

  void look_at_trials() {
    look_at_temporaries(directory_.root() / "trials");
    for (const fs::path& file : files_in(directory_.root() / "trials")) {
      const std::string name = file.filename().string(), id = name.substr(0, name.find('.'));
      if (is_temporary(file)) continue;
      const bool named_like_a_trial = name == id + ".h5";
      if (name.starts_with(id + ".conflict-")) {
        note(Finding::foreign, file,
             "a determinism alarm: this trial once gave other bits; compare its provenance with "
             "the trial's");
      } else if (!named_like_a_trial) {
        note(Finding::foreign, file, "no file of regsweep; it is left alone");
      } else {
        look_at_trial(file, id);
      }
    }
  }

  void look_at_trial(const fs::path& file, const std::string& id) {
    const bool planned = planned_.contains(id);
    try {
      read_trial(file);
      if (planned) {
        finished_.insert(id);
      } else {
        note(Finding::foreign, file,
             "a finished trial of another plan; it is kept and not collected");
      }
    } catch (const DamagedFile& damage) {
      note(Finding::damaged, file, fmt::format("{}", damage.what()), Remedy::set_aside);
    }
  }

  void look_at_checkpoints() {
    look_at_temporaries(directory_.root() / "checkpoints");
    for (const fs::path& file : files_in(directory_.root() / "checkpoints")) {
      const std::string id = file.stem().string();
      if (is_temporary(file)) continue;
      if (finished_.contains(id)) {
        note(Finding::stale, file, "a checkpoint of a trial that is finished", Remedy::remove);
      } else if (!planned_.contains(id)) {
        note(Finding::foreign, file,
             "a checkpoint of another plan, or no file of regsweep; it is left alone");
      } else if (const FoundCheckpoint found = read_checkpoint(file, id); !found.refused.empty()) {
        note(Finding::damaged, file, found.refused + "; its trial starts from the beginning",
             Remedy::set_aside);
      }
    }
  }

  void look_at_claims() {
    for (const fs::path& file : files_in(directory_.root() / "claims")) {
      const std::string name = file.filename().string();
      if (name.starts_with(".")) {
        if (!of_a_living_process(file)) {
          note(Finding::stale, file, "left by a process that was killed while it claimed",
               Remedy::remove);
        }
      } else if (is_abandoned(file)) {
        note(Finding::stale, file, "a claim whose holder is dead; workers take it over, too",
             Remedy::remove_claim);
      }
    }
  }

  void look_at_failures() {
    look_at_temporaries(directory_.root() / "failures");
    for (const fs::path& file : files_in(directory_.root() / "failures")) {
      const std::string id = file.stem().string();
      if (is_temporary(file)) continue;
      const std::optional<Failure> failure = read_failure(file);
      if (!planned_.contains(id)) {
        note(Finding::foreign, file,
             "a failure of another plan, or no file of regsweep; it is left alone");
      } else if (finished_.contains(id)) {
        note(Finding::stale, file, "a failure of a trial that is finished", Remedy::remove);
      } else if (failure && failure->id.empty()) {
        note(Finding::damaged, file, "this failure cannot be read; the trial counts as tried once",
             Remedy::set_aside);
      } else {
        found_.failed += failure && failure->final();
      }
    }
  }

  void look_at_results() {
    if (!finished_.empty() && !fs::exists(directory_.results())) {
      return note(Finding::missing, directory_.results(), "trials are finished, but not collected",
                  Remedy::collect);
    }
    if (!fs::exists(directory_.results())) return;
    try {
      const Group root = read_tree(directory_.results());
      const Array* ids = root.array("trial_id");
      const auto* names =
          ids == nullptr ? nullptr : std::get_if<std::vector<std::string>>(&ids->data);
      std::size_t collected = 0;
      for (const std::string& id : names == nullptr ? std::vector<std::string>{} : *names) {
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
  Inspection found_;
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

std::int64_t Inspection::count(Finding finding) const {
  return std::count_if(observations.begin(), observations.end(),
                       [&](const Observation& each) { return each.finding == finding; });
}

Inspection inspect(const Plan& plan, const SweepDirectory& directory) {
  return Inspector(plan, directory).run();
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
        const bool of_trial = file == directory.trial(file.stem().string());
        const fs::path aside = of_trial ? set_damaged_trial_aside(directory, file.stem().string())
                                        : set_aside(directory, file, "damaged");
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
