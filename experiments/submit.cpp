// `regsweep submit SWEEP.yaml --slurm`: freeze the plan, hand what is missing to Slurm as an array
// of tasks and a job that collects after it, and return. Again = submit only what is missing and
// not on its way. Also for a sweep directory, with the options of its last time.
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "analysis_package.hpp"
#include "command.hpp"
#include "core/json.hpp"
#include "core/text.hpp"
#include "execution/directory/programs.hpp"
#include "execution/directory/standing.hpp"
#include "execution/display/terminal.hpp"
#include "execution/process/external_command.hpp"
#include "execution/program.hpp"
#include "execution/slurm/submit.hpp"
#include "results/publish.hpp"
#include "sweep/yaml.hpp"

namespace regsweep {
namespace {

namespace fs = std::filesystem;

struct SubmitArguments {
  SweepArguments sweep;
  std::string profile;
  bool dry_run = false, mix = false;
  Value options = Value(Map{});  // given on the command line
};

struct Request {
  Plan plan;
  std::optional<LoadedSweep> sweep;  // nothing: the plan is frozen already
  SweepDirectory directory;
  Value options;
};

fs::path options_file(const SweepDirectory& directory) {
  return directory.root() / "slurm" / "options.json";
}

Request read_directory(const SubmitArguments& arguments) {
  const SweepDirectory directory(arguments.sweep.file);
  if (!arguments.sweep.settings.empty() || !arguments.sweep.out.empty()) {
    throw ConfigurationError(
        fmt::format("{} is a sweep that is planned already, so --set and --out cannot change it; "
                    "submit its YAML file",
                    arguments.sweep.file));
  }
  std::vector<Value> layers;
  if (std::ifstream stream(options_file(directory)); stream) {
    std::stringstream text;
    text << stream.rdbuf();
    layers.push_back(from_json(text.str(), options_file(directory).string()));
  }
  if (!arguments.profile.empty()) layers.push_back(read_yaml_file(arguments.profile));
  layers.push_back(arguments.options);
  return {read_plan_to_train(directory), std::nullopt, directory, merged_slurm_options(layers)};
}

Request read_request(const SubmitArguments& arguments) {
  if (fs::is_directory(arguments.sweep.file)) return read_directory(arguments);
  LoadedSweep sweep = load_sweep(arguments.sweep);
  std::vector<Value> layers;
  if (!arguments.profile.empty()) layers.push_back(read_yaml_file(arguments.profile));
  if (!sweep.slurm.is_null()) layers.push_back(sweep.slurm);
  layers.push_back(arguments.options);
  refuse_changed_files(sweep.plan, sweep.directory, planning_command(sweep.plan, sweep.directory));
  Plan plan = sweep.plan;
  SweepDirectory directory = sweep.directory;
  return {std::move(plan), std::move(sweep), std::move(directory), merged_slurm_options(layers)};
}

SlurmJob job_of(const Request& request) {
  SlurmJob job;
  job.sweep = request.plan.sweep;
  job.directory = fs::weakly_canonical(fs::absolute(request.directory.root())).string();
  job.name = slurm_job_name(job.sweep, job.directory);
  job.program = fs::weakly_canonical(own_program()).string();
  job.options = read_slurm_options(request.options);
  return job;
}

std::string why_no_report() {
  if (!analysis_package()) return without_package();
  for (const std::string& each : python_interpreters()) {
    if (run_command({each, "--version"}).ok()) return "";
  }
  return without_interpreter();
}

// Without the analysis the finishing job is asked for no report, which is said while there is time
// to see to it. What `setup` brings on the nodes cannot be seen from here.
void check_report(SlurmJob& job) {
  if (!job.options.report) return;
  const std::string why = why_no_report();
  if (why.empty()) return;
  job.options.report = !job.options.setup.empty();
  fmt::print(
      "{} there will be no report.html{}: {}. Trials are collected without it; `{}` makes it "
      "afterwards, on any machine\n",
      terminal_of(1).yellow("Note:"),
      job.options.report ? " unless slurm.setup brings what is not here" : "", why,
      command_on("report", job.directory));
}

std::int64_t open_trials(const Request& request) {
  const Standing now = standing(request.plan, request.directory);
  return now.count(TrialState::left) + now.count(TrialState::running);
}

ExitCode show_scripts(const SlurmJob& job, std::int64_t open) {
  const CommandResult test = run_command({"sbatch", "--test-only"}, tasks_text(job));
  const std::int64_t tasks = missing_tasks(job, open, {});
  const auto arrays =
      split_tasks(tasks, largest_array(run_command({"scontrol", "show", "config"}).out),
                  job.options.concurrency);
  fmt::print("# {}\n{}\n# {}\n{}\n", job.tasks_script(), tasks_text(job), job.finish_script(),
             finish_text(job));
  std::vector<std::string> ids;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    fmt::print("# {}\n", command_text(array_command(job, arrays, i, tasks, ids)));
    ids.push_back(fmt::format("JOB{}", i + 1));
  }
  if (!ids.empty()) fmt::print("# {}\n", command_text(finish_command(job, ids)));
  fmt::print("# Nothing was written or submitted. Slurm {}\n",
             test.ok() ? "would take it" : "says: " + slurm_message(test.err));
  return ExitCode::done;
}

std::vector<SlurmTask> queue_of(const SlurmJob& job) {
  std::string why;
  auto queue = slurm_queue({job.name}, &why);
  if (!queue) {
    throw LaunchError(
        fmt::format("Slurm does not say what is queued: {}; {}", why, slurm_remedy(why)));
  }
  return *queue;
}

// Tasks that Slurm could not start and holds would wait for ever, and the finishing job with them.
void release_held(std::vector<SlurmTask>& queue) {
  for (SlurmTask& task : queue) {
    if (task.launch_failed() &&
        run_command({"scontrol", "release", task.array + "_" + task.number}).ok()) {
      fmt::print("Released task {}_{}, which Slurm held after it could not be started\n",
                 task.array, task.number);
      task.reason.clear();
    }
  }
}

void say_next(const SlurmJob& job) {
  const Terminal terminal = terminal_of(1);
  fmt::print("Next     {}   how it goes (also --watch)\n",
             terminal.bold(command_on("status", job.directory)));
  fmt::print("         {}     what its tasks say\n",
             terminal.bold(command_on("logs", job.directory)));
  fmt::print("         {}   end its jobs; what is trained stays\n",
             terminal.bold(command_on("cancel", job.directory)));
}

ExitCode submit(const SubmitArguments& arguments) {
  Request request = read_request(arguments);
  SlurmJob job = job_of(request);
  fmt::print("{}: {}\n", terminal_of(1).bold(request.plan.sweep), plan_sentence(request.plan));
  check_setup(job.options);
  check_report(job);
  if (arguments.dry_run) return show_scripts(job, open_trials(request));
  const std::int64_t largest = check_with_slurm(job);
  std::vector<SlurmTask> queue = queue_of(job);
  check_programs(request.plan, request.directory, arguments.mix);
  if (request.sweep) {
    fmt::print("{}",
               change_text(freeze_unchanged(*request.sweep), request.directory, terminal_of(1)));
  }
  request.directory.create();
  const std::int64_t open = open_trials(request);
  if (open == 0) {
    fmt::print("Nothing to submit: every trial is finished or failed for good. Next: {}\n",
               command_on("collect", job.directory));
    return ExitCode::done;
  }
  enter_program(request.directory, this_program());
  release_held(queue);
  const std::int64_t tasks = missing_tasks(job, open, queue);
  if (tasks == 0) {
    fmt::print("Nothing to submit: open trials {}, tasks for them that are queued or running {}\n",
               open, queue.size());
    say_next(job);
    return ExitCode::done;
  }
  std::vector<std::string> waiting_for;
  for (const SlurmTask& task : queue) {
    if (!task.held() &&
        std::find(waiting_for.begin(), waiting_for.end(), task.array) == waiting_for.end()) {
      waiting_for.push_back(task.array);
    }
  }
  const Submitted submitted = submit_to_slurm(
      job, split_tasks(tasks, largest, job.options.concurrency), tasks, waiting_for);
  publish(options_file(request.directory), to_json(request.options) + "\n");
  fmt::print("Submitted {} for {} as job {}; job {} collects after them\n", counted(tasks, "task"),
             counted(open, "open trial"), join(submitted.arrays, ", "), submitted.finish);
  fmt::print("Scripts  {}, {}\n", shown_path(job.tasks_script()), shown_path(job.finish_script()));
  say_next(job);
  return ExitCode::done;
}

// Options with the names of the slurm: block; numbers are numbers.
void add_slurm_options(CLI::App& command, const std::shared_ptr<SubmitArguments>& arguments) {
  const auto text = [&](const std::string& key, const std::string& doc, const std::string& type) {
    command
        .add_option_function<std::string>(
            "--" + key,
            [arguments, key](const std::string& given) {
              arguments->options.set(key, Value(given));
            },
            doc)
        ->type_name(type);
  };
  const auto number = [&](const std::string& option, const std::string& key,
                          const std::string& doc) {
    command
        .add_option_function<std::int64_t>(
            "--" + option,
            [arguments, key](const std::int64_t& given) {
              arguments->options.set(key, Value(given));
            },
            doc)
        ->type_name("N");
  };
  text("partition", "partition; default: the cluster's", "NAME");
  text("account", "account to charge", "NAME");
  text("time", "time limit of a task: 4:00:00", "TIME");
  text("mem", "memory of a task: 8G", "SIZE");
  number("cpus", "cpus", "cores of a task, one trial each; default 1");
  number("concurrency", "concurrency",
         "tasks that run at once; default: as many as the cluster gives");
  number("trials-per-task", "trials_per_task",
         "trials after which a task ends; default: one per core");
  command
      .add_option_function<std::vector<std::string>>(
          "--sbatch",
          [arguments](const std::vector<std::string>& given) {
            List list;
            for (const std::string& option : given) list.emplace_back(option);
            arguments->options.set("sbatch", Value(std::move(list)));
          },
          "a further option in sbatch's own words, given as --sbatch=--exclude=node7 (may be "
          "repeated)")
      ->type_name("OPTION")
      ->allow_extra_args(false);
}

}  // namespace

void add_submit(CLI::App& program, Action& chosen) {
  CLI::App* command = program.add_subcommand(
      "submit", "Hand what is missing to Slurm and return; again = only what is not on its way");
  command->footer("regsweep submit configs/quickstart.yaml --partition cpu --time 1:00:00");
  const auto arguments = std::make_shared<SubmitArguments>();
  arguments->sweep.add_to(*command);
  command->add_flag_callback(
      "--slurm", [] {}, "the engine; Slurm is the only one, so this may be left out");
  command
      ->add_option("--profile", arguments->profile,
                   "options in a file, below those of the sweep: configs/slurm/*.yaml")
      ->type_name("FILE");
  command->add_flag("--dry-run", arguments->dry_run,
                    "show the scripts and commands; write and submit nothing");
  add_mix_option(*command, arguments->mix);
  add_slurm_options(*command, arguments);
  command->callback([arguments, &chosen] { chosen = [arguments] { return submit(*arguments); }; });
}

}  // namespace regsweep
