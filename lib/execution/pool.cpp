#include "execution/pool.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <optional>
#include <thread>

#include "core/subprocess.hpp"
#include "core/text.hpp"
#include "execution/datasets.hpp"
#include "execution/directory/data_files.hpp"
#include "execution/directory/failures.hpp"
#include "execution/directory/freeze.hpp"
#include "execution/directory/generations.hpp"
#include "execution/display/tracker.hpp"
#include "execution/execution_options.hpp"
#include "execution/process/stop_signal.hpp"
#include "execution/process/worker_process.hpp"
#include "tensor/huge_pages.hpp"

namespace regsweep {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds time_between_looks{200};
constexpr std::chrono::seconds time_between_starts{1};

struct Child {
  std::string name;  // "1"
  Subprocess process = {};
  std::int64_t log_start = 0;  // size of its log when it was started
  std::string activity = "starting";
};

// What a worker's environment holds besides this one's: its BLAS threads, the kernel that the plan
// pins, and huge pages.
std::vector<std::string> worker_variables(const Plan& plan, int threads) {
  std::vector<std::string> variables{fmt::format("OPENBLAS_NUM_THREADS={}", threads),
                                     fmt::format("OMP_NUM_THREADS={}", threads)};
  if (const std::string pin = blas_kernel_variable(execution_of(plan).blas_kernel); !pin.empty()) {
    variables.push_back(pin);
  }
  if (const std::string pages = huge_pages_variable(); !pages.empty()) variables.push_back(pages);
  return variables;
}

// The variants of the trials that are still open.
std::vector<std::size_t> open_variants(const Plan& plan, const Tracker& tracker) {
  std::vector<std::size_t> open;
  std::vector<bool> seen(plan.variants.size());
  for (std::size_t trial = 0; trial < plan.trials.size(); ++trial) {
    const std::size_t variant = plan.trials[trial].variant;
    if (seen[variant] || is_settled(tracker.standing().states[trial])) continue;
    seen[variant] = true;
    open.push_back(variant);
  }
  return open;
}

class Pool {
 public:
  Pool(const SweepDirectory& directory, const Plan& plan, const PlanCosts& costs,
       const PoolOptions& options)
      : directory_(directory),
        plan_(plan),
        options_(options),
        tracker_(directory, plan, costs),
        plan_watch_(directory, plan),
        display_(options.terminal) {
    const std::vector<std::size_t> variants = open_variants(plan, tracker_);
    const int useful = static_cast<int>(std::min<std::int64_t>(options.workers, tracker_.open()));
    for (int i = 1, fit = workers_that_fit(useful, variants); i <= fit; ++i) {
      children_.push_back(Child{options.name_prefix + std::to_string(i)});
    }
    std::vector<Value> maps;
    if (children_.size() > 1) {  // one alone loads what it needs
      for (const std::size_t variant : variants) {
        maps.push_back(plan.variants[variant].configuration.at("data"));
      }
    }
    DataIndex index(directory.data_index());
    shared_.emplace(maps, usual_shared_bytes,
                    [&](const Value& data) { return load_checked(plan.files, data, index); });
    index.save();
  }

  PoolReport run() {
    for (Child& child : children_) start(child);
    for (Clock::time_point looked{}, started = Clock::now();;) {
      pass_on_signals();
      for (Child& child : children_) reap(child);
      if (Clock::now() - looked > time_between_looks) {
        look();
        looked = Clock::now();
      }
      if (Clock::now() - started > time_between_starts) {
        restart_idle();
        started = Clock::now();
      }
      if (running() == 0 && (stopping() || options_.shared || tracker_.open() == 0)) break;
      wait_for_news(looked);
    }
    look();
    display_.close(tracker_.state());
    if (fatal_) throw *fatal_;
    report_.signal = stop_signal();
    return report_;
  }

 private:
  bool stopping() const { return fatal_.has_value() || stop_signal() != 0; }
  std::int64_t running() const {
    return std::count_if(children_.begin(), children_.end(),
                         [](const Child& child) { return child.process.exists(); });
  }

  // Sleeps until a worker has ended, a signal has come, or it is time to look at the files again.
  void wait_for_news(Clock::time_point looked) const {
    std::vector<const Subprocess*> processes;
    for (const Child& child : children_) processes.push_back(&child.process);
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(looked + time_between_looks - Clock::now());
    wait_for_any(processes, std::max(left, std::chrono::milliseconds(1)),
                 [this] { return stop_signal_count() != seen_signals_; });
  }

