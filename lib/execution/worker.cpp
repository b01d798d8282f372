#include "execution/worker.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <optional>
#include <thread>
#include <unordered_set>

#include "core/json.hpp"
#include "core/text.hpp"
#include "execution/datasets.hpp"
#include "execution/directory/checkpoint_file.hpp"
#include "execution/directory/data_files.hpp"
#include "execution/directory/failures.hpp"
#include "execution/directory/generations.hpp"
#include "execution/directory/set_aside.hpp"
#include "execution/directory/standing.hpp"
#include "execution/directory/trial_index.hpp"
#include "execution/execution_options.hpp"
#include "execution/process/stop_signal.hpp"
#include "execution/programs_of_trials.hpp"
#include "execution/provenance.hpp"
#include "results/trial_file.hpp"
#include "training/trainer.hpp"

namespace regsweep {
namespace {

enum class TrialEnd { finished, diverged, interrupted, lost, failed, held_by_other, no_room };

constexpr double slowest_heartbeat = 5, heartbeats_per_second = 200,
                 seconds_of_a_fresh_claim = 3 * slowest_heartbeat;

void log_line(const std::string& line) {
  // A log that cannot be written stops no worker.
  std::fputs(fmt::format("{} {}\n", utc_now_text(), line).c_str(), stdout);
  std::fflush(stdout);
}

class Worker {
 public:
  Worker(const SweepDirectory& directory, const Plan& plan, const WorkerOptions& options)
      : directory_(directory),
        plan_(plan),
        options_(options),
        provenance_(provenance()),
        guard_(plan, options.free_memory),
        program_guard_(directory, plan, options.shard.has_value()),
        index_(directory, shown_metric(plan)),
        data_index_(directory.data_index()),
        datasets_(usual_cached_bytes, [this](const Value& data) {
          return load_checked(plan_.files, data, data_index_);
        }) {
    for (const int descriptor : options_.shared_data) datasets_.adopt(descriptor);
  }

  WorkerReport run() {
    program_guard_.check();
    const std::vector<std::size_t> order = seed_by_seed(plan_);
    const std::size_t own = shard_order(order.size(), options_.shard, false).size();
    std::vector<Candidate> open;
    for (const std::size_t number :
         shard_order(order.size(), options_.shard, options_.help_others)) {
      open.push_back({&plan_.trials[order[number]], open.size() < own});
    }
    // Again while something happened: a trial that failed is tried again, one that others held may
    // have become free.
    for (bool progressed = true; (progressed || wait_for_room()) && !open.empty() && !ended();) {
      progressed = false;
      no_room_.clear();
      names_.reset();
      std::vector<Candidate> still_open;
      for (const Candidate& each : open) {
        if (ended()) break;
        if (each.own ? settled(*each.trial) : settled_by_others(*each.trial)) continue;
        const TrialEnd end = !each.own && names_->claimed.contains(each.trial->id)
                                 ? TrialEnd::held_by_other
                                 : attempt(*each.trial);
        count(end);
        const bool tried = end != TrialEnd::held_by_other && end != TrialEnd::no_room;
        if (tried && end != TrialEnd::lost && settled(*each.trial)) ++report_.settled;
        if (tried) {
          progressed = true;
          names_.reset();  // that took a while: the names are old
        }
        if (end != TrialEnd::finished && end != TrialEnd::diverged) still_open.push_back(each);
      }
      open = std::move(still_open);
    }
    report_.signal = stop_signal();
    return report_;
  }

 private:
  struct Candidate {
    const PlannedTrial* trial;
    bool own;  // of this worker's shard
  };
  struct Names {
    std::unordered_set<std::string> finished, claimed;  // ids
  };

  // Of a trial of another shard. A result that is there is its shard's to verify.
  bool settled_by_others(const PlannedTrial& trial) {
    if (!names_) {
      names_.emplace();
      directory_.visit(Folder::trials, [&](const std::filesystem::path&, const FileName& name) {
        if (name.kind == FileKind::trial) names_->finished.insert(name.id);
      });
      names_->claimed = fresh_claims(directory_.folder(Folder::claims), seconds_of_a_fresh_claim);
    }
    if (names_->finished.contains(trial.id)) return true;
    return !names_->claimed.contains(trial.id) && settled(trial);
  }

  bool ended() const {
    return stop_signal() != 0 ||
           (options_.most_trials >= 0 && report_.settled >= options_.most_trials);
  }

  // Finished, or failed for good. A damaged file is nobody's result: it is put aside and the trial
  // starts again.
  bool settled(const PlannedTrial& trial) {
    if (index_.state(trial.id) == FileState::finished) return true;
    const std::optional<Failure> failure = read_failure(directory_.failure(trial.id));
    return failure && failure->final();
  }

  void set_damaged_aside(const PlannedTrial& trial) const {
    const std::filesystem::path aside = set_damaged_trial_aside(directory_, trial.id);
    if (!aside.empty()) {
      log_line(fmt::format("damaged  {}: its file is kept as {}; it is trained again",
                           name_of(trial), aside.string()));
    }
  }

