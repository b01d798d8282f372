#include "execution/slurm/options.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.hpp"
#include "execution/slurm/times.hpp"

namespace regsweep {
namespace {

// What the array and its dependent job need for themselves; -a and the like are their short forms.
const std::vector<std::string> own_options{
    "--array",  "-a",       "--job-name", "-J",           "--output",     "-o",     "--error",
    "-e",       "--signal", "--requeue",  "--no-requeue", "--dependency", "-d",     "--open-mode",
    "--ntasks", "-n",       "--wrap",     "--parsable",   "--test-only",  "--wait", "-W"};

void check_sbatch(Value& normalized, const Value& given, const std::string& path) {
  const Value* list = given.find("sbatch");
  for (const Value& option : normalized.at("sbatch").list()) {
    const Location where = list != nullptr ? list->where() : given.where();
    const std::string name = read_sbatch_option(option.text()).name;
    if (!name.starts_with("-") || option.text().find_first_of("\n\r") != std::string::npos) {
      throw ConfigurationError(where,
                               fmt::format("{}.sbatch has '{}', which is no option of sbatch; "
                                           "write it as sbatch takes it, for example "
                                           "--exclude=node7",
                                           path, option.text()));
    }
    if (std::find(own_options.begin(), own_options.end(), name) != own_options.end()) {
      throw ConfigurationError(
          where,
          fmt::format("{}.sbatch has '{}', which regsweep sets itself; take it out", path, name));
    }
  }
}

// time: 60 and mem: 4000 are text to sbatch.
Value with_text(Value block) {
  if (block.is_map()) {
    for (Member& member : block.map()) {
      if ((member.key == "time" || member.key == "mem") && member.value.is_integer()) {
        member.value = Value(member.value.shown(), member.value.where());
      }
    }
  }
  return block;
}

}  // namespace

SbatchOption read_sbatch_option(const std::string& text) {
  const bool is_short = text.starts_with("-") && !text.starts_with("--");
  const std::size_t end = is_short ? std::min<std::size_t>(2, text.size())
                                   : std::min(text.find_first_of("= \t"), text.size());
  SbatchOption option{text.substr(0, end), "", ""};
  const std::size_t begin = text.find_first_not_of(is_short ? " \t" : "= \t", end);
  if (end == text.size()) return option;
  option.separator = is_short ? " " : "=";
  if (begin == std::string::npos) return option;
  option.value = text.substr(begin);
  // Quotes that a shell would have taken away.
  const char first = option.value.front();
  if (option.value.size() > 1 && (first == '"' || first == '\'') && option.value.back() == first) {
    option.value = option.value.substr(1, option.value.size() - 2);
  }
  return option;
}

std::int64_t SlurmOptions::grace_seconds() const {
  const std::int64_t limit = slurm_seconds(time).value_or(0);
  return limit > 0 ? std::min(grace, limit / 2) : grace;
}

const Fields<SlurmOptions>& slurm_fields() {
  static const Fields<SlurmOptions> fields =
      Fields<SlurmOptions>("slurm",
                           "How the sweep runs on a Slurm cluster; no part of any trial's identity")
          .add("partition", &SlurmOptions::partition, "partition; empty: the cluster's default")
          .add("account", &SlurmOptions::account, "account to charge")
          .add("qos", &SlurmOptions::qos, "quality of service")
          .add("constraint", &SlurmOptions::constraint, "features that a node must have")
          .add("time", &SlurmOptions::time,
               "time limit of a task, as sbatch takes it: 4:00:00, or minutes")
          .add("mem", &SlurmOptions::mem, "memory of a task, as sbatch takes it: 8G")
          .add("cpus", &SlurmOptions::cpus, "cores of a task, and trials that run in it at once",
               between(1, 1024))
          .add("concurrency", &SlurmOptions::concurrency,
               "tasks that run at once; 0: as many as the cluster gives", between(0, 1e6))
          .add("trials_per_task", &SlurmOptions::trials_per_task,
               "trials after which a task ends; 0: one per core", between(0, 1e6))
          .add("grace", &SlurmOptions::grace,
               "how long before its time limit a task saves its trials and requeues itself",
               between(1, 65535), "seconds")
          .add("scratch", &SlurmOptions::scratch,
               "copy the datasets to the node's own disk ($SLURM_TMPDIR or $TMPDIR) and read them "
               "there")
          .add("report", &SlurmOptions::report,
               "write tables, figures and report.html after collecting")
          .add("setup", &SlurmOptions::setup,
               "shell lines that run before the program, such as module load; one that fails ends "
               "the task with its text")
          .add("sbatch", &SlurmOptions::sbatch,
               "further options in sbatch's own words, such as --exclude=node7; values may have "
               "blanks")
          .finish(check_sbatch);
  return fields;
}

Value merged_slurm_options(const std::vector<Value>& layers) {
  Value merged(Map{});
  for (const Value& layer : layers) {
    if (layer.is_null()) continue;
    const Value given = with_text(layer);
    slurm_fields().normalize(given, "slurm");  // mistakes are told at their own place
    for (const Member& member : given.map()) merged.set(member.key, member.value);
  }
  return slurm_fields().normalize(merged, "slurm");
}

SlurmOptions read_slurm_options(const Value& merged) {
  return slurm_fields().read(merged, "slurm");
}

}  // namespace regsweep