  // As many workers as there is memory for. A trial too large for one alone is its worker's to
  // tell.
  int workers_that_fit(int wanted, const std::vector<std::size_t>& variants) {
    if (wanted < 2) return wanted;
    const WorkersMemory memory = workers_memory(plan_, variants);
    const FreeMemory free = options_.free_memory();
    const int fit = memory.that_fit(wanted, free.bytes);
    if (fit < wanted) {
      display_.say(
          fmt::format("{} {} instead of {}: several need an estimated {} of memory each, "
                      "and {} for the data that they share ({} "
                      "while these are loaded); {} are free {}",
                      options_.terminal.yellow("Note:"), counted(fit, "worker"), wanted,
                      memory_text(memory.sharing), memory_text(memory.shared),
                      memory_text(memory.loading), memory_text(free.bytes), free.where));
    }
    return fit;
  }

  void start(Child& child) {
    if (const std::string why = options_.shared ? "" : plan_watch_.replaced(); !why.empty()) {
      give_up(ConfigurationError(why));
      return;
    }
    const std::filesystem::path log = log_of(child);
    const int file = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (file < 0) {
      throw StorageError(fmt::format("cannot write {} ({}); check space and permissions",
                                     log.string(), std::strerror(errno)));
    }
    child.log_start = lseek(file, 0, SEEK_END);
    std::vector<std::string> words{"regsweep", "work", directory_.root().string(), "--worker-name",
                                   child.name};
    if (!plan_.growth.is_null()) words.emplace_back("--one-generation");
    if (options_.blas_threads != 1) {
      words.insert(words.end(), {"--blas-threads", std::to_string(options_.blas_threads)});
    }
    words.insert(words.end(), options_.worker_arguments.begin(), options_.worker_arguments.end());
    if (const auto workers = static_cast<std::int64_t>(children_.size());
        options_.most_trials >= 0) {
      words.insert(words.end(),
                   {"--trials", std::to_string((options_.most_trials + workers - 1) / workers)});
    }
    for (const int descriptor : shared_->descriptors()) {
      words.insert(words.end(), {"--shared-data", std::to_string(descriptor)});
    }
    child.process =
        start_worker({options_.program, std::move(words),
                      worker_variables(plan_, options_.blas_threads), shared_->descriptors()},
                     file);
    close(file);
    if (!child.process.exists()) {
      throw LaunchError(fmt::format(
          "cannot start a worker ({}); use fewer --workers or raise the limit on processes",
          std::strerror(child.process.error())));
    }
    child.activity = "starting";
  }

  void pass_on_signals() {
    const int now = stop_signal_count();
    if (now == seen_signals_) return;
    const bool kill_them =
        !options_.shared &&
        (seen_signals_ > 0 || now > 1);  // a cluster repeats itself and means no harm
    seen_signals_ = now;
    stop_children(kill_them ? SIGKILL : stop_signal());
    notice_ = kill_them ? "killed the workers; work since the last checkpoints is lost, `regsweep "
                          "run` resumes from them"
                        : "stopping: workers write their checkpoints; Ctrl-C again kills them";
    if (!options_.terminal.interactive) display_.say(notice_);
  }

  void stop_children(int signal) {
    for (const Child& child : children_) child.process.send(signal);
  }

  void reap(Child& child) {
    const pid_t pid = child.process.pid();
    const std::optional<ProcessEnd> end = child.process.ended();
    if (!end) return;
    child.activity = stopping() ? "stopped" : "nothing left to do";
    if (stopping()) return;
    const int code = end->code;
    if (code == 0) {
      barren_crashes_ = 0;
      return;
    }
    if (code >= 2 && code <= 5) {
      give_up(last_error(log_of(child), child.log_start, static_cast<ExitCode>(code)));
      return;
    }
    if (code == 127) {
      give_up(LaunchError(fmt::format("cannot execute {}; was the program removed while it ran?",
                                      options_.program)));
      return;
    }
    if (code != static_cast<int>(ExitCode::interrupted) &&
        code != static_cast<int>(ExitCode::terminated)) {
      count_crash(child, pid, end->signal, code);
    }
    if (!stopping()) start(child);
  }

  // A crash costs the trial that the worker held one attempt; a worker that keeps dying without a
  // trial means that nothing works here.
  void count_crash(const Child& child, pid_t pid, int signal, int code) {
    ++report_.crashes;
    const std::string how = signal == SIGKILL ? "was killed (signal 9; out of memory?)"
                            : signal != 0
                                ? fmt::format("died of signal {} ({})", signal, strsignal(signal))
                                : fmt::format("ended with exit code {}", code);
    if (const std::optional<Held> held = held_by(pid)) {
      const auto& [trial, step] = *held;
      const std::vector<std::string> log = last_lines(log_of(child), child.log_start, 5);
      const Failure failure =
          record_failure(directory_.failure(trial.id), trial.id, "the worker " + how, step, log);
      display_.say(fmt::format(
          "worker {} {} while it trained {}, at or after step {}: attempt {} of {}; the end of {}:",
          child.name, how, trial_name(plan_, trial), step, failure.attempts, largest_attempts,
          log_of(child).string()));
      for (const std::string& line : log) display_.say("    " + line);
      barren_crashes_ = 0;
      return;
    }
    display_.say(
        fmt::format("worker {} {}; it held no trial, or another worker has finished it since",
                    child.name, how));
    if (++barren_crashes_ > 3) {
      give_up(LaunchError(
          fmt::format("workers {} before they trained anything, {} times in a row; see {}", how,
                      barren_crashes_, log_of(child).string())));
    }
  }