  void count(TrialEnd end) {
    report_.finished += end == TrialEnd::finished || end == TrialEnd::diverged;
    report_.diverged += end == TrialEnd::diverged;
    report_.failed += end == TrialEnd::failed;
  }

  // Memory that others of this machine hold comes back. When several looks find none of them,
  // nothing will change.
  bool wait_for_room() {
    if (no_room_.empty() || ended()) return false;
    if (!waits_) log_line("waiting  " + no_room_);
    waits_ = true;
    looks_alone_ = others_train_here() ? 0 : looks_alone_ + 1;
    if (looks_alone_ >= 3) throw LaunchError(no_room_);
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    return true;
  }

  bool others_train_here() const {
    const std::string machine = this_process().machine;
    for (const std::string& id :
         fresh_claims(directory_.folder(Folder::claims), seconds_of_a_fresh_claim)) {
      const std::optional<ClaimRecord> claim = read_claim(directory_.claim(id));
      if (claim && claim->holder.machine == machine) return true;
    }
    return false;
  }

  TrialEnd attempt(const PlannedTrial& trial) {
    const Value& data = plan_.variants[trial.variant].configuration.at("data");
    const bool mapped = datasets_.is_shared(data);
    if (mapped) guard_.know(trial.variant, facts_of_dataset(*datasets_.get(data)));
    if (std::string why = guard_.obstacle(trial.variant, mapped); !why.empty()) {
      no_room_ = std::move(why);
      return TrialEnd::no_room;
    }
    program_guard_.check();
    std::optional<Claim> claim =
        Claim::acquire(directory_.claim(trial.id), options_.name, options_.lease_seconds);
    if (!claim) return TrialEnd::held_by_other;
    if (settled(trial)) {
      return TrialEnd::lost;  // finished by another between our look and our claim
    }
    set_damaged_aside(trial);
    step_ = -1;
    try {
      return train(trial, *claim);
    } catch (const DataError&) {
      throw;
    } catch (const StorageError&) {
      throw;
    } catch (const std::exception& problem) {
      const Failure failure =
          record_failure(directory_.failure(trial.id), trial.id, problem.what(), step_);
      log_line(fmt::format("failed   {} (attempt {} of {}): {}", name_of(trial), failure.attempts,
                           largest_attempts, problem.what()));
      return TrialEnd::failed;
    }
  }

  TrialEnd train(const PlannedTrial& trial, Claim& claim) {
    const Value& configuration = plan_.variants[trial.variant].configuration;
    const auto data = datasets_.get(configuration.at("data"));
    const Environment::Time began = options_.environment->now();
    const std::string started = utc_now_text();
    const Trial options = trial_as_computed(plan_, configuration, plan_.probes);
    std::optional<Trainer> trainer;
    trainer.emplace(options, trial.seed, data);
    restore(trial, trainer, [&] { trainer.emplace(options, trial.seed, data); });
    switch (advance(trial, *trainer, claim)) {
      case TrialEnd::lost:
        log_line(
            fmt::format("left     {}: its claim was taken over by another worker", name_of(trial)));
        return TrialEnd::lost;
      case TrialEnd::interrupted:
        write_checkpoint(directory_.checkpoint(trial.id), trial.id, trainer->checkpoint(),
                         *options_.environment);
        log_line(fmt::format("stopped  {} at step {}; checkpoint written", name_of(trial), step_));
        return TrialEnd::interrupted;
      case TrialEnd::diverged:
        publish_result(trial, *trainer, started);
        log_line(fmt::format("diverged {} at step {}", name_of(trial), trainer->progress().step));
        return TrialEnd::diverged;
      default:
        publish_result(trial, *trainer, started);
        log_line(
            fmt::format("finished {} in {}", name_of(trial), duration_text(seconds_since(began))));
        return TrialEnd::finished;
    }
  }

  // A checkpoint that cannot be used costs time, not the trial. A trainer that a bad one has half
  // changed is made anew.
  template <class Renew>
  void restore(const PlannedTrial& trial, std::optional<Trainer>& trainer, const Renew& renew) {
    const std::filesystem::path file = directory_.checkpoint(trial.id);
    FoundCheckpoint found = read_checkpoint(file, trial.id);
    try {
      if (found.state) trainer->restore(*found.state);
    } catch (const StorageError& misfit) {
      found.refused = misfit.what();
      renew();
    }
    if (!found.refused.empty()) {
      log_line(fmt::format("dropped  a checkpoint of {}: {}", name_of(trial), found.refused));
      std::error_code ignored;
      std::filesystem::remove(file, ignored);
    } else if (found.state) {
      log_line(fmt::format("resumed  {} at step {}", name_of(trial), trainer->progress().step));
    }
  }

  double seconds_since(Environment::Time before) const {
    return std::chrono::duration<double>(options_.environment->now() - before).count();
  }

