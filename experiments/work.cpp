// `regsweep work DIR`: one worker of a planned sweep. What the pool starts, and what a cluster's
// tasks run: with --shard one part of the plan on any cluster, with --task a whole task of an array
// of Slurm, which trains on all its cores and comes back when its time is over.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "command.hpp"
#include "core/text.hpp"
#include "execution/execution_options.hpp"
#include "execution/pool.hpp"
#include "execution/process/stop_signal.hpp"
#include "execution/programs_of_trials.hpp"
#include "execution/slurm/task.hpp"
#include "execution/worker.hpp"
#include "tensor/gemm.hpp"

namespace regsweep {
namespace {

struct WorkArguments {
  std::string directory, name, shard, task_script;
  int threads = 1;
  std::vector<int> shared_data;
  std::int64_t trials = -1, grace = 120;
  bool help_others = false, one_generation = false, mix = false;
};

// "3/16", also when it came from the cluster's variables.
std::string shard_text(const std::optional<Shard>& shard) {
  return shard ? fmt::format("{}/{}", shard->index, shard->count) : "";
}

std::optional<Shard> shard_of(const WorkArguments& arguments) {
  if (arguments.shard.empty()) return std::nullopt;
  if (arguments.shard != "auto") return read_shard(arguments.shard);
  const auto shard = shard_of_environment([](const char* name) { return std::getenv(name); });
  if (!shard) {
    throw ConfigurationError(
        "--shard auto finds no array: none of SLURM_ARRAY_TASK_ID, PBS_ARRAY_INDEX, SGE_TASK_ID "
        "and JOB_COMPLETION_INDEX is set; give "
        "--shard i/n");
  }
  return shard;
}

ExitCode work_alone(const WorkArguments& arguments) {
  watch_stop_signals();
  const SweepDirectory directory(arguments.directory);
  const Plan plan = read_plan_to_train(directory);
  use_blas_kernel(execution_of(plan).blas_kernel);
  set_blas_threads(
      arguments.threads);  // before the first product: the count is part of what makes the bits
  directory.create();
  if (arguments.mix) mix_programs(plan, directory);
  const ProcessIdentity self = this_process();
  WorkerOptions options;
  options.name =
      arguments.name.empty() ? fmt::format("{}-{}", self.host, self.pid) : arguments.name;
  options.shard = shard_of(arguments);
  options.help_others = arguments.help_others;
  options.grows = !arguments.one_generation;
  options.most_trials = arguments.trials;
  options.heartbeat_seconds = heartbeat_of_shard(options.shard);
  options.shared_data = arguments.shared_data;
  const WorkerReport report = regsweep::work(directory, plan, options);
  fmt::print("{} worker {}: {} finished ({} diverged), {} failed\n", utc_now_text(), options.name,
             counted(report.finished, "trial"), report.diverged, counted(report.failed, "attempt"));
  return report.signal == 0 ? ExitCode::done : stop_exit_code(report.signal);
}

// As many workers as the task has cores; when they have left, or were asked to, the task leaves in
// a way that Slurm understands.
ExitCode work_as_task(const WorkArguments& arguments) {
  watch_stop_signals();
  const auto place = slurm_place([](const char* name) { return std::getenv(name); });
  if (!place) {
    throw ConfigurationError(
        "--task is for jobs of Slurm, but SLURM_JOB_ID is not set; use --shard i/n, or no option");
  }
  const SweepDirectory directory(arguments.directory);
  const Plan plan = read_plan_to_train(directory);
  directory.create();
  const std::int64_t workers =
      arguments.trials > 0 ? std::min(place->cpus, arguments.trials) : place->cpus;
  fmt::print("{} slurm    task {} on {}, {} cores{}\n", utc_now_text(), place->requeue_name(),
             place->node, place->cpus,
             place->restarts > 0 ? fmt::format(", requeued {} times", place->restarts) : "");
  if (const char* job = std::getenv("SLURM_JOB_ID")) {
    if (const std::int64_t seconds = warn_before_time_limit(job, arguments.grace); seconds >= 0) {
      fmt::print("{} slurm    saves and requeues itself in {} s\n", utc_now_text(), seconds);
    }
  }
  std::fflush(stdout);
  PoolOptions options;
  options.workers = static_cast<int>(workers);
  options.terminal = terminal_of(1);
  options.name_prefix = fmt::format("slurm-{}-", place->requeue_name());
  options.shared = true;
  options.worker_arguments = {"--help-others"};
  options.most_trials = arguments.trials;
  const std::string shard = shard_text(shard_of(arguments));
  if (!shard.empty()) {
    options.worker_arguments.insert(options.worker_arguments.end(), {"--shard", shard});
  }
  const PoolReport report = run_pool(directory, plan, costs_or_equal(plan), options);
  return report.signal == 0 ? ExitCode::done
                            : leave_slurm_task(*place, report.signal, arguments.task_script, shard);
}

}  // namespace

void add_work(CLI::App& program, Action& chosen) {
  CLI::App* command = program.add_subcommand(
      "work", "Join a planned sweep as one more worker, until nothing is left for it");
  command->footer("regsweep work results/quickstart");
  const auto arguments = std::make_shared<WorkArguments>();
  command->add_option("directory", arguments->directory, "a sweep's directory")
      ->required()
      ->type_name("DIR");
  command
      ->add_option("--worker-name", arguments->name,
                   "name in claims and logs; default: host and process number")
      ->type_name("NAME");
  command
      ->add_option("--blas-threads", arguments->threads,
                   "threads of one matrix product; other counts may give other bits")
      ->type_name("N")
      ->check(CLI::Range(1, 1024));
  command->add_option("--shared-data", arguments->shared_data, "")
      ->group("");  // between a pool and its workers: descriptors
  command
      ->add_option(
          "--shard", arguments->shard,
          "only part i of n of the trials; auto: what Slurm, PBS, Grid Engine or Kubernetes say")
      ->type_name("i/n");
  command->add_flag("--one-generation", arguments->one_generation, "")
      ->group("");  // a pool freezes the generations of a plan that goes on
  command->add_flag("--help-others", arguments->help_others,
                    "after its shard, take what is free of the others");
  command
      ->add_option("--trials", arguments->trials,
                   "leave after so many trials; default: when nothing is left")
      ->type_name("K")
      ->check(CLI::Range(std::int64_t{1}, std::int64_t{1'000'000}));
  command
      ->add_option("--task", arguments->task_script,
                   "be a task of Slurm that this batch script began; what `regsweep submit` writes")
      ->type_name("SCRIPT");
  command
      ->add_option("--grace", arguments->grace,
                   "with --task: seconds before the time limit at which to save and requeue")
      ->type_name("S");
  add_mix_option(*command, arguments->mix);
  command->callback([arguments, &chosen] {
    chosen = [arguments] {
      return arguments->task_script.empty() ? work_alone(*arguments) : work_as_task(*arguments);
    };
  });
}

}  // namespace regsweep
