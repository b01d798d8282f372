// The batch scripts, word by word, and the splitting of arrays.
#include "execution/slurm/script.hpp"

#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "execution/process/external_command.hpp"

namespace regsweep::script_test {

SlurmJob job() {
  SlurmJob made;
  made.sweep = "mnist-dropout";
  made.name = "regsweep-mnist-dropout-0123abcd";
  made.directory = "/home/ada/my results/mnist-dropout";
  made.program = "/home/ada/regsweep/build/regsweep";
  return made;
}

TEST_CASE("the script of the tasks, word by word") {
  SlurmJob made = job();
  made.options.partition = "cpu";
  made.options.account = "bayes";
  made.options.time = "4:00:00";
  made.options.mem = "8G";
  made.options.cpus = 4;
  made.options.trials_per_task = 12;
  made.options.grace = 90;
  made.options.setup = {"module load gcc"};
  made.options.sbatch = {"--exclude=node7"};
  REQUIRE(
      tasks_text(made) ==
      R"(#!/bin/bash
# Trains the trials of the sweep mnist-dropout. )"
      R"(Written by `regsweep submit`, which writes it anew each time.
#SBATCH --job-name=regsweep-mnist-dropout-0123abcd
#SBATCH --partition=cpu
#SBATCH --account=bayes
#SBATCH --time=4:00:00
#SBATCH --mem=8G
#SBATCH --cpus-per-task=4
#SBATCH --ntasks=1
#SBATCH --output='/home/ada/my results/mnist-dropout/logs/slurm-%A_%a.log'
#SBATCH --open-mode=append
#SBATCH --requeue
#SBATCH --signal=B:USR1@90
#SBATCH --exclude=node7

setup_failed() {
  echo "regsweep: slurm.setup ended with exit code $1: $2" >&2
  exit "$1"
}
{ module load gcc
} || setup_failed $? 'module load gcc'
exec /home/ada/regsweep/build/regsweep work '/home/ada/my results/mnist-dropout' )"
      R"(--task '/home/ada/my results/mnist-dropout/slurm/tasks.sbatch' --grace 90 --trials 12 )"
      R"(--shard $((${1:-0} + SLURM_ARRAY_TASK_ID))/${2:-1}
)");
}

TEST_CASE("the script of the finishing job, word by word") {
  SlurmJob made = job();
  made.options.qos = "short";
  made.options.constraint = "avx2";
  REQUIRE(finish_text(made) == R"(#!/bin/bash
# Collects the results of the sweep mnist-dropout after its tasks. )"
                               R"(Written by `regsweep submit`, which writes it anew each time.
#SBATCH --job-name=regsweep-mnist-dropout-0123abcd-finish
#SBATCH --qos=short
#SBATCH --constraint=avx2
#SBATCH --output='/home/ada/my results/mnist-dropout/logs/slurm-%j-finish.log'

/home/ada/regsweep/build/regsweep collect '/home/ada/my results/mnist-dropout' || exit
/home/ada/regsweep/build/regsweep report '/home/ada/my results/mnist-dropout'
)");
  made.options.report = false;
  REQUIRE(finish_text(made).find("regsweep report") == std::string::npos);
}

TEST_CASE("a percent sign in a path is no pattern of Slurm") {
  SlurmJob made = job();
  made.directory = "/data/50%/sweep";
  REQUIRE(tasks_text(made).find("--output=/data/50%%/sweep/logs/slurm-%A_%a.log\n") !=
          std::string::npos);
}

TEST_CASE("the scripts are bash, also with scratch") {
  SlurmJob made = job();
  made.options.scratch = true;
  made.directory = "/it's/here";
  for (const std::string& text : {tasks_text(made), finish_text(made)}) {
    REQUIRE(run_command({"bash", "-n"}, text).err.empty());
  }
}

TEST_CASE("values of sbatch options keep their blanks, quotes and hash signs, however given") {
  SlurmJob made = job();
  for (const auto& [given, line] : {
           std::pair{"--comment=two words", "#SBATCH --comment='two words'\n"},
           std::pair{"--comment two words", "#SBATCH --comment='two words'\n"},
           std::pair{"--comment=\"two words\"", "#SBATCH --comment='two words'\n"},
           std::pair{"--comment=a#b", "#SBATCH --comment='a#b'\n"},
           std::pair{"--comment=it's", "#SBATCH --comment='it'\\''s'\n"},
           std::pair{"--exclude=node7", "#SBATCH --exclude=node7\n"},
           std::pair{"-x node7", "#SBATCH -x node7\n"},
           std::pair{"-xnode7", "#SBATCH -x node7\n"},
           std::pair{"--exclusive", "#SBATCH --exclusive\n"},
       }) {
    INFO(given);
    made.options.sbatch = {given};
    CHECK_THAT(tasks_text(made), Catch::Contains(line));
  }
}

TEST_CASE("an entry of setup that fails ends the task with its code and text, others go on") {
  SlurmJob made = job();
  made.program = "true";
  const auto ends = [&](const std::vector<std::string>& setup) {
    made.options.setup = setup;
    const CommandResult result = run_command({"bash"}, finish_text(made));
    return fmt::format("{} {}", result.code, result.err);
  };
  made.options.report = false;
  REQUIRE(ends({"export A=1", "test $A = 1"}) == "0 ");
  REQUIRE(ends({"true", "(exit 7) # don't"}) ==
          "7 regsweep: slurm.setup ended with exit code 7: (exit 7) # don't\n");
  REQUIRE_THAT(ends({"no_such_command_37 --load gcc"}),
               Catch::StartsWith("127 ") &&
                   Catch::EndsWith("exit code 127: no_such_command_37 --load gcc\n"));
  REQUIRE(ends({"B=2\nif test $B = 1; then\n  exit 3\nfi\ntest $B = 2"}) == "0 ");
  REQUIRE(ends({"(exit 5)\ntrue"}) ==
          "5 regsweep: slurm.setup ended with exit code 5: ( exit 5 )\n");
}

TEST_CASE("a directory's job name is its own") {
  const std::string name = slurm_job_name("mnist-dropout", "/home/ada/a");
  REQUIRE(name.starts_with("regsweep-mnist-dropout-"));
  REQUIRE(name == slurm_job_name("mnist-dropout", "/home/ada/a"));
  REQUIRE(name != slurm_job_name("mnist-dropout", "/home/ada/b"));
}

TEST_CASE("few tasks are one array") {
  REQUIRE(split_tasks(24, 1001, 2) == std::vector<SlurmArray>{{0, 24, 2, -1}});
  REQUIRE(split_tasks(24, 1001, 2).front().text() == "0-23%2");
  REQUIRE(split_tasks(24, 1001, 0).front().text() == "0-23");
  REQUIRE(split_tasks(0, 1001, 2).empty());
}

TEST_CASE("many tasks are several arrays that share the limit") {
  REQUIRE(split_tasks(25, 10, 5) ==
          std::vector<SlurmArray>{{0, 10, 2, -1}, {10, 10, 2, -1}, {20, 5, 1, -1}});
  REQUIRE(split_tasks(25, 10, 0) ==
          std::vector<SlurmArray>{{0, 10, 0, -1}, {10, 10, 0, -1}, {20, 5, 0, -1}});
}

TEST_CASE("more arrays than tasks may run wait for one another") {
  REQUIRE(split_tasks(25, 10, 2) ==
          std::vector<SlurmArray>{{0, 10, 1, -1}, {10, 10, 1, -1}, {20, 5, 1, 0}});
}

}  // namespace regsweep::script_test
