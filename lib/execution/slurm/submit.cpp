#include "execution/slurm/submit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/text.hpp"
#include "execution/process/external_command.hpp"
#include "results/publish.hpp"

namespace regsweep {
namespace {

[[noreturn]] void refused(const CommandResult& answer) {
  const std::string message = slurm_message(answer.err);
  throw LaunchError(fmt::format("Slurm refuses: {}; {}", message, slurm_remedy(message)));
}

void write_script(const std::string& file, const std::string& text) {
  const std::filesystem::path folder = std::filesystem::path(file).parent_path();
  std::error_code failure;
  std::filesystem::create_directories(folder, failure);
  if (failure) {
    throw StorageError(fmt::format("cannot make the folder {} ({}); check space and permissions",
                                   folder.string(), failure.message()));
  }
  publish_text(file, text);
}

// The job id that sbatch --parsable prints: "123" or "123;cluster".
std::string submit(const std::vector<std::string>& command,
                   const std::vector<std::string>& before) {
  const CommandResult answer = run_command(command);
  if (!answer.ok()) {
    std::vector<std::string> cancel{"scancel"};
    cancel.insert(cancel.end(), before.begin(), before.end());
    if (!before.empty()) run_command(cancel);
    refused(answer);
  }
  return split(split(answer.out, '\n').front(), ';').front();
}

}  // namespace

std::int64_t missing_tasks(const SlurmJob& job, std::int64_t open,
                           const std::vector<SlurmTask>& queue) {
  const std::int64_t per_task = job.options.trials_of_a_task();
  const std::int64_t needed = (open + per_task - 1) / per_task;
  const auto on_their_way = std::count_if(queue.begin(), queue.end(), [&](const SlurmTask& task) {
    return task.name == job.name && !task.held();
  });
  return std::max<std::int64_t>(0, needed - on_their_way);
}

std::vector<std::string> array_command(const SlurmJob& job, const std::vector<SlurmArray>& arrays,
                                       std::size_t index, std::int64_t tasks,
                                       const std::vector<std::string>& ids) {
  const SlurmArray& array = arrays[index];
  std::vector<std::string> words{"sbatch", "--parsable", "--array=" + array.text()};
  if (array.after >= 0) {
    words.push_back("--dependency=afterany:" + ids[static_cast<std::size_t>(array.after)]);
  }
  words.insert(words.end(),
               {job.tasks_script(), std::to_string(array.first), std::to_string(tasks)});
  return words;
}

std::vector<std::string> finish_command(const SlurmJob& job, const std::vector<std::string>& ids) {
  return {"sbatch", "--parsable", "--dependency=afterany:" + join(ids, ":"),
          "--kill-on-invalid-dep=yes", job.finish_script()};
}

void check_setup(const SlurmOptions& options) {
  for (const std::string& entry : options.setup) {
    const CommandResult answer = run_command({"bash", "-n"}, entry + "\n");
    if (answer.ok()) continue;
    throw ConfigurationError(fmt::format(
        "slurm.setup has '{}', which bash does not take as a whole command ({}); write lines that "
        "belong together as one entry",
        entry, split(answer.err, '\n').front()));
  }
}

std::int64_t check_with_slurm(const SlurmJob& job) {
  const CommandResult answer = run_command({"sbatch", "--test-only"}, tasks_text(job));
  if (!answer.ok()) refused(answer);
  return largest_array(run_command({"scontrol", "show", "config"}).out);
}

Submitted submit_to_slurm(const SlurmJob& job, const std::vector<SlurmArray>& arrays,
                          std::int64_t tasks, const std::vector<std::string>& waiting_for) {
  write_script(job.tasks_script(), tasks_text(job));
  write_script(job.finish_script(), finish_text(job));
  Submitted submitted;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    submitted.arrays.push_back(
        submit(array_command(job, arrays, i, tasks, submitted.arrays), submitted.arrays));
  }
  std::vector<std::string> all = submitted.arrays;
  all.insert(all.end(), waiting_for.begin(), waiting_for.end());
  submitted.finish = submit(finish_command(job, all), submitted.arrays);
  return submitted;
}

}  // namespace regsweep
