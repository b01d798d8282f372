// `regsweep work DIR`: one worker of a planned sweep. What the pool starts, and what a cluster's tasks run.
#include <fmt/format.h>

#include "command.hpp"
#include "execution/stop_signal.hpp"
#include "execution/worker.hpp"
#include "tensor/gemm.hpp"

namespace regsweep {
namespace {

struct WorkArguments {
  std::string directory, name;
  int threads = 1;
};

ExitCode work(const WorkArguments& arguments) {
  watch_stop_signals();
  set_blas_threads(arguments.threads);  // before the first product: the count is part of what makes the bits
  const SweepDirectory directory(arguments.directory);
  const Plan plan = directory.read_plan();
  directory.create();
  const ProcessIdentity self = this_process();
  WorkerOptions options;
  options.name = arguments.name.empty() ? fmt::format("{}-{}", self.host, self.pid) : arguments.name;
  const WorkerReport report = regsweep::work(directory, plan, options);
  fmt::print("{} worker {}: {} trials finished ({} diverged), {} attempts failed\n", utc_now_text(), options.name, report.finished,
             report.diverged, report.failed);
  return report.signal == 0 ? ExitCode::done : stop_exit_code(report.signal);
}

}  // namespace

void add_work(CLI::App& program, Action& chosen) {
  CLI::App* command = program.add_subcommand("work", "Join a planned sweep as one more worker, until nothing is left for it");
  const auto arguments = std::make_shared<WorkArguments>();
  command->add_option("directory", arguments->directory, "a sweep directory with plan.json")->required()->type_name("DIR");
  command->add_option("--worker-name", arguments->name, "name in claims and logs; default: host and process number")->type_name("NAME");
  command->add_option("--blas-threads", arguments->threads, "threads of one matrix product; other counts may give other bits")
      ->type_name("N")
      ->check(CLI::Range(1, 1024));
  command->callback([arguments, &chosen] { chosen = [arguments] { return work(*arguments); }; });
}

}  // namespace regsweep