  // Trains to the end or to a reason to stop; heartbeats and checkpoints on the way.
  TrialEnd advance(const PlannedTrial& trial, Trainer& trainer, Claim& claim) {
    std::optional<Environment::Time> beat;
    Environment::Time saved = options_.environment->now();
    bool lost = false;
    for (;;) {
      bool checkpoint_due = false;
      const auto heartbeat = [&](const Progress& now) {
        if (!beat || seconds_since(*beat) >= options_.heartbeat_seconds) {
          beat = options_.environment->now();
          lost = !claim.heartbeat({now.step, now.steps, now.epoch, now.epochs, now.loss});
        }
        return !lost && stop_signal() == 0;
      };
      const auto keep_going = [&](const Progress& now) {
        step_ = now.step;
        if (stop_signal() != 0) return false;
        checkpoint_due = seconds_since(saved) >= options_.checkpoint_seconds;
        return heartbeat(now) && !checkpoint_due;
      };
      // A measurement is not interrupted for a checkpoint, which would not hold its beginning.
      const Outcome outcome =
          trainer.run(keep_going, [&] { return heartbeat(trainer.progress()); });
      if (outcome == Outcome::finished) return TrialEnd::finished;
      if (outcome == Outcome::diverged) return TrialEnd::diverged;
      if (lost) return TrialEnd::lost;
      if (stop_signal() != 0) return TrialEnd::interrupted;
      if (checkpoint_due) {
        write_checkpoint(directory_.checkpoint(trial.id), trial.id, trainer.checkpoint(),
                         *options_.environment);
        saved = options_.environment->now();
      }
    }
  }

  void publish_result(const PlannedTrial& trial, const Trainer& trainer,
                      const std::string& started) const {
    Group records = trainer.records();
    describe_trial(records, plan_, trial);
    const std::optional<Failure> failure = read_failure(directory_.failure(trial.id));
    Group& about = records.child("provenance");
    for (const Member& member : provenance_.map()) about.set_attribute(member.key, member.value);
    about.set_attribute("data_files", Value(files_text(plan_, trial.variant)));
    about.set_attribute("worker", Value(options_.name));
    about.set_attribute("started", Value(started));
    about.set_attribute("finished", Value(utc_now_text()));
    about.set_attribute("attempts", Value(1 + (failure ? failure->attempts : 0)));
    publish_trial(directory_.trial(trial.id), records, *options_.environment);
    std::error_code ignored;
    std::filesystem::remove(directory_.checkpoint(trial.id), ignored);
    std::filesystem::remove(directory_.failure(trial.id), ignored);
  }

  std::string name_of(const PlannedTrial& trial) const {
    return trial.id + " " + trial_name(plan_, trial);
  }

  const SweepDirectory& directory_;
  const Plan& plan_;
  WorkerOptions options_;
  Value provenance_;
  MemoryGuard guard_;
  ProgramGuard program_guard_;
  TrialIndex index_;
  DataIndex data_index_;
  DatasetCache datasets_;
  std::optional<Names> names_;  // of the folders as they were a moment ago; none: to be listed
  WorkerReport report_;
  std::int64_t step_ = -1;  // of the trial under way
  std::string no_room_;     // why a trial was left untried in this round
  bool waits_ = false;
  int looks_alone_ = 0;
};

}  // namespace

void describe_trial(Group& records, const Plan& plan, const PlannedTrial& trial) {
  records.set_attribute("format", Value("regsweep-trial"));
  records.set_attribute("format_version", Value(format_version_of(records)));
  records.set_attribute("id", Value(trial.id));
  records.set_attribute("seed", Value(static_cast<std::int64_t>(trial.seed)));
  // One line of JSON, which a reader of YAML takes too.
  const Value& configuration = plan.variants[trial.variant].configuration;
  records.set_attribute("configuration", Value(to_json(configuration, JsonForm::one_line)));
}

double heartbeat_of_shard(const std::optional<Shard>& shard) {
  const double shards = shard ? static_cast<double>(shard->count) : 1;
  return std::clamp(shards / heartbeats_per_second, WorkerOptions{}.heartbeat_seconds,
                    slowest_heartbeat);
}

WorkerReport work(const SweepDirectory& directory, const Plan& plan, const WorkerOptions& options) {
  WorkerReport all;
  WorkerOptions left = options;
  std::optional<Plan> newer;
  for (;;) {
    const Plan& now = newer ? *newer : plan;
    const WorkerReport report = Worker(directory, now, left).run();
    all.finished += report.finished;
    all.diverged += report.diverged;
    all.failed += report.failed;
    all.signal = report.signal;
    if (left.most_trials >= 0) {
      left.most_trials = std::max<std::int64_t>(0, left.most_trials - report.settled);
    }
    if (report.signal != 0 || !options.grows || left.most_trials == 0) return all;
    Growth growth = grow(directory, now);
    if (growth.next) {
      log_line(fmt::format("plan     generation {}: {} trials", growth.next->generation,
                           growth.next->trials.size()));
      newer = std::move(growth.next);
    } else if (!growth.open ||
               !wait_for_others(directory, now, [] { return stop_signal() != 0; })) {
      return all;
    }
  }
}

}  // namespace regsweep
