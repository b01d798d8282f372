// A task's view of Slurm: what the variables say, and what it asks for when its time is over, with
// clients of Slurm that are scripts. The real ones are met in tests/cluster.
#include "execution/slurm/task.hpp"

#include <sys/stat.h>
#include <catch2/catch.hpp>

#include <csignal>
#include <cstdlib>
#include <map>

#include "small_sweep.hpp"

namespace regsweep::task_test {

std::function<const char*(const char*)> variables(std::map<std::string, std::string> set) {
  return [set](const char* name) { return set.contains(name) ? set.at(name).c_str() : nullptr; };
}

// A folder in front of PATH with clients that answer as told and write down how they were called.
class FakeClients {
 public:
  FakeClients() { setenv("PATH", (folder.path().string() + ":" + before).c_str(), 1); }
  ~FakeClients() { setenv("PATH", before.c_str(), 1); }

  void add(const std::string& name, const std::string& answer) {
    const std::filesystem::path file = folder.path() / name;
    write_text(file, "#!/bin/sh\necho " + name + " \"$@\" >> " + (folder / "calls").string() +
                         "\n" + answer + "\n");
    REQUIRE(chmod(file.c_str(), 0755) == 0);
  }
  std::string calls() const {
    std::ifstream stream(folder / "calls");
    return {std::istreambuf_iterator<char>(stream), {}};
  }

 private:
  ScratchFolder folder;
  std::string before = std::getenv("PATH");
};

TEST_CASE("outside of Slurm there is no task") {
  REQUIRE_FALSE(slurm_place(variables({{"PATH", "/bin"}})));
}

TEST_CASE("a task knows its array, its cores and its memory from Slurm's variables") {
  const auto place = slurm_place(variables({{"SLURM_JOB_ID", "41"},
                                            {"SLURM_ARRAY_JOB_ID", "37"},
                                            {"SLURM_ARRAY_TASK_ID", "5"},
                                            {"SLURM_CPUS_PER_TASK", "3"},
                                            {"SLURM_CPUS_ON_NODE", "16"},
                                            {"SLURM_MEM_PER_CPU", "500"},
                                            {"SLURM_RESTART_COUNT", "2"},
                                            {"SLURMD_NODENAME", "n7"}}));
  REQUIRE(place);
  REQUIRE(place->requeue_name() == "37_5");
  REQUIRE(place->cpus == 3);
  REQUIRE(place->memory == (std::int64_t{1500} << 20));
  REQUIRE(place->restarts == 2);
  REQUIRE(place->node == "n7");
}

TEST_CASE("a job without an array has its own name; memory per node counts as it is") {
  const auto place = slurm_place(variables(
      {{"SLURM_JOB_ID", "41"}, {"SLURM_CPUS_ON_NODE", "2"}, {"SLURM_MEM_PER_NODE", "700"}}));
  REQUIRE(place->requeue_name() == "41");
  REQUIRE(place->cpus == 2);
  REQUIRE(place->memory == (std::int64_t{700} << 20));
}

TEST_CASE("the warning comes before the limit, at half of the time left at the earliest") {
  FakeClients clients;
  clients.add("squeue", "echo '1:00:00|'");
  REQUIRE(warn_before_time_limit("41", 120) == 3480);
  clients.add("squeue", "echo '1:40|'");
  REQUIRE(warn_before_time_limit("41", 120) == 50);
  clients.add("squeue", "echo 'UNLIMITED|'");
  REQUIRE(warn_before_time_limit("41", 120) == -1);
  clients.add("squeue", "exit 1");
  REQUIRE(warn_before_time_limit("41", 120) == -1);
}

TEST_CASE("a task that may not be requeued submits itself again, as the same part of the sweep") {
  FakeClients clients;
  clients.add("scontrol",
              "echo 'Requested operation is presently disabled for job 37_5' >&2; exit 1");
  clients.add("sbatch", "echo 99");
  REQUIRE(leave_slurm_task({"37", "5", 1, 0, 0, "n1"}, SIGUSR1, "/r/tasks.sbatch", "15/24") ==
          ExitCode::done);
  REQUIRE(clients.calls() ==
          "scontrol requeue 37_5\nsbatch --parsable --array=5 /r/tasks.sbatch 10 24\n");
}

TEST_CASE("the job that collects is submitted again behind a task that was") {
  FakeClients clients;
  const ScratchFolder folder;
  write_text(folder / "finish.sbatch", "#!/bin/sh\n");
  clients.add("scontrol", "exit 1");
  clients.add("sbatch", "echo '99;cluster'");
  const std::string script = (folder / "tasks.sbatch").string(),
                    finish = (folder / "finish.sbatch").string();
  REQUIRE(leave_slurm_task({"37", "5", 1, 0, 0, "n1"}, SIGUSR1, script, "15/24") == ExitCode::done);
  REQUIRE(clients.calls() ==
          "scontrol requeue 37_5\nsbatch --parsable --array=5 " + script + " 10 24\n" +
              "sbatch --parsable --dependency=afterany:99 --kill-on-invalid-dep=yes " + finish +
              "\n");
}

TEST_CASE("a task that can do neither ends as stopped") {
  FakeClients clients;
  clients.add("scontrol", "exit 1");
  clients.add("sbatch", "exit 1");
  REQUIRE(leave_slurm_task({"37", "5", 1, 0, 0, "n1"}, SIGUSR1, "/r/tasks.sbatch", "15/24") ==
          ExitCode::terminated);
}

}  // namespace regsweep::task_test
