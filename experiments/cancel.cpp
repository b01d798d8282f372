// `regsweep cancel DIR`: ends the jobs of this sweep on Slurm, and no others. What is trained
// stays; `regsweep submit` goes on from it.
#include <fmt/format.h>
#include <unistd.h>

#include "command.hpp"
#include "execution/process/external_command.hpp"
#include "execution/slurm/queue.hpp"
#include "execution/slurm/script.hpp"

namespace regsweep {
namespace {

ExitCode cancel(const std::string& where) {
  const SweepDirectory directory(where);
  const std::string root =
      std::filesystem::weakly_canonical(std::filesystem::absolute(where)).string();
  const std::string name = slurm_job_name(directory.read_plan().sweep, root);
  std::string why;
  const auto queue = slurm_queue({name, finish_name(name)}, &why);
  if (!queue) {
    throw LaunchError(
        fmt::format("Slurm does not say what is queued: {}; {}", why, slurm_remedy(why)));
  }
  for (const std::string& each : {finish_name(name), name}) {
    const CommandResult answer =
        run_command({"scancel", "--user", std::to_string(getuid()), "--name", each});
    if (!answer.ok()) {
      const std::string message = slurm_message(answer.err);
      throw LaunchError(
          fmt::format("Slurm refuses to cancel {}: {}; {}", each, message, slurm_remedy(message)));
    }
  }
  if (queue->empty()) {
    fmt::print("Nothing to cancel: Slurm has no jobs of {}\n", shown_path(root));
  } else {
    fmt::print("Cancelled {} tasks and jobs of {}; what is trained stays. Next: {}\n",
               queue->size(), shown_path(root), command_on("submit", root));
  }
  return ExitCode::done;
}

}  // namespace

void add_cancel(CLI::App& program, Action& chosen) {
  CLI::App* command =
      program.add_subcommand("cancel", "End this sweep's jobs on Slurm; what is trained stays");
  command->footer("regsweep cancel results/mine");
  const auto directory = std::make_shared<std::string>();
  command->add_option("directory", *directory, "a sweep's directory")->required()->type_name("DIR");
  command->callback([directory, &chosen] { chosen = [directory] { return cancel(*directory); }; });
}

}  // namespace regsweep