  struct Held {
    const PlannedTrial& trial;
    std::int64_t step;
  };

  // What a dead worker of ours held; another may have taken it over in the meantime.
  std::optional<Held> held_by(pid_t pid) const {
    for (const PlannedTrial& trial : plan_.trials) {
      const auto claim = read_claim(directory_.claim(trial.id));
      if (!claim) continue;
      if (claim->holder.pid == pid && claim->holder.machine == machine_) {
        return Held{trial, claim->progress.step};
      }
      if (claim->predecessor_pid == pid && claim->predecessor_machine == machine_) {
        return Held{trial, claim->predecessor_step};
      }
    }
    return std::nullopt;
  }

  void give_up(const Error& reason) {
    if (!fatal_) fatal_ = reason;
    notice_ = "stopping after an error; workers write their checkpoints";
    stop_children(SIGTERM);
  }

  // Workers end when nothing is left for them. A trial whose holder died elsewhere, or that failed,
  // may be free again.
  void restart_idle() {
    if (stopping() || options_.shared) return;
    std::int64_t free = tracker_.open() - static_cast<std::int64_t>(tracker_.claims().size()) -
                        (running() - own_claims());
    for (Child& child : children_) {
      if (!child.process.exists() && free-- > 0) start(child);
    }
  }

  const LiveClaim* claim_of(const Child& child) const {
    for (const LiveClaim& claim : tracker_.claims()) {
      if (child.process.exists() && claim.record.holder.pid == child.process.pid() &&
          claim.record.holder.machine == machine_) {
        return &claim;
      }
    }
    return nullptr;
  }
  std::int64_t own_claims() const {
    return std::count_if(children_.begin(), children_.end(),
                         [&](const Child& child) { return claim_of(child) != nullptr; });
  }

  void look() {
    const std::vector<std::size_t> news = tracker_.update();
    std::vector<std::string> sentences;
    for (const std::size_t trial : news) {
      barren_crashes_ = 0;  // something works
      report_.finished += tracker_.standing().states[trial] == TrialState::finished;
      sentences.push_back(tracker_.sentence_of(trial));
    }
    ProgressState state = tracker_.state();
    state.elsewhere = static_cast<std::int64_t>(tracker_.claims().size()) - own_claims();
    state.notice = notice_;
    for (const Child& child : children_) {
      const LiveClaim* claim = claim_of(child);
      if (claim != nullptr) {
        state.workers.push_back(tracker_.line_of(*claim, child.name));
      } else {
        state.workers.emplace_back();
        state.workers.back().worker = child.name;
        state.workers.back().activity = child.activity;
      }
    }
    display_.finished(sentences, state);
    display_.show(state);
  }

  std::filesystem::path log_of(const Child& child) const {
    return directory_.worker_log(child.name);
  }

  const SweepDirectory& directory_;
  const Plan& plan_;
  PoolOptions options_;
  Tracker tracker_;
  PlanWatch plan_watch_;
  std::optional<SharedDatasets> shared_;
  ProgressDisplay display_;
  std::vector<Child> children_;
  std::string notice_, machine_ = this_process().machine;
  int seen_signals_ = 0;
  int barren_crashes_ = 0;
  std::optional<Error> fatal_;
  PoolReport report_;
};

}  // namespace

PoolReport run_pool(const SweepDirectory& directory, const Plan& plan, const PlanCosts& costs,
                    const PoolOptions& options) {
  watch_stop_signals();
  PoolReport all;
  PoolOptions left = options;
  std::optional<Plan> newer;
  PlanCosts newer_costs;
  for (;;) {
    const Plan& now = newer ? *newer : plan;
    const PoolReport report = Pool(directory, now, newer ? newer_costs : costs, left).run();
    all.finished += report.finished;
    all.crashes += report.crashes;
    all.signal = report.signal;
    if (left.most_trials >= 0) {
      left.most_trials = std::max<std::int64_t>(0, left.most_trials - report.finished);
    }
    if (report.signal != 0 || left.most_trials == 0 || !options.grows) return all;
    Growth growth = grow(directory, now);
    if (growth.next) {
      newer = std::move(growth.next);
      newer_costs = costs_or_equal(*newer);
    } else if (!growth.open ||
               !wait_for_others(directory, now, [] { return stop_signal() != 0; })) {
      return all;
    }
  }
}

int available_cores() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

}  // namespace regsweep
